"""Make sure that what the tests need beside Python packages is there: a Chromium, and Tesseract
with the languages of the texts.

`make test` calls it.  They are never downloaded from anywhere but the system's own
packages; axe-core, the accessibility checker, comes with a Python package.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

# The names under which tests/browser looks for one.
BROWSERS = ("chromium", "google-chrome")
LANGUAGES = ("kaz", "rus", "eng")
# Debian's packages.
BROWSER = ["chromium"]
RECOGNITION = ["tesseract-ocr", *(f"tesseract-ocr-{name}" for name in LANGUAGES)]
HOW_TO = (
    "the browser tests need Chromium or Google Chrome on the PATH, those of text recognition "
    f"Tesseract with {', '.join(LANGUAGES)}; install them "
    f"(Debian, Ubuntu: sudo apt-get install {' '.join([*BROWSER, *RECOGNITION])}; "
    "Fedora: sudo dnf install chromium tesseract tesseract-langpack-{kaz,rus,eng}; "
    "macOS: brew install --cask google-chrome, then link it as google-chrome, and "
    "brew install tesseract tesseract-lang) and run `make test` again"
)


def find_browser() -> str | None:
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def recognises() -> bool:
    """Whether Tesseract is there with its languages."""
    program = shutil.which("tesseract")
    if program is None:
        return False
    listed = subprocess.run([program, "--list-langs"], capture_output=True, text=True).stdout
    return set(LANGUAGES) <= set(listed.split())


def main() -> int:
    missing = ([] if find_browser() else BROWSER) + ([] if recognises() else RECOGNITION)
    if not missing:
        return 0
    if not (shutil.which("apt-get") and os.geteuid() == 0):
        print(f"prepare_tests: {HOW_TO}", file=sys.stderr)
        return 1
    names = " ".join(missing)
    print(f"prepare_tests: installing {names} from the system's packages", file=sys.stderr)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-q"],
        ["apt-get", "install", "-q", "-y", "--no-install-recommends", *missing],
    ):
        if subprocess.run(command, env=quiet, stdin=subprocess.DEVNULL).returncode:
            print(f"prepare_tests: `{' '.join(command)}` failed; {HOW_TO}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
