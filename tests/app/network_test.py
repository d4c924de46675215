"""`lockstep network` from outside: files in, edges out, exit codes."""
import csv
import io
import unittest
import xml.etree.ElementTree as tree

from command_case import CommandCase

HEADER = "object_id,account_id,content_id,timestamp_share,kind\n"
# ann and bob meet on u (10 s) and v (0.5 s); eve comes to u 51 s after ann, 61 s after bob.
TABLE = HEADER + ("v,bob,4,200.5,url\nu,ann,1,110,url\nu,bob,2,100,url\nv,ann,3,200,url\n"
                  "u,eve,5,161,url\nw,eve,6,900,url\n#x,bob,2,100,hashtag\n#x,eve,5,100,hashtag\n")


class Network(CommandCase):
    command = "network"

    def setUp(self):
        super().setUp()
        self.table = self.write("table.csv", TABLE)

    def rows(self, *arguments):
        return list(csv.DictReader(io.StringIO(self.run_it(*arguments).stdout)))

    def test_prints_edges_and_sums_up_on_standard_error(self):
        done = self.run_it("--signal", "url", self.table, "--window", "60s")
        self.assertEqual(done.stdout, "account_1,account_2,weight,avg_time_delta,symmetry,above_threshold\n"
                                      "ann,bob,2,5.25,1,1\nann,eve,1,51,1,0\n")
        for words in ("8 records", "2 edges among 3 accounts", "threshold weight 1.5"):
            self.assertIn(words, done.stderr)

    def test_stacks_kinds_without_a_signal(self):
        edges = {(r["account_1"], r["account_2"]): r["weight"]
                 for r in self.rows(self.table, "--min-participation", 1)}
        self.assertEqual(edges, {("ann", "bob"): "2", ("ann", "eve"): "1", ("bob", "eve"): "1"})

    def test_repeats_a_signal_without_swallowing_the_input(self):
        edges = self.rows("--signal", "url", "--signal", "hashtags", self.table, "--min-participation", 1)
        self.assertEqual(len(edges), 3)

    def test_directed_edges_have_no_participation_filter(self):
        done = self.run_it(self.table, "--signal", "hashtags", "--directed", "--min-participation", 9)
        self.assertEqual(done.stdout, "source,target,weight\nbob,eve,1\neve,bob,1\n")
        self.assertIn("ignored", done.stderr)

    def test_reads_standard_input_and_writes_graphml(self):
        out = self.folder / "graph.graphml"
        self.run_it("-", "--signal", "url", "-o", out, stdin=TABLE)
        ns = "{http://graphml.graphdrawing.org/xmlns}"
        graph = tree.parse(out).getroot().find(ns + "graph")
        self.assertEqual([n.get("id") for n in graph.findall(ns + "node")], ["ann", "bob", "eve"])
        self.assertEqual(len(graph.findall(ns + "edge")), 2)

    def test_leaves_nothing_behind_when_it_fails(self):
        out = self.folder / "edges.csv"
        self.run_it(self.write("odd.csv", "alpha,beta\n1,2\n"), "-o", out, code=2)
        self.assertEqual(sorted(p.name for p in out.parent.iterdir()), ["odd.csv", "table.csv"])

    def test_an_erased_account_is_left_out(self):
        self.assertIn("bob", self.run_it("--signal", "url", self.table).stdout)
        done = self.run_it("--signal", "url", self.table, "--erased", self.write_erased("csv:bob"),
                           "--min-participation", 1)
        self.assertEqual(done.stdout, "account_1,account_2,weight,avg_time_delta,symmetry,above_threshold\n"
                                      "ann,eve,1,51,1,0\n")
        self.assertIn("1 accounts are erased, and 3 posts of theirs were left out", done.stderr)
        facebook = self.write_erased("facebook:bob")
        self.assertIn("bob", self.run_it(self.table, "--erased", facebook).stdout)
        self.assertNotIn("bob", self.run_it(self.table, "--erased", facebook, "--platform", "facebook").stdout)

    def test_a_deleted_post_counts_and_no_words_are_shown(self):
        posts = [{"schema": "lockstep.post/1", "platform": "x", "post_id": str(n), "author": {"id": who},
                  "created_at": 1767571200 + n, "text": "nobody asked us before"} for n, who in enumerate(["ann", "bob"])]
        gone = [post | {"event": "delete", "created_at": 1767571300} for post in posts]
        shown = {}
        for name, written in (("before", posts), ("after", posts + gone)):
            for out in ("edges.csv", "graph.graphml"):
                self.run_it(self.write_posts(name + ".jsonl", written), "--directed", "-o", self.folder / out)
                shown[name, out] = (self.folder / out).read_text("utf-8")
        for out in ("edges.csv", "graph.graphml"):
            self.assertEqual(shown["after", out], shown["before", out])
            self.assertIn("x:ann", shown["after", out])
            self.assertNotIn("asked", shown["after", out])

    def test_an_erased_account_of_posts_is_left_out(self):
        posts = self.write_posts("posts.jsonl", [
            {"schema": "lockstep.post/1", "platform": "x", "post_id": str(n), "author": {"id": who},
             "created_at": 1767571200 + n, "hashtags": ["tag"], "text": f"words of {who}"}
            for n, who in enumerate(["ann", "bob", "eve"])])
        options = ("--signal", "hashtags", "--directed", "-o", self.folder / "graph.graphml")
        for erased, named in (((), ["ann", "bob", "eve"]),
                              (("--erased", self.write_erased("x:bob", "@bob")), ["ann", "eve"])):
            self.run_it(posts, *options, *erased)
            text = (self.folder / "graph.graphml").read_text("utf-8")
            self.assertEqual([who for who in ("ann", "bob", "eve") if f"x:{who}" in text], named)

    def test_a_line_of_erased_that_cannot_be_used_is_refused(self):
        self.refuses_a_bad_line_of_erased(self.table)

    def test_says_what_is_wrong_with_the_command(self):
        for arguments, word in [((self.table, "--window", "soon"), "soon"),
                                ((self.table, "--signal", "vibes"), "vibes"),
                                ((self.table, "--edge-weight-quantile", "1.5"), "1.5"),
                                ((self.table, "--format", "carrier-pigeon"), "carrier-pigeon"),
                                (("no-such-file.csv",), "no-such-file.csv"),
                                ((), "INPUT")]:
            with self.subTest(word):
                self.assertIn(word, self.run_it(*arguments, code=2).stderr)

    def test_tells_bad_input_from_good(self):
        bad = self.write("bad.csv", HEADER + "u,ann,1,10,url\nu,,2,10,url\nu,bob,2,soon,url\n")
        self.assertIn("rejected", self.run_it(bad, code=4).stderr)
        self.run_it(bad, "--max-rejected", "0.7")


if __name__ == "__main__":
    unittest.main(verbosity=1)
