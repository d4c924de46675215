#!/usr/bin/python3
"""`lockstep run` with snapshots against a real Apache Kafka: all of live_test.py's crashes again, and
snapshots that are torn, damaged, half written, or find no room.

usage: snapshot_test.py BINARY [unittest arguments]
environment: that of live_test.py, of KILLS 5 and of BROKER_KILLS 1
"""
import os
import pathlib
import random
import resource
import shutil
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
os.environ.setdefault("KILLS", "5")
os.environ.setdefault("BROKER_KILLS", "1")
import live_test  # noqa: E402
from cluster import Lockstep, wait_until  # noqa: E402
from live_test import KILLS, SEED  # noqa: E402
from world import outputs  # noqa: E402


class Snapshots(live_test.Live):
    """Live, where every instance has a folder."""

    # Nothing of these is about starting again.
    test_alerts_are_those_of_replay = None
    test_alerts_carry_key_and_headers = None
    test_poison_goes_to_the_dead_letters_as_it_came = None
    test_late_posts_go_to_the_late_topic_as_they_came = None
    test_an_outage_of_the_broker_changes_nothing = None
    test_an_empty_partition_holds_nobody_back_and_the_archive_gives_the_same_bytes = None
    test_parts_of_an_archive_are_read_by_offset_and_by_time = None
    test_operators_see_health_readiness_and_metrics = None
    test_an_unreachable_broker_and_a_bad_configuration_have_exit_codes = None

    @classmethod
    def folder_of(cls, prefix, instance="one"):
        return cls.dir / f"{prefix}{instance}.snapshots"

    @classmethod
    def config(cls, prefix, instance="one"):
        path = super().config(prefix, instance)
        text = path.read_text()
        if "snapshot_dir" not in text:
            keys = f"live:\n  snapshot_dir: {cls.folder_of(prefix, instance)}\n  snapshot_every: 1m\n"
            path.write_text(text.replace("live:\n", keys, 1))
        return path

    def snapshots(self, prefix):
        """The newest first."""
        return sorted(self.folder_of(prefix).glob("*.lockstep"), reverse=True)

    def happened(self, event, lockstep=None):
        return sum(e["event"] == event for e in (lockstep or self.lockstep).events())

    def is_up_again(self, before):
        wait_until("a rebuild", lambda: self.happened("caught_up_with_past") > before, 60)

    # ---- crashes around a snapshot

    def test_killed_while_a_snapshot_is_being_written_nothing_changes(self):
        prefix = "half."
        end_feeding = self.world.feed_beside(prefix, 30.0 * KILLS)
        seen = 0
        for i in range(KILLS):
            lockstep, before = self.start_lockstep(prefix), self.snapshots(prefix)
            end = time.monotonic() + 30
            while time.monotonic() < end:
                # Every second time one is finished first, so that there is one to start from.
                if i % 2 == 1 and self.snapshots(prefix) == before:
                    continue
                if any(self.folder_of(prefix).glob("*.partial")):
                    seen += 1
                    break
            self.assertTrue(lockstep.alive())
            lockstep.kill9()
        print(f"{seen} of {KILLS} kills fell into a snapshot", flush=True)
        self.assertGreaterEqual(seen, KILLS // 5)  # whether one falls into it is chance
        self.start_lockstep(prefix)
        end_feeding()
        self.assert_same(prefix)
        self.assertGreater(self.happened("snapshot_read"), 0)
        self.assertEqual(list(self.folder_of(prefix).glob("*.partial")), [])

    def test_damaged_snapshots_are_refused_and_change_nothing(self):
        chosen = random.Random(SEED + 3)
        prefix = "broken."
        end_feeding = self.world.feed_beside(prefix, 5.0 * KILLS)

        def tear(path):
            path.write_bytes(path.read_bytes()[:chosen.randrange(path.stat().st_size)])

        def flip(path):
            data = bytearray(path.read_bytes())
            data[chosen.randrange(len(data))] ^= 1 << chosen.randrange(8)
            path.write_bytes(data)

        def replace(path):
            path.write_bytes(b"lockstep-state/9\n" + path.read_bytes()[17:])
        refused = 0
        for i in range(KILLS):
            lockstep, before = self.start_lockstep(prefix), self.happened("caught_up_with_past")
            self.is_up_again(before)
            wait_until("snapshots", lambda: len(self.snapshots(prefix)) == 2, 90)
            time.sleep(chosen.uniform(0.5, 2))
            lockstep.kill9()
            for path in self.snapshots(prefix)[:1 + i % 2]:
                chosen.choice((tear, flip, replace))(path)
                refused += 1
        self.start_lockstep(prefix)
        end_feeding()
        self.assert_same(prefix)
        self.assertGreaterEqual(self.happened("snapshot_refused"), refused)
        self.assertGreater(self.happened("snapshot_read"), 0)

    def test_a_full_disk_and_a_folder_that_cannot_be_stop_nothing(self):
        prefix = "full."
        self.world.create_topics(prefix)
        self.world.feed(prefix)
        config, room = self.config(prefix), 300_000

        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
        type(self).lockstep = Lockstep(config, self.dir / "full.log", preexec_fn=limit)
        wait_until("a snapshot fails", lambda: self.happened("snapshot_failed") > 0, 60)
        self.assertTrue(self.lockstep.alive())
        self.assert_same(prefix)
        self.assertEqual(list(self.folder_of(prefix).glob("*.partial")), [])

        prefix = "nowhere."
        self.world.create_topics(prefix)
        self.world.feed(prefix)
        self.folder_of(prefix).write_text("a file")
        self.start_lockstep(prefix)
        self.assert_same(prefix)
        self.assertEqual(self.happened("no_snapshots"), 1)

    # ---- what they are for

    def test_a_start_from_a_snapshot_repeats_little_and_without_one_everything(self):
        prefix = "swift."
        self.world.create_topics(prefix)
        self.world.feed(prefix)
        self.start_lockstep(prefix)
        self.assert_same(prefix)

        def start():
            begin, before = time.monotonic(), self.happened_in(prefix)
            lockstep = self.start_lockstep(prefix)
            wait_until("it is up", lambda: self.happened_in(prefix) > before, 120)
            taken = time.monotonic() - begin
            repeated = [e for e in lockstep.events() if e["event"] == "started"][-1]["records_to_repeat"]
            return lockstep, taken, repeated
        lockstep, with_one, few = start()
        lockstep.kill9()
        shutil.rmtree(self.folder_of(prefix))
        lockstep, without, all_of_them = start()
        print(f"start: {with_one:.2f} s and {few} records with a snapshot, {without:.2f} s and {all_of_them} without",
              flush=True)
        self.assertLess(few, len(self.world.records) // 10)  # what waited, and what came since
        self.assertGreater(all_of_them, len(self.world.records) * 9 // 10)
        self.assertEqual(lockstep.terminate(), 0)
        self.assertEqual(outputs(prefix), self.calm)

    def happened_in(self, prefix):
        log = self.dir / f"{prefix}one.log"
        return log.read_text().count('"caught_up_with_past"') if log.exists() else 0

    def test_another_configuration_does_not_use_a_snapshot(self):
        prefix = "changed."
        self.world.create_topics(prefix)
        self.world.feed(prefix)
        self.start_lockstep(prefix)
        self.settle(prefix, self.calm)
        self.assertEqual(self.lockstep.terminate(), 0)
        path = self.config(prefix)
        path.write_text(path.read_text() + "graph:\n  min_accounts: 4\n")
        before = self.happened("caught_up_with_past")
        self.start_lockstep(prefix)
        self.is_up_again(before)
        reasons = {e["reason"] for e in self.lockstep.events() if e["event"] == "snapshot_refused"}
        self.assertEqual(reasons, {"written under another configuration or baseline"})
        self.assertEqual(self.lockstep.terminate(), 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
