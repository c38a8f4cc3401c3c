"""A language as the system knows it: the folder of `qa.language.packs` that holds it.

Data stand in files, one a concept, which are read when first asked for; what
only code can say is in the folder's `grammar.py`.  General code never asks which language
it has before it: it merges what all packs say, or asks the pack of the text's language.
"""

from __future__ import annotations

from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from qa.language.concepts import (
    Amounts,
    CommonWords,
    Dates,
    Events,
    Names,
    Numerals,
    Offices,
    People,
    Places,
    Provisions,
    Sentences,
    Units,
)
from qa.language.pack_files import Concept, read_concept
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
    def words(self) -> CommonWords:
        return self._read(CommonWords, "words")

    @cached_property
    def numerals(self) -> Numerals:
        return self._read(Numerals, "numerals")

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
    def provisions(self) -> Provisions:
        return self._read(Provisions, "provisions")
