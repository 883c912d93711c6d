package io.wagateway.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StoredAnswerTest {
    private static final String SECRET = "00".repeat(32);

    @Test
    void answer_isReadAsItWasWritten_andOnlyWithItsSecret() {
        byte[] body = "{\"invite\": \"https://chat.whatsapp.com/geheim\"}".getBytes(StandardCharsets.UTF_8);
        String stored = StoredAnswer.write(SECRET, body).orElseThrow();
        assertThat(StoredAnswer.read(SECRET, stored)).isEqualTo(body);
        assertThat(StoredAnswer.read(
                        SECRET, StoredAnswer.write(SECRET, new byte[0]).orElseThrow()))
                .isEmpty();
        String other = "01".repeat(32);
        assertThatThrownBy(() -> StoredAnswer.read(other, stored)).isInstanceOf(IllegalStateException.class);
        assertThat(StoredAnswer.write(SECRET, body)).isNotEqualTo(StoredAnswer.write(SECRET, body));
    }

    @Test
    void largestBulkAnswer_isKept_andWhatIsLongerIsNot() {
        Random random = new Random(1);
        String rows = IntStream.range(0, 1_024)
                .mapToObj(i -> "{\"jid\":\"" + random.nextLong(100_000_000_000_000L)
                        + "@s.whatsapp.net\",\"outcome\":\"failed\",\"error\":{\"code\":\"engine_error\",\"message\":"
                        + "\"WhatsApp rejected the request: " + random.nextInt(1_000) + " not-acceptable\",\"details\":"
                        + "{\"whatsapp\":{\"code\":" + random.nextInt(1_000) + ",\"reason\":\"not-acceptable\"}}}}")
                .collect(Collectors.joining(",", "{\"data\":[", "]}"));
        assertThat(StoredAnswer.write(SECRET, rows.getBytes(StandardCharsets.UTF_8)))
                .hasValueSatisfying(stored -> assertThat(stored).hasSizeLessThan(StoredAnswer.MAX_LENGTH / 3));
        byte[] noise = new byte[StoredAnswer.MAX_LENGTH];
        random.nextBytes(noise);
        assertThat(StoredAnswer.write(SECRET, noise)).isEmpty();
    }
}
