#!/bin/sh
# Signs a document with OpenSSL, as a DSSE envelope on standard output: how a maker signs a VEX document.
#
#   interop/sign_document.sh KEY.pem TYPE DOCUMENT
#
# KEY.pem is an Ed25519 private key (openssl genpkey -algorithm ed25519 -out KEY.pem); the public key to hand out is
# made by: openssl pkey -in KEY.pem -pubout. TYPE is application/vnd.openvex+json, application/vnd.cyclonedx+json or
# application/csaf+json. Needs openssl 3. Exit: 0 signed, 2 could not be done.
set -eu
if [ $# -ne 3 ]; then
    echo "usage: interop/sign_document.sh KEY.pem TYPE DOCUMENT" >&2
    exit 2
fi
key=$1 type=$2 document=$3
signing=$(mktemp -d)
trap 'rm -rf "$signing"' EXIT
{
    printf 'DSSEv1 %s %s %s ' "${#type}" "$type" "$(wc -c <"$document" | tr -d ' ')"
    cat "$document"
} >"$signing/said" || exit 2
openssl pkeyutl -sign -rawin -inkey "$key" -in "$signing/said" -out "$signing/sig" || exit 2
printf '{"payloadType":"%s","payload":"%s","signatures":[{"keyid":"","sig":"%s"}]}\n' \
    "$type" "$(openssl base64 -A -in "$document")" "$(openssl base64 -A -in "$signing/sig")"
