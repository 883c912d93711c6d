// The group by its JID.
[json: [group_id: exchangeProperty.request.group]]
