"""Print pip's options for the CPU build of torch, where they are needed and reachable.

On Linux the public package index has only CUDA builds of torch, gigabytes with what they pull in;
the CPU build comes from PyTorch's own index. Where that is out of reach, as behind a mirror of
the package index, nothing is printed and pip takes what it finds; neither where torch is
installed already or other sources of packages were chosen for pip.
"""

from __future__ import annotations

import subprocess
import sys
import urllib.error
import urllib.request
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INDEX = "https://download.pytorch.org/whl/cpu"
SECONDS = 5
SOURCES = ("extra-index-url", "find-links", "index-url", "no-index")


def options() -> list[str]:
    if not sys.platform.startswith("linux") or installed() or chosen() or not reachable():
        return []
    return ["--extra-index-url", INDEX]


def installed() -> bool:
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8").split()
    wanted = next(pin.removeprefix("torch==") for pin in pins if pin.startswith("torch=="))
    try:
        return version("torch").partition("+")[0] == wanted
    except PackageNotFoundError:
        return False


def chosen() -> bool:
    """Whether the person, or the machine, already told pip where packages come from."""
    command = [sys.executable, "-m", "pip", "config", "list"]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return any(f".{name}=" in line for line in told.splitlines() for name in SOURCES)


def reachable() -> bool:
    request = urllib.request.Request(f"{INDEX}/torch/", method="HEAD")
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as reply:
            return bool(reply.status == 200)
    except (OSError, urllib.error.URLError):
        return False


if __name__ == "__main__":
    print(*options())
