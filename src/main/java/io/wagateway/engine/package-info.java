/**
 * The vocabulary that every engine route speaks, and how the corridor asks one.
 *
 * <p>An engine kind is a folder {@code routes/engines/<kind>/} with a table, {@code <kind>.camel.yaml}, and one {@code
 * .groovy} file a mapping. Each row of the table, a {@code templatedRoute}, becomes the route {@code
 * direct:engine-<entry>-<operation>} for every entry under {@code gateway.engines} of that kind. A row is of one of these
 * templates:
 *
 * <ul>
 *   <li>{@code engine-http}, one request: {@code operation}, required; {@code request}, for example {@code GET
 *       api/{session}/groups?size=1}, default: its script gives it; {@code requestScript}, default: no body; {@code
 *       expect}, the {@link ResponseShape}s that a success may have, default {@code map}; {@code responseScript}, default:
 *       {@code {}}; {@code onRefusal}, the refusals that do not end the exchange, each perhaps with {@code =} and the row
 *       that goes on, default: none; {@code first}, another row that is asked before, default: none; {@code accounts},
 *       default {@code one}. {@code {session}}, {@code {group}}, {@code {member}}, {@code {invite}} and {@code {phone}} in
 *       a request are the operation's own, encoded; without a usable session nobody is asked: {@code not_connected}
 *   <li>{@code engine-call}, once, for the operation {@code call}: {@code refusalScript}, required, and {@code
 *       unwrapScript}, default: a success has no envelope
 *   <li>{@code engine-sign}, once, for the operation {@code sign}: {@code header}, which has the entry's secret
 *   <li>a template of the kind's own with the parameter {@code operation}
 * </ul>
 *
 * <p>Scripts see what Camel's Groovy sees: {@code body}, {@code headers}, {@code exchangeProperty}, {@code exchange}. A
 * request script gives a map with {@code json}, the body to send, and {@code request}, a line to take instead of the
 * row's; both may be missing. An unwrap script sees every success, and gives what is in its envelope. A response script
 * sees a success of an expected shape, and gives the operation's response or a refusal. A refusal script sees an error,
 * with its status as {@code headers.CamelHttpResponseCode} and what was asked as {@code exchangeProperty.engineRequest},
 * {@code {method, path, query, json, onRefusal}}; it gives a refusal, or a map that is the operation's response, for
 * example {@code {outcome: unverified}}. What it gives ends the exchange, unless the row goes on. Nobody's script sees a
 * 429, nor a 502 to 504 without JSON: they are {@code rate_limited} and {@code unavailable} whatever the kind.
 *
 * <p>Other templates of a kind are called {@code <kind>-<operation>}, and become routes as rows do. They may declare the
 * parameters {@code entry} (the entry's name), {@code url} (then the entry must have one) and {@code timeoutMs}. One of
 * another name is a helper: {@code <kind>-sign} becomes {@code direct:engine-<entry>-sign}. The secret is no parameter; a
 * route fetches it for each call, by {@link EngineSecrets}. A kind may also be one file of such templates, {@code
 * routes/engines/<kind>.camel.yaml}, which then stands for the whole of a packaged kind of that name; its routes put
 * {@code direct:write-engine-request} before the engine's address and {@code direct:read-engine-answer} behind it.
 *
 * <p>If one entry has many accounts, each session naming its own, the row of {@code status} says so by the parameter
 * {@code accounts}, {@code many}; a template of its own, by that parameter's default. Without it the entry itself is one
 * account, as one is that the secret selects: then all its sessions are of one organisation, and new ones have no name of
 * their own.
 *
 * <p>Routes take and give maps of JSON values, as the message body:
 *
 * <table>
 * <caption>Operations</caption>
 * <tr><th>operation</th><th>in</th><th>out</th></tr>
 * <tr><td>{@code status}</td><td>{@code {session, timeoutMs}}</td>
 *     <td>{@code {status: stopped|starting|scan_qr_code|working|failed, jid, lid}}</td></tr>
 * <tr><td>{@code start}</td><td>{@code {session, timeoutMs}}</td><td>{@code {}}; makes the account exist and begins to
 *     connect it, or to wait for a phone; no change where it runs</td></tr>
 * <tr><td>{@code stop}</td><td>{@code {session, timeoutMs}}</td><td>{@code {}}; disconnects the account, which stays
 *     paired; no change where it rests or is unknown</td></tr>
 * <tr><td>{@code logout}</td><td>{@code {session, timeoutMs}}</td><td>{@code {}}; unpairs the account; no change where
 *     it is not paired</td></tr>
 * <tr><td>{@code restart}, may be missing</td><td>{@code {session, timeoutMs}}</td><td>{@code {}}; missing, it is stop
 *     and start</td></tr>
 * <tr><td>{@code remove}</td><td>{@code {session, timeoutMs}}</td><td>{@code {}}; unlinks the account and forgets it;
 *     no change where it is unknown. Missing, a deleted session is logged out</td></tr>
 * <tr><td>{@code qr}</td><td>{@code {session, timeoutMs}}</td><td>{@code {code, expiresInMs}}, or {@code {image,
 *     expiresInMs}} with a PNG in base64 where the engine has the picture only; {@code expiresInMs} is optional</td></tr>
 * <tr><td>{@code pairingCode}</td><td>{@code {session, phone, timeoutMs}}, {@code phone} being digits</td>
 *     <td>{@code {code}}</td></tr>
 * <tr><td>{@code readGroup}</td><td>{@code {session, group, timeoutMs}}</td>
 *     <td>{@code {members: [{jid, lid, role, address}]}}; {@code role} is {@code superadmin|admin|member}, {@code
 *     address} what this engine wants to hear for that member, {@code jid} null where WhatsApp hides the number,
 *     {@code lid} null where the engine does not know it. Who has left is no member. The account's own row is found by
 *     the {@code jid} or {@code lid} of its status; an engine that knows better may add it as {@code self}. A row may
 *     have a {@code tag}, the member's nickname, and the answer a {@code group}, what {@code describeGroup} gives, where
 *     the engine tells it along</td></tr>
 * <tr><td>{@code listGroups}, may be missing</td><td>{@code {session, timeoutMs}}</td>
 *     <td>{@code {groups: [Group]}}, all groups of the account, without members</td></tr>
 * <tr><td>{@code describeGroup}, may be missing</td><td>{@code {session, group, timeoutMs}}</td>
 *     <td>{@code {group: Group}}</td></tr>
 * <tr><td>{@code promote}, {@code demote}</td><td>{@code {session, group, member, timeoutMs}}, {@code member} being the
 *     {@code address} of a row</td><td>{@code {outcome: done|accepted|unverified}}; the last two mean: the engine
 *     cannot be believed, read the roles back; accepted, that WhatsApp did let the account ask for it</td></tr>
 * <tr><td>{@code resolve}, may be missing</td><td>{@code {session, member, timeoutMs}}, {@code member} being a user JID
 *     or a LID</td><td>{@code {jid, lid}}, both names of that person, null where unknown</td></tr>
 * </table>
 *
 * <p>{@code Group} is {@code {jid, subject, description, owner, announce, locked, createdAt, size}}: {@code owner} a user
 * JID or a LID, {@code announce} and {@code locked} whether only admins may write and edit it, {@code createdAt} epoch
 * milliseconds, {@code size} how many are in it. Only {@code jid} is a must; what is missing or null, the engine does not
 * say. A text that is known to be empty is the empty text.
 *
 * <p>{@code session} is the engine's own name of the account (a session's {@code engineSession}), {@code group} a group
 * JID, {@code timeoutMs} milliseconds. The request is also the exchange property {@code request}, or, as it was once
 * called, {@code question}; {@code engine} is the entry, {@code engineOperation} the operation, {@code engineDeadline} the {@link System#nanoTime()} when the call
 * must be over.
 *
 * <table>
 * <caption>Refusals: {@code {refusal, retryAfter}} instead of a response; {@code retryAfter} is whole seconds, optional</caption>
 * <tr><th>refusal</th><th>means</th><th>the caller hears</th></tr>
 * <tr><td>{@code not_connected}</td><td>the account is unknown to the engine, not linked, or offline</td><td>501</td></tr>
 * <tr><td>{@code no_group}</td><td>no such group, or the account is not in it</td><td>404</td></tr>
 * <tr><td>{@code no_member}</td><td>nobody of that name in the group, or on WhatsApp</td><td>404</td></tr>
 * <tr><td>{@code forbidden}</td><td>WhatsApp does not let the account do this</td><td>403</td></tr>
 * <tr><td>{@code no_code}</td><td>no code is ready, or pairing is not begun</td><td>404</td></tr>
 * <tr><td>{@code paired}</td><td>the account is linked already</td><td>409</td></tr>
 * <tr><td>{@code invalid}</td><td>WhatsApp does not take what was sent, for example the phone number</td><td>400</td></tr>
 * <tr><td>{@code full}</td><td>the group takes nobody more</td><td>403</td></tr>
 * <tr><td>{@code unsupported}</td><td>this build, or what stands behind it, cannot do this at all</td><td>501</td></tr>
 * <tr><td>{@code rate_limited}</td><td>too much for WhatsApp; the session is left alone for {@code retryAfter}</td>
 *     <td>429</td></tr>
 * <tr><td>{@code unavailable}</td><td>what stands before the engine says that it is not there; counts for the circuit as
 *     an engine that cannot be reached</td><td>503</td></tr>
 * <tr><td>{@code timed_out}</td><td>WhatsApp did not answer the engine</td><td>504</td></tr>
 * <tr><td>{@code no_address}</td><td>this engine has no way to name that member</td><td>502</td></tr>
 * <tr><td>{@code bad_credentials}</td><td>the engine rejects the entry's secret; an error in the log</td>
 *     <td>502</td></tr>
 * <tr><td>{@code invalid_response}, once {@code nonsense}, or anything else</td><td>the engine said what nobody
 *     understands</td><td>502</td></tr>
 * </table>
 *
 * <p>What a kind has no template for is a 501 that names the engine and the operation.
 *
 * <p>A refusal is an answer: the engine lives, unless it is {@code unavailable}. What a route throws is a failure: an
 * {@link java.io.IOException} is an engine that cannot be reached (503), a time-out 504, and both count for the engine's
 * circuit; anything else is 502, and does not, as one tenant's data may be the reason. {@link
 * WhatsAppCodes} and {@link WhatsAppTexts} turn what WhatsApp answered, and engines pass on, into refusals, {@link
 * ParticipantResults} and {@link WhatsAppGroups} the lists of members changed and what a group says of itself; {@link Jids}
 * reads the names that engines write, {@link EnginePaths} makes a name a part of a path. All are there for Groovy. The
 * HTTP that routes speak is bounded by {@link io.wagateway.engine.http}.
 */
package io.wagateway.engine;
