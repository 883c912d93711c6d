// WAHA lets an account that ran wait for a scan again.
body.status in ['STOPPED', 'STARTING', 'SCAN_QR_CODE', 'FAILED'] ? [:] : [refusal: 'invalid_response']
