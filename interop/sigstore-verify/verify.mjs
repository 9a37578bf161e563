// Asks @sigstore/verify about one bundle, under a trust root and a signing key that come from outside the bundle.
//
//   node verify.mjs BUNDLE.json TRUSTED_ROOT.json SIGNER.json
//
// Exit: 0 accepted, 1 refused (the library's code is printed), 2 could not be asked.
// What acceptance does not mean is in README.md beside this file.

import { readFileSync } from "node:fs";
import { exit } from "node:process";
import { bundleFromJSON, ValidationError } from "@sigstore/bundle";
import { TrustedRoot } from "@sigstore/protobuf-specs";
import {
  PolicyError,
  toSignedEntity,
  toTrustMaterial,
  VerificationError,
  Verifier,
} from "@sigstore/verify";

// No signed time stands in our entries, so none is asked for. One proven log entry is: with a threshold of 0 the
// library would also accept a bundle that is in no log.
const thresholds = { tlogThreshold: 1, timestampThreshold: 0 };

const files = process.argv.slice(2);
if (files.length !== 3) {
  cannot("usage: node verify.mjs BUNDLE.json TRUSTED_ROOT.json SIGNER.json");
}
const [bundle, root, signer] = files.map(json);

let verifier;
try {
  verifier = new Verifier(trust(root, signer), thresholds);
} catch (error) {
  cannot(`no trust from ${files[1]} and ${files[2]}: ${error.message}`);
}

try {
  verifier.verify(toSignedEntity(bundleFromJSON(bundle)));
} catch (error) {
  const reason = refusal(error);
  // A crash of the library is not its opinion: a test that wants a refusal must not be content with one.
  if (reason === undefined) cannot(`${files[0]}: ${error.stack}`);
  console.log(`refused ${files[0]}: ${reason}`);
  exit(1);
}
console.log(`accepted ${files[0]}`);

function json(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    cannot(`${file}: ${error.message}`);
  }
}

function trust(root, { hint, der }) {
  if (typeof hint !== "string" || hint === "" || typeof der !== "string") {
    throw new Error('the signer must be {"hint": "…", "der": "base64 of the SPKI"}');
  }
  const keys = { [hint]: { rawBytes: Buffer.from(der, "base64") } };
  return toTrustMaterial(TrustedRoot.fromJSON(root), keys);
}

function refusal(error) {
  if (error instanceof ValidationError) return `INVALID_BUNDLE ${error.fields.join(", ")}`;
  if (error instanceof VerificationError || error instanceof PolicyError) {
    return `${error.code} ${error.message}`;
  }
  return undefined;
}

function cannot(why) {
  console.error(why);
  exit(2);
}
