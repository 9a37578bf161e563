#!/bin/sh
# Brings the advisories of the data folder up to date in a CI job.
#
#     feeds.sh FEED…        such as: feeds.sh osv-crates.io kev
#
# A server that cannot be reached leaves the old feeds in their place, and the job goes on with them: whether they are
# young enough is decided by `sekisho check`, which ends with 1 when they are not. What failed is in the log.
set -u
code=0
sekisho advisories update "$@" || code=$?
if [ "$code" -ne 0 ]; then
    echo "feeds.sh: the update ended with $code; what was kept before is used" >&2
fi
# For the log: the age of each, and what failed.
sekisho advisories status
# Without any feed there is nothing to go on with.
sekisho advisories status --json | grep -q '"sha256": "' || exit 2
