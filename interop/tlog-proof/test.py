#!/usr/bin/env python3
"""Tests proof.py and verify.py on trees, keys and statements made here: python3 test.py"""
import base64
import contextlib
import functools
import hashlib
import io
import json
import pathlib
import subprocess
import tempfile
import unittest

import every_byte
import proof
import verify
from proof import LOG, SPKI, WITNESS, Refused

CASES = pathlib.Path(__file__).resolve().parents[2] / "core/register/tests/cases"
ORIGIN, W1, W2 = "log.example/2026", "w1.example", "w2.example"
TIME = 1_800_000_000


def text64(raw):
    return base64.b64encode(raw).decode()


def openssl(*args, **files):
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            pathlib.Path(folder, name).write_bytes(content)
        ran = subprocess.run(["openssl", *args], cwd=folder, capture_output=True, check=True)
    return ran.stdout


def note_id(raw, name, kind):
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + raw).digest()[:4]


class Key:
    """An Ed25519 key with a seed of one repeated byte."""

    def __init__(self, seed):
        self.der = bytes.fromhex("302e020100300506032b657004220420") + bytes([seed]) * 32
        self.spki = openssl("pkey", "-inform", "DER", "-in", "key", "-pubout", "-outform", "DER", key=self.der)
        self.raw = self.spki[len(SPKI) :]
        self.keyid = text64(hashlib.sha256(self.spki).digest())

    def sign(self, message):
        command = "pkeyutl -sign -keyform DER -inkey key -rawin -in message"
        return openssl(*command.split(), key=self.der, message=message)

    def vkey(self, name, kind):
        return f"{name}+{note_id(self.raw, name, kind).hex()}+{text64(bytes([kind]) + self.raw)}"

    def line(self, name, kind, signature):
        return f"— {name} {text64(note_id(self.raw, name, kind) + signature)}\n"

    def log_line(self, body, name=ORIGIN):
        return self.line(name, LOG, self.sign(body.encode()))

    def witness_line(self, body, name, time=TIME):
        said = f"cosignature/v1\ntime {time}\n{body}".encode()
        return self.line(name, WITNESS, time.to_bytes(8, "big") + self.sign(said))


SIGNER, SHARD, ONE, TWO, STRANGER = (Key(seed) for seed in range(1, 6))


def node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def cut(count):
    """The largest power of two below the number of leaves (RFC 6962, 2.1)."""
    return 1 << (count - 1).bit_length() - 1


def root(hashes):
    if len(hashes) == 1:
        return hashes[0]
    at = cut(len(hashes))
    return node(root(hashes[:at]), root(hashes[at:]))


def path(index, hashes):
    if len(hashes) == 1:
        return []
    at = cut(len(hashes))
    if index < at:
        return [*path(index, hashes[:at]), root(hashes[at:])]
    return [*path(index - at, hashes[at:]), root(hashes[:at])]


def leaf_hash(leaf):
    return hashlib.sha256(b"\0" + leaf).digest()


def bundle(payload=b'{"a":"statement"}', key=SIGNER, signature=None):
    """A certificate's bundle, as far as verify.py reads one, and its entry."""
    kind = "application/vnd.in-toto+json"
    encoded = b"DSSEv1 %d %b %d %b" % (len(kind), kind.encode(), len(payload), payload)
    sig = text64(signature or key.sign(encoded))
    entry = (
        '{"apiVersion":"0.0.2","kind":"dsse","spec":{"dsseV002":{"payloadHash":{"algorithm":"SHA2_256","digest":"'
        f'{text64(hashlib.sha256(payload).digest())}"}},"signatures":[{{"content":"{sig}","verifier":{{"keyDetails":'
        f'"PKIX_ED25519","publicKey":{{"rawBytes":"{text64(key.spki)}"}}}}}}]}}}}}}'
    ).encode()
    envelope = {
        "payload": text64(payload),
        "payloadType": kind,
        "signatures": [{"keyid": key.keyid, "sig": sig}],
    }
    material = {"publicKey": {"hint": key.keyid}, "tlogEntries": [{"canonicalizedBody": text64(entry)}]}
    return {"verificationMaterial": material, "dsseEnvelope": envelope}, entry


