// Holds a file against the published schema of its format, by other people's code.
//
//   node validate.mjs sarif|cyclonedx FILE
//
// SARIF: the schema 2.1.0-rtm.5 as npm @microsoft/jest-sarif ships it, judged by ajv 6. CycloneDX: the strict validator of npm
// @cyclonedx/cyclonedx-library for 1.6. Nothing is fetched.
// Exit: 0 valid, 1 not valid (the first objections are printed), 2 could not be asked.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

function sarif(text) {
  // The schema is in draft 4, which ajv 6 still reads: the one that came with the schema.
  const own = createRequire(require.resolve("@microsoft/jest-sarif/package.json"));
  const Ajv = own("ajv");
  const ajv = new Ajv({ schemaId: "auto", meta: false, allErrors: true });
  ajv.addMetaSchema(own("ajv/lib/refs/json-schema-draft-04.json"));
  const validate = ajv.compile(own("./lib/schemas/sarif-2.1.0-rtm.5.json"));
  return validate(JSON.parse(text)) ? null : validate.errors;
}

async function cyclonedx(text) {
  const { Spec, Validation } = await import("@cyclonedx/cyclonedx-library");
  return new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(text);
}

const judges = { sarif, cyclonedx };
const [format, file] = process.argv.slice(2);
if (!(format in judges) || file === undefined) {
  console.error("usage: node validate.mjs sarif|cyclonedx FILE");
  process.exit(2);
}
try {
  const objections = await judges[format](readFileSync(file, "utf8"));
  if (objections === null) {
    console.log(`${format}: valid`);
  } else {
    console.log(`${format}: not valid: ${JSON.stringify(objections).slice(0, 2000)}`);
    process.exitCode = 1;
  }
} catch (error) {
  console.error(`${file}: ${error}`);
  process.exitCode = 2;
}
