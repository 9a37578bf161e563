#!/usr/bin/env python3
"""Writes the keys of a trust file in the forms that other people's tools take.

    python3 keys.py TRUST.json CERTIFICATE.json INTO

INTO/signer.json: the key that CERTIFICATE names, as {"hint": "…", "der": "base64 of the SPKI"}.
INTO/trusted_root.json: the logs, as a Sigstore trusted root. Only TRUST is believed; CERTIFICATE only says which key.
Needs Python 3.11. Exit: 0 written, 1 the certificate's key is not in the trust file or was revoked,
2 could not be done.
"""
import base64
import hashlib
import json
import pathlib
import sys

SPKI = bytes.fromhex("302a300506032b6570032100")  # what stands before an Ed25519 key in DER (RFC 8410)


def text64(raw):
    return base64.b64encode(raw).decode()


def log_of(shard):
    name, _, typed = shard["vkey"].split("+", 2)
    typed = base64.b64decode(typed, validate=True)
    period = {"start": shard["from"]} | ({"end": shard["until"]} if "until" in shard else {})
    key = {"rawBytes": text64(SPKI + typed[1:]), "keyDetails": "PKIX_ED25519", "validFor": period}
    return {
        # @sigstore/verify looks for the name of the checkpoint's key inside this address; nothing is fetched from it.
        "baseUrl": f"https://{name}",
        "hashAlgorithm": "SHA2_256",
        "publicKey": key,
        "logId": {"keyId": text64(hashlib.sha256(name.encode() + b"\n" + typed).digest())},
    }


def main(trust_file, certificate, into):
    try:
        trust = json.loads(pathlib.Path(trust_file).read_bytes())
        bundle = json.loads(pathlib.Path(certificate).read_bytes())
        hint = bundle["verificationMaterial"]["publicKey"]["hint"]
        # The tools cannot be told of a revocation, so they are not given such a key.
        keys = {key["keyid"]: key["spki"] for key in trust["keys"] if key.get("revoked") is None}
        root = {
            "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
            "tlogs": [log_of(shard) for shard in trust["shards"]],
            "certificateAuthorities": [],
            "ctlogs": [],
            "timestampAuthorities": [],
        }
        if hint not in keys:
            print(f"{certificate}: key {hint!r} is not in {trust_file}, or was revoked")
            return 1
        for name, value in {"signer": {"hint": hint, "der": keys[hint]}, "trusted_root": root}.items():
            pathlib.Path(into, f"{name}.json").write_text(json.dumps(value, indent=2) + "\n")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        print(f"{trust_file}, {certificate}, {into}: {type(error).__name__}: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 4:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    sys.exit(main(*sys.argv[1:]))