BUNDLE, ENTRY = bundle()


@functools.cache
def signed_tree(size, entry=ENTRY, index=None, shard=SHARD, origin=ORIGIN):
    """Hashes of a tree with the entry in one place (the last, unless told), and its cosigned checkpoint."""
    hashes = [leaf_hash(b"entry %d" % each) for each in range(size)]
    hashes[size - 1 if index is None else index] = leaf_hash(entry)
    body = f"{origin}\n{size}\n{text64(root(hashes))}\n"
    lines = shard.log_line(body, origin) + ONE.witness_line(body, W1) + TWO.witness_line(body, W2)
    return hashes, f"{body}\n{lines}"


def proof_of(size=11, index=5, entry=ENTRY, **more):
    hashes, checkpoint = signed_tree(size, entry, index, **more)
    siblings = "".join(f"{text64(each)}\n" for each in path(index, hashes))
    return f"c2sp.org/tlog-proof@v1\nindex {index}\n{siblings}\n{checkpoint}"


def trust(quorum=2, **more):
    keys = [{"keyid": SIGNER.keyid, "spki": text64(SIGNER.spki), "from": "2026-01-01T00:00:00Z"}]
    shards = [{"origin": ORIGIN, "vkey": SHARD.vkey(ORIGIN, LOG)}]
    witnesses = [{"name": name, "vkey": key.vkey(name, WITNESS)} for name, key in [(W1, ONE), (W2, TWO)]]
    return {"keys": keys, "shards": shards, "witnesses": witnesses, "quorum": quorum, **more}


def ask(text, quorum=2, made=BUNDLE, leaf=None, **more):
    believed = verify.policy(trust(quorum, **more))
    return verify.issued(json.dumps(made).encode(), text.encode(), believed, leaf)


GOOD = proof_of()
BODY = GOOD.split("\n\n")[1] + "\n"
LOG_LINE, ONE_LINE, TWO_LINE = [f"{line}\n" for line in GOOD.splitlines()[-3:]]


