/**
 * The vocabulary that every engine route speaks, and how the corridor asks one.
 *
 * <p>An engine kind is one file, {@code routes/engines/<kind>.camel.yaml}, of route templates: one for each operation,
 * with the id {@code <kind>-<operation>}. For every entry under {@code gateway.engines} of that kind the gateway makes
 * each template into the route {@code direct:engine-<entry>-<operation>}. A template may declare the parameters
 * {@code entry} (the entry's name), {@code url}, {@code secret} and {@code timeoutMs}.
 *
 * <p>Routes take and give maps of JSON values, as the message body:
 *
 * <table>
 * <caption>Operations</caption>
 * <tr><th>operation</th><th>in</th><th>out</th></tr>
 * <tr><td>{@code status}</td><td>{@code {session, timeoutMs}}</td>
 *     <td>{@code {status: stopped|starting|scan_qr_code|working|failed, jid, lid}}</td></tr>
 * <tr><td>{@code readGroup}</td><td>{@code {session, group, timeoutMs}}</td>
 *     <td>{@code {self: {jid, lid, role}, members: [{jid, lid, role, address}]}}; {@code role} is
 *     {@code superadmin|admin|member}, {@code address} what this engine wants to hear for that member, {@code jid} null
 *     where WhatsApp hides the number, {@code self} absent where the account is not in the list</td></tr>
 * <tr><td>{@code promote}, {@code demote}</td><td>{@code {session, group, member, timeoutMs}}, {@code member} being the
 *     {@code address} of a row</td><td>{@code {outcome: done|unverified}}; unverified means: read the roles back</td></tr>
 * </table>
 *
 * <p>{@code session} is the engine's own name of the account (a session's {@code engineSession}), {@code group} a group
 * JID, {@code timeoutMs} milliseconds. Instead of an answer a route may give
 * {@code {refusal: not_connected|no_group|no_member|forbidden|rate_limited|bad_credentials|nonsense, retryAfter}},
 * {@code retryAfter} being whole seconds and optional. What a route throws is an engine that failed: it could not be
 * reached, or did not answer in time.
 */
package io.wagateway.engine;
