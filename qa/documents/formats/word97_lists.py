"""The automatic lists of old Word files ([MS-DOC] 2.9.131, 2.9.147): what is drawn in front of
their paragraphs, and which styles belong to a list."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass

from qa.documents.formats.word.levels import LEVELS, Counts, Level, language_beside

_STYLES, _LISTS, _OVERRIDES = 0x00A2, 0x02E2, 0x02EA
LIST, DEPTH = 0x460B, 0x260A
_MAX_LISTS = 20_000
_LIST_BYTES, _LEVEL_BYTES, _OVERRIDE_BYTES = 28, 28, 16
_PARAGRAPH_STYLE = 1
_DEEPEST_CHAIN = 20
# Formats of numbers (MSONFC) by Word's newer names; the rest is drawn in digits.
_SHAPES = {
    1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 5: "ordinal",
    6: "cardinalText", 7: "ordinalText", 8: "hex", 9: "chicago", 0x12: "decimalEnclosedCircle",
    0x16: "decimalZero", 0x17: "bullet", 0x1A: "decimalEnclosedFullstop",
    0x1B: "decimalEnclosedParen", 0x39: "numberInDash", 0x3A: "russianLower",
    0x3B: "russianUpper", 0xFF: "none",
}  # fmt: skip

# Values by the codes of what they say.
Properties = dict[int, bytes]


def whole(properties: Properties, code: int) -> int:
    """A value as a number; 0 where it is not given."""
    return int.from_bytes(properties.get(code, b""), "little")


@dataclass(frozen=True, slots=True)
class _List:
    kind: str
    levels: tuple[Level, ...]
    starts: dict[int, int]


class Lists:
    """Counts a document's lists; `is_damaged` where what describes them cannot be read."""

    def __init__(self, word: bytes, table: bytes) -> None:
        self._counts = Counts()
        self._lists: tuple[_List, ...] = ()
        self.is_damaged = False
        try:
            self._lists = _overrides(word, table, _abstract_lists(word, table))
        except (struct.error, IndexError):
            self.is_damaged = True

    def marker(self, number: int, depth: int, text: str) -> str:
        """`4.2. ` in front of the `text` of the next paragraph of the list `number` (from 1), at a
        level from 0; nothing where there is no such list."""
        if not 1 <= number <= len(self._lists) or not 0 <= depth < LEVELS:
            return ""
        given = self._lists[number - 1]
        language = language_beside(given.levels, text)
        return self._counts.marker(
            given.kind, str(number), given.levels, depth, given.starts, language
        )


def _span(word: bytes, where: int) -> tuple[int, int]:
    start, length = struct.unpack_from("<II", word, where)
    return start, length


def _abstract_lists(word: bytes, table: bytes) -> dict[int, tuple[Level, ...]]:
    start, length = _span(word, _LISTS)
    if not length:
        return {}
    (count,) = struct.unpack_from("<H", table, start)
    at = start + 2 + _LIST_BYTES * min(count, _MAX_LISTS)
    found: dict[int, tuple[Level, ...]] = {}
    for index in range(min(count, _MAX_LISTS)):
        head = start + 2 + _LIST_BYTES * index
        (name,) = struct.unpack_from("<I", table, head)
        levels = [Level()] * LEVELS
        for depth in range(1 if table[head + 26] & 1 else LEVELS):
            levels[depth], at = _level(table, at)
        found[name] = tuple(levels)
    return found


def _level(table: bytes, at: int) -> tuple[Level, int]:
    """A level, and where the next one begins."""
    start, shape, flags = struct.unpack_from("<iBB", table, at)
    follow, characters, paragraphs, restart = (table[at + n] for n in (15, 24, 25, 26))
    at += _LEVEL_BYTES + characters + paragraphs
    (length,) = struct.unpack_from("<H", table, at)
    text = table[at + 2 : at + 2 + 2 * length].decode("utf-16-le", "replace")
    level = Level(
        start=start,
        shape=_SHAPES.get(shape, "decimal"),
        text="".join(f"%{ord(c) + 1}" if ord(c) < LEVELS else c for c in text)[:200],
        gap="" if follow == 2 else " ",
        restart=restart if flags & 0x08 else None,
        legal=bool(flags & 0x04),
    )
    return level, at + 2 + 2 * length


def _overrides(word: bytes, table: bytes, known: dict[int, tuple[Level, ...]]) -> tuple[_List, ...]:
    """The lists that paragraphs name, in order."""
    start, length = _span(word, _OVERRIDES)
    if not length:
        return ()
    (count,) = struct.unpack_from("<I", table, start)
    count = min(count, _MAX_LISTS)
    at = start + 4 + _OVERRIDE_BYTES * count
    found: list[_List] = []
    for index in range(count):
        head = start + 4 + _OVERRIDE_BYTES * index
        (name,) = struct.unpack_from("<I", table, head)
        levels = list(known.get(name, (Level(shape="none"),) * LEVELS))
        starts: dict[int, int] = {}
        at += 4
        for _ in range(table[head + 12]):
            first, bits = struct.unpack_from("<iI", table, at)
            at += 8
            depth, restarts, formatted = bits & 0xF, bits & 0x10, bits & 0x20
            level = None
            if formatted:
                level, at = _level(table, at)
                first = level.start
            if depth < LEVELS:
                levels[depth] = level or levels[depth]
                if restarts:
                    starts[depth] = first
        found.append(_List(str(name), tuple(levels), starts))
    return tuple(found)


def styled(word: bytes, table: bytes, read: Callable[[bytes], Properties]) -> dict[int, Properties]:
    """What each paragraph style says of its list, with what it is based on; `read` reads
    properties.  Nothing where the styles are damaged."""
    try:
        own = _styles(word, table, read)
    except (struct.error, IndexError):
        return {}
    found: dict[int, Properties] = {}
    for number in own:
        said: Properties = {}
        name = number
        for _ in range(_DEEPEST_CHAIN):
            if name not in own:
                break
            name, properties = own[name]
            said = {**properties, **said}
        found[number] = said
    return found


def _styles(
    word: bytes, table: bytes, read: Callable[[bytes], Properties]
) -> dict[int, tuple[int, Properties]]:
    """Of each style's number, what it is based on, and its own list."""
    start, length = _span(word, _STYLES)
    if not length:
        return {}
    (size,) = struct.unpack_from("<H", table, start)
    count, base = struct.unpack_from("<HH", table, start + 2)
    at = start + 2 + size
    own: dict[int, tuple[int, Properties]] = {}
    for number in range(count):
        (length,) = struct.unpack_from("<H", table, at)
        if length:
            own[number] = _style(table[at + 2 : at + 2 + length], base, read)
        at += 2 + length + length % 2
    return own


def _style(data: bytes, base: int, read: Callable[[bytes], Properties]) -> tuple[int, Properties]:
    """What a style is based on, and its own list."""
    (kind,) = struct.unpack_from("<H", data, 2)
    (length,) = struct.unpack_from("<H", data, base)
    at = base + 2 + 2 * length + 2
    if kind & 0xF != _PARAGRAPH_STYLE or at + 2 > len(data):
        return kind >> 4, {}
    (size,) = struct.unpack_from("<H", data, at)
    listed = read(data[at + 4 : at + 2 + size])
    return kind >> 4, {code: listed[code] for code in (LIST, DEPTH) if code in listed}
