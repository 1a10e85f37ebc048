#!/usr/bin/env bash
# Runs every test there is, goes on after a failure, and says at the end how many passed and failed.
#   tools/test.sh         everything
#   tools/test.sh rust    formatting, lints and tests of the Rust code only
set -uo pipefail
cd "$(dirname "$0")/.." || exit

only=${1:-everything}
case $only in
everything | rust) ;;
*)
    echo "usage: tools/test.sh [rust]" >&2
    exit 2
    ;;
esac

logs=${CARGO_TARGET_DIR:-target}/test-logs
rm -rf -- "$logs"
mkdir -p "$logs"

passed=0
failed=0
summary=()
wrong=()
job=
postgres=

clean_up() {
    if [[ -n $job ]]; then
        kill -TERM "$job" 2>/dev/null
        wait "$job" 2>/dev/null
    fi
    if [[ -n $postgres ]]; then
        tools/postgres.sh stop "$postgres" >/dev/null 2>&1
        rm -rf -- "$postgres"
    fi
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Each kind of part counts its tests in its own way: a counter prints "passed failed" from a log.
# What was skipped or ignored was not tested, and counts as failed.
count_check() { ((status == 0)) && echo 1 0 || echo 0 1; }
count_cargo() {
    sed -nE 's/^test result: .* ([0-9]+) passed; ([0-9]+) failed; ([0-9]+) ignored;.*/\1 \2 \3/p' "$1" |
        awk '{ passed += $1; failed += $2 + $3 } END { print passed + 0, failed + 0 }'
}
count_node() {
    awk '/^# pass / { passed = $3 } /^# (fail|cancelled|skipped|todo) / { failed += $3 } END { print passed + 0, failed + 0 }' "$1"
}
count_house() { tail -n 1 "$1" | sed -nE 's/^([0-9]+) passed, ([0-9]+) failed$/\1 \2/p'; }
count_playwright() {
    node -e 'const { stats } = JSON.parse(require("fs").readFileSync("tests/journeys/results/report.json", "utf8"));
        console.log(stats.expected, stats.unexpected + stats.flaky + stats.skipped)' 2>/dev/null
}

# What went wrong, by name: failed tests, and test programs that ended without counting theirs.
named() {
    grep -aE '\.\.\. FAILED$|overflowed its stack|^error(\[|:)|^    `-p |^not ok |^ +[0-9]+\) \[' "$1" | sed -E 's/^ +/  /' | sort -u | head -n 20
}

tally() { # name, passed, failed, seconds
    passed=$((passed + $2))
    failed=$((failed + $3))
    summary+=("$(printf '%-24s %5d passed %5d failed %5d s' "$@")")
}

# Runs one part, shows and keeps what it prints, counts it. A part that failed without a failed test
# (it did not compile, it crashed) and a part that ran nothing count as one failure.
part() { # counter, name, command...
    local counter=$1 name=$2 begun=$SECONDS log out tee good bad
    shift 2
    log="$logs/${name// /-}.log"
    printf '\n== %s\n' "$name"
    exec {out}> >(tee "$log")
    tee=$!
    timeout --kill-after=10 40m "$@" >&"$out" 2>&1 &
    job=$!
    wait "$job"
    status=$?
    job=
    exec {out}>&-
    wait "$tee"
    ((status != 124)) || echo "$name was stopped after 40 minutes."
    read -r good bad <<<"$("count_$counter" "$log")"
    good=${good:-0}
    bad=${bad:-0}
    if ((bad == 0 && (status != 0 || good == 0))); then bad=1; fi
    if ((bad > 0)); then wrong+=("$name:" "$(named "$log")"); fi
    tally "$name" "$good" "$bad" "$((SECONDS - begun))"
}

# A server of our own that ends with this run; the tests find it by YIMEN_TEST_POSTGRES.
start_postgres() {
    local begun=$SECONDS
    printf '\n== PostgreSQL\n'
    postgres=$(mktemp -d)
    if YIMEN_TEST_POSTGRES=$(tools/postgres.sh start "$postgres"); then
        export YIMEN_TEST_POSTGRES
        tally "PostgreSQL" 1 0 "$((SECONDS - begun))"
    else
        tally "PostgreSQL" 0 1 "$((SECONDS - begun))"
    fi
}

everything() { [[ $only == everything ]]; }

export INSTA_UPDATE=no # a snapshot that differs is a failure, not a new file
export CARGO_TERM_COLOR=never

if everything; then
    tools/packages.sh # not as a part: it may have to ask for a password
    part check "Debian packages" tools/packages.sh check
    part check "front end" tools/assets.sh tests/journeys tests/calendar
fi
part check "formatting" cargo fmt --all --check
part check "lints" cargo clippy --workspace --all-targets --locked -- -D warnings
# One build for the tests and for the journeys: the same features and flags, so nothing is built twice.
part check "build" cargo build --workspace --lib --bins --tests --locked --keep-going
start_postgres
part cargo "Rust tests" cargo test --workspace --locked --no-fail-fast
if everything; then
    part node "independent calendar" node --test --test-reporter=tap tests/calendar/
    part node "forms in the browser" node --test --test-reporter=tap tests/forms/
    part node "tests of the tools" node --test --test-reporter=tap tools/
    part house "rules of the house" node tools/house.mjs
    part check "licences" node tools/licences.mjs
    part check "types of the journeys" npm --prefix tests/journeys run --silent types
    part playwright "journeys" tools/journeys.sh
fi

printf '\n== in sum (%d s; logs in %s)\n' "$SECONDS" "$logs"
printf '%s\n' "${summary[@]}"
((failed == 0)) || printf '%s\n' '' "${wrong[@]}"
printf '\n%d passed, %d failed\n' "$passed" "$failed"
((failed == 0 && passed > 0))
