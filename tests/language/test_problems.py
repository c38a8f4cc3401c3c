"""Reasons in words, and the language that they are asked in."""

from __future__ import annotations

import pytest

from qa.errors import DocumentError, MissingExtra
from qa.index.reading import UNFINISHED
from qa.language.packs import packs
from qa.language.problems import language_of_tags, problem_in_words
from qa.types import Language


def kinds() -> set[str]:
    found, todo = {UNFINISHED, MissingExtra.slug}, [DocumentError]
    while todo:
        error = todo.pop()
        found.add(error.slug)
        todo += error.__subclasses__()
    return found


def test_every_kind_has_its_words_in_every_language() -> None:
    for pack in packs():
        assert pack.problems.reasons.keys() == kinds(), pack.code


def test_words() -> None:
    assert problem_in_words("too-large", Language.KAZAKH) == "Файл тым үлкен."
    assert problem_in_words("too-large", Language.OTHER) == "The file is too large."
    assert problem_in_words("not-of-a-file", Language.RUSSIAN) == ""


@pytest.mark.parametrize(
    ("tags", "language"),
    [
        ("kk-KZ,kk;q=0.9,ru;q=0.8", Language.KAZAKH),
        ("fr,de;q=0.9,ru;q=0.3", Language.RUSSIAN),
        ("en;q=0.2, ru;q=0.9", Language.RUSSIAN),
        ("ru_RU.UTF-8", Language.RUSSIAN),
        ("tr", Language("tr")),
        ("C.UTF-8", Language.OTHER),
        ("", Language.OTHER),
        ("ru;q=x", Language.OTHER),
        ("kk," * 9000, Language.KAZAKH),
    ],
)
def test_languages_asked_for(tags: str, language: Language) -> None:
    assert language_of_tags(tags) is language
