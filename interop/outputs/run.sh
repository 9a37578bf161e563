# What `sekisho match` and `check` write for other tools, held against the published schemas, and a VEX document that OpenSSL
# signed, handed back. Read by ../run.sh, which has `expect`, $here, $work and $ours; not run by itself.

validate() {
    node "$here/outputs/validate.mjs" "$@"
}

# wrote CODE FILE COMMAND…: the answer of a command that must end with this code, kept in a file.
wrote() {
    wanted=$1 into=$2
    shift 2
    code=0
    "$@" >"$into" 2>"$work/said" || code=$?
    if [ "$code" -ne "$wanted" ]; then
        echo "interop: $*: exit $code, expected $wanted: $(cat "$work/said")" >&2
        exit 2
    fi
}

# altered FILE JAVASCRIPT: a copy in $work/altered.json, after a change to `d`.
altered() {
    node -e 'const fs = require("fs"); const d = JSON.parse(fs.readFileSync(process.argv[1]));
        eval(process.argv[2]); fs.writeFileSync(process.argv[3], JSON.stringify(d))' \
        "$1" "$2" "$work/altered.json" || exit 2
}

examples=$here/../examples
feed=$examples/advisories
samples=$here/../core/vulnerability/tests/candidates/samples/msrc.json
# A name with spaces and letters of another script, which an address must have encoded.
lock="$work/部品 表 #1.lock"
cp "$examples/gateway/0.1.0-rc/Cargo.lock" "$lock"
for lang in ja en; do
    wrote 1 "$work/found.sarif" "$ours" match "$lock" --advisories "$feed" --sarif --lang "$lang"
    name="SARIF schema, findings, $lang"
    expect 0 validate sarif "$work/found.sarif"
    wrote 1 "$work/found.json" "$ours" match "$lock" --advisories "$feed" --cyclonedx-vex --lang "$lang"
    name="CycloneDX schema, findings, $lang"
    expect 0 validate cyclonedx "$work/found.json"
done
wrote 0 "$work/clean.sarif" "$ours" match "$examples/gateway/0.2.0/Cargo.lock" --advisories "$feed" --sarif
name="SARIF schema, nothing found"
expect 0 validate sarif "$work/clean.sarif"
wrote 1 "$work/old.sarif" "$ours" match "$lock" --advisories "$feed" --max-age 1 --sarif
name="SARIF schema, what could not be looked at"
expect 0 validate sarif "$work/old.sarif"
wrote 1 "$work/candidates.sarif" "$ours" match "$examples/declared-parts/parts.toml" --advisories "$samples" \
    --decisions "$examples/declared-parts/decisions.toml" --sarif
name="SARIF schema, candidates and decisions"
expect 0 validate sarif "$work/candidates.sarif"
wrote 1 "$work/candidates.json" "$ours" match "$examples/declared-parts/parts.toml" --advisories "$samples" --cyclonedx-vex
name="CycloneDX schema, candidates"
expect 0 validate cyclonedx "$work/candidates.json"
code=0
"$ours" check "$examples/gateway" --sarif >"$work/check.sarif" 2>"$work/said" || code=$?
name="SARIF schema, sekisho check (exit $code)"
expect 0 validate sarif "$work/check.sarif"

# A validator that lets everything through would prove nothing.
for change in 'd.version = "2.0.0"' 'd.runs[0].results[0].kind = "maybe"' 'delete d.runs[0].tool' \
    'd.runs[0].invocations[0].executionSuccessful = "no"' 'd.runs[0].results[0].unheard = 1' \
    'd.runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri = "a b"'; do
    altered "$work/found.sarif" "$change"
    name="SARIF schema, $change"
    expect 1 validate sarif "$work/altered.json"
done
for change in 'd.specVersion = 1' 'd.vulnerabilities[0].analysis.state = "fine"' 'd.unheard = 1' \
    'd.serialNumber = "1"' 'd.components.push(d.components[0])'; do
    altered "$work/found.json" "$change"
    name="CycloneDX schema, $change"
    expect 1 validate cyclonedx "$work/altered.json"
done

# The maker answers in the document, signs it with OpenSSL, and hands it back.
altered "$work/found.json" 'for (const v of d.vulnerabilities) { v.analysis = { state: "not_affected", justification: "code_not_reachable" } }'
name="CycloneDX schema, answered"
expect 0 validate cyclonedx "$work/altered.json"
for who in maker stranger; do
    openssl genpkey -algorithm ed25519 -out "$work/$who.pem" 2>/dev/null || exit 2
    openssl pkey -in "$work/$who.pem" -pubout -out "$work/$who.pub.pem" || exit 2
done
"$here/sign_document.sh" "$work/maker.pem" application/vnd.cyclonedx+json "$work/altered.json" >"$work/signed.json" || exit 2
name="sekisho, answers signed with OpenSSL"
expect 0 "$ours" match "$lock" --advisories "$feed" --vex "$work/signed.json" --vex-key "$work/maker.pub.pem"
name="sekisho, answers signed by a stranger"
expect 1 "$ours" match "$lock" --advisories "$feed" --vex "$work/signed.json" --vex-key "$work/stranger.pub.pem"
name="sekisho, answers that nobody signed"
expect 1 "$ours" match "$lock" --advisories "$feed" --vex "$work/altered.json" --vex-key "$work/maker.pub.pem"
"$here/sign_document.sh" "$work/maker.pem" application/csaf+json "$work/altered.json" >"$work/signed.json" || exit 2
name="sekisho, answers signed as another kind of document"
expect 1 "$ours" match "$lock" --advisories "$feed" --vex "$work/signed.json" --vex-key "$work/maker.pub.pem"
