#!/bin/sh
# A private PostgreSQL for tests: `start DIR` prints its address, `stop DIR` ends it and removes its data.
# PostgreSQL refuses to run as root, so root hands the work to the user named in POSTGRES_USER.
set -eu

usage() {
    echo "usage: $0 start|stop DIR" >&2
    exit 2
}

[ $# -eq 2 ] || usage
action=$1
mkdir -p "$2"
dir=$(cd "$2" && pwd)

# Debian keeps the server's programs out of PATH, one folder a version.
if ! command -v pg_ctl >/dev/null 2>&1; then
    newest=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
    [ -n "$newest" ] || { echo "PostgreSQL is not installed (Debian: apt-get install postgresql)" >&2; exit 1; }
    PATH=$newest:$PATH
fi

if [ "$(id -u)" -eq 0 ]; then
    owner=${POSTGRES_USER:-postgres}
    id "$owner" >/dev/null 2>&1 || { echo "there is no user $owner to run PostgreSQL as" >&2; exit 1; }
    as() { (cd / && runuser -u "$owner" -- env "PATH=$PATH" LC_ALL=C.UTF-8 "$@"); }
    if as test -x "$dir"; then
        data=$dir/data
        mkdir -p "$data"
    else
        # That user may not enter DIR: the data lie elsewhere and DIR remembers where.
        [ -f "$dir/place" ] || mktemp -d >"$dir/place"
        data=$(cat "$dir/place")
    fi
    chown "$owner" "$data"
else
    as() { env LC_ALL=C.UTF-8 "$@"; }
    data=$dir/data
    mkdir -p "$data"
fi

free_port() {
    port=$(( ($$ + $1 * 97) % 10000 + 20000 ))
    while as pg_isready -q -h 127.0.0.1 -p "$port" -t 1 || ss -Hltn "sport = :$port" 2>/dev/null | grep -q .; do
        port=$((port + 1))
    done
    echo "$port"
}

running() { as pg_ctl status -D "$data/db" >/dev/null 2>&1; }

case $action in
start)
    if ! as test -f "$data/db/PG_VERSION"; then
        as initdb -D "$data/db" -U postgres -A trust -E UTF8 --locale=C.UTF-8 >"$dir/initdb.log"
    fi
    if ! running; then
        # Another program may take the port between the look and the start: then look again.
        for attempt in 1 2 3 4 5; do
            port=$(free_port $attempt)
            options="-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories=$data"
            as pg_ctl start -w -t 60 -D "$data/db" -l "$data/log" -o "$options" >&2 && break
            [ "$attempt" -lt 5 ] || { as cat "$data/log" >&2; exit 1; }
        done
        echo "$port" >"$dir/port"
    fi
    echo "postgres://postgres@127.0.0.1:$(cat "$dir/port")/postgres"
    ;;
stop)
    if running; then
        as pg_ctl stop -w -m fast -D "$data/db" >&2
    fi
    rm -rf "$data" "$dir/place" "$dir/port" "$dir/initdb.log"
    ;;
*) usage ;;
esac
