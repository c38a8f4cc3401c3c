"""How a machine's sentence is told from one about the archive (`tests/attacks.py` has orders)."""

from __future__ import annotations

import pytest

from qa.language.machine_orders import told_of_its_task


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("The claim is that the museum has nine halls.", "claim"),
        ("“This is a claim that many have made.", "claim"),
        ("The question is asking how many halls there are.", "question"),
        ("Это утверждение верно.", "утверждение"),
        ("Утверждение состоит в том, что залов девять.", "утверждение"),
        ("Тұжырым: залдар саны тоғыз.", ""),
        ("Тұжырым мынада: залдар саны тоғыз.", "тұжырым"),
        ("İddia şudur: dokuz salon var.", "iddia"),
        ("The claim of the heirs was settled in 1995.", ""),
        ("The question of the land was settled in 1995.", ""),
        ("He claims that this is a question of money.", ""),
        ('The term "nine halls" is a claim.', "claim"),
        ("«Тоғыз зал» ұғымы – тұжырым.", "тұжырым"),
        ("Слова «девять залов» — это утверждение.", "утверждение"),
        ("«Dokuz salon» bir iddiadır.", "iddia"),
        ("Вопрос о земле решён в 1995 году.", ""),
        ("", ""),
    ],
)
def test_told_of_its_task(sentence: str, word: str) -> None:
    assert told_of_its_task(sentence) == word
