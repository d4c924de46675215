#!/usr/bin/python3
"""`lockstep run` and what brokers do to it: passwords, certificates, outputs that refuse, topics that grow.

usage: conditions_test.py BINARY [unittest arguments]
"""
import os
import pathlib
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
os.environ["KAFKA_SETTINGS"] = "secure"
from cluster import (ADMIN_PORT, BINARY, BROKER, PORT, ROOT, SECURE_BROKER, Feeder, Lockstep, OnBroker, ask,  # noqa: E402
                     create_topic, kafka, metric, read_all, wait_until, write_config)
from confluent_kafka.admin import AdminClient, ConfigResource, NewPartitions  # noqa: E402

DATA = pathlib.Path(os.environ.get("KAFKA_DATA", ROOT / f"build/kafka/data-{PORT}"))
PASSWORDS = {"PLAIN": "plain-secret", "SCRAM-SHA-512": "scram-secret"}


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


def make_certificates(folder):
    """Two authorities: one that signed the broker's certificate, one that nobody uses."""
    folder.mkdir(parents=True)
    for name in ("ca", "stranger"):
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", f"/CN={name}", "-keyout", folder / f"{name}.key", "-out", folder / f"{name}.pem")
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=localhost",
            "-keyout", folder / "broker.key", "-out", folder / "broker.csr")
    (folder / "names").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
    openssl("x509", "-req", "-in", folder / "broker.csr", "-CA", folder / "ca.pem", "-CAkey", folder / "ca.key",
            "-CAcreateserial", "-days", "2", "-extfile", folder / "names", "-out", folder / "broker.crt")
    (folder / "broker.pem").write_text((folder / "broker.key").read_text() + (folder / "broker.crt").read_text())


def post(number, ms):
    return (f'{{"platform":"x","post_id":"{number}","author":{{"id":"a{number}"}},"text":"good day",'
            f'"created_at":{ms}}}').encode()


def bad_values(topic, partitions=1):
    """The dead letters of a topic; none while it cannot be read."""
    try:
        return [v for partition in read_all(topic + ".dlq", partitions) for _, v, _ in partition]
    except AssertionError:
        return []


