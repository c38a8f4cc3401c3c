"""What the archive's texts carry that nobody wrote for reading.

Cleaning drops residue and never touches the words of a sentence: inside a line
only characters that cannot be seen go, and three or more blanks in a row, which
are layout, as are those within a word that is spaced out.  No-break spaces and
double blanks stay, so that a sentence is byte for byte the file's.  All that was
dropped is listed.

Page furniture that tells something (a registration line, an imprint) stays in
the text, because somebody may ask for it; `furniture` says where it is, so that
it forms passages of its own and can be ranked low.  What tells nothing (today's
date at the moment of saving, a view counter) goes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from qa.documents.furniture import find_furniture, find_noise_lines
from qa.documents.spaced import spells
from qa.language.packs import either, packs
from qa.types import Span

_BLANK = "[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]"

_NEWLINES = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028]")
_PARAGRAPHS = re.compile("\u2029")
_FIELD_CODES = re.compile(
    r"\[(?:bookmark|footnoteRef|endnoteRef|commentRef|image|picture|object)\s*:[^\[\]\n]{0,80}\]"
    r"|\{\s*(?:PAGE|NUMPAGES|HYPERLINK|TOC|REF|PAGEREF|SEQ|DATE|TIME|INCLUDEPICTURE|MERGEFIELD)\b"
    r"[^{}\n]{0,200}\}"
    r"|<!--\[if [^\]]*\]>|<!\[endif\]-->|</?o:p>"
    rf"|(?i:{either(lambda pack: pack.layout.errors)})",
)
_JOINING_VOWELS = frozenset(v for pack in packs() for v in pack.layout.joining_vowels)
_INVISIBLE = re.compile(
    "[\u00ad\u200b\u2060-\u2064\ufeff\u200e\u200f\u061c\u202a-\u202e\u2066-\u206f\ufff9-\ufffb]"
    "|[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]"
    # Joiners mean something in other scripts and in emoji, not between these letters.
    "|(?<=[A-Za-z\u0400-\u052f])[\u200c\u200d](?=[A-Za-z\u0400-\u052f])"
)
_HYPHEN_BREAK = re.compile(
    rf"(?<![^\W\d_])(?P<left>[^\W\d_]++)(?P<gap>[-\u2010\u00ac]{_BLANK}*+\n{_BLANK}*+)"
    r"(?P<right>[^\W\d_]++)"
)
_SPACED_OUT = re.compile(rf"(?<![\w'’])[^\W\d_](?:{_BLANK}{{1,3}}+[^\W\d_](?![\w'’])){{3,}}")
_GAP = re.compile(f"{_BLANK}+")
_BLANKS_AT_EDGE = re.compile(rf"(?<!{_BLANK}){_BLANK}++(?=\n|\Z)|(?:(?<=\n)|\A){_BLANK}++")
_BLANK_RUN = re.compile(rf"{_BLANK}{{3,}}")
_BLANK_LINES = re.compile(r"\n{3,}|\A\n+|\n+\Z")


@dataclass(frozen=True, slots=True)
class Dropped:
    """Something cleaning took out: its kind, itself (at most 200 characters), its line from 1."""

    kind: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The text to be stored, what was dropped, and where page furniture stands in it."""

    text: str
    dropped: tuple[Dropped, ...]
    furniture: tuple[Span, ...]
    _shifts: tuple[_Shift, ...] = ()

    def locate(self, offset: int) -> int:
        """Where a place of the text before cleaning lies now."""
        for shift in self._shifts:
            offset = shift.apply(offset)
        return offset


@dataclass(frozen=True, slots=True)
class _Shift:
    """One rule's edits: where each begins and ends, and by how much all after it moves."""

    starts: list[int]
    ends: list[int]
    deltas: list[int]

    def apply(self, offset: int) -> int:
        index = bisect_right(self.starts, offset) - 1
        if index < 0:
            return offset
        if offset < self.ends[index]:
            return self.starts[index] + (self.deltas[index - 1] if index else 0)
        return offset + self.deltas[index]


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    end: int
    replacement: str
    kind: str = ""


