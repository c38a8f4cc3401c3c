"""What was read lately, kept in memory up to a size.

A question is read by many: its words, numbers, events and names by analysis, by
the constraints, by refusal and by the answer's selection, each again from the
text alone, which keeps them independent of each other.  `remember` makes the
second reading free.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from functools import lru_cache, wraps
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")
Result = TypeVar("Result")

_SHORT = 2_000
_REMEMBERED = 512
_LONG = 200_000


class Kept(Generic[Key, Value]):
    """Values by key, the longest unused of which make room for others; safe for any thread.

    For what never changes under its key: nothing here looks at where values came from.
    """

    def __init__(self, most: int) -> None:
        """`most` bounds the sum of sizes given to `keep`."""
        self._most = most
        self._size = 0
        self._values: OrderedDict[Key, tuple[Value, int]] = OrderedDict()
        self._lock = Lock()

    def find(self, keys: Iterable[Key]) -> dict[Key, Value]:
        """Those of the keys that are kept, in their order."""
        found = {}
        with self._lock:
            for key in keys:
                if key in self._values:
                    self._values.move_to_end(key)
                    found[key] = self._values[key][0]
        return found

    def keep(self, key: Key, value: Value, size: int = 1) -> None:
        with self._lock:
            _, before = self._values.pop(key, (value, 0))
            self._values[key] = value, size
            self._size += size - before
            while self._size > self._most:
                _, (_, freed) = self._values.popitem(last=False)
                self._size -= freed


_memories: list[Callable[[], None]] = []


def forget() -> None:
    """Let go what `remember` holds, which is a million objects after an odd document."""
    for clear in _memories:
        clear()


def remember(read: Callable[[str], Result]) -> Callable[[str], Result]:
    """`read`, which must return what nobody changes, with a memory.

    Of longer texts the last one is remembered, since indexing reads a document for one
    kind of facts after another.
    """
    short = lru_cache(maxsize=_REMEMBERED)(read)
    last = lru_cache(maxsize=1)(read)
    _memories.extend((short.cache_clear, last.cache_clear))

    @wraps(read)
    def reading(text: str) -> Result:
        if len(text) <= _SHORT:
            return short(text)
        return last(text) if len(text) <= _LONG else read(text)

    return reading
