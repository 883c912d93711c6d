// Who asks GOWA, and for which device. Without a name GOWA takes its only device, which may be another account.

import static io.wagateway.engine.EnginePaths.segment

def session = exchangeProperty.request.session
if (!session?.trim()) {
    exchange.setRouteStop(true)
    return [refusal: 'not_connected']
}
exchange.message.setHeader('X-Device-Id', segment(session))
// A GOWA without users wants no credentials.
def secret = camelContext.registry.lookupByName('engineSecrets').of(exchangeProperty.engine)
if (secret) exchange.message.setHeader('Authorization', 'Basic ' + secret.getBytes('UTF-8').encodeBase64())
body
