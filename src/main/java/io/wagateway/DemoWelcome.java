package io.wagateway;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Tells whoever has just started the demo what to try next. */
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
        LOG.info("The demo is ready; this makes a member of its group an admin (204):");
        LOG.info("curl -i -X POST -H \"Authorization: Bearer {}\" \"{}{}\"", KEY, origin, PROMOTE);
        LOG.info("Its session 01HZ0SESSION0000000000001 is switched off (501); 120363049999999999@g.us is a group that"
                + " it does not administer (403)");
        LOG.info("Every operation, to read and to try: {}/docs", origin);
    }
}
