package io.wagateway.config;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Logs, once the demo has started, what its user can try next. */
@Component
@Profile("demo")
final class DemoWelcome {
    private static final Logger LOG = LoggerFactory.getLogger(DemoWelcome.class);
    private static final String KEY = "wa_demo_only_not_a_secret_0123456789";
    private static final String PROMOTE = "/api/v1/sessions/01HZ0SESSION0000000000000"
            + "/groups/120363041234567890@g.us/members/6281234567890@s.whatsapp.net/promote";

    @EventListener
    void welcome(ApplicationReadyEvent started) {
        Environment environment = started.getApplicationContext().getEnvironment();
        String origin = "http://127.0.0.1:" + environment.getProperty("local.server.port");
        LOG.info("The demo is ready. This call makes a member an admin of its group (204):");
        LOG.info("curl -i -X POST -H \"Authorization: Bearer {}\" \"{}{}\"", KEY, origin, PROMOTE);
        LOG.info("Session 01HZ0SESSION0000000000001 is switched off (501). The demo phone is no admin of group"
                + " 120363049999999999@g.us (403)");
        LOG.info("Read and try every operation at {}/docs", origin);
    }
}
