"""Words of a language stand in its folder: no module outside has them, nor asks for its code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2] / "qa"

# What is no word: alphabets, keyboards, encodings, and examples of the interface's own manual.
EXCEPTIONS = {
    "documents/formats/letters.py": "the commonest letters, by which an encoding is known",
    "documents/formats/numerals.py": "the alphabet that counts items",
    "language/folding.py": "letters that look alike, and what keyboards have for others",
    "language/keyboard.py": "the keys of two keyboards",
    "language/phonetics.py": "sounds of letters",
    "language/restore.py": "letters that careless typing confuses",
    "language/roman.py": "letters that stand for Roman numerals",
    "language/transliterate.py": "letters of Kazakh's and Russian's Latin alphabets",
    "service/bodies.py": "examples that the interface's manual shows",
}
CYRILLIC_WORD = re.compile("[\u0400-\u052f]{2}")
CHARACTER_CLASS = re.compile(r"\[[^\]]*\]")
# Three English words or more as the alternatives of a pattern.
ENGLISH_WORDS = re.compile(r"\b[a-z]{3,}\|[a-z]{3,}\|[a-z]{3,}\b")
# Alternatives that are no language's: markup, field codes, file formats.
MARKUP = frozenset(
    (
        "answering/generation/reply.py",
        "documents/clean.py",
        "documents/formats/html_signs.py",
        "documents/discover.py",
        "documents/formats/markdown.py",
    )
)
CODE = re.compile(r"Language\.(?:KAZAKH|RUSSIAN|ENGLISH)\b")
# Who may ask for a language by its code: an alphabet is one language's, and no list holds the rules
# by which its letters are read.
CODE_EXCEPTIONS = {
    "language/restore.py": "Kazakh's letters, which Russian keyboards lack, are put back",
    "language/transliterate.py": "Kazakh's and Russian's Latin alphabets are read",
}


@cache
def modules() -> dict[str, str]:
    """Sources by name; `types.py` names the first three languages."""
    names = {str(path.relative_to(ROOT)): path for path in sorted(ROOT.rglob("*.py"))}
    return {
        name: path.read_text("utf-8")
        for name, path in names.items()
        if not name.startswith("language/packs/") and name != "types.py"
    }


def literals(source: str) -> Iterator[str]:
    """String constants that are no docstrings."""
    tree = ast.parse(source)
    said = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.value


def has_words(name: str, source: str) -> bool:
    return any(
        CYRILLIC_WORD.search(CHARACTER_CLASS.sub("", text))
        or (name not in MARKUP and ENGLISH_WORDS.search(text))
        for text in literals(source)
    )


def test_no_words_of_a_language_outside_the_packs() -> None:
    found = {name for name, source in modules().items() if has_words(name, source)}
    assert found - EXCEPTIONS.keys() == set()


def test_no_branch_on_a_language_outside_the_packs() -> None:
    found = {name for name, source in modules().items() if CODE.search(source)}
    assert found == CODE_EXCEPTIONS.keys()


def test_every_exception_is_one() -> None:
    assert [name for name in EXCEPTIONS if not has_words(name, modules()[name])] == []
