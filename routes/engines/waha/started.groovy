body.status in ['STARTING', 'SCAN_QR_CODE', 'WORKING', 'FAILED'] ? [:] : [refusal: 'invalid_response']