class Conditions(OnBroker):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = AdminClient({"bootstrap.servers": BROKER})
        cls.feeder = Feeder()

    @classmethod
    def before_the_broker(cls):
        make_certificates(DATA / "tls")

    def setUp(self):
        self.running = None

    def tearDown(self):
        if self.running is not None and self.running.alive():  # the test failed
            print(self.running.log_path.read_text()[-3000:], flush=True)
            self.running.kill9()

    def config(self, name, topics=None, secure=None, password=None, authority="ca"):
        """`secure` is a mechanism: through the second door, with what is secret in a file."""
        path = self.dir / f"{name}.yaml"
        extra = ["  startup_timeout: 4s"]
        if secure:
            extra += ["  client:", "    security.protocol: sasl_ssl", f"    sasl.mechanisms: {secure}",
                      "    sasl.username: lockstep", f"    ssl.ca.location: {DATA}/tls/{authority}.pem"]
            what, value = "sasl.password", password or PASSWORDS.get(secure)
            if secure == "OAUTHBEARER":  # librdkafka signs a token for itself
                extra += ['    enable.sasl.oauthbearer.unsecure.jwt: "true"']
                what, value = "sasl.oauthbearer.config", "principal=lockstep"
            secret = self.dir / f"{name}.secret"
            secret.write_text(value + "\n")
            extra += ["  secret_files:", f"    {what}: {secret}"]
        write_config(path, name, [(t, "canonical") for t in topics or [name]], f"{name}.json", f"{name}.stix",
                     f"{name}.decisions", admin=f"127.0.0.1:{ADMIN_PORT}", extra=extra)
        if secure:
            path.write_text(path.read_text().replace(BROKER, SECURE_BROKER))
        return path

    def start(self, config):
        self.running = Lockstep(config, config.with_suffix(".log"))
        return self.running

    def send(self, topic, *values, partition=0):
        for value in values:
            self.feeder.send(topic, partition, value)
        self.feeder.flush()

    def stop(self):
        self.assertEqual(self.running.terminate(), 0)

    def said(self, event):
        return [e for e in self.running.events() if e["event"] == event]

    # ---- who may come in

    def test_tls_with_a_password_or_a_token_works(self):
        for mechanism in (*PASSWORDS, "OAUTHBEARER"):
            name = mechanism.lower()
            create_topic(name)
            self.send(name, b"bad " + name.encode())
            self.start(self.config(name, secure=mechanism))
            wait_until("its dead letter", lambda: bad_values(name) == [b"bad " + name.encode()], 30)
            wait_until("readiness", lambda: ask("/readyz") == (200, "ready\n"), 10)
            self.stop()

    def fails_at_the_start(self, config, *words):
        begin = time.monotonic()
        done = subprocess.run([BINARY, "run", "--config", config], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertLess(time.monotonic() - begin, 15)
        for word in words:
            self.assertIn(word, done.stderr.splitlines()[-1])
        return done.stderr

    def test_a_wrong_password_is_named_and_never_told(self):
        create_topic("closed")
        for mechanism in PASSWORDS:
            said = self.fails_at_the_start(self.config("closed", secure=mechanism, password="not-the-secret"),
                                           '"reason":"authentication failed')
            self.assertNotIn("not-the-secret", said)

    def test_a_certificate_of_a_stranger_is_refused(self):
        create_topic("strange")
        self.fails_at_the_start(self.config("strange", secure="PLAIN", authority="stranger"),
                                '"reason":"TLS failed', "certificate verify failed")

    def test_hits_are_published_through_the_same_door_with_the_same_password(self):
        good = self.config("hits", secure="PLAIN")
        bad = self.config("wrong", secure="PLAIN", password="not-the-secret")
        for config, code, words in ((good, 0, "0 hits published to cib.hunts.v1"), (bad, 5, "authentication failed")):
            done = subprocess.run([BINARY, "hunt", "-", "--config", config, "--publish", "config"], input="",
                                  capture_output=True, text=True, timeout=60)
            self.assertEqual(done.returncode, code, done.stderr)
            self.assertIn(words, done.stderr)
            self.assertNotIn("not-the-secret", done.stderr)

    # ---- outputs that refuse

    def refuses(self, name, break_it, mend_it, reason, config=None):
        """Broken, it stops and says why; mended, it goes on, with nothing lost and nothing twice."""
        self.start(config or self.config(name))
        wait_until("its first dead letter", lambda: bad_values(name) == [b"first"], 30)
        break_it()
        self.send(name, b"second " + os.urandom(1000).hex().encode())  # large, compressed too
        wait_until("that it is not ready, and why", lambda: reason in ask("/readyz")[1], 60)
        self.assertEqual(ask("/readyz")[0], 503)
        self.assertEqual(metric("lockstep_output_accepted"), 0)
        self.assertGreater(metric("lockstep_failed_transactions_total"), 0)
        transactions = metric("lockstep_transactions_total")
        self.assertIn(reason, self.said("commit_failed")[-1]["reason"])
        self.send(name, b"third")
        wait_until("another attempt", lambda: metric("lockstep_failed_transactions_total") > 1, 60)
        self.assertEqual(metric("lockstep_transactions_total"), transactions)
        mend_it()
        wait_until("readiness", lambda: ask("/readyz")[0] == 200, 60)
        wait_until("the third", lambda: b"third" in bad_values(name), 30)
        self.stop()
        return bad_values(name)

    def set_config(self, topic, **values):
        for future in self.admin.alter_configs(
                [ConfigResource(ConfigResource.Type.TOPIC, topic, set_config=values)]).values():
            future.result()

    def test_an_output_too_small_for_its_records_stops_progress_until_it_is_mended(self):
        create_topic("small")
        self.send("small", b"first")
        limit = {"max.message.bytes": "1000"}
        found = self.refuses("small", lambda: self.set_config("small.dlq", **limit),
                             lambda: self.set_config("small.dlq"), "small.dlq refused an output")
        self.assertEqual([v[:6] for v in found], [b"first", b"second", b"third"])

    def test_an_output_that_was_deleted_stops_progress_until_it_is_there_again(self):
        create_topic("gone")
        self.send("gone", b"first")

        def delete():
            for future in self.admin.delete_topics(["gone.dlq"]).values():
                future.result()
        found = self.refuses("gone", delete, lambda: create_topic("gone.dlq"), "there is no topic gone.dlq")
        self.assertEqual([v[:6] for v in found], [b"second", b"third"])

    def test_an_output_that_may_not_be_written_stops_progress_until_it_may(self):
        create_topic("denied")
        self.send("denied", b"first")
        rule = ["--deny-principal", "User:lockstep", "--operation", "Write", "--topic", "denied.dlq", "--force"]
        found = self.refuses("denied", lambda: kafka("cli", "kafka.admin.AclCommand", "--add", *rule),
                             lambda: kafka("cli", "kafka.admin.AclCommand", "--remove", *rule),
                             "denied.dlq refused an output: Broker: Topic authorization failed",
                             self.config("denied", secure="SCRAM-SHA-512"))
        self.assertEqual([v[:6] for v in found], [b"first", b"second", b"third"])

    # ---- what comes later

    def test_a_topic_that_appears_later_is_read_from_its_beginning(self):
        create_topic("early")
        self.send("early", b"bad early")
        self.start(self.config("early", topics=["early", "later"]))
        wait_until("that it says what is missing", lambda: ask("/readyz") == (503, "not assigned yet: waiting "
                                                                              "for topic later\n"), 20)
        self.assertEqual(self.said("waiting_for_topic")[-1]["what"], "topic later")
        create_topic("later")
        self.send("later", b"bad later")
        wait_until("readiness", lambda: ask("/readyz")[0] == 200, 30)
        wait_until("both dead letters", lambda: bad_values("early") + bad_values("later") ==
                   [b"bad early", b"bad later"], 30)
        self.stop()

    def test_partitions_that_are_added_are_read_without_a_restart_by_hand(self):
        create_topic("grown")
        self.send("grown", b"bad zero", post(1, 1_700_000_000_000))
        self.start(self.config("grown"))
        wait_until("its first dead letter", lambda: bad_values("grown") == [b"bad zero"], 30)
        for future in self.admin.create_partitions([NewPartitions("grown", 3)]).values():
            future.result()
        self.feeder = Feeder()  # that knows of the new ones
        self.send("grown", b"bad two", partition=2)
        wait_until("the dead letter of a partition that is new",
                   lambda: sorted(bad_values("grown", 3)) == [b"bad two", b"bad zero"], 60)
        self.send("grown", b"bad one", partition=1)
        wait_until("that of the other", lambda: b"bad one" in bad_values("grown", 3), 30)
        self.assertEqual(len(self.said("partitions_added")), 1)
        self.assertEqual(ask("/readyz")[0], 200)
        self.stop()
        self.assertEqual(len(bad_values("grown", 3)), 3)

    def test_partitions_that_are_added_while_an_output_refuses_end_nothing(self):
        create_topic("full")
        self.send("full", b"first")
        self.start(self.config("full"))
        wait_until("its first dead letter", lambda: bad_values("full") == [b"first"], 30)
        self.set_config("full.dlq", **{"max.message.bytes": "1000"})
        self.send("full", b"second " + os.urandom(1000).hex().encode())
        wait_until("that it cannot commit", lambda: self.said("commit_failed"), 30)
        for future in self.admin.create_partitions([NewPartitions("full", 2)]).values():
            future.result()
        wait_until("that it begins anew", lambda: self.said("begins_anew"), 60)
        self.assertEqual(len(self.said("left_uncommitted")), 1)
        self.set_config("full.dlq")
        wait_until("what could not be written", lambda: [v[:6] for v in bad_values("full", 2)] == [b"first", b"second"],
                   30)
        self.stop()


if __name__ == "__main__":
    unittest.main(verbosity=2)
