package io.wagateway.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.TestDatabase;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SharedSecretTest {
    private static final List<TestDatabase> DATABASES = TestDatabase.both();

    static List<TestDatabase> databases() {
        return DATABASES;
    }

    @ParameterizedTest
    @MethodSource("databases")
    void nodesThatNeedItAtOneMoment_haveTheSame(TestDatabase database) {
        Set<String> secrets = ConcurrentHashMap.newKeySet();
        IntStream.range(0, 16)
                .parallel()
                .forEach(node -> secrets.add(
                        Base64.getEncoder().encodeToString(new SharedSecret(database.jdbc(), "test").bytes())));
        assertThat(secrets).hasSize(1);
        assertThat(new SharedSecret(database.jdbc(), "another").bytes())
                .hasSize(32)
                .isNotEqualTo(Base64.getDecoder().decode(secrets.iterator().next()));
    }
}
