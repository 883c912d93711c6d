// Evolution waits for WhatsApp's word. Of a setting it then says nothing.
def isDone = body.update == 'success' || body.keySet() in [[] as Set, ['updateSetting'] as Set]
[outcome: isDone ? 'done' : 'unverified']
