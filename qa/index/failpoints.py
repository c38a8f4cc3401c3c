"""Named moments at which a test can have the process killed.

`FAILPOINT=NAME:N` in the environment kills the process, as `kill -9` would, the
N-th time it comes to the moment `NAME`; `FAILPOINT=*:N` counts all moments.
Durability is only what survives this, and only at moments nobody chose.
"""

from __future__ import annotations

import os
import signal


def _armed() -> tuple[str, int]:
    name, _, count = os.environ.get("FAILPOINT", "").partition(":")
    return name, int(count or 1)


_name, _left = _armed()


def reach(name: str) -> None:
    """Mark the moment `name`; returns unless the environment says to die here."""
    global _left
    if not _name or _name not in (name, "*"):
        return
    _left -= 1
    if _left == 0:
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
