// Writes a changed copy of a bundle, a proof, a signer, a trust root or a trust file.
//
//   node change.mjs WHAT[=VALUE] FILE > CHANGED       (WHAT: one of the names below)
//
// run.sh says which verifier must refuse which change, and which ones are known to let it pass.
// Needs Node only. Exit: 0 written, 2 usage, unreadable, or nothing there to change.

import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { exit } from "node:process";

const long_ago = "2020-01-01T00:00:00Z";
const a_day_later = "2020-01-02T00:00:00Z";

const inJson = {
  // In the bundle: what is signed or proven.
  payload: (bundle) => edit(bundle.dsseEnvelope, "payload", flipped),
  type: (bundle) => edit(bundle.dsseEnvelope, "payloadType", (text) => `${text}x`),
  signature: (bundle) => edit(bundle.dsseEnvelope.signatures[0], "sig", flipped),
  keyid: (bundle) => edit(bundle.dsseEnvelope.signatures[0], "keyid", flipped),
  proof: (bundle) => {
    const { hashes } = proof(bundle);
    // The proof of a log with one entry is empty: there a hash too many stands in.
    if (hashes.length === 0) hashes.push(Buffer.alloc(32, 1).toString("base64"));
    else hashes[0] = flipped(hashes[0]);
  },
  leaf: (bundle) => edit(entry(bundle), "canonicalizedBody", spaced),
  "checkpoint-root": (bundle) => edit(proof(bundle).checkpoint, "envelope", otherRoot),
  "checkpoint-signature": (bundle) => edit(proof(bundle).checkpoint, "envelope", otherSignatures),
  "no-log": (bundle) => edit(bundle.verificationMaterial, "tlogEntries", () => []),
  // In the bundle: what stands beside it.
  hint: (bundle) => edit(bundle.verificationMaterial.publicKey, "hint", flipped),
  "outer-index": (bundle) => edit(entry(bundle), "logIndex", (index) => `${Number(index) + 1}`),
  "root-field": (bundle) => edit(proof(bundle), "rootHash", flipped),
  "size-field": (bundle) => edit(proof(bundle), "treeSize", (size) => `${Number(size) + 1}`),
  "log-id": (bundle) => edit(entry(bundle).logId, "keyId", flipped),
  "unsigned-time": (bundle) => edit(entry(bundle), "integratedTime", () => "1800000000"),
  "unknown-member": (bundle) => {
    bundle.remark = "class 3";
  },
  "second-signature": (bundle) => {
    const sig = Buffer.alloc(64, 1).toString("base64");
    bundle.dsseEnvelope.signatures.push({ keyid: "a stranger's", sig });
  },
  "spelling-of-signature": (bundle) => edit(bundle.dsseEnvelope.signatures[0], "sig", spareBit),
  "web-alphabet": (bundle) => edit(bundle.dsseEnvelope, "payload", webAlphabet),
  "empty-keyid": (bundle) => edit(bundle.dsseEnvelope.signatures[0], "keyid", () => ""),
  "no-cosignatures": (bundle) => edit(proof(bundle).checkpoint, "envelope", cosignatures(() => "")),
  "unknown-line": (bundle) => edit(proof(bundle).checkpoint, "envelope", (note) => note + zeros("w.example")),
  // In the signer, the trust root, the trust file: a stranger's key under the right name, or another policy.
  "signer-key": (signer) => edit(signer, "der", strangersKey),
  "log-key": (root) => edit(root.tlogs[0].publicKey, "rawBytes", strangersKey),
  "log-ended": (root) => edit(root.tlogs[0].publicKey.validFor, "end", () => long_ago),
  "trusted-log": (trust) => edit(trust.shards.at(-1), "vkey", (vkey) => strangersVkey(vkey.split("+")[0], 1)),
  "trusted-signer-revoked": (trust) => edit(trust.keys[0], "revoked", () => long_ago),
  "trusted-signer-ended": (trust) => Object.assign(trust.keys[0], { from: long_ago, until: a_day_later }),
  "trusted-log-ended": (trust) => Object.assign(trust.shards.at(-1), { from: long_ago, until: a_day_later }),
  "trusted-signer-for-summaries": (trust) => edit(trust.keys[0], "purposes", () => ["svr"]),
  "trusted-body-real": (trust) => edit(trust, "demonstration", (demonstration) => !demonstration),
  quorum: (trust, value) => edit(trust, "quorum", () => Number(value)),
  "one-more-witness": (trust) => {
    const name = "one-more.example";
    trust.witnesses.push({ name, vkey: strangersVkey(name, 4) });
    trust.quorum += 1;
  },
};

