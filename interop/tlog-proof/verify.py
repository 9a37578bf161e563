#!/usr/bin/env python3
"""Asks whether a certificate was issued: signed by a key that you trust, in a log that you trust, before witnesses.

    python3 verify.py CERTIFICATE.json PROOF.tlog-proof TRUST.json [LEAF]

LEAF is the log entry as a register keeps it beside the certificate; without it the copy in CERTIFICATE.json is taken.
Needs what proof.py needs. Exit: 0 issued, 1 refused (the reason is printed), 2 could not be asked.
What it leaves unchecked, today's state first of all, is in README.md beside this file.
"""
import base64
import datetime
import json
import sys

from proof import LOG, SPKI, WITNESS, Refused, b64, check, sha256, signed, vkey, want

LONGEST = 4 << 20  # bytes of a file


def entry_of(envelope, hint, keys):
    """The one log entry that this envelope can have; refuses when its signature is not the hinted key's."""
    want(hint in keys, f"key {hint!r} is not in the trust file, or was revoked")
    (signature,) = envelope["signatures"]
    want(signature.get("keyid", "") in ("", hint), "hint and keyid name two keys")
    kind, payload = envelope["payloadType"].encode(), b64(envelope["payload"])
    encoded = b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)
    want(signed(keys[hint], encoded, b64(signature["sig"])), "the signature is not the signer's over this statement")

    digest = {"algorithm": "SHA2_256", "digest": base64.b64encode(sha256(payload)).decode()}
    spki = {"rawBytes": base64.b64encode(SPKI + keys[hint]).decode()}
    signer = {"content": signature["sig"], "verifier": {"keyDetails": "PKIX_ED25519", "publicKey": spki}}
    body = {"dsseV002": {"payloadHash": digest, "signatures": [signer]}}
    entry = {"apiVersion": "0.0.2", "kind": "dsse", "spec": body}
    return json.dumps(entry, sort_keys=True, separators=(",", ":")).encode()


def policy(trust):
    """Keys of signers, logs, witnesses and quorum of a trust file; refuses one that contradicts itself."""
    keys = {key["keyid"]: b64(key["spki"]) for key in trust["keys"] if key.get("revoked") is None}
    want(all(len(key) == 44 and key.startswith(SPKI) for key in keys.values()), "a signer's key is not Ed25519")
    logs = {log["origin"]: (vkey(log["vkey"], LOG), ending(log.get("closed"))) for log in trust["shards"]}
    want(all(origin == name for origin, (((name, _), _), _) in logs.items()), "a log's key has another name")
    witnesses = {}
    for witness in trust["witnesses"]:
        who, key = vkey(witness["vkey"], WITNESS)
        witnesses[who] = key, seconds(witness.get("until"))
    # One key under two names would count twice.
    names, different = {name for name, _ in witnesses}, {key for key, _ in witnesses.values()}
    want(len(trust["witnesses"]) == len(names) == len(different), "a witness is named twice")
    acting = sum(until is None for _, until in witnesses.values())
    want(0 <= trust["quorum"] <= acting, "the quorum is too large")
    return {keyid: key[len(SPKI) :] for keyid, key in keys.items()}, logs, witnesses, trust["quorum"]


def seconds(time):
    return time and datetime.datetime.fromisoformat(time).timestamp()


def ending(closed):
    return closed and (closed["size"], bytes.fromhex(closed["root"]))


def issued(certificate, proof, trust, leaf=None):
    """Refuses, or says where the certificate's entry stands and who saw it."""
    keys, *others = trust
    try:
        bundle = json.loads(certificate)
        if leaf is None:
            (entry,) = bundle["verificationMaterial"]["tlogEntries"]
            leaf = b64(entry["canonicalizedBody"])
        hint = bundle["verificationMaterial"]["publicKey"]["hint"]
        want(leaf == entry_of(bundle["dsseEnvelope"], hint, keys), "the log entry is not this statement's")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Refused(f"not a certificate's bundle: {type(error).__name__}: {error}") from error
    return check(proof, leaf, *others)


def read(path):
    with open(path, "rb") as file:
        content = file.read(LONGEST + 1)
    if len(content) > LONGEST:
        raise OSError(f"{path} is longer than {LONGEST} bytes")
    return content


def main(certificate, proof, trust, leaf=None):
    try:
        believed = policy(json.loads(read(trust)))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, Refused) as error:
        print(f"{trust}: {type(error).__name__}: {error}", file=sys.stderr)
        return 2
    try:
        proven = issued(read(certificate), read(proof), believed, read(leaf) if leaf else None)
    except Refused as reason:
        print(f"refused {certificate}: {reason}")
        return 1
    except OSError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"accepted {certificate}: {json.dumps(proven)}")
    return 0


if __name__ == "__main__":
    if len(sys.argv) not in (4, 5):
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    sys.exit(main(*sys.argv[1:]))
