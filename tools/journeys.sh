#!/usr/bin/env bash
# Starts a demonstration centre of its own and walks it in the browser.
#   tools/journeys.sh [arguments of Playwright]
# The binary must be built (cargo build -p yimen) and the packages fetched (tools/assets.sh tests/journeys).
set -euo pipefail
cd "$(dirname "$0")/.."

target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
logs=$target/test-logs
mkdir -p "$logs"
data=$(mktemp -d)
centre=

# Asks the centre to end as an operator would, and tells whether it did so in order.
stop() {
    [[ -n $centre ]] || return 0
    local asked=$SECONDS status=0
    kill -TERM "$centre" 2>/dev/null || true
    while kill -0 "$centre" 2>/dev/null && ((SECONDS - asked < 30)); do
        sleep 0.1
    done
    if kill -KILL "$centre" 2>/dev/null; then
        echo "The centre did not end within 30 seconds of being asked." >&2
    fi
    wait "$centre" || status=$?
    centre=
    ((status == 0)) || echo "The centre ended with status $status; its log is $logs/centre.log" >&2
    return "$status"
}
trap 'stop || true; rm -rf -- "$data"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
export YIMEN_URL=http://127.0.0.1:$port
"$target/debug/yimen" demo --data "$data" --listen "127.0.0.1:$port" --base-url "http://localhost:$port" >"$logs/centre.log" 2>&1 &
centre=$!

ready() {
    node -e 'fetch(process.argv[1] + "/readyz").then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))' "$YIMEN_URL"
}
begun=$SECONDS
until ready; do
    if ! kill -0 "$centre" 2>/dev/null || ((SECONDS - begun > 300)); then
        echo "The centre did not become ready. The end of its log:" >&2
        tail -n 40 "$logs/centre.log" >&2
        exit 1
    fi
    sleep 0.5
done
echo "The demonstration centre was ready after $((SECONDS - begun)) s."

status=0
(cd tests/journeys && rm -rf results && exec npx --no-install playwright test "$@") || status=$?
stop || status=1
exit "$status"
