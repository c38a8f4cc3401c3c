"""Numbers, dates and weekdays of a claim, and whether the evidence has them.

Values are compared by canonical form and field by field: `June 2006` and `June
2009` share a month and still disagree.  Converted units agree up to rounding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from qa.checking.reading import Content
from qa.language.packs import either
from qa.language.units import Measure, is_converted, measure_of
from qa.language.values import Value, ValueKind, find_values

_DATES = (ValueKind.DATE, ValueKind.YEAR)


def _weekday(day: int) -> str:
    return either(lambda pack: [pack.calendar.weekdays[day]])


_WEEKDAYS = re.compile(
    "|".join(rf"(?P<d{day}>(?<!\w)(?:{_weekday(day)}))" for day in range(7)),
    re.IGNORECASE,
)


class Figures(NamedTuple):
    """What the claim says and the evidence does not, and the reverse."""

    missing: tuple[str, ...]
    others: tuple[str, ...]


def compare_figures(
    claim: Content, claim_text: str, evidence: Content, evidence_text: str, context: str
) -> Figures:
    """Compare values of two sentences; `context` is the text around the evidence."""
    here = evidence.values
    around = find_values(context)
    measures = _measures(here, evidence_text) + _measures(around, context)
    missing = [
        value.text
        for value in claim.values
        if _counts(value)
        and not _in(value, here)
        and not _in(value, around)
        and not _converted(value, claim_text, measures)
    ]
    # `Three times` may stand as `трижды`: a small number in words needs a rival.
    small = {v.text for v in claim.values if not any(map(str.isdigit, v.text)) and len(v.value) < 5}
    said = claim.values
    claimed = _measures(said, claim_text)
    others = [
        value.text
        for value in here
        if _counts(value)
        and not any(agree(value, v) for v in said)
        and not _converted(value, evidence_text, claimed)
    ]
    days, other_days = _groups(_WEEKDAYS, claim_text), _groups(_WEEKDAYS, evidence_text)
    near_days = other_days | _groups(_WEEKDAYS, context)
    missing += [text for day, text in days.items() if day not in near_days]
    others += [text for day, text in other_days.items() if day not in days]
    if not others:
        missing = [text for text in missing if text not in small]
    return Figures(tuple(missing), tuple(others))


def stated_share(said: Content, there: Content) -> float:
    """The share of the claim's values that the evidence has; 0 without values."""
    values = [value for value in said.values if _counts(value)]
    return sum(_in(value, there.values) for value in values) / len(values) if values else 0.0


def agree(a: Value, b: Value) -> bool:
    """Whether two values can be the same: every part that both state is equal."""
    if ValueKind.RANGE in (a.kind, b.kind):
        return _ranges_agree(a, b)
    if a.kind in _DATES and b.kind in _DATES:
        pairs = list(zip(_date(a.value), _date(b.value), strict=True))
        both = [(x, y) for x, y in pairs if x and y]
        return bool(both) and all(x == y for x, y in both)
    if a.kind in _DATES or b.kind in _DATES:
        date, number = (a, b) if a.kind in _DATES else (b, a)
        year, _, day = _date(date.value)
        return number.value in (year, day.lstrip("0") or None)
    return a.value.rstrip("%") == b.value.rstrip("%")


def _ranges_agree(a: Value, b: Value) -> bool:
    if a.kind is b.kind:
        ends = zip(a.value.split(".."), b.value.split(".."), strict=False)
        return all(x == y or x[:4] == y or y[:4] == x for x, y in ends)
    long, single = (a, b) if a.kind is ValueKind.RANGE else (b, a)
    return any(single.value in (end, end[:4], end[-5:]) for end in long.value.split(".."))


def _date(value: str) -> tuple[str, str, str]:
    """Year, month and day of `2022-04-29`, `2022-04`, `2022`, `--04-29`, `--04`; "" if unsaid."""
    year, _, rest = value.partition("-") if not value.startswith("--") else ("", "", value[2:])
    month, _, day = rest.partition("-")
    return year, month, day


def _in(value: Value, others: Sequence[Value]) -> bool:
    if any(agree(value, other) for other in others):
        return value.kind is not ValueKind.RANGE or _whole_range(value, others)
    return False


def _whole_range(value: Value, others: Sequence[Value]) -> bool:
    """A range is found as such, or by both its ends."""
    if any(other.kind is ValueKind.RANGE and agree(value, other) for other in others):
        return True
    return all(
        any(other.value in (end, end[:4]) or end[:4] == other.value[:4] for other in others)
        for end in value.value.split("..")
    )


def _counts(value: Value) -> bool:
    """Whether a value is worth comparing: `one` and `two` in words are too often no counts."""
    return not value.weak and (value.value not in ("1", "2") or value.text[0].isdigit())


def _measures(values: Iterable[Value], text: str) -> list[Measure]:
    return [measure for value in values if (measure := measure_of(value, text))]


def _converted(value: Value, text: str, measures: Sequence[Measure]) -> bool:
    measure = measure_of(value, text)
    return measure is not None and any(is_converted(measure, other) for other in measures)


def _groups(pattern: re.Pattern[str], text: str) -> dict[str, str]:
    """The words found, by the name of their group."""
    return {m.lastgroup: m.group() for m in pattern.finditer(text) if m.lastgroup}
