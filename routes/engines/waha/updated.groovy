// An engine in a browser says whether WhatsApp allowed it. The others return the same whether they did it or not.
if (body == false) return [refusal: 'forbidden']
[outcome: body == true ? 'done' : 'unverified']
