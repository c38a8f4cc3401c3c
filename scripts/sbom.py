"""A software bill of materials of an installed `qa`: CycloneDX 1.6, on standard output.

python scripts/sbom.py > qa.cdx.json
"""

from __future__ import annotations

import json
import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from packaging.requirements import Requirement

from qa.embedding.wheels import WHEELS


def bill(root: str = "qa") -> dict[str, Any]:
    """Every package that `root` brings, with its licence, and the model's two files."""
    found = closure(root)
    main = found.pop(normal(root))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", **component(main)}},
        "components": [
            *({"type": "library", **component(found[name])} for name in sorted(found)),
            *(
                {
                    "type": "machine-learning-model",
                    "bom-ref": purl(*wheel.requirement.split("==")),
                    "name": wheel.requirement.split("==")[0],
                    "version": wheel.requirement.split("==")[1],
                    "purl": purl(*wheel.requirement.split("==")),
                    "hashes": [{"alg": "SHA-256", "content": wheel.sha256}],
                }
                for wheel in WHEELS
            ),
        ],
        "dependencies": [
            {"ref": reference(one), "dependsOn": sorted(map(reference, needs(one, found)))}
            for one in (main, *(found[name] for name in sorted(found)))
        ],
    }


def closure(root: str) -> dict[str, Distribution]:
    found: dict[str, Distribution] = {}
    waiting = [root]
    while waiting:
        name = normal(waiting.pop())
        if name in found:
            continue
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:
            if name == normal(root):
                raise
            continue
        waiting += [one.name for one in required(found[name])]
    return found


def required(one: Distribution) -> list[Requirement]:
    """What it needs here, without its extras."""
    lines = map(Requirement, one.requires or ())
    return [line for line in lines if not line.marker or line.marker.evaluate({"extra": ""})]


def needs(one: Distribution, found: dict[str, Distribution]) -> list[Distribution]:
    names = {normal(line.name) for line in required(one)}
    return [found[name] for name in names if name in found]


def component(one: Distribution) -> dict[str, Any]:
    name, version = normal(one.metadata["Name"]), one.version
    made: dict[str, Any] = {
        "bom-ref": purl(name, version),
        "name": name,
        "version": version,
        "purl": purl(name, version),
    }
    said = one.metadata.get("License-Expression")
    if said:
        made["licenses"] = [{"expression": said}]
    elif told := one.metadata.get("License"):
        made["licenses"] = [{"license": {"name": told.splitlines()[0][:100]}}]
    return made


def reference(one: Distribution) -> str:
    return purl(normal(one.metadata["Name"]), one.version)


def purl(name: str, version: str) -> str:
    return f"pkg:pypi/{normal(name)}@{version}"


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    json.dump(bill(), sys.stdout, indent=1, ensure_ascii=False)
    print()
