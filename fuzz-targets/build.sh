#!/usr/bin/env bash
# Builds every fuzz target with coverage instrumentation on the stable toolchain: LLVM's sanitizer
# coverage pass needs no nightly flag, and libFuzzer itself is built from the libfuzzer-sys crate (C++).
set -euo pipefail
cd "$(dirname "$0")"
export RUSTFLAGS="--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
-Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
-Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1"
# The target is named so that build scripts and macros stay without instrumentation.
cargo build --release --locked --target x86_64-unknown-linux-gnu "$@"
