package io.wagateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Contract section 4: promote and demote, each outcome over real HTTP. */
class PromoteIT {
    private static final String GROUP = RunningGateway.SESSIONS + "phone/groups/120363000000000001@g.us/members/";
    private static final String[] KEY = {"Authorization", "Bearer wa_all_00000000000000000000000000000000"};

    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void promote_plainMember_is204AndAgain204() {
        assertThat(gateway.post(GROUP + "6289000000002@s.whatsapp.net/promote", KEY)
                        .statusCode())
                .isEqualTo(204);
        assertThat(gateway.post(GROUP + "6289000000002@s.whatsapp.net/promote", KEY)
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void demote_creator_is403() {
        HttpResponse<String> answer = gateway.post(GROUP + "6289000000001@s.whatsapp.net/demote", KEY);
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("\"forbidden\"");
    }

    @Test
    void promote_withoutToken_is401() {
        assertThat(gateway.post(GROUP + "6289000000002@s.whatsapp.net/promote").statusCode())
                .isEqualTo(401);
    }
}
