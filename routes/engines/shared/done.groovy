// Nobody asks what the engine says of a success.
[:]
