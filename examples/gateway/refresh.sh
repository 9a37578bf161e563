#!/bin/sh
# Makes this example's three lock files, and the lists of their source files' digests, from the workspace's own Cargo.lock, in a copy of the workspace.
#
# Usage: examples/gateway/refresh.sh [WORKSPACE]     (needs the network: cargo asks crates.io)
set -eu

here=$(cd "$(dirname "$0")" && pwd)
workspace=$(cd "${1:-$here/../..}" && pwd)
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT

# lock VERSION [NAME=VERSION…]: the workspace as VERSION, with the named dependencies at exactly these versions.
lock() {
    version=$1
    shift
    rm -rf "$copy/workspace"
    mkdir "$copy/workspace"
    (cd "$workspace" && tar -cf - --exclude=target Cargo.toml Cargo.lock rust-toolchain.toml core shell) |
        tar -xf - -C "$copy/workspace"
    cd "$copy/workspace"
    # The only line that begins so is the one in [workspace.package].
    sed -i "s/^version = \"[^\"]*\"/version = \"$version\"/" Cargo.toml
    cargo update --quiet --workspace
    for pin in "$@"; do
        cargo update --quiet --package "${pin%=*}" --precise "${pin#*=}"
    done
    cargo metadata --quiet --locked --format-version 1 >"$copy/metadata.json"
    mkdir -p "$here/$version"
    cp Cargo.lock "$here/$version/Cargo.lock"
    find . -type f | LC_ALL=C sort | xargs sha256sum >"$here/$version/SHA256SUMS"
    echo "$version: $(grep -c '^\[\[package\]\]' Cargo.lock) packages${*:+, with $*}"
}

lock 0.1.0-rc tar=0.4.44 tracing-subscriber=0.3.19
lock 0.1.0 tar=0.4.45 tracing-subscriber=0.3.20
lock 0.2.0
