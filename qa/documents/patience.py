"""How a parser that has much to do asks for more time: a page is recognised in seconds, a file
of pages takes minutes.  In the process that reads for another, that one is told."""

from __future__ import annotations

from collections.abc import Callable

Ask = Callable[[], None]
PAGE_SECONDS = 120.0
"""What a page of a scan is given."""
MOST_PAGES = 1000
"""Of one file; a page is read up to twice."""


def _nobody() -> None:
    """Where a file is read without a limit."""


_ask: Ask = _nobody


def set_ask(ask: Ask) -> None:
    global _ask
    _ask = ask


def ask_for_time() -> None:
    """One more page is begun."""
    _ask()
