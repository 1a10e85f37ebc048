#!/usr/bin/env bash
# Installs the Debian packages that the tests need and that are missing; says plainly when it cannot.
#   tools/packages.sh          installs
#   tools/packages.sh check    only says what is missing
set -euo pipefail

missing=()
lacks() { # command, package
    command -v "$1" >/dev/null || missing+=("$2")
}

initdb=(/usr/lib/postgresql/*/bin/initdb)
[[ -x ${initdb[0]} ]] || command -v initdb >/dev/null || missing+=(postgresql)
lacks chromium chromium
lacks pdftotext poppler-utils
lacks zbarimg zbar-tools
lacks python3 python3
[[ -x /usr/sbin/exim4 ]] || lacks exim4 exim4-daemon-light
if ! command -v fc-list >/dev/null; then
    missing+=(fontconfig fonts-noto-cjk)
elif [[ -z $(fc-list ':lang=zh-cn' family) ]]; then
    missing+=(fonts-noto-cjk)
fi

if ((${#missing[@]} == 0)); then
    echo "Nothing is missing."
    exit 0
fi

echo "Missing Debian packages: ${missing[*]}"
[[ ${1:-} != check ]] || exit 1
by_hand="Please install them as an administrator: apt-get install ${missing[*]}"
as_root=()
if ((EUID != 0)); then
    if ! command -v sudo >/dev/null; then
        echo "They cannot be installed here: this is not the administrator and there is no sudo. $by_hand" >&2
        exit 1
    fi
    as_root=(sudo)
fi
if ! command -v apt-get >/dev/null; then
    echo "They cannot be installed here: there is no apt-get. Please install what they hold by hand." >&2
    exit 1
fi

export DEBIAN_FRONTEND=noninteractive
if ! { "${as_root[@]}" apt-get update -q &&
    "${as_root[@]}" apt-get install -q -y --no-install-recommends "${missing[@]}"; }; then
    echo "They could not be installed (see above). $by_hand" >&2
    exit 1
fi
