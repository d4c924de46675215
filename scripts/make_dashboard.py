#!/usr/bin/env python3
"""Prints docker/grafana/dashboards/lockstep.json: one row a question an operator asks."""
import json

ROWS = [
    ("Is it well?", [
        ("Ready", "stat", "", [("lockstep_ready", "")]),
        ("Outputs accepted", "stat", "", [("lockstep_output_accepted", "")]),
        ("Alert versions an hour", "stat", "short", [("increase(lockstep_alerts_total[1h])", "")]),
        ("Behind the clock", "stat", "s", [("lockstep_event_time_lag_seconds", "")]),
    ]),
    ("Does it keep up?", [
        ("Records a second", "timeseries", "short", [("rate(lockstep_records_total[1m])", "records"),
                                                    ("rate(lockstep_posts_total[1m])", "posts")]),
        ("Backlog, records", "timeseries", "short", [("lockstep_partition_lag_records", "{{topic}}[{{partition}}]")]),
        ("Event time behind the clock", "timeseries", "s",
         [("lockstep_partition_event_time_lag_seconds", "{{topic}}[{{partition}}]")]),
        ("Time spent detecting", "timeseries", "percentunit", [("rate(lockstep_detection_seconds_total[1m])", "busy")]),
    ]),
    ("What is lost on the way?", [
        ("Rejected a second, by reason", "timeseries", "short",
         [("sum by (reason) (rate(lockstep_rejected_posts_total[5m])) > 0", "{{reason}}")]),
        ("Late and duplicate a second", "timeseries", "short", [("rate(lockstep_late_posts_total[5m])", "late"),
                                                               ("rate(lockstep_duplicate_posts_total[5m])", "duplicate")]),
        ("Decisions an hour", "timeseries", "short", [("increase(lockstep_decisions_total[1h])", "idle or full")]),
        ("Failed transactions an hour", "timeseries", "short", [("increase(lockstep_failed_transactions_total[1h])", "")]),
    ]),
    ("How fast do alerts come out?", [
        ("Alert due to committed, p50 and p99", "timeseries", "s",
         [("histogram_quantile(0.5, sum by (le) (rate(lockstep_alert_seconds_bucket[5m])))", "p50"),
          ("histogram_quantile(0.99, sum by (le) (rate(lockstep_alert_seconds_bucket[5m])))", "p99")]),
        ("Transaction, p50 and p99", "timeseries", "s",
         [("histogram_quantile(0.5, sum by (le) (rate(lockstep_transaction_seconds_bucket[5m])))", "p50"),
          ("histogram_quantile(0.99, sum by (le) (rate(lockstep_transaction_seconds_bucket[5m])))", "p99")]),
    ]),
    ("What does it hold?", [
        ("Table entries", "timeseries", "short", [("lockstep_table_entries", "{{table}}")]),
        ("Forgotten for want of room, an hour", "timeseries", "short",
         [("increase(lockstep_table_evictions_total[1h])", "{{table}}")]),
        ("Posts waiting for their turn", "timeseries", "bytes", [("lockstep_held_bytes", "bytes")]),
        ("Accepted pairs", "timeseries", "short", [("lockstep_accepted_pairs", "pairs")]),
    ]),
    ("What would a restart cost?", [
        ("Age of the newest snapshot", "timeseries", "s", [("lockstep_snapshot_age_seconds", "age")]),
        ("Size of a snapshot", "timeseries", "bytes", [("lockstep_snapshot_bytes", "bytes")]),
        ("Time to write one, and pause of the stream", "timeseries", "s", [("lockstep_snapshot_seconds", "to write"),
                                                                          ("lockstep_snapshot_pause_seconds", "pause")]),
        ("Failed snapshots an hour", "timeseries", "short", [("increase(lockstep_failed_snapshots_total[1h])", "")]),
    ]),
]


def panel(number, title, kind, unit, targets, place):
    return {
        "id": number, "title": title, "type": kind, "gridPos": place,
        "datasource": {"type": "prometheus", "uid": "prometheus"},
        "fieldConfig": {"defaults": {"unit": unit}, "overrides": []},
        "targets": [{"refId": chr(65 + i), "expr": expr, "legendFormat": legend}
                    for i, (expr, legend) in enumerate(targets)],
    }


def main():
    panels, y = [], 0
    for row, entries in ROWS:
        panels.append({"id": len(panels) + 1, "type": "row", "title": row, "collapsed": False, "panels": [],
                       "gridPos": {"x": 0, "y": y, "w": 24, "h": 1}})
        height = 4 if entries[0][1] == "stat" else 8
        width = 24 // len(entries)
        for i, (title, kind, unit, targets) in enumerate(entries):
            place = {"x": i * width, "y": y + 1, "w": width, "h": height}
            panels.append(panel(len(panels) + 1, title, kind, unit, targets, place))
        y += 1 + height
    print(json.dumps({
        "uid": "lockstep", "title": "Lockstep", "schemaVersion": 39, "version": 1, "refresh": "10s",
        "time": {"from": "now-3h", "to": "now"}, "tags": ["lockstep"], "panels": panels,
    }, indent=1))


if __name__ == "__main__":
    main()
