#!/usr/bin/env python3
"""The configuration that is printed is the one that was read."""
import unittest

from command_case import CommandCase, run

FILE = r"""
signals: [text, url]
assess:
  allow_objects: ["#election", "a, b", "null", "say \"no\"", "tab\there", "https://x.example/?a=1#b", "x:1", ""]
live:
  topics:
    - topic: posts
    - topic: others
      reliability: B
kafka:
  client: {"client.id": "a \"b\" \\ c", "ssl.ca.location": "/tmp/line\none"}
sharing:
  statement: 'for "us" only: #1'
"""


class Config(CommandCase):
    def test_what_is_printed_reads_back_as_the_same(self):
        first, second = self.folder / "first.yaml", self.folder / "second.yaml"
        first.write_text(FILE)
        second.write_text(run("config", "print", first).stdout)
        self.assertEqual(run("config", "print", second).stdout, second.read_text())
        sha = {run("config", "validate", path).stdout.split("config_sha256 ")[1] for path in (first, second)}
        self.assertEqual(len(sha), 1)


if __name__ == "__main__":
    unittest.main()
