// The row says all that there is to send.
[:]
