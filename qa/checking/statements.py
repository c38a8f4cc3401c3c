"""Prose into statements, the units that are checked.

A model's answer has a layout of its own: headings, bullets, emphasis, citation
marks.  None of it is said of the world, so it is left out, while every
statement keeps its place in the text as given.  `He added that …` says nothing
that can be checked by itself, so a statement that begins with a pronoun is
read with the person whom the statement before it names.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from qa.language.identify import identify
from qa.language.names import Name, find_names
from qa.language.packs import either, packs
from qa.language.sentences import split_sentences
from qa.types import Language, Span

_MARK = r"(?:\[\^?\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\]|【[^】\n]{1,20}】|[¹²³⁴⁵⁶⁷⁸⁹⁰]+)"
_MARKERS = re.compile(rf"(?:\s*{_MARK}(?:\s*,(?=\s*{_MARK}))?)+")
_BULLET = re.compile(r"\s*(?:[-–—•*▪●·>]\s+|\d{1,3}[.)]\s+)*")
_EMPHASIS = re.compile(r"\*\*|__|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)|`")
_HEADING = re.compile(
    r"^[ \t]*(?:#{1,6}[ \t].*|[=\-_*]{3,}[ \t]*|\|?[ \t:|-]{3,}\|?[ \t]*)$", re.MULTILINE
)
_QUOTES = re.compile(r"[«»“”„\"]")
# A semicolon parts statements where each side says something of its own.
_SEMICOLON = re.compile(r";\s+")
_FEWEST_WORDS = 4
_CLAUSE = re.compile(
    rf"[,;]\s+(?:{either(lambda pack: pack.statements.joints)})\s+|"
    # Without a comma only beside a verb.
    rf"{either(lambda pack: pack.statements.clauses)}",
    re.IGNORECASE,
)
_FEWEST_IN_CLAUSE = 5

# A pronoun opens the statement, after two short words at most (`Сондай-ақ ол …`).
_LEAD = (
    r"^(?P<lead>[«“\"]?(?:[\w-]+,?\s+){0,2}?"
    rf"(?:{either(lambda pack: pack.statements.lead)})?)"
)
_PRONOUNS = {
    pack.language: re.compile(_LEAD + f"(?:{'|'.join(pack.statements.pronoun)})", re.IGNORECASE)
    for pack in packs()
}


class Statement(NamedTuple):
    """`text` is what the prose says at `[start, end)`, without its layout; `meant` is the same
    with the name in a pronoun's place."""

    text: str
    start: int
    end: int
    meant: str


def split_statements(text: str) -> list[Statement]:
    """The sentences of `text` that say something, in order.

    Where none does (`Yes.`, `2019.`, a question), the first of what there is.
    """
    language = identify(text[:4000]).language
    statements: list[Statement] = []
    asides: list[Statement] = []
    person = intro = ""
    headless = _HEADING.sub(lambda match: _blank(match.group()), text)
    for sentence in split_sentences(headless, language):
        for start, end in _at_semicolons(headless, sentence):
            mark = _BULLET.match(headless, start, end).group()  # type: ignore[union-attr]
            start += len(mark)
            said = _EMPHASIS.sub("", _MARKERS.sub("", headless[start:end])).strip()
            if not any(c.isalnum() for c in said):
                continue
            item = bool(mark.strip())
            short = len(said.split()) < _FEWEST_WORDS
            meant = f"{intro}: {said}" if item and short and intro else said
            statement = Statement(said, start, end, _with_name(meant, person, language))
            intro = said.removesuffix(":") if said.endswith(":") else intro if item else ""
            heading = not item and short and _is_heading(headless, start, end)
            if heading or _asks(statement.meant) or not says_something(statement.meant):
                asides.append(statement)
                continue
            statements.append(statement)
            person = _last_person(statement.meant) or person
    return statements or asides[:1]


def says_something(meant: str) -> bool:
    """Whether this is more than one word or number."""
    words = meant.split()
    return len(words) > 1 and any(c.isalpha() for c in meant)


def _asks(meant: str) -> bool:
    return meant.endswith("?") and not _QUOTES.search(meant)


def _is_heading(text: str, start: int, end: int) -> bool:
    """A few words on a line of their own, without a full stop or a number, with text below."""
    line = text[start:end].strip(" *_")
    alone = not text[text.rfind("\n", 0, start) + 1 : start].strip(" *_")
    below = text[end:].lstrip(" *_")
    open_ended = line[-1:] not in tuple(".!?…»”)") and not any(c.isdigit() for c in line)
    return alone and open_ended and below.startswith("\n") and bool(below.strip())


def split_clauses(text: str) -> list[Span]:
    """The parts of a long statement that could stand by themselves; the whole of a short one."""
    parts = [Span(0, len(text))]
    for match in reversed(list(_CLAUSE.finditer(text))):
        end = parts[0].end
        head, tail = text[: match.start()], text[match.end() : end]
        long_enough = min(len(head.split()), len(tail.split())) >= _FEWEST_IN_CLAUSE
        if long_enough and not _is_inside(head):
            parts[0:1] = [Span(0, match.start()), Span(match.end(), end)]
    return parts


def _at_semicolons(text: str, sentence: Span) -> list[Span]:
    """The sentence, cut where a semicolon stands between two statements."""
    spans, start = [], sentence.start
    for match in _SEMICOLON.finditer(text, sentence.start, sentence.end):
        before, after = text[start : match.start()], text[match.end() : sentence.end]
        long_enough = min(len(before.split()), len(after.split())) >= _FEWEST_WORDS
        if long_enough and not _is_inside(before):
            spans.append(Span(start, match.start()))
            start = match.end()
    return [*spans, Span(start, sentence.end)]


def _is_inside(before: str) -> bool:
    """Whether a quotation or a bracket that `before` opens is still open at its end."""
    opened = any(before.count(left) > before.count(right) for left, right in ("«»", "“”", "()"))
    return opened or before.count('"') % 2 == 1


def _with_name(said: str, person: str, language: Language) -> str:
    """The statement with `person` for the pronoun that it opens with."""
    pattern = _PRONOUNS.get(language)
    match = pattern.match(said) if pattern and person else None
    if match is None:
        return said
    named = match.groupdict()
    by = f"{named['by']} {named['noun']} " if named.get("by") else ""
    return f"{match['lead']}{by}{person}{said[match.end() :]}"


def _last_person(said: str) -> str:
    """The first name of two words or with initials: a place or a body seldom has so many."""
    names: list[Name] = [n for n in find_names(said) if not n.weak and not n.quoted]
    people = [n for n in names if len(n.keys) > 1 or n.initials]
    chosen = people or names
    return chosen[0].text if chosen else ""


def _blank(text: str) -> str:
    return " " * len(text)
