// The envelope's data. Builds differ in the case of its names.
def data = body instanceof Map ? body.data : null
if (data instanceof List) return data
data instanceof Map ? data.collectEntries { name, value -> [name.toLowerCase(Locale.ROOT), value] } : null
