// No envelope.
body
