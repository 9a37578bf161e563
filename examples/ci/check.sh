#!/bin/sh
# Looks at a product in a CI job: the words for the log, the findings as SARIF for other tools.
#
#     check.sh PRODUCT_DIR SARIF_FILE
#
# Ends as `sekisho check` does: 0 the class asked for would be earned, 1 not yet (also when not everything could be
# looked at), 2 or more: nothing was looked at, and no SARIF file is left.
set -u
product=${1:?the folder of the product}
sarif=${2:?where to write the findings}

rm -f "$sarif"
code=0
sekisho check "$product" || code=$?
if [ "$code" -le 1 ]; then
    again=0
    sekisho check "$product" --sarif >"$sarif" || again=$?
    # A disk that is full or a run that was killed in between: half a file must not look like few findings.
    if [ "$again" -ne "$code" ]; then
        rm -f "$sarif"
        code=2
    fi
fi
exit "$code"
