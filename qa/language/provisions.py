"""Numbered parts of laws, rules and contracts, as addresses: `статья 5`, `15-бап`, `§ 12`.

An article's number says where a text stands and not what it says, so it is read apart
from other numbers: the heading `Статья 5. Торговые места` and the question's `5-бап`,
`Art. 5` or `пятая статья` have one canonical address, (article, 5).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.language.numerals import fold_word, number_word
from qa.language.packs import packs
from qa.language.roman import roman_value
from qa.language.tokens import Token, tokenize

DEPTH = {
    kind: depth
    for depth, kind in enumerate(
        ("part", "chapter", "article", "section", "clause", "subclause", "annex")
    )
}
"""How deep a kind of part lies, 0 the outermost."""
_KIND = {
    **dict.fromkeys(("§", "§§"), "section"),
    **{
        word: kind
        for pack in packs()
        for kind, listed in pack.provisions.words.items()
        for word in listed
    },
}
_POINTED = {
    word: kind
    for pack in packs()
    for kind, listed in pack.provisions.pointed.items()
    for word in listed
}
_BARE = frozenset(word for pack in packs() for word in pack.provisions.bare)
_ORDINAL_BEHIND = frozenset(pack.language for pack in packs() if pack.provisions.ordinal_behind)
_JOINED = re.compile(r"\s{0,3}[-‑–]?\s{0,3}")
_DECIMAL = re.compile(r"\d{1,4}(?:[.\-‑]\d{1,3}){0,4}")
# What stands between a number and its word: `5-ші бап`, `5-я статья`.
_ORDINAL_TAIL = re.compile(r"[-‑–]?(?:[а-яіңғүұқөһә]{1,3}|st|nd|rd|th)?[-‑–]?\s{0,2}")
_BRACKETED = re.compile(r"\((\d{1,3})\)")
_AND_MORE = re.compile(
    rf"\s*(?:,|{'|'.join(w for pack in packs() for w in pack.provisions.joining)})\s*(?=\d)"
)
_WORD = re.compile(r"[^\W\d_]+")
_CLOSE = 3
_WINDOW = 16
_NUMBER = re.compile(r"(?<![\d.])\d{1,4}(?:[.\-‑]\d{1,3})?(?!\d)")


@dataclass(frozen=True, slots=True)
class Provision:
    """A numbered part that a text names: `text[start:end]` is the word and its number;
    `number` is canonical (`5`, `5-1`, `4.2`; Roman numerals and ordinals in digits)."""

    kind: str
    number: str
    start: int
    end: int


def find_provisions(text: str) -> tuple[Provision, ...]:
    """The numbered parts named in a text, in order."""
    tokens = tokenize(text)
    found: list[Provision] = []
    taken = 0
    for index, token in enumerate(tokens):
        kind = _kind(text, tokens, index)
        if not kind or token.start < taken:
            continue
        before = _number_before(text, tokens, index, taken)
        after = _number_after(text, token.end + (text[token.end : token.end + 1] == "."))
        # `7-бабының 2-тармағы`: the number that is joined to the word is its own.
        if before is not None and (after is None or token.start - before[2] < 2):
            found.append(Provision(kind, before[0], before[1], token.end))
            taken = token.end
        elif after is not None:
            found.append(Provision(kind, after[0], token.start, after[1]))
            found += _more(text, kind, after[1])
            taken = found[-1].end
    return tuple(found)


def _more(text: str, kind: str, end: int) -> list[Provision]:
    """What follows at once: other parts of the kind (`5 and 6`), or a clause (`5(2)`)."""
    found: list[Provision] = []
    if bracketed := _BRACKETED.match(text, end):
        found.append(Provision("clause", bracketed[1], end, bracketed.end()))
        return found
    while (joint := _AND_MORE.match(text, end)) and (more := _DECIMAL.match(text, joint.end())):
        if (
            text[more.end() : more.end() + 1] in ("-", "‑")
            or text[more.end() : more.end() + 2].strip().isalpha()
        ):
            break
        found.append(Provision(kind, _canonical(more[0]), joint.end(), more.end()))
        end = more.end()
    return found


def _kind(text: str, tokens: Sequence[Token], index: int) -> str:
    token = tokens[index]
    if (kind := _KIND.get(token.word)) is not None:
        return kind
    pointed = _POINTED.get(token.word)
    return pointed if pointed and text[token.end : token.end + 1] == "." else ""


def _number_after(text: str, end: int) -> tuple[str, int] | None:
    """The number right behind a part's word, and where it ends."""
    at = end
    while at < len(text) and at - end < _CLOSE and (text[at].isspace() or text[at] == "№"):
        at += 1
    if match := _DECIMAL.match(text, at):
        return (
            None
            if text[match.end() : match.end() + 1].isalpha()
            else (_canonical(match[0]), match.end())
        )
    word = _WORD.match(text, at)
    if word is None or at == end:
        return None
    if (value := roman_value(word[0])) is not None:
        return str(value), word.end()
    named = number_word(fold_word(word[0]))
    # `часть вторая`; in `бап екінші` the ordinal belongs to what follows.
    if named is not None and named.ordinal and not _ORDINAL_BEHIND.isdisjoint(named.languages):
        return str(named.value), word.end()
    return None


def _number_before(
    text: str, tokens: Sequence[Token], index: int, taken: int
) -> tuple[str, int, int] | None:
    """The number right before a part's word (`15-бап`, `5-я статья`, `екінші тарау`), where it
    begins and where it ends."""
    token = tokens[index]
    window = max(taken, token.start - _WINDOW)
    for match in _NUMBER.finditer(text[window : token.start]):
        between = text[window + match.end() : token.start]
        if not between.strip() and token.word not in _BARE:
            continue
        if _ORDINAL_TAIL.fullmatch(between):
            end = token.start if "-" in between else window + match.end()
            return _canonical(match[0]), window + match.start(), end
    if index == 0:
        return None
    before = tokens[index - 1]
    if before.raw in "-‑–" and index > 1:
        before = tokens[index - 2]
    if (
        before.start < taken
        or not before.letters
        or not _JOINED.fullmatch(text, before.end, token.start)
    ):
        return None
    if (value := roman_value(before.raw)) is not None:
        return str(value), before.start, before.end
    named = number_word(before.word)
    if named is not None and named.ordinal:
        return str(named.value), before.start, before.end
    return None


def _canonical(number: str) -> str:
    return number.replace("‑", "-").rstrip(".-")
