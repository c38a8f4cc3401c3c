"""What a generator of files gives, and where generators are listed.

A generator yields files of one format with the words a person sees in them, in
reading order.  A new format adds a module with a generator and a line in
`GENERATORS` of `all_files.py`.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
FOLDERS = (ROOT / "corpus", ROOT / "tests" / "archive" / "documents")
_SENTENCE = re.compile(r"[А-ЯӘҒҚҢӨҰҮҺІA-Z][^.!?\n]{30,160}[.!?](?=\s|$)")


@dataclass(frozen=True, slots=True)
class Made:
    """A file's name (its suffix is its format), its bytes, and what a person reads in it."""

    name: str
    data: bytes
    text: str


@cache
def _sentences(language: str) -> tuple[str, ...]:
    paths = (path for folder in FOLDERS for path in sorted(folder.glob(f"{language}-*.txt")))
    texts = (path.read_text(encoding="utf-8") for path in paths)
    found = (" ".join(one.split()) for text in texts for one in _SENTENCE.findall(text))
    return tuple(dict.fromkeys(found))


class Words:
    """Real sentences of the repository's own texts, the same for the same seed."""

    def __init__(self, seed: int, language: str = "kk") -> None:
        self._random = random.Random(seed)
        self._language = language

    def sentence(self) -> str:
        return self._random.choice(_sentences(self._language))

    def paragraph(self, sentences: int = 3) -> str:
        return " ".join(self._random.sample(_sentences(self._language), sentences))

    def paragraphs(self, count: int, sentences: int = 3) -> list[str]:
        return [self.paragraph(sentences) for _ in range(count)]

    def words(self, count: int) -> str:
        """A few words that are no sentence."""
        return " ".join(self.sentence().rstrip(".!?").split()[:count])

    def number(self) -> str:
        return str(self._random.randint(2, 9999))

    def rows(self, rows: int, columns: int, blank: float = 0.2) -> list[list[str]]:
        """Cells of a table under a head, some of them blank."""
        head = [self.words(2) for _ in range(columns)]
        body = [
            [self.words(2)]
            + ["" if self._random.random() < blank else self.number() for _ in range(columns - 1)]
            for _ in range(rows - 1)
        ]
        return [head, *body]


def joined(parts: Sequence[str]) -> str:
    return "\n".join(parts)


def numbered(names: str, files: Iterator[tuple[bytes, str]]) -> Iterator[Made]:
    """`names` is a pattern such as `columns-{}.pdf`."""
    for number, (data, text) in enumerate(files, 1):
        yield Made(names.format(number), data, text)
