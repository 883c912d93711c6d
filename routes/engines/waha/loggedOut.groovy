// After a logout, WAHA lets a running account wait for a scan again.
body.status in ['STOPPED', 'STARTING', 'SCAN_QR_CODE', 'FAILED'] ? [:] : [refusal: 'invalid_response']