class Proofs(unittest.TestCase):
    def refused(self, reason, text, **more):
        with self.assertRaisesRegex(Refused, reason):
            ask(text, **more)

    def replaced(self, old, new, text=GOOD):
        self.assertEqual(text.count(old), 1, old)
        return text.replace(old, new)

    def test_every_entry_of_every_small_tree_is_proven_and_its_neighbours_are_not(self):
        for size in range(1, 40):
            leaves = [b"entry %d" % index for index in range(size)]
            hashes = [leaf_hash(leaf) for leaf in leaves]
            top = root(hashes)
            for index, leaf in enumerate(leaves):
                siblings = path(index, hashes)
                self.assertEqual(proof.root_of(leaf, index, size, siblings), top)
                self.assertNotEqual(proof.root_of(leaf + b"x", index, size, siblings), top)
                self.assertNotEqual(proof.root_of(leaf, index, size, [*siblings, top]), top)
                for at, sibling in enumerate(siblings):
                    shorter, other = siblings[:at] + siblings[at + 1 :], bytes([sibling[0] ^ 1]) + sibling[1:]
                    self.assertNotEqual(proof.root_of(leaf, index, size, shorter), top)
                    changed = [*siblings[:at], other, *siblings[at + 1 :]]
                    self.assertNotEqual(proof.root_of(leaf, index, size, changed), top)
                for another in set(range(size)) - {index}:
                    self.assertNotEqual(proof.root_of(leaf, another, size, siblings), top)

    def test_a_signed_entry_with_its_quorum_is_accepted(self):
        for quorum in (0, 1, 2):
            self.assertEqual(ask(GOOD, quorum)["witnesses"], {W1: TIME, W2: TIME})
        self.assertEqual(ask(GOOD, leaf=ENTRY)["index"], 5)
        for size, index in [(1, 0), (2, 1), (39, 38)]:
            self.assertEqual(ask(proof_of(size, index))["size"], size)

    def test_what_a_witness_saw_before_it_ended_counts_and_what_it_says_later_does_not(self):
        def ended(until, quorum):
            two = {"name": W2, "vkey": TWO.vkey(W2, WITNESS), "until": until}
            return {"witnesses": [trust()["witnesses"][0], two], "quorum": quorum}

        before, later = "2027-01-15T08:00:00Z", "2027-01-15T08:00:01Z"  # the first is TIME
        self.assertEqual(ask(GOOD, **ended(later, 1))["witnesses"], {W1: TIME, W2: TIME})
        self.assertEqual(ask(GOOD, **ended(before, 1))["witnesses"], {W1: TIME})
        without = self.replaced(ONE_LINE, "")
        self.assertEqual(ask(without, **ended(later, 1))["witnesses"], {W2: TIME})
        self.refused("0 witnesses saw the checkpoint, 1 are asked for", without, **ended(before, 1))
        # One that has ended is no witness that a quorum could be made of.
        self.refused("the quorum is too large", GOOD, **ended(later, 2))

    def test_too_few_witnesses_are_refused_and_a_forged_one_is_never_passed_over(self):
        without = self.replaced(TWO_LINE, "")
        self.assertEqual(ask(without, 1)["witnesses"], {W1: TIME})
        self.refused("1 witnesses saw the checkpoint, 2 are asked for", without)
        self.refused("0 witnesses", self.replaced(ONE_LINE + TWO_LINE, ""), quorum=1)
        self.assertEqual(ask(self.replaced(ONE_LINE + TWO_LINE, ""), 0)["witnesses"], {})
        forged = ONE.line(W1, WITNESS, TIME.to_bytes(8, "big") + bytes(64))
        self.refused(f"the cosignature of {W1} is wrong", self.replaced(ONE_LINE, forged), quorum=0)
        short = ONE.line(W1, WITNESS, TIME.to_bytes(8, "big"))
        self.refused(f"the cosignature of {W1} is wrong", self.replaced(ONE_LINE, short), quorum=0)
        self.refused("1 witnesses", self.replaced(ONE_LINE, STRANGER.witness_line(BODY, W1)))
        self.refused("w1.example signed twice", self.replaced(ONE_LINE, ONE_LINE * 2))
        self.refused("does not say when", self.replaced(ONE_LINE, ONE.witness_line(BODY, W1, 0)))
        other_time = self.replaced(ONE_LINE, ONE.line(W1, WITNESS, b"\0" * 7 + b"\1" + ONE.sign(b"x")))
        self.refused("the cosignature of w1", other_time)

    def test_a_cosignature_of_another_checkpoint_does_not_count(self):
        other = proof_of(12, 5).splitlines(keepends=True)[-2]
        self.refused("the cosignature of w1.example is wrong", self.replaced(ONE_LINE, other))

    def test_lines_of_strangers_are_passed_over(self):
        line = STRANGER.witness_line(BODY, "w9.example")
        self.assertEqual(ask(GOOD + line)["witnesses"], {W1: TIME, W2: TIME})
        self.assertEqual(ask(GOOD + STRANGER.log_line(BODY))["witnesses"], {W1: TIME, W2: TIME})
        # A witness under a changed name is a stranger: it stops to count, and nothing else is wrong.
        self.assertEqual(ask(self.replaced(f"— {W1}", "— v1.example"), 1)["witnesses"], {W2: TIME})
        self.refused("1 witnesses", self.replaced(f"— {W1}", "— v1.example"))
        self.refused("not a signature line", GOOD + line[1:])

    def test_extra_data_is_read_and_means_nothing(self):
        with_extra = self.replaced("@v1\n", "@v1\nextra AAE=\n")
        self.assertEqual(ask(with_extra), ask(GOOD))
        self.refused("not base64", self.replaced("@v1\n", "@v1\nextra AAF=\n"))
        self.refused("no index", self.replaced("@v1\n", "@v1\nextra AAE=\nextra AAE=\n"))

    def test_the_log_must_have_signed_this_checkpoint_under_its_own_name(self):
        self.refused("has not signed", self.replaced(LOG_LINE, ""))
        self.refused("signed twice", self.replaced(LOG_LINE, LOG_LINE * 2))
        self.refused("has not signed", self.replaced(LOG_LINE, STRANGER.log_line(BODY)))
        forged = SHARD.line(ORIGIN, LOG, SHARD.sign(b"another checkpoint"))
        self.refused("the signature of log", self.replaced(LOG_LINE, forged))
        self.refused("is not in the trust file", self.replaced(f"\n\n{ORIGIN}\n", "\n\nlog.example/2027\n"))
        self.refused("is not in the trust file", proof_of(origin="log.example/2027"))
        self.refused("has not signed", proof_of(shard=STRANGER))

    def test_other_spellings_are_refused(self):
        for reason, old, new in [
            ("version 1", "@v1", "@v2"),
            ("not a whole number", "index 5", "index 05"),
            ("not a whole number", "index 5", "index +5"),
            ("not a whole number", "index 5", "index ５"),
            ("no index", "index 5\n", ""),
            ("no index", "index 5", "Index 5"),
            ("is not in a tree of 11", "index 5", "index 11"),
            ("do not lead", "index 5", "index 4"),
            ("not a whole number", "\n11\n", "\n11 \n"),
            ("not a whole number", "\n11\n", f"\n{2**63}\n"),
            ("empty lines", "\n11\n", "\n\n11\n"),
            ("control character", "\n11\n", "\n11\r\n"),
            ("control character", "index 5", "index 5\t"),
            ("not base64", "=\n\n—", "\n\n—"),
            ("not a signature line", f"— {W1}", f"-- {W1}"),
            ("not a signature line", f"— {W1}", f"—  {W1}"),
            ("not a signature line", f"— {W1}", f"— w1+{W1}"),
        ]:
            with self.subTest(new):
                self.refused(reason, self.replaced(old, new))
        for tail in ["\n", "x", "\n\n", " ", LOG_LINE[:-1]]:
            with self.subTest(tail):
                self.refused("", GOOD + tail)
        self.refused("empty lines", GOOD[:-1])
        self.refused("empty lines", "")
        spelled = GOOD.splitlines()[2]
        self.refused("not base64", self.replaced(spelled, spelled[:-2] + chr(ord(spelled[-2]) + 1) + "="))
        self.refused("another length", self.replaced(spelled, text64(bytes(31))))
        self.refused("too many hashes", self.replaced(spelled, "\n".join([spelled] * 64)))

    def test_a_closed_log_ends_as_the_trust_file_says(self):
        top = root(signed_tree(11, ENTRY, 5)[0]).hex()
        closed = lambda size, end: [trust()["shards"][0] | {"closed": {"size": size, "root": end}}]
        for size, end in [(11, top), (12, "00" * 32)]:
            self.assertEqual(ask(GOOD, shards=closed(size, end))["size"], 11)
        for size, end in [(11, "00" * 32), (10, top)]:
            self.refused("closed with another tree", GOOD, shards=closed(size, end))


