"""Who is in an archive."""

from __future__ import annotations

from qa.documents.facts import extract_facts
from qa.retrieval.directory import Mention, Named, NameKind, directory, matching
from qa.types import Document, Language

TEXTS = {
    "a": "Президент Қасым-Жомарт Тоқаев сөз сөйледі. Министр А. Смирнов жауап берді.",
    "b": "Қ. Тоқаевтың айтуынша, жұмыс жалғасады.",
    "c": "Директор Б. Смирнов выступил. Он говорил о планах.",
}


def named() -> list[tuple[str, tuple[str, ...], int]]:
    facts = {
        name: extract_facts(Document(name, name, "", Language.KAZAKH, text))
        for name, text in TEXTS.items()
    }
    return [(one.name, one.spellings, len(one.documents)) for one in directory(facts)]


def test_one_person_in_several_spellings_is_one() -> None:
    first = named()[0]
    assert first == ("Қасым-Жомарт Тоқаев", ("Қасым-Жомарт Тоқаев", "Қ. Тоқаевтың"), 2)


def test_two_of_one_surname_stay_two() -> None:
    assert [name for name, _, _ in named() if "Смирнов" in name] == ["А. Смирнов", "Б. Смирнов"]


def test_letter_case_makes_no_other_role() -> None:
    said = [Mention("a", "А. Смирнов", role, keys=("k",)) for role in ("Министр", "Депутат")]
    said += [Mention("b", "А. Смирнов", role, keys=("k",)) for role in ("министр", "министр", "")]
    assert Named(NameKind.PERSON, tuple(said)).roles == ("министр", "Депутат")


def test_a_name_is_found_in_another_alphabet() -> None:
    facts = {"a": extract_facts(Document("a", "a", "", Language.KAZAKH, TEXTS["a"]))}
    found = directory(facts)
    for text in ("Тоқаев", "токаев", "tokaev", "тоқ"):
        assert [one.name for one in matching(found, NameKind.PERSON, text)] == [
            "Қасым-Жомарт Тоқаев"
        ], text
    assert matching(found, NameKind.PERSON, "никто") == []
    assert matching(found, NameKind.ORGANISATION, "токаев") == []
