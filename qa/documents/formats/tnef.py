"""`winmail.dat`, in which Outlook packs what a mail holds ([MS-OXTNEF])."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from qa.documents.formats.encodings import decode
from qa.errors import DamagedDocument

_SIGNATURE = b"\x78\x9f\x3e\x22"
_MESSAGE, _ATTACHMENT = 1, 2
_TITLE, _DATA, _NEW, _PROPERTIES, _BODY, _ATTACHED = 0x8010, 0x800F, 0x9002, 0x9003, 0x800C, 0x9005
_LONG_NAME, _CONTENT = 0x3707, 0x3701
_PLAIN, _RTF, _HTML = 0x1000, 0x1009, 0x1013
# Bytes of a value by its type, where that says them.
_FIXED = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 10: 4, 11: 4, 20: 8, 64: 8, 72: 16}
_TEXT, _WIDE = 0x1E, 0x1F
_VARIABLE = (0x0D, _TEXT, _WIDE, 0x102)
_MANY = 0x1000
_MAX_VALUES = 100_000


@dataclass(slots=True)
class Packed:
    """Its bodies by kind, and the name and content of each attachment."""

    plain: str = ""
    html: bytes = b""
    rtf: bytes = b""
    attachments: list[tuple[str, bytes]] = field(default_factory=list)


def read_tnef(data: bytes) -> Packed:
    """Raises DamagedDocument where it does not begin like one; of one that is cut off what came
    before is read."""
    if not data.startswith(_SIGNATURE):
        raise DamagedDocument("the attachment is no winmail.dat; save it anew")
    found = Packed()
    try:
        for level, kind, value in _attributes(data):
            if level == _MESSAGE:
                _take_body(found, kind, value)
            elif level == _ATTACHMENT:
                _take_attachment(found, kind, value)
    except (struct.error, IndexError):
        pass
    found.attachments = [one for one in found.attachments if one[1]]
    return found


def _take_body(found: Packed, kind: int, value: bytes) -> None:
    if kind == _BODY:
        found.plain = found.plain or _decoded(value)
    elif kind == _PROPERTIES:
        for name, content, is_wide in _properties(value):
            if name == _PLAIN:
                found.plain = _decoded(content, is_wide=is_wide)
            elif name == _HTML:
                found.html = content
            elif name == _RTF:
                found.rtf = content


def _take_attachment(found: Packed, kind: int, value: bytes) -> None:
    if kind == _NEW or not found.attachments:
        found.attachments.append(("", b""))
    name, content = found.attachments[-1]
    if kind == _TITLE:
        name = name or _decoded(value)
    elif kind == _DATA:
        content = value
    elif kind == _ATTACHED:
        for key, inside, is_wide in _properties(value):
            if key == _LONG_NAME:
                name = _decoded(inside, is_wide=is_wide)
            elif key == _CONTENT:
                content = content or inside
    found.attachments[-1] = name, content


def _attributes(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 6
    while at + 9 <= len(data):
        level, kind, _, size = struct.unpack_from("<BHHI", data, at)
        yield level, kind, data[at + 9 : at + 9 + size]
        at += 9 + size + 2


def _properties(data: bytes) -> Iterator[tuple[int, bytes, bool]]:
    """Those of variable size: number, value, and whether that is text in two bytes a letter."""
    (count,) = struct.unpack_from("<I", data, 0)
    at = 4
    for _ in range(min(count, _MAX_VALUES)):
        kind, name = struct.unpack_from("<HH", data, at)
        at += 4
        if name >= 0x8000:
            at = _after_name(data, at)
        values = 1
        single = kind & ~_MANY
        if kind & _MANY or single in _VARIABLE:
            (values,) = struct.unpack_from("<I", data, at)
            at += 4
        for _ in range(min(values, _MAX_VALUES)):
            size = _FIXED.get(single, 0)
            if single in _VARIABLE:
                (size,) = struct.unpack_from("<I", data, at)
                at += 4
                yield name, data[at : at + size], single == _WIDE
            elif not size:
                return
            at += size + -size % 4
            if at > len(data):
                return


def _after_name(data: bytes, at: int) -> int:
    kind, size = struct.unpack_from("<II", data, at + 16)
    return at + 24 + ((size + -size % 4) if kind else 0)


def _decoded(value: bytes, *, is_wide: bool = False) -> str:
    if is_wide:
        return value.decode("utf-16-le", "replace").strip("\x00")
    return decode(value.rstrip(b"\x00")).text if value.strip(b"\x00") else ""
