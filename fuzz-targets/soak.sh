#!/usr/bin/env bash
# Runs one fuzz target, some, or all of them, for a minute each, bounded in memory and input size; one line of figures for each.
# Usage: [SECONDS_EACH=60] [JOBS=2] soak.sh [NAME …]
# Exit: 0 nothing found, 1 a claim was broken (its input lies under artifacts/NAME/), 2 no such target.
set -euo pipefail
cd "$(dirname "$0")"
export SECONDS_EACH="${SECONDS_EACH:-60}"
names=("$@")
if [ "${#names[@]}" -eq 0 ]; then
    for source in src/bin/*.rs; do names+=("$(basename "$source" .rs)"); done
fi
for name in "${names[@]}"; do
    [ -f "src/bin/$name.rs" ] || { echo "no target $name; see src/bin" >&2; exit 2; }
done
./build.sh -q

soak() {
    local name="$1" result="held" code=0
    local log="artifacts/$name/log" folders=("corpus/$name")
    mkdir -p "corpus/$name" "artifacts/$name"
    if [ -d "seeds/$name" ]; then folders+=("seeds/$name"); fi
    "target/x86_64-unknown-linux-gnu/release/$name" "${folders[@]}" -max_total_time="$SECONDS_EACH" -max_len=65536 \
        -rss_limit_mb=2048 -timeout=10 -dict=seeds/words.dict -artifact_prefix="artifacts/$name/" -print_final_stats=1 \
        >"$log" 2>&1 || code=$?
    if [ "$code" -ne 0 ]; then result="BROKEN, see $log"; fi
    figure() { grep -oP "stat::$1: *\K\d+" "$log" || echo "?"; }
    printf '%-45s %s s, %s runs, %s new units, peak %s MB: %s\n' "$name" "$SECONDS_EACH" \
        "$(figure number_of_executed_units)" "$(figure new_units_added)" "$(figure peak_rss_mb)" "$result"
    [ "$code" -eq 0 ]
}
export -f soak
printf '%s\n' "${names[@]}" | xargs -P "${JOBS:-2}" -I{} bash -c "soak {}" || exit 1
