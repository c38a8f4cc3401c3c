"""Python's search for garbage, kept from where it finds nothing and stops everything.

A full collection looks at every object there is, and no thread runs meanwhile.  What a
process has loaded, and the sentences, words and names of the document in hand, can be
millions of objects, which take half a second; none of them is garbage, nor needs a
collection to go.  So full collections come between documents.
"""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from qa.kept import forget

_NEVER = 2**31 - 1
_SHARE = 0.05
"""Of the time, that full collections between documents may take."""


def leave_alone_what_is_loaded() -> None:
    """What a process has loaded lives as long as the process: looking through it for garbage,
    again and again, takes a seventh of a second in which none of its threads runs."""
    gc.collect()
    gc.freeze()


class _Collections:
    """How many blocks are open that full collections wait for, and when the last one was."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._open = 0
        self._usual = 0
        self._next = 0.0

    @contextmanager
    def put_off(self) -> Iterator[None]:
        with self._guard:
            if not self._open:
                youngest, younger, self._usual = gc.get_threshold()
                gc.set_threshold(youngest, younger, _NEVER)
            self._open += 1
        try:
            yield
        finally:
            with self._guard:
                self._open -= 1
                if not self._open:
                    youngest, younger, _ = gc.get_threshold()
                    gc.set_threshold(youngest, younger, self._usual)
                    forget()
                    self._make_up()

    def _make_up(self) -> None:
        """The full collection that would have come, if it did not come a moment ago."""
        began = time.monotonic()
        if gc.isenabled() and began >= self._next and gc.get_count()[2] > self._usual:
            gc.collect()
            ended = time.monotonic()
            self._next = ended + (ended - began) / _SHARE


_collections = _Collections()


def full_collections_put_off() -> AbstractContextManager[None]:
    """No full collection before the end of the block, whose objects must be gone by then; there
    what was remembered of texts is forgotten, and one is made where it is due."""
    return _collections.put_off()
