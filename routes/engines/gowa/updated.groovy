// GOWA passes on a refusal of the whole, unlike one of a member.
[outcome: 'done']
