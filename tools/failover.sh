#!/usr/bin/env bash
# Kills the leader of three PostgreSQL nodes under Patroni while people file and clerks accept, and looks up everything
# that was acknowledged. What replication sends arrives 200 ms late, and what was under way dies with the leader. Then the
# same with a leader that hangs, and wakes up when another leads.
#   tools/failover.sh [PROGRAM]    builds the program if none is given
# FAILOVER_LOGS names a folder for the logs of a run that failed; else nothing stays behind.
# Exit codes: 0 synchronous mode lost and repeated nothing, and asynchronous mode shows that a loss is seen;
# 1 something was lost or done twice, or the test cannot show a loss; 3 it could not be tried.
set -euo pipefail
cd "$(dirname "$0")/.."

# Debian keeps the server's programs out of PATH, one folder a version.
if server=$(command -v pg_ctl); then
    server=$(dirname "$(readlink -f "$server")")
else
    server=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
fi
missing=()
[[ -x $server/initdb ]] || missing+=(postgresql)
command -v patroni >/dev/null || missing+=(patroni)
command -v etcd >/dev/null || missing+=(etcd-server)
command -v python3 >/dev/null || missing+=(python3)
if ((${#missing[@]} > 0)); then
    echo "Missing Debian packages: ${missing[*]}" >&2
    echo "An administrator installs them with: apt-get install --no-install-recommends ${missing[*]}" >&2
    echo "On Debian each of them also starts a service of its own; this test does not need those." >&2
    exit 3
fi

# PostgreSQL refuses to run as root, so root hands the nodes to the user named in POSTGRES_USER.
owner=$(id -un)
((EUID != 0)) || owner=${POSTGRES_USER:-postgres}
id "$owner" >/dev/null 2>&1 || { echo "there is no user $owner to run PostgreSQL as" >&2; exit 3; }

program=${1:-}
if [[ -z $program ]]; then
    cargo build --locked -p yimen
    program=${CARGO_TARGET_DIR:-target}/debug/yimen
fi
program=$(realpath -e "$program")

driver= dir=
# A number may belong to another process by now; ours have the folder in their command.
ours() { [[ -r /proc/$1/cmdline ]] && tr '\0' ' ' <"/proc/$1/cmdline" 2>/dev/null | grep -qF -- "$dir"; }

# Ends what was started, however far it came: Patroni before PostgreSQL, which it would start again.
finish() {
    local pid file
    [[ -n $dir ]] || return 0
    if [[ -n $driver ]]; then
        kill -KILL "$driver" 2>/dev/null || :
        wait "$driver" 2>/dev/null || :
    fi
    if [[ -f $dir/pids ]]; then
        while read -r pid; do
            ! ours "$pid" || kill -KILL "$pid" 2>/dev/null || :
        done <"$dir/pids"
    fi
    for file in "$dir"/node*/postmaster.pid; do
        [[ -f $file ]] || continue
        pid=$(head -n 1 "$file")
        # Who stands still hears nothing but this.
        ! ours "$pid" || kill -CONT "$pid" $(cat "/proc/$pid/task/$pid/children" 2>/dev/null) 2>/dev/null || :
        ! ours "$pid" || kill -QUIT "$pid" 2>/dev/null || :
        for _ in {1..100}; do
            ours "$pid" || break
            sleep 0.1
        done
        ! ours "$pid" || kill -KILL "$pid" 2>/dev/null || :
        # Who was killed, as the leader was, could not give its piece of shared memory back.
        [[ ! -f $file ]] || ipcrm -m "$(sed -n 7p "$file" | awk '{print $2}')" 2>/dev/null || :
    done
    rm -rf -- "$dir"
    driver= dir=
}
trap finish EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

for mode in synchronous hung asynchronous; do
    dir=$(mktemp -d)
    chmod 755 "$dir"
    python3 tools/failover.py "$mode" "$dir" "$program" "$server" "$owner" &
    driver=$!
    code=0
    wait "$driver" || code=$?
    driver=
    if ((code != 0)); then
        ((code == 1 || code == 3)) || code=3
        if [[ -n ${FAILOVER_LOGS:-} ]]; then
            mkdir -p "$FAILOVER_LOGS"
            cp -- "$dir"/*.log "$FAILOVER_LOGS" 2>/dev/null || :
        fi
        exit "$code"
    fi
    finish
done
echo "Nothing acknowledged is lost in synchronous mode, whether the leader dies or hangs, and this test can see a loss."
