// Writes a changed copy of a bundle, a signer or a trust root: each change is one that a verifier must refuse.
//
//   node change.mjs WHAT FILE.json > CHANGED.json       (WHAT: one of the names below)
//
// Needs Node only. Exit: 0 written, 2 usage, unreadable, or nothing there to change.

import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { exit } from "node:process";

const changes = {
  // In the bundle.
  payload: (bundle) => edit(bundle.dsseEnvelope, "payload", flipped),
  type: (bundle) => edit(bundle.dsseEnvelope, "payloadType", (text) => `${text}x`),
  signature: (bundle) => edit(bundle.dsseEnvelope.signatures[0], "sig", flipped),
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
  // In the signer and in the trust root: the same names with a stranger's key.
  "signer-key": (signer) => edit(signer, "der", strangersKey),
  "log-key": (root) => edit(root.tlogs[0].publicKey, "rawBytes", strangersKey),
};

const [what, file, ...more] = process.argv.slice(2);
if (!Object.hasOwn(changes, what ?? "") || file === undefined || more.length > 0) {
  cannot(`usage: node change.mjs ${Object.keys(changes).join("|")} FILE.json`);
}
try {
  const value = JSON.parse(readFileSync(file, "utf8"));
  changes[what](value);
  console.log(JSON.stringify(value));
} catch (error) {
  cannot(`${what} in ${file}: ${error.message}`);
}

function entry(bundle) {
  return bundle.verificationMaterial.tlogEntries[0];
}

function proof(bundle) {
  return entry(bundle).inclusionProof;
}

function edit(object, member, change) {
  if (object?.[member] === undefined) throw new Error(`no member ${member}`);
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

function strangersKey() {
  const { publicKey } = generateKeyPairSync("ed25519");
  return publicKey.export({ type: "spki", format: "der" }).toString("base64");
}

function cannot(why) {
  console.error(why);
  exit(2);
}
