#!/usr/bin/env bash
# Builds the centre and starts it with the demonstration data, on http://127.0.0.1:8080 and in ./data.
# YIMEN_LISTEN and YIMEN_DATA choose another address and another folder.
set -euo pipefail
cd "$(dirname "$0")/.."

missing=0
needs() { # command, what it is and where it comes from
    command -v "$1" >/dev/null && return
    echo "Missing: $1 ($2)" >&2
    missing=1
}
needs cargo "Rust 1.95 or newer, from rustup.rs"
needs node "Node.js 20 or newer, from nodejs.org"
needs npm "comes with Node.js"
needs cc "a C compiler, on Debian: apt-get install build-essential"
((missing == 0)) || exit 1

major=$(node -p 'process.versions.node.split(".")[0]')
if ((major < 20)); then
    echo "Node.js 20 or newer is needed, this is $(node --version)." >&2
    exit 1
fi

tools/assets.sh
cargo build --release --locked -p yimen
exec "${CARGO_TARGET_DIR:-target}/release/yimen" demo
