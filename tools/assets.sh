#!/usr/bin/env bash
# Fetches npm packages and builds assets/dist, each only when something newer asks for it.
#   tools/assets.sh [FOLDER...]    fetches for these folders too
set -euo pipefail
cd "$(dirname "$0")/.."

# npm writes node_modules/.package-lock.json at the end of a complete installation.
fetch() { # folder
    local installed=$1/node_modules/.package-lock.json
    if [[ ! -e $installed || $1/package-lock.json -nt $installed || $1/package.json -nt $installed ]]; then
        echo "Fetching the packages of $1 from its lock file"
        npm --prefix "$1" ci --no-fund --no-audit --loglevel=error
        touch "$installed"
    fi
}

# The templates count as sources: the build keeps only the styles and icons that they use.
sources_newer_than() { # file
    find assets crates/web/templates -path assets/node_modules -prune -o -path assets/dist -prune -o \
        -type f -newer "$1" -print -quit
}

for folder in assets "$@"; do
    fetch "$folder"
done

built=assets/node_modules/.built # a new installation builds anew
if [[ ! -d assets/dist || ! -e $built || -n $(sources_newer_than "$built") ]]; then
    echo "Building assets/dist"
    touch "$built.begun"
    npm --prefix assets run --silent build
    mv "$built.begun" "$built" # what was edited during the build is newer than this
fi
