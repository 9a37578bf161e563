#!/bin/sh
# Lets foreign verifiers judge a certificate: what we wrote is accepted, every copy changed within what a verifier binds
# is refused, and what it is known to leave unchecked is seen to pass ("accepted although …").
#
#   interop/run.sh DIR
#
# DIR is what `sekisho certify` left. Needs node 18 or newer and npm (packages by lock file, no install scripts),
# Python 3.11 with venv (one package, by digest), openssl 3. When `sekisho` is on the path, or named by SEKISHO, it must
# refuse what the others let pass, and what it writes for other tools is held against their schemas (outputs/).
# Exit: 0 all as it should be, 1 something was not, 2 could not be run.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
if [ $# -ne 1 ]; then
    echo "usage: interop/run.sh DIR" >&2
    exit 2
fi
dir=$(cd "$1" && pwd) || exit 2
cases=$(cd "$here/../core/register/tests/cases" && pwd) || exit 2
for file in certificate.json certificate.svr.json certificate.tlog-proof trusted_root.json signer.json trust.json; do
    if [ ! -r "$dir/$file" ]; then
        echo "interop: $dir/$file is missing or not readable" >&2
        exit 2
    fi
done
ours=$(command -v "${SEKISHO:-sekisho}") || ours=
if [ -n "${SEKISHO:-}" ] && [ -z "$ours" ]; then
    echo "interop: SEKISHO is $SEKISHO, and no such program is there" >&2
    exit 2
fi
if [ -n "$ours" ]; then ours=$(cd "$(dirname "$ours")" && pwd)/$(basename "$ours"); fi

npm ci --prefix "$here/sigstore-verify" --ignore-scripts --no-audit --no-fund --loglevel error >&2 || exit 2
npm ci --prefix "$here/outputs" --ignore-scripts --no-audit --no-fund --loglevel error >&2 || exit 2
venv=$here/securesystemslib/.venv
[ -x "$venv/bin/pip" ] || python3 -m venv "$venv" >&2 || exit 2
"$venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes --only-binary :all: \
    --requirement "$here/securesystemslib/requirements.txt" >&2 || exit 2

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

# changed WHAT FILE: the copy in $work, named after what was changed.
changed() {
    copy=$work/$1.json
    node "$here/change.mjs" "$1" "$2" >"$copy" || exit 2
}

sigstore() {
    node "$here/sigstore-verify/verify.mjs" "$@"
}

securesystemslib() {
    "$venv/bin/python" "$here/securesystemslib/verify.py" "$@"
}

openssl_command() {
    "$here/openssl.sh" "$@"
}

tlog_proof() {
    python3 "$here/tlog-proof/verify.py" "$@"
}

# refused TOOL BUNDLE WHAT…: under the keys of DIR, each change is refused.
refused() {
    tool=$1 bundle=$2
    shift 2
    for what in "$@"; do
        changed "$what" "$bundle"
        name="$tool, $bundle, $what changed"
        case $tool in
            sigstore) expect 1 sigstore "$copy" "$root" "$signer" ;;
            *) expect 1 "$tool" "$copy" "$signer" ;;
        esac
    done
}

# although TOOL WHAT…: each change passes.
although() {
    tool=$1
    shift
    for what in "$@"; do
        changed "$what" certificate.json
        name="$tool, accepted although $what was changed"
        case $tool in
            sigstore) expect 0 sigstore "$copy" "$root" "$signer" ;;
            tlog_proof) expect 0 tlog_proof "$copy" certificate.tlog-proof trust.json "$leaf" ;;
            *) expect 0 "$tool" "$copy" "$signer" ;;
        esac
    done
}

# ask CODE ARGUMENTS…: sekisho's own verdict, where the program is at hand.
ask() {
    if [ -n "$ours" ]; then
        wanted=$1
        shift
        expect "$wanted" "$ours" verify --lang en "$@"
    fi
}

