"""Invitations and calendars (RFC 5545): of each event what a person is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from qa.documents.formats.encodings import decode
from qa.documents.formats.layout import Block, Layout, assemble
from qa.errors import DamagedDocument

_LINE = re.compile(
    r"(?P<name>[A-Za-z-]+)(?P<how>(?:;(?:\"[^\"]*\"|[^\":])*)?):(?P<value>.*)", re.DOTALL
)
_SAID_BY = re.compile(r";CN=(?:\"([^\"]*)\"|([^;]*))", re.IGNORECASE)
_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d)?(Z?)")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_SHOWN = ("VEVENT", "VTODO", "VJOURNAL")
_PEOPLE = ("ORGANIZER", "ATTENDEE")
_MAX_PEOPLE = 1000
Field = tuple[str, str, str]


def load_ics(data: bytes) -> Layout:
    """Raises DamagedDocument for what is no calendar."""
    decoded = decode(data)
    if "BEGIN:VCALENDAR" not in decoded.text[:1000].upper():
        raise DamagedDocument("the file does not begin like a calendar; export it anew")
    notes = (decoded.note,) if decoded.note else ()
    blocks = [block for fields in _events(decoded.text) for block in _blocks(fields)]
    return assemble(blocks, {"encoding": decoded.encoding}, notes)


def _events(text: str) -> Iterator[list[Field]]:
    """The fields of each event: name, how it is said, value."""
    fields: list[Field] | None = None
    within = 0
    for line in re.sub(r"\r?\n[ \t]", "", text).splitlines():
        found = _LINE.fullmatch(line)
        if found is None:
            continue
        name, value = found["name"].upper(), found["value"]
        if name == "BEGIN" and fields is None and value.upper() in _SHOWN:
            fields = []
        elif name in ("BEGIN", "END") and fields is not None:
            # Alarms and the like inside an event are none of its own.
            within += 1 if name == "BEGIN" else -1
            if within < 0:
                yield fields
                fields, within = None, 0
        elif fields is not None and not within:
            fields.append((name, found["how"], value))


def _blocks(fields: list[Field]) -> Iterator[Block]:
    known: dict[str, Field] = {}
    for one in fields:
        known.setdefault(one[0], one)

    def said(name: str) -> str:
        return _plain(known[name][2]) if name in known else ""

    times = _times(known.get("DTSTART"), known.get("DTEND") or known.get("DUE"))
    lines = (said("SUMMARY"), times, said("LOCATION"))
    yield Block("\n".join(filter(None, lines)))
    for paragraph in re.split(r"\n\s*\n", said("DESCRIPTION")):
        yield Block(paragraph)
    people = [_person(how, value) for name, how, value in fields if name in _PEOPLE]
    yield Block(", ".join(dict.fromkeys(people[:_MAX_PEOPLE])))


def _plain(value: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value).strip()


def _times(start: Field | None, end: Field | None) -> str:
    """`2024-03-18 10:00 – 11:30`; days without times are whole, the last one not included."""
    first, last = (_TIME.match(one[2]) if one else None for one in (start, end))
    if first is None:
        return ""
    drawn = [_time(first)]
    if last is not None:
        whole_day = last[4] is None
        until = _day_before(last) if whole_day else _time(last)
        same_day = not whole_day and until[:10] == drawn[0][:10]
        drawn.append(until[11:] if same_day else until)
    return " – ".join(dict.fromkeys(drawn))


def _time(found: re.Match[str]) -> str:
    year, month, day, hour, minute, zone = found.groups()
    clock = f" {hour}:{minute}{' UTC' if zone else ''}" if hour else ""
    return f"{year}-{month}-{day}{clock}"


def _day_before(found: re.Match[str]) -> str:
    try:
        day = datetime(int(found[1]), int(found[2]), int(found[3])) - timedelta(days=1)
    except (ValueError, OverflowError):
        return _time(found)
    return f"{day:%Y-%m-%d}"


def _person(how: str, value: str) -> str:
    found = _SAID_BY.search(how)
    name = (found[1] or found[2] or "") if found else ""
    address = value.partition(":")[2] if value.lower().startswith("mailto:") else value
    return f"{name} <{address}>" if name and name != address else address
