# The assessment results that `sekisho body export` writes, judged by compliance-trestle. Read by ../run.sh, which has
# `expect`, $dir, $here, $work and $ours; not run by itself.

oscal_venv=$here/oscal/.venv
[ -x "$oscal_venv/bin/pip" ] || python3 -m venv "$oscal_venv" >&2 || exit 2
"$oscal_venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes --only-binary :all: \
    --requirement "$here/oscal/requirements.txt" >&2 || exit 2

trestle() {
    "$oscal_venv/bin/python" "$here/oscal/validate.py" "$@"
}

# changed_oscal PYTHON: a copy of the last case's document in $work/changed_oscal.json, after a change to `d`.
changed_oscal() {
    python3 -c 'import json, sys
d = json.load(open(sys.argv[1]))["assessment-results"]
exec(sys.argv[2])
json.dump({"assessment-results": d}, open(sys.argv[3], "w"))' \
        "$results" "$1" "$work/changed_oscal.json" || exit 2
}

# A case whose findings ended by a retest, and one that took results over from it.
for case in case-000001 case-000002; do
    name="sekisho body export, $case"
    expect 0 "$ours" body export --body "$dir/body" --register "$dir/register" --case "$case" --into "$work/archive-$case" --lang en
    results=$work/archive-$case/oscal/assessment-results.json
    name="compliance-trestle, $case"
    expect 0 trestle "$results" "$work/archive-$case/oscal/catalog.json"
    name="sekisho body audit, $case"
    expect 0 "$ours" body audit "$work/archive-$case" --trust "$dir/trust.json" --lang en
done

# A validator that lets everything through would prove nothing.
for change in 'del d["uuid"]' 'del d["metadata"]["last-modified"]' 'd["results"][0]["start"] = "yesterday"' \
    'd["results"][0]["observations"][0]["methods"] = []' 'd["results"][0]["findings"][0]["target"]["status"]["state"] = "maybe"' \
    'd["results"][0]["reviewed-controls"] = {}' 'd["results"][0]["more"] = 1' \
    'd["results"][0]["findings"][0]["related-observations"][0]["observation-uuid"] = d["uuid"][::-1]' \
    'd["results"][0]["uuid"] = d["uuid"]'; do
    changed_oscal "$change"
    name="compliance-trestle, after $change"
    expect 1 trestle "$work/changed_oscal.json"
done
