#!/usr/bin/env python3
"""Checks flat alerts (JSON or JSON Lines) against schemas/lockstep.alert.1.schema.json.

    scripts/check_alerts.py alerts.jsonl ...

Prints one line a file. Exit 1 if an alert is not valid or a file has none.
"""
import json
import pathlib
import sys

import jsonschema

SCHEMA = pathlib.Path(__file__).resolve().parent.parent / "schemas" / "lockstep.alert.1.schema.json"
MAX_RECORD_BYTES = 900_000


def errors_of(validator, line):
    if len(line.encode()) > MAX_RECORD_BYTES:
        yield f"larger than {MAX_RECORD_BYTES} bytes"
    for error in validator.iter_errors(json.loads(line)):
        yield f"{'/'.join(map(str, error.absolute_path)) or '(alert)'}: {error.message[:200]}"


def check(validator, path):
    lines = [line for line in path.read_text(encoding="utf-8").split("\n") if line]
    failures = 0 if lines else 1
    for number, line in enumerate(lines, 1):
        for error in errors_of(validator, line):
            failures += 1
            print(f"{path}:{number}: {error}")
    print(f"{path}: {len(lines)} alerts, {failures} errors")
    return failures


def main():
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    return 1 if sum(check(validator, pathlib.Path(name)) for name in sys.argv[1:]) else 0


if __name__ == "__main__":
    sys.exit(main())
