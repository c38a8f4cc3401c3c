"""Records as JSON, one array or one object a line: every value under its name.

Which fields hold the text is not guessed: all do.  A long value stands alone,
short ones share a line with their names.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from qa.documents.formats.encodings import decode
from qa.documents.formats.layout import Block, Layout, Unread, assemble
from qa.errors import DamagedDocument

_LONG = 200
_MAX_DEPTH = 50
_MAX_VALUES = 1_000_000


def load_json(data: bytes) -> Layout:
    """Raises DamagedDocument where nothing can be read; lines that cannot are reported."""
    decoded = decode(data)
    unread: list[Unread] = []
    text = decoded.text.lstrip("\ufeff")
    try:
        found: list[Any] = [json.loads(text)]
    except ValueError as error:
        found = list(_lines(text, unread))
        if not found:
            raise DamagedDocument(f"the file is no JSON ({error}); mend or convert it") from error
    if len(found) == 1 and isinstance(found[0], list):
        found = found[0]
    blocks = [block for record in found for block in _record(record)][:_MAX_VALUES]
    notes = (decoded.note,) if decoded.note else ()
    layout = assemble(blocks, {"encoding": decoded.encoding}, notes)
    return Layout(
        layout.text, metadata=layout.metadata, notes=layout.notes, unread=tuple(unread[:1000])
    )


def _lines(text: str, unread: list[Unread]) -> Iterator[Any]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield json.loads(line)
            except ValueError as error:
                unread.append(Unread(f"line {number}", f"no JSON ({error})"))


def _record(record: Any) -> Iterator[Block]:
    line: list[str] = []
    for path, value in _values(record, ()):
        if len(value) < _LONG and "\n" not in value:
            line.append(f"{path}: {value}" if path else value)
            continue
        if line:
            yield Block("\n".join(line))
            line = []
        yield Block(value)
    if line:
        yield Block("\n".join(line))


def _values(value: Any, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if len(path) > _MAX_DEPTH:
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _values(inner, (*path, str(key)))
    elif isinstance(value, list):
        simple = [str(one) for one in value if isinstance(one, str | int | float)]
        if len(simple) == len(value) and all(len(one) < _LONG for one in simple):
            if simple:
                yield ".".join(path), ", ".join(simple)
            return
        for inner in value:
            yield from _values(inner, path)
    elif isinstance(value, str):
        if value.strip():
            yield ".".join(path), value.strip()
    elif isinstance(value, bool | int | float):
        yield ".".join(path), json.dumps(value)
