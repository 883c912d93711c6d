/**
 * The vocabulary of engine routes, and the pipeline that sends requests to them.
 *
 * <p>An engine kind is a folder {@code routes/engines/<kind>/} with a table, {@code <kind>.camel.yaml}, and one {@code
 * .groovy} file a mapping. Each row of the table, a {@code templatedRoute}, becomes the route {@code
 * direct:engine-<entry>-<operation>} for every entry under {@code gateway.engines} of that kind. A row is of one of
 * these templates:
 *
 * <ul>
 *   <li>{@code engine-http}, one request: {@code operation}, one or several by comma, required;
 *       {@code request}, for example {@code GET
 *       api/{session}/groups?size=1}, default: its script returns it; {@code requestScript}, default: no body; {@code
 *       expect}, the {@link ResponseShape}s that a success may have, default {@code map}; {@code responseScript},
 *       default: {@code {}}; {@code onRefusal}, the refusals that do not end the exchange, each with an optional {@code
 *       =} and the row that continues, default: none; {@code first}, a row that is requested before, default: none;
 *       {@code accounts}, default {@code one}. {@code {session}}, {@code {group}}, {@code {member}}, {@code {invite}}
 *       and {@code {phone}} in a request are fields of the operation's request, encoded; without a usable session no
 *       request is sent, and the response is {@code not_connected}
 *   <li>{@code engine-call}, once, for the operation {@code call}: {@code refusalScript}, required, and {@code
 *       unwrapScript}, default: a success has no envelope
 *   <li>{@code engine-sign}, once, for the operation {@code sign}: {@code header}, which has the entry's secret
 *   <li>a template of the kind's own with the parameter {@code operation}
 * </ul>
 *
 * <p>Scripts see what Camel's Groovy sees: {@code body}, {@code headers}, {@code exchangeProperty}, {@code exchange}. A
 * request script returns a map with {@code json}, the body to send, or {@code bytes} and {@code type} if it is not JSON,
 * and {@code request}, which replaces the row's; all may be missing. It may also return a refusal, and no request is sent. An unwrap script sees every success, and
 * returns the content of its envelope. A response script sees a success of an expected shape, and returns the
 * operation's response or a refusal. A refusal script sees an error: its status as {@code
 * headers.CamelHttpResponseCode}, the request as {@code exchangeProperty.engineRequest}, {@code {method, path, query,
 * json, onRefusal}}. It returns a refusal, or a map that is the operation's response, for example {@code {outcome:
 * unverified}}. Both end the exchange, as does a refusal of a response script, unless the row has it in {@code
 * onRefusal}. No script sees a 429, or a 502 to 504 without JSON: for every kind they are {@code rate_limited} and
 * {@code unavailable}.
 *
 * <p>Other templates of a kind are called {@code <kind>-<operation>}, and become routes as rows do. They may declare
 * the parameters {@code entry} (the entry's name), {@code url} (then the entry must have one) and {@code timeoutMs}.
 * One of another name is a helper: {@code <kind>-sign} becomes {@code direct:engine-<entry>-sign}. The secret is no
 * parameter; a route fetches it for each call, by {@link EngineSecrets}. A kind may also be one file of such templates,
 * {@code routes/engines/<kind>.camel.yaml}, which then stands for the whole of a packaged kind of that name; its routes
 * put {@code direct:write-engine-request} before the engine's address and {@code direct:read-engine-answer} behind it.
 *
 * <p>If one entry has many accounts, each session naming its own, the row of {@code status} says so by the parameter
 * {@code accounts}, {@code many}; a template of its own, by that parameter's default. Without it the entry itself is
 * one account, for example one that the secret selects. Then all its sessions belong to one organisation, and new ones
 * have no engine-session of their own.
 *
 * <p>The message body of a request and of a response is a map of JSON values:
 *
 * <table>
 * <caption>Operations</caption>
 * <tr><th>operation</th><th>in</th><th>out</th></tr>
 * <tr><td>{@code status}</td><td>{@code {session, timeoutMs}}</td>
 *     <td>{@code {status: stopped|starting|scan_qr_code|passkey_required|working|failed, jid, lid, details}}; {@code
 *     details}, optional, of {@code passkey_required} only: {@code {step: answer, publicKey}} or {@code {step: confirm,
 *     code}}</td></tr>
 * <tr><td>{@code start}</td><td>{@code {session, timeoutMs}}</td><td>{@code {}}; makes the account exist and begins to
 *     connect it, or to wait for a phone; no change if it runs</td></tr>
 * <tr><td>{@code stop}</td><td>{@code {session, timeoutMs}}</td><td>{@code {}}; disconnects the account, which stays
 *     paired; no change if it is stopped or unknown</td></tr>
 * <tr><td>{@code logout}</td><td>{@code {session, timeoutMs}}</td><td>{@code {}}; unpairs the account; no change if
 *     it is not paired</td></tr>
 * <tr><td>{@code restart}, may be missing</td><td>{@code {session, timeoutMs}}</td><td>{@code {}}; missing, it is stop
 *     and start</td></tr>
 * <tr><td>{@code remove}</td><td>{@code {session, timeoutMs}}</td><td>{@code {}}; unlinks the account and forgets it;
 *     no change if it is unknown. Missing, a deleted session is logged out</td></tr>
 * <tr><td>{@code qr}</td><td>{@code {session, timeoutMs}}</td><td>{@code {code, expiresInMs}}, or {@code {image,
 *     expiresInMs}} with a PNG in base64 if the engine has only the picture; {@code expiresInMs} is optional</td></tr>
 * <tr><td>{@code pairingCode}</td><td>{@code {session, phone, timeoutMs}}, {@code phone} being digits</td>
 *     <td>{@code {code}}</td></tr>
 * <tr><td>{@code answerPasskey}, may be missing</td><td>{@code {session, credential, timeoutMs}}, {@code credential}
 *     being a browser's {@code PublicKeyCredential} as JSON</td><td>{@code {}}</td></tr>
 * <tr><td>{@code confirmPasskey}, may be missing</td><td>{@code {session, timeoutMs}}</td>
 *     <td>{@code {}}; the code on the phone is that of the status</td></tr>
 * <tr><td>{@code readGroup}</td><td>{@code {session, group, timeoutMs}}</td>
 *     <td>{@code {members: [{jid, lid, role, address}], skipped}}; {@code role} is {@code superadmin|admin|member}, or
 *     null if it is not known, {@code address} this engine's name of that member, {@code jid} null if WhatsApp hides the
 *     number, {@code lid} null if the engine does not know it. {@code skipped}, optional, is the number of the engine's
 *     rows that name nobody: anybody may be in them. A person who has left is no member. An empty list is an invalid
 *     response. The account's own row is found by the {@code jid} or {@code lid} of its status; an engine that knows it
 *     may add it as {@code self}. A row may have a {@code tag}, the member's nickname. The response may have a {@code
 *     group}, as that of {@code describeGroup}, if the engine returns both</td></tr>
 * <tr><td>{@code listGroups}, may be missing</td><td>{@code {session, timeoutMs}}</td>
 *     <td>{@code {groups: [Group], skipped}}, all groups of the account. {@code skipped}, optional, is the number of
 *     the engine's rows that name no group: any group may be in them. A
 *     Group may have {@code members} and {@code skipped}, as the response of readGroup, if the engine lists them at
 *     once</td></tr>
 * <tr><td>{@code listGroupsOnly}, may be missing</td><td>{@code {session, timeoutMs}}</td>
 *     <td>as listGroups, without members; the gateway asks for it if listGroups fails, as the list of a large account may
 *     be too long</td></tr>
 * <tr><td>{@code describeGroup}, may be missing</td><td>{@code {session, group, timeoutMs}}</td>
 *     <td>{@code {group: Group}}</td></tr>
 * <tr><td>{@code promote}, {@code demote}</td><td>{@code {session, group, member, timeoutMs}}, {@code member} being the
 *     {@code address} of a row</td><td>{@code {outcome: done|accepted|unverified}}; the last two mean that
 *     the response is not reliable, and that the gateway must read the roles back; accepted also means that WhatsApp
 *     allowed the account to make the request</td></tr>
 * <tr><td>{@code promoteAll}, {@code demoteAll}, may be missing; {@code addMembers}, {@code removeMembers}</td>
 *     <td>{@code {session, group, members, timeoutMs}}, {@code members} being addresses of rows, or user JIDs and LIDs
 *     of people who are not in the group</td><td>{@code {outcome, rows: [{member, jid, lid, unchanged, refusal, code,
 *     reason, invite}]}}; {@code outcome} as that of promote, {@code rows} optional. {@code member} is the name in the request,
 *     {@code jid} and {@code lid} WhatsApp's own names, which may be spelled otherwise; {@code
 *     unchanged} is true if WhatsApp says that the member was in the group already, or was not in it; {@code refusal}, {@code code} and
 *     {@code reason} as below, if WhatsApp refused this member; {@code invite} {@code {code, expiresAt}}, if WhatsApp
 *     offers one instead. All but {@code member} are optional. A member without a row is read back</td></tr>
 * <tr><td>{@code createGroup}</td><td>{@code {session, subject, members, timeoutMs}}</td>
 *     <td>{@code {group: Group, rows, members}}, the last two optional: {@code rows} as those of addMembers, {@code
 *     members} as those of readGroup, the account included</td></tr>
 * <tr><td>{@code updateGroup}</td><td>{@code {session, group, field, value, timeoutMs}}, {@code field} being {@code
 *     subject|description|announce|locked|joinApproval|memberAdd}</td><td>{@code {outcome: done|unverified}}</td></tr>
 * <tr><td>{@code readInvite}, {@code revokeInvite}</td><td>{@code {session, group, timeoutMs}}</td>
 *     <td>{@code {invite}}, the code or the full link</td></tr>
 * <tr><td>{@code leave}</td><td>{@code {session, group, timeoutMs}}</td>
 *     <td>{@code {outcome: done|unverified}}</td></tr>
 * <tr><td>{@code join}</td><td>{@code {session, invite, timeoutMs}}, {@code invite} being the code</td>
 *     <td>{@code {group}}, the group's JID; the gateway reads the group, as the account may only have asked to
 *     join</td></tr>
 * <tr><td>{@code previewInvite}, may be missing</td><td>{@code {session, invite, timeoutMs}}</td>
 *     <td>{@code {group: Group}}; nobody joins it</td></tr>
 * <tr><td>{@code listJoinRequests}, may be missing</td><td>{@code {session, group, timeoutMs}}</td>
 *     <td>{@code {requests: [{jid, lid, requestedAt, via, address}], skipped}}, everybody who waits to be let in: the names
 *     as those of readGroup, {@code requestedAt} epoch milliseconds, {@code via} {@code link|member}, both null if the
 *     engine does not say. {@code skipped} as that of readGroup</td></tr>
 * <tr><td>{@code approveJoinRequests}, {@code rejectJoinRequests}, may be missing</td>
 *     <td>{@code {session, group, members, timeoutMs}}, {@code members} being addresses of such rows</td>
 *     <td>as that of addMembers; {@code unchanged} is true if WhatsApp says that nobody waits under that name. A person
 *     without a row is read back, in the group and among those who wait</td></tr>
 * <tr><td>{@code setPicture}, {@code deletePicture}, may be missing</td><td>{@code {session, group, picture, timeoutMs}},
 *     {@code picture} being a square JPEG in base64, missing for the second</td>
 *     <td>{@code {outcome: done|unverified}}; the picture cannot be read back</td></tr>
 * <tr><td>{@code resolve}, may be missing</td><td>{@code {session, member, timeoutMs}}, {@code member} being a user JID
 *     or a LID</td><td>{@code {jid, lid}}, both names of that person, null if unknown</td></tr>
 * </table>
 *
 * <p>{@code Group} is {@code {jid, subject, description, owner, announce, locked, createdAt, size, joinApproval, memberAdd,
 * isCommunity, linkedParent}}: {@code joinApproval} whether admins must let newcomers in, {@code memberAdd} {@code
 * all|admins}, who may add members, {@code linkedParent} the JID of the community that it is in; {@code owner} a
 * user JID or a LID, {@code announce} and {@code locked} whether only admins may write and edit it, {@code createdAt}
 * epoch milliseconds, {@code size} how many are in it. Only {@code jid} is required. A field is missing or null if the
 * engine does not say. A text that is known to be empty is the empty text.
 *
 * <p>{@code session} is the engine's own name of the account (a session's {@code engineSession}), {@code group} a group
 * JID, {@code timeoutMs} milliseconds. The request is also the exchange property {@code request}, and {@code
 * question}, its old name. {@code engine} is the entry, {@code engineOperation} the operation, {@code engineDeadline}
 * the {@link System#nanoTime()} at which the call times out.
 *
 * <table>
 * <caption>Refusals: {@code {refusal, retryAfter, code, reason}} instead of a response. All but the first are optional:
 *     {@code retryAfter} is whole seconds, {@code code} WhatsApp's numeric code, {@code reason} its word for the
 *     code</caption>
 * <tr><th>refusal</th><th>means</th><th>the caller's status</th></tr>
 * <tr><td>{@code not_connected}</td><td>the account is unknown to the engine, not linked, or
 *     offline</td><td>501</td></tr>
 * <tr><td>{@code no_group}</td><td>no such group, or the account is not in it</td><td>404</td></tr>
 * <tr><td>{@code no_member}</td><td>no such person in the group, or on WhatsApp</td><td>404</td></tr>
 * <tr><td>{@code forbidden}</td><td>WhatsApp does not let the account do this</td><td>403</td></tr>
 * <tr><td>{@code rejected}</td><td>WhatsApp refuses for another reason, which {@code code} and {@code reason}
 *     say</td><td>502</td></tr>
 * <tr><td>{@code no_code}</td><td>no code is ready, or pairing has not begun</td><td>404</td></tr>
 * <tr><td>{@code paired}</td><td>the account is linked already</td><td>409</td></tr>
 * <tr><td>{@code invalid}</td><td>WhatsApp rejects the request as invalid, for example its phone
 *     number</td><td>400</td></tr>
 * <tr><td>{@code full}</td><td>the group is full</td><td>403</td></tr>
 * <tr><td>{@code unsupported}</td><td>this build of the engine, or the software behind it, cannot do
 *     this</td><td>501</td></tr>
 * <tr><td>{@code no_passkey}</td><td>WhatsApp does not ask this account for a passkey, or no longer, or for another
 *     step</td><td>409</td></tr>
 * <tr><td>{@code rate_limited}</td><td>WhatsApp limits the rate; the gateway sends nothing for this session for {@code
 *     retryAfter}</td>
 *     <td>429</td></tr>
 * <tr><td>{@code unavailable}</td><td>a proxy before the engine says that it is down; counts for the circuit like an
 *     engine that cannot be reached</td><td>503</td></tr>
 * <tr><td>{@code timed_out}</td><td>WhatsApp did not respond to the engine</td><td>504</td></tr>
 * <tr><td>{@code no_address}</td><td>this engine has no way to name that member</td><td>502</td></tr>
 * <tr><td>{@code bad_credentials}</td><td>the engine rejects the entry's secret; an error in the log</td>
 *     <td>502</td></tr>
 * <tr><td>{@code invalid_response}, once {@code nonsense}, or anything else</td><td>the gateway does not understand the
 *     engine's response</td><td>502</td></tr>
 * </table>
 *
 * <p>An operation without a route is a 501 that names the engine and the operation.
 *
 * <p>A refusal is a response, which shows that the engine works, unless it is {@code unavailable}. An exception of a
 * route is a failure. An {@link java.io.IOException} means that the engine cannot be reached (503), a time-out is 504,
 * and both count for the engine's circuit. Any other exception is 502 and does not count, as one tenant's data may be
 * its cause.
 *
 * <p>If a change ends so, the event log says as much as is known. WhatsApp may have made the change ({@code
 * group.action.unknown}) after {@code timed_out}, {@code unavailable}, {@code invalid_response} and every exception,
 * unless there was no connection to the engine. After every other refusal it has not.
 *
 * <p>Scripts may use these classes: {@link WhatsAppCodes} and {@link WhatsAppTexts} translate WhatsApp's codes and
 * texts into refusals; {@link ParticipantResults}, {@link WhatsAppMembers} and {@link WhatsAppGroups} translate
 * lists of changed members, members and groups; {@link Jids} reads JIDs; {@link EnginePaths} encodes a segment of a path. {@link io.wagateway.engine.http}
 * bounds the HTTP of routes.
 */
package io.wagateway.engine;
