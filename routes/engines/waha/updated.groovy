// In a browser it says whether it was allowed; the others say nothing, as would one that did nothing.
if (body == false) return [refusal: 'forbidden']
[outcome: body == true ? 'done' : 'unverified']