class Statements(unittest.TestCase):
    def refused(self, reason, made, text=GOOD, **more):
        with self.assertRaisesRegex(Refused, reason):
            ask(text, made=made, **more)

    def changed(self, change):
        made = json.loads(json.dumps(BUNDLE))
        change(made["dsseEnvelope"], made["verificationMaterial"])
        return made

    def test_the_entry_must_be_this_statements(self):
        other, entry = bundle(b'{"another":"statement"}')
        self.refused("do not lead from this entry", other)
        self.refused("the log entry is not this statement's", other, leaf=ENTRY)
        self.refused("the log entry is not this statement's", BUNDLE, leaf=entry)
        self.refused("the log entry is not this statement's", BUNDLE, leaf=ENTRY + b" ")
        self.refused("the log entry is not this statement's", BUNDLE, leaf=ENTRY.replace(b'","', b'", "'))

    def test_a_statement_must_be_signed_although_it_is_logged(self):
        forged, entry = bundle(signature=SIGNER.sign(b"another statement"))
        self.refused("not the signer's over this statement", forged, proof_of(entry=entry))
        stranger, entry = bundle(key=STRANGER)
        self.refused("is not in the trust file", stranger, proof_of(entry=entry))
        stranger["verificationMaterial"]["publicKey"]["hint"] = SIGNER.keyid
        self.refused("hint and keyid name two keys", stranger, proof_of(entry=entry))
        stranger["dsseEnvelope"]["signatures"][0]["keyid"] = ""
        self.refused("not the signer's over this statement", stranger, proof_of(entry=entry))
        revoked = [trust()["keys"][0] | {"revoked": "2026-06-01T00:00:00Z"}]
        self.refused("or was revoked", BUNDLE, keys=revoked)

    def test_a_bundle_of_another_form_is_refused(self):
        self.refused("not the signer's", self.changed(lambda env, _: env.update(payloadType="text/plain")))
        self.refused("not a certificate's bundle", self.changed(lambda env, _: env["signatures"].append({})))
        self.refused("not a certificate's bundle", self.changed(lambda env, _: env["signatures"][0].pop("sig")))
        self.refused("not a certificate's bundle", self.changed(lambda _, log: log["tlogEntries"].clear()))
        for other in [[], "", None, 1, {"dsseEnvelope": None}]:
            self.refused("not a certificate's bundle", other)


