#!/bin/sh
# Lets foreign verifiers judge a certificate: what we wrote is accepted, every changed copy is refused.
#
#   interop/run.sh DIR
#
# DIR is what `sekisho certify` left: certificate.json, certificate.svr.json, trusted_root.json, signer.json.
# Needs node 18 or newer and npm (packages by lock file, no install scripts), openssl 3, python3.
# Exit: 0 all as it should be, 1 something was not, 2 could not be run.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
if [ $# -ne 1 ]; then
    echo "usage: interop/run.sh DIR" >&2
    exit 2
fi
dir=$(cd "$1" && pwd) || exit 2
root=$dir/trusted_root.json
signer=$dir/signer.json
for file in "$dir/certificate.json" "$dir/certificate.svr.json" "$root" "$signer"; do
    if [ ! -r "$file" ]; then
        echo "interop: $file is missing or not readable" >&2
        exit 2
    fi
done

npm ci --prefix "$here/sigstore-verify" --ignore-scripts --no-audit --no-fund --loglevel error >&2 || exit 2

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

# expect CODE COMMAND…: the command must end with exactly this code; a crash is no refusal.
expect() {
    wanted=$1
    shift
    code=0
    said=$("$@" 2>&1) || code=$?
    if [ "$code" -eq "$wanted" ]; then
        passed=$((passed + 1))
        echo "pass  $name: ${said%%"
"*}"
    else
        failed=$((failed + 1))
        echo "FAIL  $name: exit $code, expected $wanted: $said"
    fi
}

sigstore() {
    node "$here/sigstore-verify/verify.mjs" "$@"
}

changed() {
    node "$here/change.mjs" "$1" "$2" >"$work/$1.json" || exit 2
}

changed signer-key "$signer"
changed log-key "$root"
cd "$dir"
for bundle in certificate.json certificate.svr.json; do
    name="@sigstore/verify, $bundle"
    expect 0 sigstore "$bundle" "$root" "$signer"
    for what in payload type signature proof leaf checkpoint-root checkpoint-signature no-log; do
        changed "$what" "$bundle"
        name="@sigstore/verify, $bundle, $what changed"
        expect 1 sigstore "$work/$what.json" "$root" "$signer"
    done
    name="@sigstore/verify, $bundle, a stranger's signing key"
    expect 1 sigstore "$bundle" "$root" "$work/signer-key.json"
    name="@sigstore/verify, $bundle, a stranger's log key"
    expect 1 sigstore "$bundle" "$work/log-key.json" "$signer"

    name="OpenSSL, $bundle"
    expect 0 "$here/openssl.sh" "$bundle" "$signer"
    for what in payload type signature; do
        name="OpenSSL, $bundle, $what changed"
        expect 1 "$here/openssl.sh" "$work/$what.json" "$signer"
    done
    name="OpenSSL, $bundle, a stranger's signing key"
    expect 1 "$here/openssl.sh" "$bundle" "$work/signer-key.json"
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
