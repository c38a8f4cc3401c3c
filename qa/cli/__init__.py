"""The command line.

Every command parses, calls and shows.  Answers go to stdout, progress and
messages to stderr.  Heavy libraries are imported inside the commands that need
them, so that `qa --help` is quick.
"""

from __future__ import annotations

import io
import sys


def main() -> None:
    """Entry point of `qa`."""
    for stream in (sys.stdout, sys.stderr):
        # An old locale cannot print every letter; a question mark is better than a crash.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    from qa.cli.app import app

    app(prog_name="qa")
