// WAHA has begun to start the account, whatever came of it.
body.status in ['STARTING', 'SCAN_QR_CODE', 'WORKING', 'FAILED'] ? [:] : [refusal: 'invalid_response']
