#!/usr/bin/env python3
"""Holds every #include to the floor plan in CMakeLists.txt, and the pure rooms to docs/DETERMINISM.md.

A room may include its own headers and those of the rooms in its DEPS line, nothing else. Public
headers include no library but the standard one, absl/status and fmt. Pure rooms have no clock, no
random device and no thread. Prints `file:line: rule` and exits 1 on any breach.
"""
import pathlib
import re
import sys

ROOM = re.compile(r"^lockstep_(?:room|app)\((\w+)\s+DEPS\s+([^\n]*?)(?:\s+LIBS\b.*)?\)?$", re.M)
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]')
PURE = {"core", "normalize", "signals", "sequence", "similar", "join", "evidence", "graph", "campaign",
        "assess", "alert", "engine", "hunt", "report"}
BANNED = [
    (re.compile(r"\b(system_clock|steady_clock|high_resolution_clock)\b"), "a clock in a pure room"),
    (re.compile(r"\brandom_device\b|\bsrand\s*\(|\brand\s*\("), "randomness in a pure room"),
    (re.compile(r"\bstd::(jthread|thread|mutex|condition_variable)\b"), "a thread or lock in a pure room"),
    (re.compile(r"\bstd::unordered_(map|set)\b"), "unordered container: use absl's, and never iterate it into an output"),
]
LIBRARY_PREFIXES = ("boost/", "nlohmann/", "spdlog/", "simdjson", "unicode/", "libxml/", "yaml-cpp/", "CLI/",
                    "librdkafka/", "openssl/", "xxhash", "absl/container", "catch2/", "archive")


def floor_plan(root: pathlib.Path) -> dict[str, set[str]]:
    plan = {}
    for name, deps in ROOM.findall((root / "CMakeLists.txt").read_text()):
        plan["app" if name == "lockstep" else name] = {d for d in deps.split() if d != "-"}
    return plan


def room_of(path: pathlib.Path, root: pathlib.Path) -> str | None:
    parts = path.relative_to(root).parts
    if parts[:2] == ("include", "lockstep"):
        return parts[2]
    return parts[1] if parts[0] == "src" else None


def check(path: pathlib.Path, room: str, allowed: set[str], public: bool) -> list[str]:
    breaches = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        code = line.split("//")[0]
        found = INCLUDE.match(line)
        if found:
            target = found.group(2)
            if target.startswith("lockstep/"):
                used = target.split("/")[1]
                if used != room and used not in allowed:
                    breaches.append(f"{path}:{number}: {room} may not include {used}")
            elif public and target.startswith(LIBRARY_PREFIXES):
                breaches.append(f"{path}:{number}: a public header may not show {target}")
        if room in PURE and not path.name.endswith("_test.cpp"):
            breaches += [f"{path}:{number}: {why}" for pattern, why in BANNED if pattern.search(code)]
    return breaches


def main() -> int:
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    plan = floor_plan(root)
    if len(plan) < 10:
        print("CMakeLists.txt: the floor plan could not be read")
        return 1
    # What a room may use includes what those rooms show in their headers.
    breaches, files = [], 0
    for folder in ("include/lockstep", "src"):
        for path in sorted((root / folder).rglob("*")):
            if path.suffix not in (".h", ".cpp"):
                continue
            room = room_of(path, root)
            files += 1
            if room not in plan:
                breaches.append(f"{path}:1: room '{room}' is not in the floor plan")
                continue
            breaches += check(path, room, plan[room], folder.startswith("include"))
    print("\n".join(breaches) if breaches else f"{files} files keep to the floor plan of {len(plan)} rooms")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
