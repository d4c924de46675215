#!/usr/bin/env python3
"""Validates STIX bundles (JSON or JSON Lines) with the validator of OASIS and with python-stix2.

    scripts/stix_validate.py bundle.json alerts.stix.jsonl ...

Each bundle is checked three times: by stix2-validator as it is, by stix2-validator --strict
--enforce-refs, both with the schema of our extension, and by python-stix2 without custom content.
A warning counts as an error. Prints one line a file; exit 1 if anything was found.

The tools are installed from PyPI, pinned by scripts/requirements-stix.txt, into build/.venv-stix
(or $LOCKSTEP_STIX_VENV), once.
"""
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "scripts" / "requirements-stix.txt"
EXTENSION_SCHEMAS = ROOT / "schemas" / "stix-extension"
VENV = pathlib.Path(os.environ.get("LOCKSTEP_STIX_VENV", ROOT / "build" / ".venv-stix")).absolute()
MAX_RECORD_BYTES = 900_000


def enter_environment():
    """Runs this script again with the tools at hand, installing them if the pins have changed."""
    if pathlib.Path(sys.prefix) == VENV:
        return
    stamp = VENV / "installed.txt"
    wanted = REQUIREMENTS.read_text()
    if not stamp.exists() or stamp.read_text() != wanted:
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
        pip = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "-r", str(REQUIREMENTS)], check=True)
        stamp.write_text(wanted)
    python = str(VENV / "bin" / "python")
    os.execv(python, [python, *sys.argv])


def validator_findings(bundle, **options):
    import stix2validator

    settings = stix2validator.ValidationOptions(silent=True, schema_dir=str(EXTENSION_SCHEMAS), **options)
    result = stix2validator.validate_instance(bundle, settings)
    for error in result.errors:
        yield f"error: {error}"
    for warning in result.warnings:
        yield f"warning: {warning}"
    if not result.is_valid and not result.errors:
        yield "error: not valid"


def library_findings(line):
    import stix2

    try:
        stix2.parse(line, allow_custom=False)
    except Exception as error:  # whatever the library raises is its verdict
        yield f"python-stix2: {type(error).__name__}: {error}"


def findings(line):
    if len(line.encode()) > MAX_RECORD_BYTES:
        yield f"larger than {MAX_RECORD_BYTES} bytes"
    bundle = json.loads(line)
    yield from validator_findings(bundle)
    yield from validator_findings(bundle, strict=True, enforce_refs=True)
    yield from library_findings(line)


def check(path):
    text = path.read_text(encoding="utf-8")
    try:
        json.loads(text)
        lines = [text.strip()]  # one bundle, perhaps over many lines
    except json.JSONDecodeError:
        lines = [line for line in text.split("\n") if line]
    objects = sum(len(json.loads(line)["objects"]) for line in lines)
    found = 0 if lines else 1
    for number, line in enumerate(lines, 1):
        for finding in findings(line):
            found += 1
            print(f"{path}:{number}: {finding[:300]}")
    print(f"{path}: {len(lines)} bundles, {objects} objects, {found} errors and warnings", flush=True)
    return found


def main():
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    enter_environment()
    return 1 if sum(check(pathlib.Path(name)) for name in sys.argv[1:]) else 0


if __name__ == "__main__":
    sys.exit(main())
