#!/usr/bin/env python3
"""Checks what operators are given: every metric in the rules and the dashboard exists, the dashboard is
the one make_dashboard.py prints, the YAML files are YAML with the parts they must have, and
schemas/asyncapi.yaml names the topics of the configuration, all of them and no others.

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
    for path in [root / "schemas/asyncapi.yaml", *sorted((root / "docker").rglob("*.y*ml"))]:
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


def topics_of(root):
    """What Lockstep reads and writes by default, from the printed configuration; {topic} is a raw one."""
    names = dict(re.findall(r'^  (\w+)_topic: "(.*)"', (root / "config/lockstep.yaml").read_text(), re.M))
    for profile in ("partner", "takedown"):
        names[profile] = names.get(profile) or f"{names['stix']}.{profile}"
    names["normalized"] += ".{topic}"
    return {*names.values(), names["decisions"] + ".shadow", "{topic}", "{topic}.dlq", "{topic}.late"}


def block_paths(text):
    """The keys of a YAML file in block style, as JSON pointers; enough to find what a $ref names."""
    path = []
    for line in text.splitlines():
        if key := re.match(r"( *)([\w.]+):", line):
            path = path[: len(key[1]) // 2] + [key[2]]
            yield "/" + "/".join(path)


def is_there(folder, name, pointer, own_paths):
    if not name:
        return pointer in own_paths
    if not (folder / name).is_file():
        return False
    value = json.loads((folder / name).read_text())
    for step in pointer.split("/")[1:]:
        value = value.get(step) if isinstance(value, dict) else None
    return value is not None


def check_asyncapi(root):
    file = root / "schemas/asyncapi.yaml"
    text = file.read_text()
    name = file.relative_to(root)
    described = re.findall(r"^    address: '?([^'\n]+)'?$", text, re.M)
    yield from (f"{name} lacks the topic {topic}" for topic in topics_of(root) - set(described))
    yield from (f"{name}: no topic is called {topic} by default" for topic in set(described) - topics_of(root))
    own_paths = set(block_paths(text))
    refs = re.findall(r"\$ref: '([^'#]*)#?([^']*)'", text)
    if text.count("$ref:") != len(refs):
        yield f"{name}: a $ref is not written as {{$ref: '...'}}"
    yield from (f"{name}: {ref[0]}#{ref[1]} points nowhere" for ref in refs
                if not is_there(file.parent, *ref, own_paths))
    channels = {path for path in own_paths if re.fullmatch(r"/channels/\w+", path)}
    yield from (f"{name}: no operation uses {path}" for path in channels - {pointer for _, pointer in refs})


def main():
    root = Path(sys.argv[1])
    known = known_metrics(root)
    problems = [f"{path}: there is no metric {name}" for path, name in used_metrics(root) if name not in known]
    if not known:
        problems.append("src/io/metrics.cpp names no metric")
    problems += check_dashboard(root)
    problems += check_yaml(root)
    problems += check_asyncapi(root)
    for problem in sorted(set(problems)):
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
