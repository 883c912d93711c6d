// All groups, with their members or without.
def withMembers = exchangeProperty.request.withMembers == true
[request: "GET group/fetchAllGroups/{session}?getParticipants=$withMembers"]
