#!/usr/bin/env bash
# The image's HEALTHCHECK: ends with 0 if the gateway is ready. It asks the port of the variables MANAGEMENT_SERVER_PORT
# and SERVER_PORT, as a configuration file cannot be read here: set the port by them. It speaks HTTP, and TLS if the port
# wants it (server.ssl.*). It does not look at the certificate: it asks this machine whether it is ready, and tells it
# nothing.
port=${MANAGEMENT_SERVER_PORT:-${SERVER_PORT:-8080}}

ask() {
    printf 'GET /actuator/health/readiness HTTP/1.0\r\nHost: localhost\r\n\r\n'
}

exec 3<> "/dev/tcp/127.0.0.1/$port" || exit 1
ask >&3
read -r status <&3
# What the server says to a caller who speaks HTTP where it speaks TLS.
if [[ $status == 'HTTP/1.1 400'* ]]; then
    read -r status < <(ask | openssl s_client -quiet -connect "127.0.0.1:$port" -servername localhost 2> /dev/null)
fi
[[ $status == 'HTTP/1.1 200'* ]]
