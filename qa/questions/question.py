"""What a question asks for, read once and used by every stage after.

People type Kazakh in Latin letters or without its own letters, Russian
transliterated, or on the wrong keyboard layout.  Each is a *spelling*: another
text with the same meaning, searched beside the question as given, because
guessing wrong must not lose what was right.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from qa.errors import QuestionError
from qa.language.folding import Script, fold_lookalikes, normalise
from qa.language.identify import identify
from qa.language.keyboard import repair_layout
from qa.language.names import candidate_name_keys
from qa.language.packs import pack_of
from qa.language.terms import search_terms
from qa.language.transliterate import latin_to_cyrillic
from qa.language.values import Value, find_values
from qa.questions.constraints import Constraint, read_constraints
from qa.types import Language

Restore = Callable[[str], str]

_UNPRINTABLE = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is searched.

    `language` is its own, `answer_in` that of the words around the answer's quotations.
    `text` is clean but otherwise as given; `spellings` are the texts to encode,
    `text` or its better spelling first.  `searched_for` are those that a reader
    would not take for `text` itself (another keyboard layout, alphabet or
    spelling).  `terms` are the lexical terms of all spellings, each once.
    `constraints` say what the document must be about.
    """

    text: str
    language: Language
    answer_in: Language
    script: Script
    spellings: tuple[str, ...]
    terms: tuple[str, ...]
    values: tuple[Value, ...]
    name_keys: tuple[str, ...]
    constraints: tuple[Constraint, ...]
    searched_for: tuple[str, ...] = ()


def check_question(text: str, most: int) -> None:
    """Raises QuestionError for a question without words, of more than `most` characters, or that
    is no text."""
    if len(text) > most:
        raise QuestionError(
            f"the question has {len(text)} characters; at most {most} are read: shorten it"
        )
    if not any(character.isalnum() for character in text):
        raise QuestionError("the question has no words; write what you want to know")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise QuestionError(
            "the question holds half of a surrogate pair, which is no text; send it as UTF-8"
        )


def analyse(
    text: str, language: Language | None = None, *, restore: Restore | None = None
) -> Question:
    """Read a question.  `language` is that of the answer, where it is not the question's own; a
    question whose own cannot be told is read in it too.

    `restore` puts Kazakh letters back into words typed without them.  Raises
    QuestionError when no letter or digit is left of the text.
    """
    clean = clean_text(text)
    if not any(char.isalnum() for char in clean):
        raise QuestionError(
            f"the question {text[:40]!r} holds no word or number; expected a question in words"
        )
    repaired = repair_layout(clean)
    found = identify(repaired or clean)
    own = found.language
    if own is Language.OTHER and language is not None:
        own = language
    spellings = _spellings(clean, repaired, own, found.script, restore)
    terms = dict.fromkeys(term for spelling in spellings for term in search_terms(spelling, own))
    best = spellings[0]
    return Question(
        text=clean,
        language=own,
        answer_in=language or own,
        script=found.script,
        spellings=spellings,
        terms=tuple(terms),
        values=find_values(best),
        name_keys=candidate_name_keys(best),
        constraints=_constraints(spellings),
        searched_for=tuple(spelling for spelling in spellings if _seen(spelling) != _seen(clean)),
    )


def clean_text(text: str) -> str:
    """The text without control characters, invisible marks and odd white space."""
    text = unicodedata.normalize("NFC", text)
    kept = "".join(
        "" if unicodedata.category(char) == "Cf" else
        " " if unicodedata.category(char) in _UNPRINTABLE else char
        for char in text
    )  # fmt: skip
    return " ".join(kept.split())


def _spellings(
    clean: str, repaired: str | None, language: Language, script: Script, restore: Restore | None
) -> tuple[str, ...]:
    given = fold_lookalikes(repaired or clean)
    best = given
    if script in (Script.LATIN, Script.MIXED):
        best = latin_to_cyrillic(given, language)
    pack = pack_of(language)
    own_letters = pack.words.own_letters if pack else ""
    if restore is not None and own_letters and not re.search(own_letters, best):
        best = restore(best)
    return tuple({normalise(spelling): spelling for spelling in (best, given, clean)}.values())


def _seen(text: str) -> str:
    """The text as a reader sees it, who cannot tell look-alike letters apart."""
    return normalise(fold_lookalikes(text))


def _constraints(spellings: tuple[str, ...]) -> tuple[Constraint, ...]:
    """Of all spellings, each once."""
    found: dict[tuple[str, str], Constraint] = {}
    for spelling in spellings:
        for constraint in read_constraints(spelling):
            found.setdefault((constraint.kind, constraint.value), constraint)
    return tuple(found.values())
