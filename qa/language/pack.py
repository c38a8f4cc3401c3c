"""A language as the system knows it: the folder of `qa.language.packs` that holds it.

Data stand in files, one a concept, which are read when first asked for; what
only code can say is in the folder's `grammar.py`.  General code never asks which language
it has before it: it merges what all packs say, or asks the pack of the text's language.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from qa.language.answer_concepts import (
    Counting,
    Leading,
    Lists,
    Locating,
    Pointing,
    Speakers,
    Telling,
    Wanted,
)
from qa.language.claim_concepts import Denial, Exonyms, Opposites, Speech, Statements
from qa.language.concepts import (
    Amounts,
    Calendar,
    CommonWords,
    Dates,
    Events,
    Layout,
    Meanings,
    Names,
    Numerals,
    Offices,
    People,
    Places,
    Provisions,
    Retelling,
    Sentences,
    Spelling,
    Typical,
    Units,
)
from qa.language.interface_concepts import Chat, Pages
from qa.language.pack_files import Concept, read_concept
from qa.language.parts import Part, Person
from qa.language.question_concepts import (
    Answers,
    Examples,
    Following,
    Machine,
    Morphology,
    Problems,
    Questions,
)
from qa.types import Language

_FOLDER = Path(__file__).with_name("packs")


class Grammar(Protocol):
    """What `grammar.py` defines: the rules of a language that no list holds."""

    def stem(self, word: str) -> str:
        """The stem of a folded word."""

    def number(self, word: str) -> tuple[int, bool] | None:
        """The number that a folded word says in a form that is not listed, and whether it ranks."""

    def romanised_number(self, word: str) -> tuple[int, bool] | None:
        """The same of a word typed in Latin letters, collapsed."""

    def expand(self, pattern: str) -> str:
        """A pattern of the data files with endings for what stands in braces."""

    def ordinal(self, number: int, written: str = "", like: str = "") -> str:
        """An ordinal in digits (`31st`); `written` is how a person just wrote it, `like` an
        ordinal in whose place it comes."""

    def part_of(self, people: Sequence[Person], number: int, text: str) -> Part | None:
        """The part of `people[number]`, who stand in `text` in this order, where it is certain."""


class Pack:
    """One language; every property is a file of its folder.  Made once by `packs()`."""

    def __init__(self, code: str) -> None:
        self.language = Language(code)
        self.folder = _FOLDER / code

    def _read(self, concept: type[Concept], name: str) -> Concept:
        return read_concept(self.folder / f"{name}.toml", concept)

    @cached_property
    def grammar(self) -> Grammar:
        return cast(Grammar, import_module(f"qa.language.packs.{self.language.value}.grammar"))

    @cached_property
    def common(self) -> str:
        """Common words in full spelling, where they are typed without some letters; or empty."""
        path = self.folder / "common.txt"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    @cached_property
    def meanings(self) -> Meanings:
        return self._read(Meanings, "meanings")

    @cached_property
    def words(self) -> CommonWords:
        return self._read(CommonWords, "words")

    @cached_property
    def numerals(self) -> Numerals:
        return self._read(Numerals, "numerals")

    @cached_property
    def spelling(self) -> Spelling:
        return self._read(Spelling, "spelling")

    @cached_property
    def dates(self) -> Dates:
        return self._read(Dates, "dates")

    @cached_property
    def amounts(self) -> Amounts:
        return self._read(Amounts, "amounts")

    @cached_property
    def units(self) -> Units:
        return self._read(Units, "units")

    @cached_property
    def sentences(self) -> Sentences:
        return self._read(Sentences, "sentences")

    @cached_property
    def events(self) -> Events:
        return self._read(Events, "events")

    @cached_property
    def places(self) -> Places:
        return self._read(Places, "places")

    @cached_property
    def names(self) -> Names:
        return self._read(Names, "names")

    @cached_property
    def people(self) -> People:
        return self._read(People, "people")

    @cached_property
    def offices(self) -> Offices:
        return self._read(Offices, "offices")

    @cached_property
    def typical(self) -> Typical:
        return self._read(Typical, "typical")

    @cached_property
    def questions(self) -> Questions:
        return self._read(Questions, "questions")

    @cached_property
    def following(self) -> Following:
        return self._read(Following, "following")

    @cached_property
    def morphology(self) -> Morphology:
        return self._read(Morphology, "morphology")

    @cached_property
    def provisions(self) -> Provisions:
        return self._read(Provisions, "provisions")

    @cached_property
    def machine(self) -> Machine:
        return self._read(Machine, "machine")

    @cached_property
    def answers(self) -> Answers:
        return self._read(Answers, "answers")

    @cached_property
    def problems(self) -> Problems:
        return self._read(Problems, "problems")

    @cached_property
    def retelling(self) -> Retelling:
        return self._read(Retelling, "retelling")

    @cached_property
    def examples(self) -> Examples:
        return self._read(Examples, "examples")

    @cached_property
    def denial(self) -> Denial:
        return self._read(Denial, "denial")

    @cached_property
    def opposites(self) -> Opposites:
        return self._read(Opposites, "opposites")

    @cached_property
    def exonyms(self) -> Exonyms:
        return self._read(Exonyms, "exonyms")

    @cached_property
    def speech(self) -> Speech:
        return self._read(Speech, "speech")

    @cached_property
    def statements(self) -> Statements:
        return self._read(Statements, "statements")

    @cached_property
    def calendar(self) -> Calendar:
        return self._read(Calendar, "calendar")

    @cached_property
    def layout(self) -> Layout:
        return self._read(Layout, "layout")

    @cached_property
    def counting(self) -> Counting:
        return self._read(Counting, "counting")

    @cached_property
    def leading(self) -> Leading:
        return self._read(Leading, "leading")

    @cached_property
    def lists(self) -> Lists:
        return self._read(Lists, "lists")

    @cached_property
    def locating(self) -> Locating:
        return self._read(Locating, "locating")

    @cached_property
    def pointing(self) -> Pointing:
        return self._read(Pointing, "pointing")

    @cached_property
    def speakers(self) -> Speakers:
        return self._read(Speakers, "speakers")

    @cached_property
    def telling(self) -> Telling:
        return self._read(Telling, "telling")

    @cached_property
    def wanted(self) -> Wanted:
        return self._read(Wanted, "wanted")

    @cached_property
    def chat(self) -> Chat:
        return self._read(Chat, "chat")

    @cached_property
    def pages(self) -> Pages:
        return self._read(Pages, "pages")
