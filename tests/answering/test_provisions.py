"""The body of a part is what stands below its heading; what is not there is not found."""

from __future__ import annotations

import pytest

from qa.answering.provisions import LONGEST_BODY, asked_provisions, body_of, knows_kind
from qa.types import Document, Language

LAW = """Закон о рынках

ГЛАВА II. Порядок

7-бап. Құқықтар
1. Бірінші тармақ мәтіні.
2. Екінші тармақ мәтіні осы.
1) бірінші тармақша;
2) екінші тармақша.
3. Үшінші тармақ.

8-бап. Міндеттер. Осы бапта міндеттер айтылады. 7-бап қолданылады.

9-бап. Қорытынды

Статья 5 закона о языках здесь не действует.
"""


@pytest.mark.parametrize(
    ("question", "bodies"),
    [
        ("7-баптың 2-тармағы", ["Екінші тармақ мәтіні осы.\n1) бірінші тармақша;\n"
                               "2) екінші тармақша."]),
        ("п. 3 ст. 7", ["Үшінші тармақ."]),
        ("подпункт 2 пункта 2 статьи 7", ["екінші тармақша."]),
        ("8-бап не дейді?", ["Міндеттер. Осы бапта міндеттер айтылады. 7-бап қолданылады."]),
        ("What does article 9 say?", ["Статья 5 закона о языках здесь не действует."]),
        ("статья 41", []),
        ("статья 5", []),
    ],
)  # fmt: skip
def test_bodies(question: str, bodies: list[str]) -> None:
    law = Document("d", "law.txt", "Закон", Language.KAZAKH, LAW)
    asked = asked_provisions(question)
    assert [LAW[start:end] for start, end in body_of(law, asked)] == bodies
    assert knows_kind(law, asked)


def test_a_text_without_parts_knows_none() -> None:
    speech = Document("d", "a.txt", "", Language.RUSSIAN, "Он говорил о статье 5 закона.\n")
    assert body_of(speech, asked_provisions("статья 5")) == []
    assert not knows_kind(speech, asked_provisions("статья 5"))


@pytest.mark.parametrize("between", ["\n\n", " "])
def test_of_a_long_part_whole_lines_or_sentences_are_quoted(between: str) -> None:
    said = [f"Правило номер {number} соблюдает каждый." for number in range(200)]
    text = f"Статья 1. Общее\n\nКратко.\n\nСтатья 2. Правила\n\n{between.join(said)}\n"
    law = Document("d", "law.txt", "Закон", Language.RUSSIAN, text)
    ((start, end),) = body_of(law, asked_provisions("статья 2"))
    assert LONGEST_BODY - 50 < end - start <= LONGEST_BODY
    assert text[start:end].startswith(said[0])
    assert text[start:end].endswith("каждый.")
