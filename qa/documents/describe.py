"""What a document says about itself: title, date, author.

Only what stands where such things stand is believed; a wrong date is worse
than none, because filters and answers rely on it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from qa.documents.formats.layout import Heading
from qa.language.dates import month
from qa.language.numerals import fold_word
from qa.language.packs import either
from qa.types import Span

_MAX_TITLE = 250
_TERMINAL = ".!;:,…"
_YEAR_FIRST = either(lambda pack: pack.calendar.year_first)
_MONTH = r"(?P<month>[^\W\d_]{3,14})"
_DAY = r"(?P<day>\d{1,2})(?:\s*[-–]\s*(?P<last>\d{1,2}))?"
_DATELINE_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?P<year>\d{{4}})\s+(?:{_YEAR_FIRST})\s+{_DAY}\s+{_MONTH}",
        rf"{_DAY}\s+{_MONTH},?\s+(?P<year>\d{{4}})",
        rf"{_MONTH}\.?\s+{_DAY},?\s+(?P<year>\d{{4}})",
        r"\b(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>\d{4})\b",
        r"\b(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})\b",
    )
)
_LABELLED_AUTHOR = re.compile(
    rf"(?:{either(lambda pack: pack.layout.authors)})\s*[:–—]\s*(?P<name>[^\n]{{3,80}})",
    re.IGNORECASE,
)
_FULL_NAME = re.compile(r"[^\W\d_]{2,20}(?:-[^\W\d_]{2,20})?\s[^\W\d_]{3,25}(?:-[^\W\d_]{2,20})?")


def find_title(
    text: str, headings: Sequence[Heading], sentences: Sequence[Span], source: str
) -> tuple[str, Span | None]:
    """First heading, else a first line that looks like a title, else the file's name.

    The span is where the title stands in the text.
    """
    if headings and headings[0].start <= 2000:
        first = headings[0]
        return " ".join(text[first.start : first.end].split()), Span(first.start, first.end)
    if span := first_line_title(text, sentences):
        return " ".join(text[span.start : span.end].split()), span
    return PurePosixPath(source).stem.replace("_", " ").replace("-", " ").strip() or source, None


def first_line_title(text: str, sentences: Sequence[Span]) -> Span | None:
    """The first line, when it is a sentence by itself, ends like a title, and more follows."""
    if len(sentences) < 2:
        return None
    first = sentences[0]
    line_end = text.find("\n", first.start)
    whole_line = first.end == (line_end if line_end >= 0 else len(text))
    ends_well = text[first.end - 1] not in _TERMINAL
    wordy = sum(c.isalpha() for c in text[first.start : first.end]) >= 4
    begins_well = not text[first.start].islower()
    if whole_line and ends_well and wordy and begins_well and first.end - first.start <= _MAX_TITLE:
        return first
    return None


def find_date(text: str) -> str:
    """ISO date (or `first/last`) of a dateline: a short line near the head; else empty."""
    lines = [line.strip() for line in text[:2000].split("\n") if line.strip()][:6]
    for line in lines:
        if len(line) > 80:
            continue
        for form in _DATELINE_FORMS:
            for found in form.finditer(line):
                # Little else may stand on a dateline: a place, a weekday, a source.
                if len(line) - len(found[0]) <= 30 and (date := _iso(found)):
                    return date
    return ""


def normal_date(written: str) -> str:
    """A date as metadata give it (`2024-04-26T10:00+05:00`, `26.04.2024`, `2018`), as ISO."""
    written = written.strip()
    if iso := re.match(r"\d{4}(?:-\d{2}(?:-\d{2})?)?(?:/\d{4}-\d{2}-\d{2})?(?=T|\s|\Z)", written):
        return iso[0]
    for form in _DATELINE_FORMS:
        for found in form.finditer(written):
            if date := _iso(found):
                return date
    return ""


def find_author(text: str) -> str:
    """A labelled author near either end, or a first name and surname alone on the last line."""
    for part in (text[:1500], text[-1500:]):
        for line in part.split("\n"):
            if labelled := _LABELLED_AUTHOR.fullmatch(line.strip()):
                return labelled["name"].strip(" .")
    last = text.rstrip().rsplit("\n", 1)[-1].strip()
    if _FULL_NAME.fullmatch(last) and all(w[0].isupper() and w[1:].islower() for w in last.split()):
        return last
    return ""


def _iso(found: re.Match[str]) -> str:
    groups = found.groupdict()
    written = groups["month"]
    number = int(written) if written.isdigit() else month(fold_word(written))
    year, day = int(groups["year"]), int(groups["day"])
    if not (1 <= number <= 12 and 1 <= day <= 31 and 1500 <= year <= 2200):
        return ""
    first = f"{year:04}-{number:02}-{day:02}"
    last = int(groups.get("last") or 0)
    return f"{first}/{year:04}-{number:02}-{last:02}" if day < last <= 31 else first