def written(folder, text, made=BUNDLE, believed=None):
    """The three files that a stranger has."""
    contents = [json.dumps(made), text, json.dumps(believed or trust())]
    files = [pathlib.Path(folder, name) for name in ("certificate.json", "certificate.tlog-proof", "trust.json")]
    for file, content in zip(files, contents):
        file.write_text(content)
    return [str(file) for file in files]


class Program(unittest.TestCase):
    def ends(self, code, *args):
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            self.assertEqual(verify.main(*args), code)

    def test_good_is_0_refused_is_1_and_not_to_be_asked_is_2(self):
        with tempfile.TemporaryDirectory() as folder:
            certificate, text, believed = written(folder, GOOD)
            self.ends(0, certificate, text, believed)
            leaf = pathlib.Path(folder, "certificate.leaf")
            leaf.write_bytes(ENTRY)
            self.ends(0, certificate, text, believed, leaf)
            self.ends(1, certificate, text, believed, text)
            self.ends(1, text, certificate, believed)
            self.ends(2, certificate, text, certificate)
            self.ends(2, certificate, "no-such-file", believed)
            self.ends(2, certificate, text, "no-such-file")
            self.ends(2, certificate, folder, believed)

    def test_a_trust_file_that_contradicts_itself_is_none(self):
        one = {"name": W1, "vkey": ONE.vkey(W1, WITNESS)}
        for more in [
            {"quorum": 3},
            {"quorum": -1},
            {"witnesses": [one, {"name": W2, "vkey": ONE.vkey(W2, WITNESS)}]},
            {"witnesses": [one, one]},
            {"witnesses": [one, {"name": W2, "vkey": TWO.vkey(W2, LOG)}]},
            {"witnesses": [one, {"name": W2, "vkey": TWO.vkey(W2, WITNESS).replace("+", "+0", 1)}]},
            {"shards": [{"origin": "log.example/2027", "vkey": SHARD.vkey(ORIGIN, LOG)}]},
            {"shards": [{"origin": ORIGIN, "vkey": SHARD.vkey(ORIGIN, WITNESS)}]},
            {"keys": [{"keyid": SIGNER.keyid, "spki": text64(SIGNER.raw)}]},
            {"keys": None},
        ]:
            with self.subTest(more), tempfile.TemporaryDirectory() as folder:
                self.ends(2, *written(folder, GOOD, believed=trust() | more))

    def test_the_published_case_is_accepted_and_binds_every_byte(self):
        believed = json.loads((CASES / "trust.json").read_text())
        case, text = json.loads((CASES / "dsse.json").read_text()), (CASES / "dsse.tlog-proof").read_text()
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()) as said:
            self.assertEqual(every_byte.main(*written(folder, text, case, believed)), 0, said.getvalue())


if __name__ == "__main__":
    unittest.main()
