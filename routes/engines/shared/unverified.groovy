// A success that says nothing of what was done: the group is to be read again.
[outcome: 'unverified']
