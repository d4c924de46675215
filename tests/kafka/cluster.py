"""What the tests against a real Kafka share: the broker, topics, producing, reading, running Lockstep."""
import atexit
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request

from confluent_kafka import Consumer, KafkaError, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

BINARY = sys.argv.pop(1)  # what every test here is told first
signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what runs ends with the tests
ROOT = pathlib.Path(__file__).resolve().parents[2]
PORT = int(os.environ.get("KAFKA_PORT", "19092"))
BROKER = f"127.0.0.1:{PORT}"
SECURE_BROKER = f"localhost:{PORT + 2}"  # of kafka.sh with KAFKA_SETTINGS=secure
ADMIN_PORT = PORT + 3                    # Lockstep's own
READ_PORT = PORT + 4


def kafka(*arguments):
    subprocess.run([ROOT / "scripts/kafka.sh", *arguments], check=True, stdout=subprocess.DEVNULL)


def wait_until(what, condition, seconds):
    """What held."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if held := condition():
            return held
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} s: {what}")


def create_topic(name, partitions=1, **config):
    admin = AdminClient({"bootstrap.servers": BROKER})
    for future in admin.create_topics([NewTopic(name, partitions, 1, config=config)]).values():
        future.result()


class Feeder:
    """Produces records whose Kafka timestamp is the time of the post."""

    def __init__(self):
        self.producer = Producer({"bootstrap.servers": BROKER, "linger.ms": 5, "acks": "all",
                                  "enable.idempotence": True})

    def send(self, topic, partition, value, at_ms=None, key=None, headers=None):
        while True:
            try:
                self.producer.produce(topic, value, key=key, partition=partition, headers=headers,
                                      timestamp=at_ms if at_ms is not None else int(time.time() * 1000))
                return
            except BufferError:
                self.producer.poll(0.1)

    def flush(self):
        assert self.producer.flush(120) == 0


def read_all(topic, partitions=1):
    """All committed records of a topic: a list per partition of (key, value, headers)."""
    consumer = Consumer({"bootstrap.servers": BROKER, "group.id": "reader", "enable.auto.commit": False,
                         "isolation.level": "read_committed", "enable.partition.eof": True})
    out = []
    for partition in range(partitions):
        consumer.assign([TopicPartition(topic, partition, 0)])
        records = []
        while True:
            message = consumer.poll(20)
            assert message is not None, f"{topic}[{partition}] could not be read"
            if message.error():
                assert message.error().code() == KafkaError._PARTITION_EOF, message.error()
                break
            records.append((message.key(), message.value(), message.headers()))
        out.append(records)
    consumer.close()
    return out


class OnBroker(unittest.TestCase):
    """Tests on a broker of their own, which knows nothing of others, and with a folder."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.dir = pathlib.Path(folder.name)
        kafka("wipe")
        cls.before_the_broker()
        cls.addClassCleanup(kafka, "wipe")
        kafka("start")

    @classmethod
    def before_the_broker(cls):
        """What its configuration needs."""


class Lockstep:
    """One running `lockstep run`; ends with the tests at the latest, frozen or not."""

    def __init__(self, config, log, *arguments, **process):
        self.log_path = pathlib.Path(log)
        self.log = open(self.log_path, "ab")
        self.process = subprocess.Popen([BINARY, "run", "--config", config, *arguments], stderr=self.log, **process)
        atexit.register(self.process.kill)

    def kill9(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.log.close()

    def terminate(self, seconds=30):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(seconds)
        self.log.close()
        return code

    def alive(self):
        return self.process.poll() is None

    def events(self):
        out = []
        for line in self.log_path.read_text().splitlines():
            try:
                out.append(json.loads(line))
            except ValueError:
                pass  # cut short by a kill, or being written
        return out


def ask(path, port=ADMIN_PORT, **request):
    """What Lockstep's admin port answers: status and text; 0 if nobody does."""
    try:
        wanted = urllib.request.Request(f"http://127.0.0.1:{port}{path}", **request)
        with urllib.request.urlopen(wanted, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


def metric(name):
    """The first value of a metric; -1 if it is not there."""
    values = [line.rsplit(" ", 1)[1] for line in ask("/metrics")[1].splitlines()
              if line.startswith(name + " ") or line.startswith(name + "{")]
    return float(values[0]) if values else -1.0


def write_config(path, group, topics, alerts, stix, decisions, admin="", instance="one",
                 extra=()):
    """`extra` are lines of the section kafka, the last."""
    lines = ["live:", f"  alerts_topic: {alerts}", f"  stix_topic: {stix}", f"  decisions_topic: {decisions}",
             "  idle_timeout: 5s", "  commit_interval: 1s", "  topics:"]
    for topic, fmt in topics:
        lines += [f"    - topic: {topic}", f"      format: {fmt}"]
    lines += ["kafka:", f"  brokers: \"{BROKER}\"", f"  group: {group}", f"  instance: {instance}"]
    lines += extra
    pathlib.Path(path).write_text("\n".join([f"admin:\n  listen: \"{admin}\""] + lines) + "\n")
