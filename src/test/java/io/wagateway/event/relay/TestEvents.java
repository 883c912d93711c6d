package io.wagateway.event.relay;

import io.wagateway.event.log.Event;
import io.wagateway.event.log.EventLog;
import io.wagateway.event.log.EventName;
import io.wagateway.event.log.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Appends events as the gateway does: one after the other in each group. */
final class TestEvents {
    private static final Origin KEY = new Origin("org_a", "phone", "key:1", "request-1", "promoteGroupMember");

    private TestEvents() {}

    static String group(int number) {
        return "12036300000000" + number + "@g.us";
    }

    /** @return their ids, in the order of the log */
    static List<String> append(EventLog log, int groups, int each) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < each; i++) {
            for (int group = 0; group < groups; group++) {
                ids.add(appendOne(log, group(group), "62@s.whatsapp.net"));
            }
        }
        return ids;
    }

    static String appendOne(EventLog log, String group, String member) {
        Event event = Event.of(EventName.PROMOTED, KEY, group, Map.of("memberJid", member));
        log.append(List.of(event));
        return event.id();
    }
}
