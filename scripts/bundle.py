"""Make a folder from which `qa` is installed on a machine without any network.

It holds the wheel of this checkout, the wheels of everything it needs for this machine's platform
and Python, the two files of the model, their SHA-256 and an installer. `make bundle` calls it.

    python scripts/bundle.py dist/bundle
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from qa.embedding.wheels import download_wheels  # noqa: E402

INSTALL = """#!/bin/sh
# Install qa from this folder: ./install.sh [FOLDER], by default /opt/qa. Nothing is fetched.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=${1:-/opt/qa}
(cd "$here" && sha256sum --quiet --check SHA256SUMS)
"${PYTHON:-python3}" -m venv "$target"
"$target/bin/pip" install --quiet --no-index --find-links "$here/wheels" qa
"$target/bin/qa" model fetch --wheels "$here/model"
"$target/bin/qa" --version
"""


def bundle(folder: Path) -> None:
    wheels, model = folder / "wheels", folder / "model"
    for made in (wheels, model):
        made.mkdir(parents=True, exist_ok=True)
        for old in made.iterdir():
            old.unlink()
    pip = [sys.executable, "-m", "pip"]
    build(wheels)
    ours = next(wheels.glob("qa-*.whl"))
    constraints = str(ROOT / "constraints.txt")
    subprocess.run(
        [*pip, "download", "--quiet", "-c", constraints, "-d", str(wheels), str(ours)], check=True
    )
    download_wheels(model, lambda text: print(text, file=sys.stderr))
    installer = folder / "install.sh"
    installer.write_text(INSTALL, encoding="utf-8")
    installer.chmod(0o755)
    (folder / "SHA256SUMS").write_text(sums(folder), encoding="utf-8")


def build(folder: Path) -> None:
    """The wheel of this checkout into `folder`."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, check=True, cwd=ROOT, stdout=sys.stderr)


def sums(folder: Path) -> str:
    """In the form of `sha256sum`."""
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.name != "SHA256SUMS")
    digests = [(hashlib.sha256(path.read_bytes()).hexdigest(), path) for path in files]
    return "".join(f"{digest}  {path.relative_to(folder)}\n" for digest, path in digests)


if __name__ == "__main__":
    bundle(Path(sys.argv[1] if len(sys.argv) > 1 else "dist/bundle").absolute())
    print("the bundle is made; copy the folder over and run its install.sh")
