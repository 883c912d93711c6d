// A person's other name: the LID of a number, or the number of a LID.

import static io.wagateway.engine.EnginePaths.segment

def member = exchangeProperty.request.member
def isNumber = member.endsWith('@s.whatsapp.net')
def name = isNumber ? 'pn/' + segment(member.replace('@s.whatsapp.net', '@c.us')) : segment(member)
[request: "GET api/{session}/lids/$name"]
