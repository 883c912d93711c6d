// wuzapi does not name the group again.
[group: exchangeProperty.request.group]
