#!/usr/bin/env bash
# Makes gateway.archive, what the JVM of an extracted gateway need not load and link again at each start, and
# archive.options, the JVM's options for it: it starts the gateway of the demo, asks it something, and tells it to stop. The
# archive fits the JVM that made it and the jars of that folder alone; without one that fits, the gateway starts as well, but
# slower. From JDK 25 on it is an AOT cache, which also knows what to compile first; before, a class-data archive.
#
#   train.sh FOLDER     of gateway.jar, lib/ and jvm.options
set -euo pipefail
cd "$1"
scratch=$(mktemp -d)
trap 'kill "${gateway:-}" 2> /dev/null || true; rm -rf "$scratch"' EXIT

if java -XX:+PrintFlagsFinal -version 2> /dev/null | grep -qw AOTCacheOutput; then
    make=-XX:AOTCacheOutput use=-XX:AOTCache
    # Libraries that JDK 25 would warn of at each start, and objects of fewer bytes.
    options=(--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -XX:+UseCompactObjectHeaders)
else
    make=-XX:ArchiveClassesAtExit use=-XX:SharedArchiveFile
    options=()
fi
printf '%s\n' "${options[@]}" "$use=gateway.archive" > archive.options
java @jvm.options "${options[@]}" "$make=gateway.archive" -jar gateway.jar \
    --spring.profiles.active=demo --server.address=127.0.0.1 --server.port=0 \
    --gateway.data-dir="$scratch/data" > "$scratch/log" 2>&1 &
gateway=$!
port=
for _ in $(seq 600); do
    port=$(sed -n 's/.*Tomcat started on port \([0-9]*\).*/\1/p' "$scratch/log")
    [[ -z $port ]] || break
    kill -0 "$gateway" 2> /dev/null || break
    sleep 0.2
done
if [[ -z $port ]]; then
    cat "$scratch/log" >&2
    exit 1
fi

ask() { # METHOD PATH STATUS
    exec 3<> "/dev/tcp/127.0.0.1/$port"
    printf '%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n' \
        "$1" "$2" wa_demo_only_not_a_secret_0123456789 >&3
    local answer
    answer=$(head -n 1 <&3)
    exec 3>&-
    if [[ $answer != *" $3"* ]]; then
        echo "$1 $2: $answer" >&2
        exit 1
    fi
}
group=/api/v1/sessions/01HZ0SESSION0000000000000/groups/120363041234567890@g.us
ask GET /actuator/health/readiness 200
ask GET /actuator/prometheus 200
ask GET /api/v1/sessions 200
for change in promote demote promote promote; do
    ask POST "$group/members/6281234567890@s.whatsapp.net/$change" 204
done

kill "$gateway"
wait "$gateway" || [[ $? == 143 ]]
[[ -s gateway.archive ]]
