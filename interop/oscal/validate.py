"""Has compliance-trestle judge OSCAL documents: 0 all valid, 1 one is not, 2 could not be asked.

    validate.py FILE...

Each file is read into trestle's models, which NIST's metaschema gave, goes through all of trestle's validators, and every
uuid that it refers to by `…-uuid` must be there: trestle leaves that open.
"""

import json
import logging
import pathlib
import sys

from trestle.core import oscal_backward_compatibility as compatibility
from trestle.core.validator_factory import validator_factory
from trestle.common.err import TrestleError
from trestle.oscal.assessment_results import AssessmentResults
from trestle.oscal.catalog import Catalog

MODELS = {"assessment-results": AssessmentResults, "catalog": Catalog}


def names(value, given, asked):
    """The uuids that a document gives, and those that it refers to."""
    if isinstance(value, dict):
        for member, inner in value.items():
            if member == "uuid":
                given.append(inner)
            elif member.endswith("-uuid"):
                asked.append(inner)
            elif member == "href" and isinstance(inner, str) and inner.startswith("#"):
                asked.append(inner[1:])
            names(inner, given, asked)
    elif isinstance(value, list):
        for inner in value:
            names(inner, given, asked)


def judge(path):
    """Why a document is not valid; nothing when it is."""
    document = json.loads(path.read_text(encoding="utf-8"))
    kind = next(iter(document))
    issues = compatibility.check_raw_oscal(document)
    if issues:
        return f"{issues[0]}"
    try:
        model = MODELS[kind].oscal_read(path)
    except TrestleError as error:
        return f"{error}"
    if model is None:
        return "trestle reads nothing"
    for validator in validator_factory.get_all():
        if not validator.model_is_valid(model, True):
            return f"{type(validator).__name__}: {validator.error_msg()}"
    given, asked = [], []
    names(document, given, asked)
    lost = sorted(set(asked) - set(given))
    return f"refers to {lost[0]}, which is not there" if lost else None


def main():
    logging.disable(logging.CRITICAL)
    paths = [pathlib.Path(name) for name in sys.argv[1:]]
    if not paths:
        print(__doc__, file=sys.stderr)
        return 2
    for path in paths:
        try:
            why = judge(path)
        except (OSError, ValueError, KeyError) as error:
            print(f"{path}: {error!r}", file=sys.stderr)
            return 2
        if why is not None:
            print(f"{path.name}: not valid: {why}")
            return 1
    print(f"{', '.join(path.name for path in paths)}: valid by compliance-trestle")
    return 0


if __name__ == "__main__":
    sys.exit(main())