def clean(text: str) -> Cleaned:
    """Apply every rule in order; the order is part of the rules."""
    dropped: list[Dropped] = []
    shifts: list[_Shift] = []
    for rule in _RULES:
        edits = list(rule(text))
        if edits:
            dropped.extend(_report(text, edits))
            text, shift = _apply(text, edits)
            shifts.append(shift)
    dropped.sort(key=lambda entry: entry.line or len(text))
    return Cleaned(text, tuple(dropped), find_furniture(text), tuple(shifts))


def _replace(pattern: re.Pattern[str], by: str, kind: str = "") -> Callable[[str], Iterable[_Edit]]:
    def rule(text: str) -> Iterable[_Edit]:
        return (_Edit(m.start(), m.end(), by, kind) for m in pattern.finditer(text))

    return rule


def _rejoin_hyphens(text: str) -> Iterable[_Edit]:
    """A word broken over two lines becomes one again.

    A compound that happens to break at its own hyphen keeps it: the rest of the
    text shows which of the two spellings is used; Russian connecting vowels
    (`социально-`, `научно-`) decide where it shows neither.
    """
    found = [m for m in _HYPHEN_BREAK.finditer(text) if m["right"][0].islower()]
    if not found:
        return
    words = set(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.lower()))
    for match in found:
        left, right = match["left"].lower(), match["right"].lower()
        compound = f"{left}-{right}" in words or (
            left + right not in words
            and len(left) > 4
            and left[-1] in _JOINING_VOWELS
            and len(right) > 4
        )
        start, end = match.span("gap")
        yield _Edit(start, end, "-" if compound else "", "" if compound else "hyphenation")


def _close_up(text: str) -> Iterable[_Edit]:
    """What is spaced out to be seen (`П Р И К А З`) becomes a word again; a wider gap parts two."""
    for match in _SPACED_OUT.finditer(text):
        if not spells("".join(match[0].split())):
            continue
        gaps = [Span(*gap.span()) for gap in _GAP.finditer(text, *match.span())]
        narrow = min(gap.end - gap.start for gap in gaps)
        for gap in gaps:
            wide = gap.end - gap.start > narrow
            yield _Edit(gap.start, gap.end, " " if wide else "", "blanks")


def _drop_noise(text: str) -> Iterable[_Edit]:
    return (_Edit(n.start, n.end, "", n.kind) for n in find_noise_lines(text))


def _blank_lines(text: str) -> Iterable[_Edit]:
    for match in _BLANK_LINES.finditer(text):
        inner = match.start() > 0 and match.end() < len(text)
        yield _Edit(match.start(), match.end(), "\n\n" if inner else "")


_RULES: tuple[Callable[[str], Iterable[_Edit]], ...] = (
    _replace(_NEWLINES, "\n"),
    _replace(_PARAGRAPHS, "\n\n"),
    _replace(_FIELD_CODES, "", "field code"),
    _replace(_INVISIBLE, "", "invisible character"),
    _replace(_BLANKS_AT_EDGE, "", "blanks"),
    _close_up,
    _replace(_BLANK_RUN, " ", "blanks"),
    _drop_noise,
    # From here on lines are no longer the file's.
    _rejoin_hyphens,
    _blank_lines,
)


def _apply(text: str, edits: list[_Edit]) -> tuple[str, _Shift]:
    parts: list[str] = []
    deltas: list[int] = []
    at = delta = 0
    for edit in edits:
        parts += [text[at : edit.start], edit.replacement]
        delta += len(edit.replacement) - (edit.end - edit.start)
        at = edit.end
        deltas.append(delta)
    parts.append(text[at:])
    shift = _Shift([edit.start for edit in edits], [edit.end for edit in edits], deltas)
    return "".join(parts), shift


def _report(text: str, edits: list[_Edit]) -> Iterable[Dropped]:
    """Blanks are too many to list one by one; they are counted in a single entry."""
    blanks = 0
    line, at = 1, 0
    for edit in edits:
        if edit.kind == "blanks":
            blanks += edit.end - edit.start - len(edit.replacement)
        elif edit.kind:
            line += text.count("\n", at, edit.start)
            at = edit.start
            yield Dropped(edit.kind, text[edit.start : edit.end].strip("\n")[:200], line)
    if blanks:
        yield Dropped("blanks", f"{blanks} characters", 0)
