// The next number, which may be on WhatsApp or not.
[request: "GET user/check?phone=${exchangeProperty.numbers[exchangeProperty.unasked.peek()]}"]
