"""Checks a C2SP proof: an entry stands in a log's tree, and a quorum of witnesses saw that tree.

Formats: c2sp.org/tlog-proof, signed-note, tlog-checkpoint, tlog-cosignature (Ed25519); the tree is that of RFC 6962.
Needs Python 3.11, its standard library, and openssl 3 on the path. What the entry means is not looked at here.
"""
import base64
import hashlib
import pathlib
import re
import subprocess
import tempfile

LOG, WITNESS = 1, 4  # the first byte of a key as C2SP writes it
SPKI = bytes.fromhex("302a300506032b6570032100")  # what stands before an Ed25519 key in DER (RFC 8410)


class Refused(Exception):
    """The answer is no; the text says why."""


def want(true, reason):
    if not true:
        raise Refused(reason)


def b64(text):
    """Base64 in its one spelling."""
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError:
        raw = None
    want(raw is not None and base64.b64encode(raw).decode() == text, f"not base64 in its one spelling: {text[:80]!r}")
    return raw


def number(text):
    want(re.fullmatch("0|[1-9][0-9]{0,18}", text) and int(text) < 2**63, f"not a whole number: {text[:80]!r}")
    return int(text)


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def signed(key, message, signature):
    """Whether the signature is the Ed25519 key's over the message. OpenSSL is asked, by files: 3.0 reads no pipe here."""
    if len(signature) != 64:
        return False
    with tempfile.TemporaryDirectory() as folder:
        for name, content in {"key": SPKI + key, "message": message, "signature": signature}.items():
            pathlib.Path(folder, name).write_bytes(content)
        command = "openssl pkeyutl -verify -pubin -keyform DER -inkey key -rawin -in message -sigfile signature"
        ran = subprocess.run(command.split(), cwd=folder, capture_output=True, text=True)
    if ran.returncode != 0 and "Signature Verification Failure" not in ran.stdout:
        raise OSError(f"openssl gave no opinion: {ran.stderr.strip()}")
    return ran.returncode == 0


def vkey(text, kind):
    """A key written as `name+id+base64(type, key)`: who it is (name and id), and its 32 bytes."""
    name, said, typed = text.split("+", 2)
    typed = b64(typed)
    key_id = sha256(name.encode(), b"\n", typed)[:4]
    want(len(typed) == 33 and typed[0] == kind and key_id.hex() == said, f"not a key of type {kind}: {text[:200]!r}")
    return (name, key_id), typed[1:]


def root_of(leaf, index, size, path):
    """The root that a path of hashes leads to (RFC 9162, 2.1.3.2); None when the path is too short or too long."""
    node, last, root = index, size - 1, sha256(b"\0", leaf)
    for sibling in path:
        if last == 0:
            return None
        if node & 1 or node == last:
            root = sha256(b"\1", sibling, root)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            root = sha256(b"\1", root, sibling)
        node, last = node >> 1, last >> 1
    return root if last == 0 else None


def check(proof, leaf, logs, witnesses, quorum):
    """Refuses, or says what was proven.

    `logs` has a pair for each origin: who and key as `vkey` gives them, then (size, root) of a closed log, or None.
    `witnesses` has a key for each who, then the second from which its word counts no longer, or None. At least `quorum` of
    them must have cosigned while it counted.
    """
    try:
        text = proof.decode()
    except ValueError:
        raise Refused("not UTF-8") from None
    want(all(sign == "\n" or sign.isprintable() for sign in text), "a control character")
    want(text.endswith("\n") and text.count("\n\n") == 2, "not proof, checkpoint and signatures between empty lines")
    head, note, signatures = text[:-1].split("\n\n")

    first, *lines = head.split("\n")
    want(first == "c2sp.org/tlog-proof@v1", f"not a proof of version 1: {first[:80]!r}")
    if lines and lines[0].startswith("extra "):
        b64(lines.pop(0)[len("extra ") :])  # signed by nobody, used for nothing
    want(lines and lines[0].startswith("index "), "no index")
    index, path = number(lines[0][len("index ") :]), [b64(line) for line in lines[1:]]
    want(len(path) < 64 and all(len(sibling) == 32 for sibling in path), "too many hashes, or one of another length")

    origin, size, root, *_ = [*note.split("\n"), "", ""]
    size, root = number(size), b64(root)
    want(origin in logs, f"log {origin[:80]!r} is not in the trust file")
    (log, log_key), closed = logs[origin]
    want(closed is None or size < closed[0] or (size, root) == closed, "the log was closed with another tree")
    want(index < size, f"entry {index} is not in a tree of {size}")
    want(root_of(leaf, index, size, path) == root, "the hashes do not lead from this entry to the checkpoint's root")

    body, seen, times = f"{note}\n".encode(), set(), {}
    for line in signatures.split("\n"):
        parts = re.fullmatch(r"— ([^\s+]+) (\S+)", line)
        want(parts, f"not a signature line: {line[:80]!r}")
        name, blob = parts[1], b64(parts[2])
        who, signature = (name, blob[:4]), blob[4:]
        if who != log and who not in witnesses:
            continue  # somebody whom we do not know; C2SP asks to pass over the line
        want(who not in seen, f"{name} signed twice")
        seen.add(who)
        if who == log:
            want(signed(log_key, body, signature), f"the signature of log {name} is wrong")
            continue
        time = int.from_bytes(signature[:8], "big")
        want(0 < time < 2**63, f"witness {name} does not say when it saw the checkpoint")
        message = b"cosignature/v1\ntime %d\n%b" % (time, body)
        key, until = witnesses[who]
        want(signed(key, message, signature[8:]), f"the cosignature of {name} is wrong")
        if until is None or time < until:
            times[name] = time
    want(log in seen, f"log {origin} has not signed")
    want(len(times) >= quorum, f"{len(times)} witnesses saw the checkpoint, {quorum} are asked for")
    return {"log": origin, "index": index, "size": size, "witnesses": times}
