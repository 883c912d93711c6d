package io.wagateway.group;

import io.wagateway.pipeline.AsyncStep;
import io.wagateway.pipeline.CallContext;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The steps that change a group as a whole, by the names that routes use. Each ends once WhatsApp has answered. */
@Configuration(proxyBeanMethods = false)
class AdministrationProcessors {

    /** Creates the group in the body; the steps after it are about that group. */
    @Bean
    AsyncProcessor createGroup(GroupCreation creation) {
        return AsyncStep.of(
                exchange -> creation.create(
                        GroupCall.withoutGroup(exchange), text(exchange, "name"), GroupContext.participants(exchange)),
                (exchange, gid) -> GroupContext.enterGid(exchange, gid));
    }

    /** Changes the fields in the body. */
    @Bean
    AsyncProcessor updateGroup(GroupFields fields) {
        return AsyncStep.of(exchange -> fields.update(GroupCall.of(exchange), CallContext.input(exchange)));
    }

    /** Sets the body to {@code {invite}}, the full link. */
    @Bean
    AsyncProcessor readInvite(InviteLinks links) {
        return invite(links::read);
    }

    /** Sets the body to {@code {invite}}, the full new link. */
    @Bean
    AsyncProcessor revokeInvite(InviteLinks links) {
        return invite(links::revoke);
    }

    private static AsyncProcessor invite(Function<GroupCall, CompletableFuture<String>> request) {
        return AsyncStep.of(exchange -> request.apply(GroupCall.of(exchange)), (exchange, link) -> exchange.getMessage()
                .setBody(Map.of("invite", link)));
    }

    @Bean
    AsyncProcessor leaveGroup(AccountMembership membership) {
        return AsyncStep.of(exchange -> membership.leave(GroupCall.of(exchange)));
    }

    /** Sets the body to {@code {groupJid}}, or to {@code {groupJid, state: pending}} if the account is not in the group yet. */
    @Bean
    AsyncProcessor joinGroup(AccountMembership membership) {
        return AsyncStep.of(
                exchange -> membership.join(GroupCall.withoutGroup(exchange), text(exchange, "invite")),
                (exchange, joined) -> exchange.getMessage()
                        .setBody(
                                joined.isPending()
                                        ? Map.of("groupJid", joined.gid(), "state", "pending")
                                        : Map.of("groupJid", joined.gid())));
    }

    /** Sets the body to what is known of the group that the invite in the body leads to. */
    @Bean
    AsyncProcessor previewInvite(InvitePreviews previews) {
        return AsyncStep.of(
                exchange -> previews.preview(GroupCall.withoutGroup(exchange), text(exchange, "invite")),
                (exchange, preview) -> exchange.getMessage().setBody(preview));
    }

    private static String text(Exchange exchange, String field) {
        return (String) CallContext.input(exchange).get(field);
    }
}
