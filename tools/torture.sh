#!/usr/bin/env bash
# Kills the server again and again while people file and clerks accept, on a SQLite file and on PostgreSQL, and looks
# up everything that was acknowledged.
#   tools/torture.sh [KILLS]    200 on each engine if no number is given
set -euo pipefail
cd "$(dirname "$0")/.."

export YIMEN_TORTURE_KILLS=${1:-200}
postgres=$(mktemp -d)
trap 'tools/postgres.sh stop "$postgres" >/dev/null 2>&1; rm -rf -- "$postgres"' EXIT
YIMEN_TEST_POSTGRES=$(tools/postgres.sh start "$postgres")
export YIMEN_TEST_POSTGRES
cargo test --locked -p yimen --test cli torture:: -- --nocapture --test-threads=1
