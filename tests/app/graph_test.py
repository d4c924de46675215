#!/usr/bin/env python3
"""`lockstep graph` on the alerts of a real replay: three formats of one graph, held against the alerts."""
import collections
import csv
import json
import os
import pathlib
import tempfile
import unittest
import xml.etree.ElementTree as tree

from jsonschema import Draft202012Validator

from command_case import QuickstartCase, run

ROOT = pathlib.Path(os.environ.get("LOCKSTEP_SOURCE_DIR", pathlib.Path(__file__).parents[2]))
SCHEMA = json.loads((ROOT / "schemas/cib.graph.v1.schema.json").read_text("utf-8"))
NS = "{http://graphml.graphdrawing.org/xmlns}"
KEY = "a key of sixteen or more bytes"


def lines_of(text):
    return [json.loads(line) for line in text.splitlines()]


class Graph(QuickstartCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.file = cls.dir / "alerts.jsonl"
        run("replay", cls.dir / "posts.jsonl", "--alerts", cls.file)
        cls.alerts = list({a["alert_id"]: a for a in lines_of(cls.file.read_text("utf-8"))}.values())
        cls.said = run("graph", cls.file, "-o", cls.dir / "g.ndjson").stderr
        cls.lines = lines_of((cls.dir / "g.ndjson").read_text("utf-8"))
        cls.nodes = {n["id"]: n for n in cls.lines if n["type"] == "node"}
        cls.edges = [e for e in cls.lines if e["type"] == "relationship"]

    def labelled(self, label):
        return {n["properties"]["value"]: n for n in self.nodes.values() if n["labels"] == [label]}

    def tied(self, verb):
        return [(self.nodes[e["start"]["id"]], self.nodes[e["end"]["id"]], e["properties"])
                for e in self.edges if e["label"] == verb]

    # What is in it

    def test_every_line_is_of_the_schema_and_every_end_is_a_node(self):
        Draft202012Validator.check_schema(SCHEMA)
        validator = Draft202012Validator(SCHEMA)
        for line in self.lines:
            self.assertEqual([e.message for e in validator.iter_errors(line)], [], line["id"])
        self.assertEqual(len(self.nodes) + len(self.edges), len(self.lines))
        self.assertEqual(len({e["id"] for e in self.edges}), len(self.edges))
        for edge in self.edges:
            for end in (edge["start"], edge["end"]):
                self.assertEqual(end["labels"], self.nodes[end["id"]]["labels"])
        self.assertIn(f"{len(self.alerts)} alerts: {len(self.nodes)} nodes, {len(self.edges)} edges", self.said)

    def test_alerts_campaigns_and_members_are_those_of_the_alerts(self):
        self.assertEqual(set(self.labelled("Alert")), {a["alert_id"] for a in self.alerts})
        self.assertEqual(set(self.labelled("Campaign")), {a["campaign_id"] for a in self.alerts})
        named = {(a["properties"]["value"], m["properties"]["value"]): p for a, m, p in self.tied("NAMES")}
        members = {(a["alert_id"], m["account"]): m for a in self.alerts for m in a["accounts"]}
        self.assertEqual(set(named), set(members))
        for pair, member in members.items():
            self.assertEqual((named[pair]["role"], named[pair]["basis"], named[pair]["score"]),
                             (member["role"], member["basis"], member["score"]))
            node = self.labelled("Account")[pair[1]]["properties"]
            self.assertEqual(node.get("handle"), member.get("handle"))

    def test_posts_and_who_posted_them_are_those_of_the_evidence(self):
        listed = {(p["account"], p["post"]): p for a in self.alerts for e in a["evidence"] for p in e["posts"]}
        posted = {(a["properties"]["value"], p["properties"]["value"]): p["properties"]
                  for a, p, _ in self.tied("POSTED")}
        self.assertEqual(set(posted), set(listed))
        for key, post in listed.items():
            told = posted[key]
            self.assertEqual((told["at"], told["sha256"], told["offset"]),
                             (post["at"], post["sha256"], post["source"]["offset"]))

    def test_every_item_of_evidence_is_rested_on_with_its_weight(self):
        rests = collections.Counter((a["properties"]["value"], p["as"], p["weight"], p["accounts"], p["sentence"])
                                    for a, _, p in self.tied("RESTS_ON"))
        items = collections.Counter((a["alert_id"], e["kind"], e["weight"], e["accounts"], e["text"])
                                    for a in self.alerts for e in a["evidence"])
        self.assertEqual(rests, items)

    def test_every_listed_post_leads_to_what_it_is_evidence_of(self):
        ties = {(e["start"]["id"], e["properties"]["as"]) for e in self.edges if "as" in e["properties"]}
        for alert in self.alerts:
            for item in alert["evidence"]:
                for post in item["posts"]:
                    self.assertTrue({(f"post:{post['post']}", item["kind"]),
                                     (f"account:{post['account']}", item["kind"])} & ties)

    def test_nothing_is_in_it_that_no_alert_says(self):
        said = self.file.read_text("utf-8")
        for node in self.nodes.values():
            self.assertIn(json.dumps(node["properties"]["value"], ensure_ascii=False)[1:-1], said)

    def test_what_campaigns_have_in_common_is_counted(self):
        of = {a["alert_id"]: a["campaign_id"] for a in self.alerts}
        for label, verb in (("Account", "NAMES"), ("Media", "RESTS_ON")):
            met = collections.defaultdict(set)
            for alert, to, _ in self.tied(verb):
                met[to["id"]].add(of[alert["properties"]["value"]])
            for node in self.labelled(label).values():
                self.assertEqual(node["properties"]["campaigns"], len(met[node["id"]]))

    def test_an_alert_of_another_campaign_on_the_same_site_meets_it(self):
        other = json.loads(json.dumps(self.alerts[0]))
        other.update(alert_id="cib-00000000000000ff", campaign_id="campaign-00000000000000ff")
        other["accounts"] = [dict(other["accounts"][0], account="x:newcomer", handle="newcomer")]
        text = run_with(json.dumps(other), self.file).stdout
        nodes = {n["id"]: n["properties"] for n in lines_of(text) if n["type"] == "node"}
        mine = {to["id"] for alert, to, _ in self.tied("RESTS_ON")
                if alert["properties"]["value"] == self.alerts[0]["alert_id"]}
        self.assertTrue(any(i.startswith("domain:") for i in mine))
        self.assertTrue(all(nodes[i]["campaigns"] >= 2 for i in mine))
        self.assertEqual(nodes["account:x:newcomer"]["campaigns"], 1)

    # How it is written

    def test_graphml_is_the_same_graph(self):
        run("graph", self.file, "-o", self.dir / "g.graphml")
        root = tree.parse(self.dir / "g.graphml").getroot()
        keys = {k.get("id"): k for k in root.findall(NS + "key")}
        graph = root.find(NS + "graph")
        self.assertEqual(graph.get("edgedefault"), "directed")
        read = {"boolean": lambda t: t == "true", "long": int, "double": float, "string": str}

        def data_of(element, kind):
            out = {}
            for data in element.findall(NS + "data"):
                key = keys[data.get("key")]
                self.assertEqual(key.get("for"), kind)
                out[key.get("attr.name")] = read[key.get("attr.type")](data.text)
            return out

        nodes = {n.get("id"): data_of(n, "node") for n in graph.findall(NS + "node")}
        self.assertEqual(list(nodes), list(self.nodes))
        for name, data in nodes.items():
            self.assertEqual(data.pop("kind"), self.nodes[name]["labels"][0])
            self.assertTrue(data.pop("label"))
            self.assertEqual(data, flat(self.nodes[name]["properties"]))
        edges = [(e.get("source"), e.get("target"), data_of(e, "edge")) for e in graph.findall(NS + "edge")]
        self.assertEqual(edges, [(e["start"]["id"], e["end"]["id"], {"verb": e["label"], **flat(e["properties"])})
                                 for e in self.edges])

    def test_the_tables_are_the_same_graph(self):
        run("graph", self.file, "-o", f"{self.dir / 'tables'}/")
        nodes, edges = (self.table(name) for name in ("nodes.csv", "edges.csv"))
        self.assertEqual(list(nodes[0])[:2], ["id:ID", ":LABEL"])
        self.assertEqual(list(edges[0])[:3], [":START_ID", ":END_ID", ":TYPE"])
        self.assertEqual([n["id:ID"] for n in nodes], list(self.nodes))
        for row in nodes:
            self.assertEqual(row[":LABEL"], self.nodes[row["id:ID"]]["labels"][0])
            self.assertEqual(typed(row), flat(self.nodes[row["id:ID"]]["properties"]))
        self.assertEqual([(e[":START_ID"], e[":TYPE"], e[":END_ID"], typed(e)) for e in edges],
                         [(e["start"]["id"], e["label"], e["end"]["id"], flat(e["properties"])) for e in self.edges])

    def test_the_schema_has_every_column_and_no_other(self):
        run("graph", self.file, "-o", f"{self.dir / 'columns'}/")
        for name, part, own in (("nodes.csv", "node_properties", 2), ("edges.csv", "edge_properties", 3)):
            with open(self.dir / "columns" / name, newline="", encoding="utf-8") as file:
                columns = [c.split(":")[0] for c in next(csv.reader(file))[own:]]
            self.assertEqual(columns, list(SCHEMA["$defs"][part]["properties"]))

    def table(self, name):
        with open(self.dir / "tables" / name, newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file, strict=True))

    def test_hostile_text_breaks_no_format(self):
        bad = "\"'<&>\n,;\r\x01\x00\uffff</data>\u202e"
        alert = json.loads(json.dumps(self.alerts[0]))
        alert["accounts"][0].update(account="x:" + bad, handle=bad)
        alert["evidence"][0].update(key=bad, text=bad, kind=bad)
        alert["evidence"][0]["posts"][0].update(post="x:" + bad, account="x:" + bad)
        alert["summary"] = bad
        text = json.dumps(alert)
        for line in lines_of(run_with(text).stdout):
            self.assertEqual(list(Draft202012Validator(SCHEMA).iter_errors(line)), [])
        root = tree.fromstring(run_with(text, form="graphml").stdout.encode())
        ids = [n.get("id") for n in root.iter(NS + "node")]
        self.assertTrue(all(e.get(end) in ids for e in root.iter(NS + "edge") for end in ("source", "target")))
        self.assertIn(bad.replace("\x01", "\\x01").replace("\x00", "\\x00").replace("\uffff", "\\uffff"),
                      [d.text for d in root.iter(NS + "data")])
        (self.dir / "bad.jsonl").write_text(text)
        run("graph", self.dir / "bad.jsonl", "-o", self.dir / "tables", "--format", "csv")
        nodes = self.table("nodes.csv")
        self.assertIn(bad.replace("\x00", ""), [n["handle:string"].replace("\x00", "") for n in nodes])
        self.assertTrue(all(e[":START_ID"] and e[":END_ID"] for e in self.table("edges.csv")))

    def test_the_same_alerts_are_the_same_bytes_in_any_order(self):
        lines = self.file.read_text("utf-8").splitlines(keepends=True)
        expected = (self.dir / "g.ndjson").read_text("utf-8")
        self.assertEqual(run_with("".join(reversed(lines))).stdout, expected)
        halves = self.dir / "first.jsonl", self.dir / "second.jsonl"
        for path, part in zip(halves, (lines[1::2], lines[::2])):
            path.write_text("".join(part), "utf-8")
        self.assertEqual(run("graph", *halves, "-o", "-", "--format", "ndjson").stdout, expected)

    def test_one_alert_or_campaign_alone(self):
        alert = self.alerts[0]
        for chosen in (alert["alert_id"], alert["campaign_id"]):
            text = run("graph", self.file, "--alert", chosen, "-o", "-", "--format", "ndjson").stdout
            self.assertEqual([n["id"] for n in lines_of(text) if n.get("labels") == ["Alert"]],
                             [f"alert:{alert['alert_id']}"])
        told = run("graph", self.file, "--alert", "cib-0000000000000000", "-o", "-", "--format", "ndjson",
                   expect=1).stderr
        self.assertIn("no alert or campaign", told)

    # Without names, and without sense

    def test_alerts_without_names_are_a_graph_without_names(self):
        config = self.dir / "config.yaml"
        config.write_text(f"sharing:\n  identities: pseudonymous\n  deployment_key: {KEY}\n")
        run("replay", self.dir / "posts.jsonl", "--alerts", self.dir / "hidden.jsonl", "--config", config)
        text = run("graph", self.dir / "hidden.jsonl", "-o", "-", "--format", "ndjson").stdout
        hidden = [n for n in lines_of(text) if n["type"] == "node"]
        self.assertEqual(len([n for n in hidden if n["labels"] == ["Alert"]]), len(self.alerts))
        kept = {"Alert", "Campaign"}
        named = {n["properties"]["value"] for n in self.nodes.values() if n["labels"][0] not in kept}
        named |= {n["properties"]["handle"] for n in self.labelled("Account").values() if "handle" in n["properties"]}
        values = {n["properties"]["value"] for n in hidden if n["labels"][0] not in kept}
        self.assertFalse(values & named)
        for account in (n for n in hidden if n["labels"] == ["Account"]):
            self.assertRegex(account["properties"]["value"], r"^[a-z]+:~[0-9a-f]{24}$")
            self.assertTrue({"handle", "created_at"}.isdisjoint(account["properties"]))

    def test_bad_input_and_usage_are_told(self):
        broken = json.dumps(dict(self.alerts[0], confidence="high"))
        told = run_with(broken, expect=4).stderr
        self.assertIn("record 1: confidence: not a whole number", told)
        run("graph", self.dir / "posts.jsonl", "-o", self.dir / "none.graphml", expect=4)
        self.assertFalse((self.dir / "none.graphml").exists())
        run("graph", self.dir / "absent", "-o", "-", "--format", "ndjson", expect=2)
        self.assertIn("--format", run("graph", self.file, "-o", "-", expect=2).stderr)
        run("graph", self.file, "-o", self.dir / "g.dot", expect=2)
        run("graph", self.file, "-o", "-", "--format", "csv", expect=2)
        run("graph", self.file, "-o", self.file, "--format", "csv", expect=2)
        run("graph", self.file, "-o", self.dir / "g.graphml", "--format", "dot", expect=2)
        run("graph", "kafka://", "-o", "-", "--format", "ndjson", expect=2)
        self.assertEqual(run_with("").stdout, "")


def run_with(text, *more, form="ndjson", expect=0):
    """The graph of alerts from a file of this text, and others."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "alerts.jsonl"
        path.write_text(text, "utf-8")
        return run("graph", path, *more, "-o", "-", "--format", form, expect=expect)


def flat(properties):
    return {k: ";".join(i.replace(";", ",") for i in v) if isinstance(v, list) else v
            for k, v in properties.items()}


def typed(row):
    """The properties of a row of a table, by the types in its header."""
    read = {"boolean": lambda t: t == "true", "long": int, "double": float}
    out = {}
    for column, value in row.items():
        name, kind = column.split(":")
        if name not in ("", "id") and value:
            out[name] = read.get(kind, str)(value)
    return out


if __name__ == "__main__":
    unittest.main(verbosity=1)
