#!/usr/bin/env python3
"""Checks what operators are given: every metric in the rules and the dashboard exists, the dashboard is
the one make_dashboard.py prints, and the YAML files are YAML with the parts they must have.

Usage: check_ops.py ROOT
"""
import json
import re
import subprocess
import sys
from pathlib import Path

SUFFIXES = ("_bucket", "_sum", "_count")


def known_metrics(root):
    source = (root / "src/io/metrics.cpp").read_text()
    names = re.findall(r'(?:counter|gauge|histogram|begin)\(\s*(?:MetricType::\w+,\s*)?"([a-z_]+)"', source)
    return {"lockstep_" + name for name in names}


def used_metrics(root):
    for path in sorted((root / "docker").rglob("*")):
        if path.suffix not in (".json", ".yml") or path.name.endswith(".test.yml"):
            continue
        for name in re.findall(r"\blockstep_[a-z_]+", path.read_text()):
            yield path.relative_to(root), next((name[: -len(s)] for s in SUFFIXES if name.endswith(s)), name)


def check_dashboard(root):
    printed = subprocess.run([sys.executable, root / "scripts/make_dashboard.py"], capture_output=True, text=True,
                             check=True).stdout
    file = root / "docker/grafana/dashboards/lockstep.json"
    if file.read_text() != printed:
        yield f"{file.relative_to(root)} is not what scripts/make_dashboard.py prints"
    for panel in json.loads(printed)["panels"]:
        if panel["type"] != "row" and not panel["targets"]:
            yield f"panel '{panel['title']}' shows nothing"


def check_yaml(root):
    try:
        import yaml
    except ImportError:
        return  # only `make test-ops` installs it
    for path in sorted((root / "docker").rglob("*.y*ml")):
        documents = [d for d in yaml.safe_load_all(path.read_text()) if d is not None]
        if not documents:
            yield f"{path.relative_to(root)} is empty"
        if path.parent.name != "k8s":
            continue
        kinds = {d["kind"] for d in documents}
        for kind in ("StatefulSet", "PodDisruptionBudget", "NetworkPolicy", "ServiceMonitor", "Service", "ConfigMap"):
            if kind not in kinds:
                yield f"{path.relative_to(root)} has no {kind}"
        pod = next(d for d in documents if d["kind"] == "StatefulSet")["spec"]["template"]["spec"]
        container = pod["containers"][0]
        for probe in ("livenessProbe", "readinessProbe", "startupProbe"):
            if probe not in container:
                yield f"{path.relative_to(root)} has no {probe}"
        if not (pod["securityContext"]["runAsNonRoot"] and container["securityContext"]["readOnlyRootFilesystem"]):
            yield f"{path.relative_to(root)} runs as root or may write"


def main():
    root = Path(sys.argv[1])
    known = known_metrics(root)
    problems = [f"{path}: there is no metric {name}" for path, name in used_metrics(root) if name not in known]
    if not known:
        problems.append("src/io/metrics.cpp names no metric")
    problems += check_dashboard(root)
    problems += check_yaml(root)
    for problem in sorted(set(problems)):
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
