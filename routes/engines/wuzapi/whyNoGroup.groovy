// Whether the account's own list of groups lacks this one. None is null in old builds.

import io.wagateway.engine.Jids

if (!body.containsKey('groups')) return [refusal: 'invalid_response']
def groups = body.groups == null ? [] : body.groups
if (!(groups instanceof List) || !groups.every { it instanceof Map }) return [refusal: 'invalid_response']
def ids = groups.collect { it.find { name, value -> name.equalsIgnoreCase('JID') }?.value }
if (!ids.every { Jids.isGroup(it as String ?: '') }) return [refusal: 'invalid_response']
// An empty list is that of an engine that knows nothing yet. WhatsApp lists 500 groups at most, so a group that is
// missing from a full list may be the account's all the same.
if (!ids || ids.size() >= 500 || exchangeProperty.request.group in ids) return [refusal: 'invalid_response']
// After a join, WhatsApp did not let the account in.
[refusal: exchangeProperty.engineOperation == 'join' ? 'forbidden' : 'no_group']
