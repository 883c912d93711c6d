// To connect a device that is connected would cut it off.
body && body.is_connected && body.is_logged_in ? [:] : [refusal: 'not_connected']
