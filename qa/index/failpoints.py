"""Named moments at which a test can have the process killed.

`FAILPOINT=NAME:N` in the environment kills the process, as `kill -9` would, the
N-th time it comes to the moment `NAME`; `FAILPOINT=*:N` counts all moments.
Durability is only what survives this, and only at moments nobody chose.
"""

from __future__ import annotations

import os
import signal

_name = ""
_left = 0


def arm(name: str, count: int) -> None:
    """Die the `count`-th time that the moment `name` (`*`: any) is reached."""
    global _name, _left
    _name, _left = name, count


def reach(name: str) -> None:
    """Mark the moment `name`; returns unless the environment says to die here."""
    global _left
    if not _name or _name not in (name, "*"):
        return
    _left -= 1
    if _left == 0:
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))


_given, _, _count = os.environ.get("FAILPOINT", "").partition(":")
arm(_given, int(_count or 1))
