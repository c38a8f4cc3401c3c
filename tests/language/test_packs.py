"""Every language is a folder that fills the whole contract."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from qa.errors import PackError
from qa.language.concepts import Table, Words
from qa.language.pack import Grammar, Pack
from qa.language.pack_files import read_concept
from qa.language.packs import merged, pack_of, pack_or_fallback, packs
from qa.types import Language

FOLDER = Path(__file__).parents[2] / "qa" / "language" / "packs"
CONCEPTS = [
    name
    for name, value in vars(Pack).items()
    if isinstance(value, cached_property) and name not in ("grammar", "common")
]


def test_a_folder_is_a_language() -> None:
    found = {path.parent.name for path in FOLDER.glob("*/__init__.py")}
    assert {pack.language.value for pack in packs()} == found >= {"kk", "ru", "en", "tr"}
    assert {language.value for language in Language} == found | {"und"}
    assert Language("kk") is Language.KAZAKH


def test_a_language_without_a_folder() -> None:
    assert pack_of(Language.OTHER) is None
    assert pack_or_fallback(Language.OTHER).language is Language.ENGLISH


@pytest.mark.parametrize("pack", packs(), ids=lambda pack: pack.language.value)
def test_every_file_of_the_contract_is_there_and_no_other(pack: Pack) -> None:
    for name in CONCEPTS:
        getattr(pack, name)  # raises PackError for a missing or unknown key
    assert {path.stem for path in pack.folder.glob("*.toml")} == set(CONCEPTS)


@pytest.mark.parametrize("pack", packs(), ids=lambda pack: pack.language.value)
def test_every_grammar_has_all_its_rules(pack: Pack) -> None:
    rules = [name for name in vars(Grammar) if not name.startswith("_")]
    assert all(callable(getattr(pack.grammar, name)) for name in rules)
    assert pack.grammar.ordinal(3)[0] == "3"


# Tables whose keys are the system's, not the language's: each pack has all of them.
KEYED = {
    "answers": ("messages", "reasons"),
    "examples": ("questions", "events"),
    "exonyms": ("forms",),
    "units": ("units",),
    "offices": ("offices",),
    "lists": ("nouns",),
}


@pytest.mark.parametrize("pack", packs(), ids=lambda pack: pack.language.value)
def test_tables_have_the_same_keys_in_every_language(pack: Pack) -> None:
    english = pack_or_fallback(Language.ENGLISH)
    for concept, tables in KEYED.items():
        for table in tables:
            mine, theirs = (getattr(getattr(p, concept), table) for p in (pack, english))
            assert mine.keys() == theirs.keys(), f"{concept}.{table}"
    for group, sides in english.opposites.sets.items():
        assert pack.opposites.sets[group].keys() == sides.keys(), group
    assert pack.questions.kinds.keys() == english.questions.kinds.keys()


@pytest.mark.parametrize("pack", packs(), ids=lambda pack: pack.language.value)
def test_messages_keep_their_braces(pack: Pack) -> None:
    english = pack_or_fallback(Language.ENGLISH)
    for name in ("messages", "reasons"):
        mine, theirs = (getattr(p.answers, name) for p in (pack, english))
        for key, text in theirs.items():
            assert set(re.findall(r"{\w+}", mine[key])) == set(re.findall(r"{\w+}", text)), key


@pytest.mark.parametrize("concept", ["chat", "pages"])
@pytest.mark.parametrize("pack", packs(), ids=lambda pack: pack.language.value)
def test_the_interface_is_whole_in_every_language(pack: Pack, concept: str) -> None:
    mine, theirs = (getattr(p, concept) for p in (pack, pack_or_fallback(Language.ENGLISH)))
    for part in mine.words.keys() | theirs.words.keys():
        assert mine.words[part].keys() == theirs.words[part].keys(), part
        for key, text in theirs.words[part].items():
            assert braces(mine.words[part][key]) == braces(text), f"{part}.{key}"
    for part in mine.counted.keys() | theirs.counted.keys():
        assert mine.counted[part].keys() == theirs.counted[part].keys(), part
        for key, forms in theirs.counted[part].items():
            told = {frozenset(braces(text)) for text in mine.counted[part][key].values()}
            assert told == {frozenset(braces(forms["other"]))}, f"{part}.{key}"


def braces(text: str) -> set[str]:
    assert text
    return set(re.findall(r"{\w+}", text))


@pytest.mark.parametrize("pack", packs(), ids=lambda pack: pack.language.value)
def test_the_interface_names_the_language_and_its_months(pack: Pack) -> None:
    chat = pack.chat
    assert chat.name
    assert chat.short
    assert {len(months) for months in chat.months.values()} == {12}
    assert {"full", "month", "year"} <= chat.dates.keys()
    assert chat.languages.keys() <= {language.value for language in Language}
    # A language newer than this pack goes by its own name.
    assert {"kk", "ru", "en", "und", pack.language.value} <= chat.languages.keys()


@pytest.mark.parametrize("pack", packs(), ids=lambda pack: pack.language.value)
def test_lists_of_twelve_seven_and_ten(pack: Pack) -> None:
    assert len(pack.dates.months) == len(pack.examples.months) == 12
    assert len(pack.dates.romanised_months) in (0, 12)
    assert len(pack.calendar.weekdays) == 7
    assert len(pack.layout.ordinals) == 10
    assert len(pack.layout.adverbs) in (0, 10)
    assert len(pack.typical.questions) == 12


@pytest.mark.parametrize("pack", packs(), ids=lambda pack: pack.language.value)
def test_all_patterns_compile(pack: Pack) -> None:
    for name in CONCEPTS:
        concept = getattr(pack, name)
        for field in fields(concept):
            if "Patterns" in str(field.type):
                for pattern in strings(getattr(concept, field.name)):
                    re.compile(pack.grammar.expand(pattern))


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from strings(inner)
    else:
        for inner in value:
            yield from strings(inner)


def test_packs_are_merged_in_order_each_word_once() -> None:
    rows = {"en": ("a", "b"), "kk": ("b", "c")}
    assert merged(lambda pack: rows.get(pack.language.value, ())) == ("a", "b", "c")


@dataclass(frozen=True, slots=True)
class Concept:
    words: Words
    table: Table
    flag: bool


GOOD = 'words = "one two"\nflag = true\n[table]\nkey = ["a b", "c"]\n'


def test_a_file_is_read_as_its_concept(tmp_path: Path) -> None:
    path = tmp_path / "concept.toml"
    path.write_text(GOOD, "utf-8")
    found = read_concept(path, Concept)
    assert found.words == ("one", "two")
    assert found.table == {"key": ("a b", "c")}
    assert found.flag is True


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (GOOD.replace("flag = true\n", ""), "flag"),
        (GOOD.replace("flag", "flog"), "flog"),
        (GOOD.replace("true", '"yes"'), "flag is 'yes'"),
        (GOOD.replace('["a b", "c"]', "[1]"), "table.key"),
        (GOOD.replace('"one two"', "1"), "words is 1"),
        ("words = ", "TOML"),
        (None, "concept.toml"),
    ],
)
def test_a_file_that_breaks_the_contract(tmp_path: Path, text: str | None, told: str) -> None:
    path = tmp_path / "concept.toml"
    if text is not None:
        path.write_text(text, "utf-8")
    with pytest.raises(PackError, match=re.escape(told)):
        read_concept(path, Concept)
