#!/usr/bin/env python3
"""Asks securesystemslib about the envelope of one bundle, under a signing key that comes from outside the bundle.

    python3 verify.py BUNDLE.json SIGNER.json

SIGNER is {"hint": "…", "der": "base64 of the SPKI"}. Packages: requirements.txt beside this file.
Exit: 0 accepted, 1 refused (the library's word is printed), 2 could not be asked.
What acceptance does not mean is in README.md beside this file.
"""
import base64
import json
import sys

from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import FormatError, VerificationError
from securesystemslib.signer import SSlibKey

SPKI = bytes.fromhex("302a300506032b6570032100")  # what stands before an Ed25519 key in DER (RFC 8410)


def load(path):
    with open(path, "rb") as file:
        return json.load(file)


def key_of(signer):
    der = base64.b64decode(signer["der"], validate=True)
    if not der.startswith(SPKI) or len(der) != len(SPKI) + 32:
        raise ValueError("not an Ed25519 key in SPKI DER")
    return SSlibKey(signer["hint"], "ed25519", "ed25519", {"public": der[len(SPKI) :].hex()})


def main(bundle, signer):
    try:
        envelope, key = load(bundle)["dsseEnvelope"], key_of(load(signer))
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"{bundle}, {signer}: {type(error).__name__}: {error}", file=sys.stderr)
        return 2
    # What these two lines may raise is the library's own list; a crash of another kind is not its opinion.
    try:
        read = Envelope.from_dict(envelope)
    except (FormatError, KeyError, ValueError) as reason:
        print(f"refused {bundle}: not an envelope: {type(reason).__name__}: {reason}")
        return 1
    try:
        # One good signature is asked for; the library looks only at signatures whose keyid is the key's.
        read.verify([key], 1)
    except VerificationError as reason:
        print(f"refused {bundle}: {reason}")
        return 1
    print(f"accepted {bundle}")
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    sys.exit(main(*sys.argv[1:]))
