// The device by its id.

import static io.wagateway.engine.EnginePaths.segment

[request: "DELETE devices/${segment(exchangeProperty.device)}"]
