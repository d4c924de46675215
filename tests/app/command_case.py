"""What tests of a command share: the binary, a folder of their own, a run that must end as expected."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

BINARY = sys.argv.pop(1) if len(sys.argv) > 1 else "build/dev/lockstep"


def run(*arguments, expect=0, **environment):
    done = subprocess.run([BINARY, *map(str, arguments)], capture_output=True, text=True,
                          env={**os.environ, **environment})
    assert done.returncode == expect, (done.returncode, done.stderr)
    return done


class QuickstartCase(unittest.TestCase):
    """Over 20,000 posts with two campaigns, in a folder of the class."""
    dir: pathlib.Path
    posts: pathlib.Path

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.dir = pathlib.Path(folder.name)
        cls.posts = cls.dir / "posts.jsonl"
        run("simulate", "--scenario", "quickstart", "--seed", "1", "--posts", "20000", "-o", cls.dir)


class CommandCase(unittest.TestCase):
    command = ""  # of the binary

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text, "utf-8")
        return path

    def write_posts(self, name, posts):
        return self.write(name, "".join(json.dumps(p) + "\n" for p in posts))

    def write_erased(self, account, handle=""):
        return self.write_posts("forget.jsonl", [{"account": account, "handle": handle}])

    def refuses_a_bad_line_of_erased(self, *arguments):
        bad = self.write("bad.jsonl", '{"account": "x:1"}\n{"acount": "x:2"}\n')
        self.assertIn("bad.jsonl: line 2: ", self.run_it(*arguments, "--erased", bad, code=4).stderr)
        self.assertIn("Is a directory", self.run_it(*arguments, "--erased", self.folder, code=2).stderr)
        self.assertIn("cannot open", self.run_it(*arguments, "--erased", self.folder / "absent", code=2).stderr)

    def run_it(self, *arguments, code=0, stdin=None):
        done = subprocess.run([BINARY, self.command, *map(str, arguments)], input=stdin, text=True,
                              capture_output=True, timeout=60)
        self.assertEqual(done.returncode, code, done.stderr)
        return done
