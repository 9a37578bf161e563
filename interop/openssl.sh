#!/bin/sh
# Verifies the signature of a DSSE envelope with the OpenSSL command line and nothing of ours.
#
#   openssl.sh FILE.json SIGNER.json
#
# FILE is a Sigstore bundle or a bare DSSE envelope (as in a register's statements/); SIGNER is
# {"hint": "…", "der": "base64 of the SPKI"}. Needs openssl 3 and python3 (its standard library cuts the JSON apart).
# Exit: 0 verified, 1 refused, 2 could not be asked. It says nothing about the log, validity or today's state.
set -eu

if [ $# -ne 2 ]; then
    echo "usage: openssl.sh FILE.json SIGNER.json" >&2
    exit 2
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What is signed is not the payload but DSSE's pre-authentication encoding of type and payload, lengths in bytes.
python3 - "$1" "$2" "$work" <<'PYTHON' || exit 2
import base64, json, pathlib, sys

file, signer, work = sys.argv[1:]
work = pathlib.Path(work)

def strict(text):
    return base64.b64decode(text, validate=True)

try:
    document = json.loads(pathlib.Path(file).read_bytes())
    envelope = document.get("dsseEnvelope", document)
    (signature,) = envelope["signatures"]
    kind, payload = envelope["payloadType"].encode(), strict(envelope["payload"])
    pae = b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)
    (work / "pae").write_bytes(pae)
    (work / "sig").write_bytes(strict(signature["sig"]))
    (work / "key.der").write_bytes(strict(json.loads(pathlib.Path(signer).read_bytes())["der"]))
except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
    sys.exit(f"{file}, {signer}: {type(error).__name__}: {error}")
PYTHON

if ! openssl pkey -pubin -inform DER -in "$work/key.der" -out "$work/key.pem"; then
    echo "$2: not a public key" >&2
    exit 2
fi
if openssl pkeyutl -verify -pubin -inkey "$work/key.pem" -rawin -in "$work/pae" -sigfile "$work/sig" >"$work/said" 2>&1; then
    echo "accepted $1"
elif grep -q 'Signature Verification Failure' "$work/said"; then
    echo "refused $1: signature verification failure"
    exit 1
else
    # Not its opinion of the signature: an option it does not know, or a key of a kind that it does not have.
    cat "$work/said" >&2
    exit 2
fi
