// The operation's response has no fields.
[:]
