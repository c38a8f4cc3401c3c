"""Make sure that what the tests need beside Python packages is there: a Chromium.

`make test` calls it.  The browser is never downloaded from anywhere but the
system's own packages; axe-core, the accessibility checker, comes with a Python package.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

# The names under which tests/browser looks for one.
BROWSERS = ("chromium", "google-chrome")
HOW_TO = (
    "the browser tests need Chromium or Google Chrome on the PATH; install one "
    "(Debian, Ubuntu: sudo apt-get install chromium; Fedora: sudo dnf install chromium; "
    "macOS: brew install --cask google-chrome, then link it as google-chrome) "
    "and run `make test` again"
)


def find_browser() -> str | None:
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def main() -> int:
    if find_browser():
        return 0
    if not (shutil.which("apt-get") and os.geteuid() == 0):
        print(f"prepare_tests: {HOW_TO}", file=sys.stderr)
        return 1
    print("prepare_tests: installing Chromium from the system's packages", file=sys.stderr)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-q"],
        ["apt-get", "install", "-q", "-y", "--no-install-recommends", "chromium"],
    ):
        if subprocess.run(command, env=quiet, stdin=subprocess.DEVNULL).returncode:
            print(f"prepare_tests: `{' '.join(command)}` failed; {HOW_TO}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