# proofs CERTIFICATE PROOF TRUST [LEAF]: a good proof, and every way to change it that its policy binds.
proofs() {
    certificate=$1 good=$2 trust=$3
    name="tlog-proof, $good"
    expect 0 tlog_proof "$@"
    seen=$(($(grep -c '^— ' "$good") - 1))
    # Every witness that is there is asked for: a line beyond the quorum may be changed, it only stops to count.
    all=$work/all.json
    node "$here/change.mjs" "quorum=$seen" "$trust" >"$all" 2>"$work/same" || cp "$trust" "$all"
    for line in $(seq "$(wc -l <"$good")"); do
        changed "line=$line" "$good"
        name="tlog-proof, $good, line $line changed"
        expect 1 tlog_proof "$certificate" "$copy" "$all"
    done
    changes=origin
    if [ "$seen" -gt 0 ]; then
        changes="origin last-cosignature-removed cosignatures-of-zeros cosignatures-of-a-stranger"
    fi
    for what in $changes; do
        changed "$what" "$good"
        name="tlog-proof, $good, $what"
        expect 1 tlog_proof "$certificate" "$copy" "$all"
    done
    changed one-more-witness "$all"
    name="tlog-proof, $good, $((seen + 1)) witnesses asked for, $seen there"
    expect 1 tlog_proof "$certificate" "$good" "$copy"
    for what in trusted-log trusted-signer-revoked; do
        changed "$what" "$trust"
        name="tlog-proof, $good, $what"
        expect 1 tlog_proof "$certificate" "$good" "$copy"
    done
    for what in payload type signature leaf hint; do
        changed "$what" "$certificate"
        name="tlog-proof, $good, $what of the certificate changed"
        expect 1 tlog_proof "$copy" "$good" "$trust"
    done
    name="tlog-proof, $good, every byte"
    expect 0 python3 "$here/tlog-proof/every_byte.py" "$certificate" "$good" "$all"
}

cd "$dir"
root=trusted_root.json signer=signer.json
changed signer-key "$signer" && foreign_signer=$copy
changed log-key "$root" && foreign_log=$copy
for bundle in certificate.json certificate.svr.json; do
    name="@sigstore/verify, $bundle"
    expect 0 sigstore "$bundle" "$root" "$signer"
    refused sigstore "$bundle" payload type signature proof leaf checkpoint-root checkpoint-signature no-log hint
    name="@sigstore/verify, $bundle, a stranger's signing key"
    expect 1 sigstore "$bundle" "$root" "$foreign_signer"
    name="@sigstore/verify, $bundle, a stranger's log key"
    expect 1 sigstore "$bundle" "$foreign_log" "$signer"

    name="OpenSSL, $bundle"
    expect 0 openssl_command "$bundle" "$signer"
    refused openssl_command "$bundle" payload type signature
    name="OpenSSL, $bundle, a stranger's signing key"
    expect 1 openssl_command "$bundle" "$foreign_signer"

    name="securesystemslib, $bundle"
    expect 0 securesystemslib "$bundle" "$signer"
    refused securesystemslib "$bundle" payload type signature keyid empty-keyid
    name="securesystemslib, $bundle, a stranger's signing key"
    expect 1 securesystemslib "$bundle" "$foreign_signer"
done

name="tlog-proof, certificate.tlog-proof, keyid of the certificate changed"
changed keyid certificate.json
expect 1 tlog_proof "$copy" certificate.tlog-proof trust.json
name="tlog-proof, its own tests"
expect 0 python3 "$here/tlog-proof/test.py"
number=$(python3 -c 'import base64, json, sys; print(json.loads(base64.b64decode(
    json.load(open(sys.argv[1]))["dsseEnvelope"]["payload"]))["predicate"]["number"])' certificate.json) || exit 2
leaf=register/certificates/$number/certificate.leaf
proofs certificate.json certificate.tlog-proof trust.json "$leaf"
cosignatures=$seen
proofs "$cases/dsse.json" "$cases/dsse.tlog-proof" "$cases/trust.json"

