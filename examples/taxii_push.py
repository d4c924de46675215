#!/usr/bin/env python3
"""Pushes STIX bundles to a TAXII 2.1 collection: an example, complete enough to run.

  taxii_push.py https://taxii.example/api1/collections/UUID/ bundles.jsonl
  kcat -C -b broker -t cib.alerts.stix.v1.partner -X isolation.level=read_committed -u -q | taxii_push.py URL -

One bundle a line, as `replay --stix-partner` writes them and kcat prints them, or an envelope of `kcat -J`. Bundles
go out in their order. The first one that cannot be delivered ends it: nothing is skipped, and sending again what is
there is harmless, since the same object has the same id, version and content. TAXII_TOKEN, or TAXII_USER and
TAXII_PASSWORD, are who we are. Exit codes: 0 all delivered, 1 not, 2 usage, 4 what was read is no bundle, or ours.
"""
import argparse
import base64
import datetime
import http.client
import json
import os
import sys
import time
import urllib.request

MEDIA_TYPE = "application/taxii+json;version=2.1"
# What only the profile `internal` holds (docs/ALERTS.md, "Profiles").
OUR_TYPES = {"note", "attack-pattern", "ipv4-addr", "ipv6-addr", "autonomous-system"}
OUR_FIELDS = {"score_components", "evidence", "inference_chain", "config_sha256", "detector_version"}


class Undelivered(Exception):
    pass


def bundle_of(line):
    """The bundle and what its profile is called, as far as the line says; ValueError if it holds none."""
    value, profile = json.loads(line), None
    if isinstance(value, dict) and isinstance(value.get("payload"), str):  # kcat -J
        headers = value.get("headers") or []
        profile = dict(zip(headers[::2], headers[1::2])).get("profile")
        value = json.loads(value["payload"])
    objects = value.get("objects", []) if isinstance(value, dict) and value.get("type") == "bundle" else None
    if not isinstance(objects, list) or not all(isinstance(o, dict) and "id" in o for o in objects):
        raise ValueError("no STIX bundle")
    return value, profile


def is_ours(bundle, profile):
    extensions = [e for o in bundle.get("objects", []) for e in o.get("extensions", {}).values()]
    return (profile == "internal" or any(o.get("type") in OUR_TYPES for o in bundle.get("objects", []))
            or any(OUR_FIELDS & set(e) for e in extensions))


def envelopes_of(bundle, most_bytes):
    """The objects and their bytes, in envelopes that a server with such a max_content_length takes."""
    envelope, size = [], 0
    for o in bundle.get("objects", []):
        text = json.dumps(o, ensure_ascii=False, separators=(",", ":")).encode()
        if envelope and size + len(text) + 1 > most_bytes:
            yield envelope
            envelope, size = [], 0
        envelope.append((o, text))
        size += len(text) + 1
    if envelope:
        yield envelope


def name_of(thing, version="modified"):
    """Id and version; what has none (accounts, links, markings) never changes."""
    time_of = thing.get(version)
    return thing["id"], time_of and datetime.datetime.fromisoformat(time_of.replace("Z", "+00:00"))


class Collection:
    def __init__(self, url, attempts, delay):
        self.url, self.attempts, self.delay = url.rstrip("/") + "/objects/", attempts, delay
        self.headers = {"Content-Type": MEDIA_TYPE, "Accept": MEDIA_TYPE, "User-Agent": "lockstep-taxii-push"}
        if token := os.environ.get("TAXII_TOKEN"):
            self.headers["Authorization"] = "Bearer " + token
        elif user := os.environ.get("TAXII_USER"):
            pair = f"{user}:{os.environ.get('TAXII_PASSWORD', '')}"
            self.headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()

    def ask(self, url, body=None):
        """The answer's JSON, or Undelivered; what will not mend by itself is not tried again."""
        for attempt in range(1, self.attempts + 1):
            try:
                with urllib.request.urlopen(urllib.request.Request(url, body, self.headers), timeout=30) as answer:
                    return json.load(answer)
            except (OSError, ValueError, http.client.HTTPException) as error:  # no connection, no answer, no JSON
                why, code = str(error), getattr(error, "code", 503)
            if code != 429 and code < 500:
                raise Undelivered(why)
            if attempt < self.attempts:
                time.sleep(min(self.delay * 2 ** (attempt - 1), 60))
        raise Undelivered(f"{why}, {self.attempts} times")

    def add(self, envelope):
        """Delivers objects. Some servers name as failed what they have already, so they are asked for it."""
        status = self.ask(self.url, b'{"objects":[' + b",".join(text for _, text in envelope) + b"]}")
        failures = status.get("failures") or []
        ours = {o["id"]: name_of(o) for o, _ in envelope}
        for failure in failures:
            if not self.has(ours.get(failure.get("id"))):
                raise Undelivered(f"{failure.get('id')} was refused: {failure.get('message')}")
        if status.get("failure_count", 0) > len(failures):
            raise Undelivered(f"{status['failure_count']} objects were refused")

    def has(self, name):
        versions = self.ask(f"{self.url}{name[0]}/versions/").get("versions", []) if name else []
        return any(name[1] in (None, name_of({"id": name[0], "is": v}, "is")[1]) for v in versions)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("collection", help="URL of the collection, without objects/")
    parser.add_argument("bundles", nargs="?", default="-", help="file, one bundle a line; - is standard input")
    parser.add_argument("--allow-internal", action="store_true", help="send how it was found as well")
    parser.add_argument("--dry-run", action="store_true", help="read and count, send nothing")
    parser.add_argument("--attempts", type=int, default=6, help="of one envelope (default %(default)s)")
    parser.add_argument("--delay", type=float, default=1, help="seconds before the second, doubled from then on")
    parser.add_argument("--max-bytes", type=int, default=1_000_000, help="of an envelope (default %(default)s)")
    return parser.parse_intermixed_args()


def main():
    args = arguments()
    collection = Collection(args.collection, max(1, args.attempts), args.delay)
    bundles = objects = 0
    with sys.stdin if args.bundles == "-" else open(args.bundles, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue  # a record without a value
            try:
                bundle, profile = bundle_of(line)
                if is_ours(bundle, profile) and not args.allow_internal:
                    raise ValueError("it says how it was found (profile internal); --allow-internal sends it anyway")
                for envelope in () if args.dry_run else envelopes_of(bundle, args.max_bytes - 64):
                    collection.add(envelope)
            except ValueError as error:
                print(f"line {number}: {error}", file=sys.stderr)
                return 4
            except Undelivered as error:
                print(f"line {number}: not delivered: {error}", file=sys.stderr)
                return 1
            bundles, objects = bundles + 1, objects + len(bundle.get("objects", []))
    print(f"{bundles} bundles, {objects} objects {'read' if args.dry_run else 'delivered'}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
