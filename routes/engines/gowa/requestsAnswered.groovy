// What became of those who wait. GOWA 9.2 writes WhatsApp's code into the message of an error.

import io.wagateway.engine.ParticipantResults

def written = (body ?: []).collect { row ->
    def code = row.message =~ /code (\d{3})/
    row.status == 'success' ? [JID: row.participant] : [JID: row.participant, Error: code.find() ? code.group(1) as int : -1]
}
def rows = ParticipantResults.of(exchangeProperty.engineOperation, exchangeProperty.numbers.keySet() as List, written)
[outcome: rows == null ? 'unverified' : 'done', rows: exchangeProperty.rows + (rows ?: [])]
