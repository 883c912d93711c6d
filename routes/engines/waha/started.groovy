// An account that starts, or waits, or has failed to, is one that was told to start.
body.status in ['STARTING', 'SCAN_QR_CODE', 'WORKING', 'FAILED'] ? [:] : [refusal: 'invalid_response']
