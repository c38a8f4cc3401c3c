"""Times as every table holds them."""

from __future__ import annotations

import datetime


def now() -> str:
    """UTC, to the second."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
