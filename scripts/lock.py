"""Write deploy/requirements.txt: what `pip install qa` brings, with the hashes of its files.

The versions are those of constraints.txt; the hashes are of the files that pip takes on Linux
x86-64 with each Python that is supported. `pip install --require-hashes -r` takes no others.

    python scripts/lock.py
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.sbom import closure, normal  # noqa: E402

TARGET = ROOT / "deploy" / "requirements.txt"
PYTHONS = ("3.11", "3.12", "3.13")
HEAD = "# Made by scripts/lock.py for Linux x86-64, Python {}; install with --require-hashes.\n"


def pins() -> list[str]:
    """`name==version` of everything that `qa` brings, without its extras."""
    tested = dict(
        line.split("==") for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()[1:]
    )
    versions = {normal(name): version for name, version in tested.items()}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [Requirement(line).name for line in project["dependencies"]]
    names = set().union(*(closure(name) for name in wanted))
    return [f"{name}=={versions[name]}" for name in sorted(names)]


def files(python: str) -> list[dict[str, Any]]:
    """What pip would install, as its report has it."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [
            *(sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed"),
            *("--no-deps", "--only-binary=:all:", "--python-version", python, "--target", folder),
            *("--platform", "manylinux2014_x86_64", "--platform", "manylinux_2_28_x86_64"),
            *("--report", str(report), *pins()),
        ]
        subprocess.run(command, check=True)
        found: list[dict[str, Any]] = json.loads(report.read_text(encoding="utf-8"))["install"]
    return found


def lock(pythons: tuple[str, ...] = PYTHONS) -> str:
    hashes: dict[str, set[str]] = defaultdict(set)
    for python in pythons:
        for one in files(python):
            name = f"{one['metadata']['name']}=={one['metadata']['version']}"
            hashes[name].add(one["download_info"]["archive_info"]["hashes"]["sha256"])
    lines = [HEAD.format(", ".join(pythons))]
    for name in sorted(hashes, key=str.lower):
        parts = [name, *(f"    --hash=sha256:{digest}" for digest in sorted(hashes[name]))]
        lines.append(" \\\n".join(parts) + "\n")
    return "".join(lines)


if __name__ == "__main__":
    TARGET.write_text(lock(), encoding="utf-8")
    print(f"{TARGET.relative_to(ROOT)} is written")
