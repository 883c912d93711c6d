// The success does not say what was done, so the gateway reads the group again.
[outcome: 'unverified']
