"""Both things of a comparison, read off the question and quoted."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.answering.rules.sides import sides_of
from tests.answering.prepared import shelf


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("Where are there more schools, in Akbulak or in Zhanatas?", ("Akbulak", "Zhanatas")),
        ("Где больше детей, в волейболе или в плавании?", ("волейболе", "плавании")),
        ("Which grew more, saiga or pelicans?", ("saiga", "pelicans")),
        ("Қайсысы көп, қарағай ма әлде қайың ба?", ("қарағай", "қайың")),
        ("Что дороже: «Лето» или «Зима»?", ("Лето", "Зима")),
        # Nothing is compared.
        ("Was it in May or in June?", None),
        ("Сколько больше?", None),
        ("or", None),
        ("", None),
    ],
)
def test_the_two_things(question: str, sides: tuple[str, str] | None) -> None:
    found = sides_of(question)
    assert (found and tuple(question[a:b] for a, b in found)) == sides


def test_both_are_quoted(tmp_path: Path) -> None:
    texts = {
        "trees.txt": "Лес\n\nСосен посадили 500. Погода стояла сухая. Берёз посадили 300.\n",
    }
    with shelf(tmp_path, texts) as archive:
        quotations = archive.quote("Чего посадили больше, сосен или берёз?", "Сосен")
        assert [q.text for q in quotations] == ["Сосен посадили 500.", "Берёз посадили 300."]


def test_one_sentence_on_both_is_enough(tmp_path: Path) -> None:
    texts = {
        "trees.txt": "Лес\n\nСосен посадили 500, а берёз 300. Погода стояла сухая.\n",
    }
    with shelf(tmp_path, texts) as archive:
        quotations = archive.quote("Чего посадили больше, сосен или берёз?", "Сосен")
        assert [q.text for q in quotations] == ["Сосен посадили 500, а берёз 300."]