# What each leaves unchecked; docs/verify.md tells holders the same. sekisho refuses all of it.
beside="outer-index root-field size-field log-id unsigned-time unknown-member doubled-member unknown-line"
logged="proof leaf no-log checkpoint-signature"
although sigstore $beside spelling-of-signature web-alphabet keyid
although securesystemslib $beside $logged spelling-of-signature web-alphabet second-signature hint
although openssl_command $beside $logged spelling-of-signature keyid hint
although tlog_proof $beside $logged
name="sekisho, certificate.json"
ask 0 certificate.json --trust trust.json --as-issued
for what in $beside $logged spelling-of-signature web-alphabet second-signature keyid hint; do
    changed "$what" certificate.json
    name="sekisho, $what changed"
    ask 1 "$copy" --trust trust.json --as-issued
done
if [ "$cosignatures" -gt 0 ]; then
    although sigstore no-cosignatures
    name="sekisho, no-cosignatures changed"
    ask 1 "$copy" --trust trust.json --as-issued
fi
for what in extra-data line-of-a-stranger; do
    changed "$what" certificate.tlog-proof
    name="tlog-proof, accepted although $what was added to it"
    expect 0 tlog_proof certificate.json "$copy" trust.json
done
changed log-ended "$root"
name="@sigstore/verify, accepted although the log's key ended before"
expect 0 sigstore certificate.json "$copy" "$signer"
for what in trusted-signer-ended trusted-log-ended trusted-signer-for-summaries trusted-body-real; do
    changed "$what" trust.json
    name="tlog-proof, accepted although $what"
    expect 0 tlog_proof certificate.json certificate.tlog-proof "$copy"
    name="sekisho, $what"
    ask 1 certificate.json --trust "$copy" --as-issued
done
for old in certificates/*/; do
    [ -r "$old/certificate.json" ] || continue
    set -- "$old/certificate.json"
    name="@sigstore/verify, accepted although void: $1"
    expect 0 sigstore "$1" "$root" "$signer"
    name="securesystemslib, accepted although void: $1"
    expect 0 securesystemslib "$1" "$signer"
    name="OpenSSL, accepted although void: $1"
    expect 0 openssl_command "$1" "$signer"
    name="tlog-proof, accepted although void: $1"
    expect 0 tlog_proof "$1" "$old/certificate.tlog-proof" trust.json
    name="sekisho, void: $1"
    ask 1 "$1" --trust trust.json --register register
done

# The keys in the tools' own forms are those that `certify` writes; a revoked one is not handed out.
same() {
    python3 -c 'import json, sys; a, b = (json.load(open(file)) for file in sys.argv[1:]); sys.exit(a != b)' "$@"
}
mkdir "$work/keys"
name="keys.py, trust.json"
expect 0 python3 "$here/keys.py" trust.json certificate.json "$work/keys"
for file in signer.json trusted_root.json; do
    name="keys.py, $file"
    expect 0 same "$work/keys/$file" "$file"
done
changed trusted-signer-revoked trust.json
name="keys.py, a revoked key"
expect 1 python3 "$here/keys.py" "$copy" certificate.json "$work/keys"

# The published cases: what only the owner of a log's key can make wrong.
tail -n +2 "$cases/cases.tsv" | cut -f 1,2 >"$work/cases"
while read -r file verdict _; do
    name="@sigstore/verify, published case $file"
    case $verdict in
        ok) expect 0 sigstore "$cases/$file" "$cases/trusted_root.json" "$cases/signing-key.public.json" ;;
        *) expect 1 sigstore "$cases/$file" "$cases/trusted_root.json" "$cases/signing-key.public.json" ;;
    esac
done <"$work/cases"

# The commands of docs/verify.md that are not sekisho's own, typed as its reader would.
mkdir "$work/reader"
cd "$work/reader"
ln -s "$dir" demo
cp -r "$here" interop
sed -n '/^```sh$/,/^```$/p' "$here/../docs/verify.md" | grep -v -e '^```' -e '^sekisho ' | sed 's/ *# 0$//' >"$work/typed"
while read -r line; do
    name="docs/verify.md, $line"
    expect 0 sh -c "$line" </dev/null
done <"$work/typed"

# What the program writes for other tools, and reads of them.
if [ -n "$ours" ]; then
    . "$here/outputs/run.sh"
    . "$here/oscal/run.sh"
fi

[ -n "$ours" ] || echo "note  sekisho is not on the path: its own verdict on the same copies was not asked for"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
