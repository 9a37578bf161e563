#!/usr/bin/env python3
"""Changes every byte of a good proof in at least three ways: verify.py must refuse each copy with exit 1.

    python3 every_byte.py CERTIFICATE.json PROOF.tlog-proof TRUST.json

Holds for a proof in which every signature line is asked for: a line of somebody unknown, or beyond the quorum, may change.
Exit: 0 all refused, 1 one was not (the byte is named), 2 the proof itself is not good.
"""
import contextlib
import functools
import io
import pathlib
import sys
import tempfile

import proof
import verify

# Most copies ask for the same signature over the same message again.
proof.signed = verify.signed = functools.lru_cache(maxsize=None)(proof.signed)


def code(certificate, proof_bytes, trust, folder):
    changed = pathlib.Path(folder, "changed.tlog-proof")
    changed.write_bytes(proof_bytes)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return verify.main(certificate, changed, trust)


def others(byte):
    """Its neighbour, the other case of a letter, what is no letter of ASCII, and a line's end."""
    return {byte ^ 0x01, byte ^ 0x20, byte ^ 0x80, ord("\n")} - {byte}


def main(certificate, proof_file, trust):
    good = verify.read(proof_file)
    with tempfile.TemporaryDirectory() as folder:
        if code(certificate, good, trust, folder) != 0:
            print(f"{proof_file} itself is not accepted", file=sys.stderr)
            return 2
        for at, byte in enumerate(good):
            for other in others(byte):
                found = code(certificate, good[:at] + bytes([other]) + good[at + 1 :], trust, folder)
                if found != 1:
                    print(f"byte {at} of {proof_file} as {other:#04x}: exit {found}, expected 1")
                    return 1
    print(f"each of {len(good)} bytes of {proof_file}, changed in at least three ways, was refused")
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 4:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    sys.exit(main(*sys.argv[1:]))
