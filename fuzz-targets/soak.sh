#!/usr/bin/env bash
# Runs one fuzz target, or all of them, for a minute each (or SECONDS_EACH), bounded in memory and input size.
# Usage: soak.sh [NAME …]
set -euo pipefail
cd "$(dirname "$0")"
./build.sh -q
bins=target/x86_64-unknown-linux-gnu/release
names=("$@")
if [ "${#names[@]}" -eq 0 ]; then
    for source in src/*.rs; do names+=("$(basename "$source" .rs)"); done
fi
failed=0
for name in "${names[@]}"; do
    mkdir -p "corpus/$name" "artifacts/$name"
    seeds=()
    [ -d "seeds/$name" ] && seeds=("seeds/$name")
    echo "== $name"
    "$bins/$name" "corpus/$name" "${seeds[@]}" -max_total_time="${SECONDS_EACH:-60}" -max_len=65536 -rss_limit_mb=2048 \
        -timeout=10 -artifact_prefix="artifacts/$name/" -print_final_stats=1 2>&1 \
        | grep -E 'stat::|SUMMARY|panicked|ERROR|Test unit' || true
    [ "${PIPESTATUS[0]}" -eq 0 ] || failed=1
done
exit "$failed"
