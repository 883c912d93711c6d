// The row has the whole request.
[:]
