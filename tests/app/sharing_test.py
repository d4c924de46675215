#!/usr/bin/env python3
"""Bundles for others: who gets what from a replay, under which key, and what a configuration may say of it."""
import json
import unittest

from command_case import QuickstartCase, run

KEY = "a key of sixteen or more bytes"
# Of what only we are to know, whatever the posts are about.
METHOD = ('"membership_score"', '"coordination_score"', '"score_components"', '"evidence"', '"role"', '"weight_nats"',
          '"config_sha256"', '"detector_version"', '"handoff_chain"', '"exclusions_considered"', '"inference_chain"',
          '"basis"', '"techniques"', '"attack-pattern"', '"ipv4-addr"', '"autonomous-system"', '"note"',
          '"reach_basis"')


def objects(path):
    return [o for line in path.read_text().splitlines() for o in json.loads(line)["objects"]]


class Sharing(QuickstartCase):
    def config(self, *lines):
        path = self.dir / "config.yaml"
        path.write_text("\n".join(["sharing:", *("  " + line for line in lines)]) + "\n")
        return path

    def replay(self, name, *arguments, **environment):
        """The bundles of each profile, and what was said on standard error."""
        out = {p: self.dir / f"{name}.{p}.jsonl" for p in ("internal", "partner", "takedown")}
        done = run("replay", self.posts, "--alerts", self.dir / f"{name}.jsonl", "--stix", out["internal"],
                   "--stix-partner", out["partner"], "--stix-takedown", out["takedown"], *arguments, **environment)
        return out, done.stderr

    def test_each_profile_holds_what_it_may_and_every_export_is_logged(self):
        config = self.config("tlp: {partner: green, takedown: clear, method: red}",
                             "statement: For the working group only.")
        out, said = self.replay("profiles", "--config", config)
        for word in (*METHOD, '"granular_markings"'):
            self.assertIn(word, out["internal"].read_text())
            for profile in ("partner", "takedown"):
                self.assertNotIn(word, out[profile].read_text())
        self.assertEqual({o["type"] for o in objects(out["takedown"])},
                         {"identity", "marking-definition", "user-account", "indicator"})
        for profile, tlp in (("internal", {"TLP:AMBER+STRICT", "TLP:RED"}), ("partner", {"TLP:GREEN"}),
                             ("takedown", {"TLP:CLEAR"})):
            names = {o.get("name") for o in objects(out[profile]) if o["type"] == "marking-definition"}
            self.assertEqual({n for n in names if n.startswith("TLP:")}, tlp)
            self.assertIn("For the working group only.", out[profile].read_text())
        exports = [json.loads(line) for line in said.splitlines() if '"event":"export"' in line]
        alerts = [json.loads(line) for line in (self.dir / "profiles.jsonl").read_text().splitlines()]
        self.assertEqual([(e["alert"], e["version"], e["tlp"], e["file"])
                          for e in exports if e["profile"] == "partner"],
                         [(a["alert_id"], a["version"], "green", str(out["partner"])) for a in alerts])
        self.assertEqual({e["profile"] for e in exports}, {"partner", "takedown"})  # ours are no export
        self.assertNotIn(alerts[0]["accounts"][0]["account"].split(":", 1)[1], said)

    def test_nothing_is_made_for_others_unless_it_is_asked_for(self):
        config = self.config("profiles: [internal, partner, takedown]")
        run("replay", self.posts, "--config", config, "--stix", self.dir / "ours.jsonl")
        plain = run("replay", self.posts, "--stix", self.dir / "plain.jsonl")
        self.assertEqual((self.dir / "ours.jsonl").read_bytes(), (self.dir / "plain.jsonl").read_bytes())
        self.assertNotIn("export", plain.stderr)

    def test_a_key_gives_ids_of_its_own_wherever_it_comes_from_and_the_same_alerts(self):
        (self.dir / "key").write_text(KEY + "\n")
        plain, _ = self.replay("plain")
        again, _ = self.replay("again")
        by_file, _ = self.replay("file", "--config", self.config(f"deployment_key_file: {self.dir / 'key'}"))
        by_variable, _ = self.replay("variable", LOCKSTEP__SHARING__DEPLOYMENT_KEY=KEY)
        by_reference, _ = self.replay("reference", "--config", self.config("deployment_key: ${OUR_KEY}"), OUR_KEY=KEY)
        other, _ = self.replay("other", LOCKSTEP__SHARING__DEPLOYMENT_KEY=KEY + "!")
        for profile in plain:
            self.assertEqual(plain[profile].read_bytes(), again[profile].read_bytes())
            self.assertEqual(by_file[profile].read_bytes(), by_variable[profile].read_bytes())
            self.assertEqual(by_file[profile].read_bytes(), by_reference[profile].read_bytes())
            ids = [{json.loads(line)["id"] for line in made[profile].read_text().splitlines()}
                   for made in (plain, by_file, other)]
            self.assertEqual(len(set.union(*ids)), sum(map(len, ids)))
        # Who lacks the key can still repeat what was found.
        self.assertEqual((self.dir / "plain.jsonl").read_bytes(), (self.dir / "file.jsonl").read_bytes())

    def test_a_key_is_never_shown(self):
        (self.dir / "key").write_text(KEY)
        inline = self.config(f"deployment_key: {KEY}")
        for arguments in (("print", inline), ("print", inline, "--format", "markdown"), ("validate", inline)):
            done = run("config", *arguments)
            self.assertNotIn(KEY, done.stdout + done.stderr)
        printed = run("config", "print", inline).stdout
        self.assertIn('deployment_key: "********"', printed)
        # What was printed is no key: reading it back must not make one of it.
        (self.dir / "printed.yaml").write_text(printed)
        self.assertIn("sharing.deployment_key", run("config", "validate", self.dir / "printed.yaml", expect=3).stderr)
        by_file = self.config(f"deployment_key_file: {self.dir / 'key'}")
        printed = run("config", "print", by_file).stdout
        self.assertNotIn(KEY, printed)
        (self.dir / "printed.yaml").write_text(printed)
        self.assertNotIn("warning", run("config", "validate", self.dir / "printed.yaml").stderr)

    def test_that_ids_can_be_guessed_is_said(self):
        self.assertIn("no sharing.deployment_key", run("config", "validate", self.config("producer: us")).stderr)
        done = run("config", "validate", self.config(f"deployment_key: {KEY}"))
        self.assertEqual(done.stderr, "")

    def test_a_key_changes_no_configuration_as_alerts_name_it(self):
        digests = {run("config", "validate", self.config(line)).stdout.split()[-1]
                   for line in ("producer: us", f"deployment_key: {KEY}", "profiles: [partner]",
                                "tlp: {internal: red}")}
        self.assertEqual(len(digests), 1)

    def test_two_outputs_share_no_topic_once_both_are_written(self):
        live = ["live:", "  partner_topic: cib.alerts.json.v1", "  topics: [{topic: t}]"]
        path = self.config("producer: us")
        path.write_text(path.read_text() + "\n".join(live) + "\n")
        run("config", "validate", path)
        path.write_text(path.read_text().replace("producer: us", "profiles: [internal, partner]"))
        self.assertIn("live: two outputs share one topic", run("config", "validate", path, expect=3).stderr)

    def test_all_that_is_wrong_is_said_at_once(self):
        (self.dir / "empty").write_text("\n")
        (self.dir / "short").write_text("fifteen bytes..\n")
        done = run("config", "validate", self.config(
            "profiles: [internal, press, internal]", "tlp: {partner: purple}",
            f"deployment_key_file: {self.dir / 'short'}",
            f"former_key_files: [{self.dir / 'empty'}, {self.dir / 'absent'}]", "max_accounts: 1001",
            "deployment_key: short"), expect=3)
        for problem in ("there is no profile 'press'", "'internal' is named twice",
                        "found 'purple', allowed is one of clear",
                        "15 bytes, a key has 16 to 4096", "empty: 0 bytes", "absent: cannot be read",
                        "found '1001', allowed is a whole number from 1 to 1000", "are both set",
                        "sharing.deployment_key: 16 to 4096 bytes"):
            self.assertIn(problem, done.stderr)
        self.assertEqual(len(done.stderr.splitlines()), 9)


if __name__ == "__main__":
    unittest.main(verbosity=1)