const inText = {
  // In JSON as text: the first of two members, which most readers pass over.
  "doubled-member": (text) => text.replace("{", '{"dsseEnvelope": {"payload": "", "signatures": []},'),
  // In a proof.
  line: (text, number) => {
    const lines = text.split("\n");
    lines[number - 1] = bitInTheMiddle(lines[number - 1]);
    return lines.join("\n");
  },
  origin: (text) => text.replace(/\n\n\S+/, "$&x"),
  "extra-data": (text) => text.replace("\n", "\nextra AAE=\n"),
  "line-of-a-stranger": (text) => text + zeros("w.example"),
  "last-cosignature-removed": (text) => text.replace(/\u2014 \S+ \S+\n$/, ""),
  "cosignatures-of-zeros": cosignatures((line, name, blob) => zeros(name, blob)),
  "cosignatures-of-a-stranger": (text) => {
    const body = Buffer.from(`${text.split("\n\n")[1]}\n`);
    return cosignatures((_line, name) => strangersLine(name, body))(text);
  },
};

const [order, file, ...more] = process.argv.slice(2);
const [, what, value] = /^([^=]*)=?(.*)$/.exec(order ?? "");
const known = [...Object.keys(inJson), ...Object.keys(inText)];
if (!known.includes(what) || file === undefined || more.length > 0) {
  cannot(`usage: node change.mjs ${known.join("|")} FILE`);
}
try {
  const text = readFileSync(file, "utf8");
  const changed = what in inText ? inText[what](text, value) : json(text, inJson[what], value);
  if (changed === text) throw new Error("nothing there to change");
  process.stdout.write(changed);
} catch (error) {
  cannot(`${what} in ${file}: ${error.message}`);
}

function json(text, change, value) {
  const read = JSON.parse(text);
  change(read, value);
  return `${JSON.stringify(read)}\n`;
}

function entry(bundle) {
  return bundle.verificationMaterial.tlogEntries[0];
}

function proof(bundle) {
  return entry(bundle).inclusionProof;
}

function edit(object, member, change) {
  const before = object[member];
  object[member] = change(before);
  if (object[member] === before) throw new Error(`${member} did not change`);
}

// One bit in the middle of the bytes.
function flipped(base64) {
  const bytes = Buffer.from(base64, "base64");
  bytes[bytes.length >> 1] ^= 1;
  return bytes.toString("base64");
}

function bitInTheMiddle(line) {
  const bytes = Buffer.from(line);
  // An empty line has no bit: there a letter too many stands in.
  if (bytes.length === 0) return "x";
  bytes[bytes.length >> 1] ^= 1;
  return bytes.toString("utf8");
}

// 64 bytes leave four bits of base64 unused: the same bytes, spelled otherwise.
function spareBit(base64) {
  return base64.replace(/.==$/, (end) => `${String.fromCharCode(end.charCodeAt(0) + 1)}==`);
}

// The alphabet of RFC 4648, section 5: the same bytes.
function webAlphabet(base64) {
  return base64.replaceAll("+", "-").replaceAll("/", "_");
}

// Still the same JSON value, but another leaf.
function spaced(base64) {
  return Buffer.concat([Buffer.from(base64, "base64"), Buffer.from(" ")]).toString("base64");
}

function otherRoot(note) {
  const lines = note.split("\n");
  lines[2] = flipped(lines[2]);
  return lines.join("\n");
}

function otherSignatures(note) {
  return note.replace(/^(\u2014 \S+ )(\S+)$/gm, (_line, name, blob) => name + flipped(blob));
}

// Every signature line but the first, which is the log's.
function cosignatures(change) {
  return (text) => {
    const [head, log, others] = text.split(/(\n\n\u2014 \S+ \S+\n)/);
    return head + log + others.replace(/^\u2014 (\S+) (\S+)\n/gm, change);
  };
}

// A cosignature of 64 zero bytes, under the key id and time of the blob.
function zeros(name, blob = "") {
  const head = Buffer.concat([Buffer.from(blob, "base64").subarray(0, 12), Buffer.alloc(12)]).subarray(0, 12);
  return `\u2014 ${name} ${Buffer.concat([head, Buffer.alloc(64)]).toString("base64")}\n`;
}

function stranger() {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  return { privateKey, spki: publicKey.export({ type: "spki", format: "der" }) };
}

function strangersKey() {
  return stranger().spki.toString("base64");
}

// C2SP: `name+id+base64(type, key)`; the id is the beginning of a digest.
function noteKey(name, type, spki) {
  const typed = Buffer.concat([Buffer.from([type]), spki.subarray(-32)]);
  const id = createHash("sha256").update(`${name}\n`).update(typed).digest().subarray(0, 4);
  return { typed, id };
}

function strangersVkey(name, type) {
  const { typed, id } = noteKey(name, type, stranger().spki);
  return `${name}+${id.toString("hex")}+${typed.toString("base64")}`;
}

// A good cosignature, but by another key under the witness's name.
function strangersLine(name, body) {
  const { privateKey, spki } = stranger();
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(1800000000n);
  const signature = sign(null, Buffer.concat([Buffer.from("cosignature/v1\ntime 1800000000\n"), body]), privateKey);
  const blob = Buffer.concat([noteKey(name, 4, spki).id, time, signature]);
  return `\u2014 ${name} ${blob.toString("base64")}\n`;
}

function cannot(why) {
  console.error(why);
  exit(2);
}
