// The engine has no envelope.
body
