from __future__ import annotations

import json
from collections.abc import Collection, Mapping

import pytest

from qa.documents.facts import DocumentFacts, extract_facts
from qa.index.labels import Filed, LabelKind
from qa.retrieval import name_index
from qa.retrieval.name_index import NameIndex
from qa.types import Document, Language
from tests.labels import KnownLabels

TEXTS = {
    "bridge": (
        "Ру мост открыт",
        "Директор завода Қайрат Әбілханов көпірді ашты. Оған инженер С. Жүнісова көмектесті.",
    ),
    "theatre": (
        "Театр открыл новый сезон в Аркалыке",
        "Режиссёр, профессор Анна Петрова поставила спектакль. Союз театральных деятелей Аркалыка "
        "(СТДА) наградил труппу. Депутат Игорь Абилханов подарил занавес.",
    ),
    "school": (
        "Мектепте жаңа зал ашылды",
        "Депутат Болат Ескендиров сөз сөйледі. Арқалық театр қайраткерлерінің одағы (АТҚО) келді.",
    ),
    "minister": (
        "The minister's visit to Zharkent",
        "Minister Bolat Yeskendirov visited Zharkent. Senator Anna Brown came along.",
    ),
}


@pytest.fixture(scope="module")
def names() -> NameIndex:
    return names_of(
        {
            key: extract_facts(Document(key, f"{key}.txt", title, Language.OTHER, text))
            for key, (title, text) in TEXTS.items()
        }
    )


def names_of(facts: Mapping[str, DocumentFacts]) -> NameIndex:
    return NameIndex(KnownLabels(facts), len(facts))


def met(names: NameIndex, question: str, kind: str) -> set[str]:
    found = [m for m in names.match(question) if m.constraint.kind == kind]
    assert all(0 < strength <= 1 for m in found for strength in m.documents.values())
    return {document for m in found for document in m.documents}


ABILKHANOV = (
    "Қайрат Әбілханов не ашты?",
    "Қайрат Әбілхановтың көпірі",
    "Что открыл Кайрат Абилханов?",
    "Кайрату Абилханову подарили",
    "кайрат абилханов мост",
    "What did Kairat Abilkhanov open?",
    "Qairat Äbilhanov",
    "К. Абилханов",
    "Қ. Әбілханов",
    "K. Abilkhanov",
    "Абилханова Кайрата наградили?",
)
YESKENDIROV = (
    "Болат Ескендиров", "Болат Ескендировтің сөзі", "Bolat Yeskendirov", "bolat eskendirov",
    "Б. Ескендиров", "B. Yeskendirov", "с Болатом Ескендировым", "Ескендиров не айтты?",
)  # fmt: skip


@pytest.mark.parametrize("question", ABILKHANOV)
def test_a_person_in_any_script_and_case_but_not_a_namesake(
    names: NameIndex, question: str
) -> None:
    assert met(names, question, "person") == {"bridge"}


@pytest.mark.parametrize("question", YESKENDIROV)
def test_a_person_meets_documents_of_any_language(names: NameIndex, question: str) -> None:
    assert met(names, question, "person") == {"school", "minister"}


@pytest.mark.parametrize(
    ("question", "documents"),
    [
        ("Что сказал Абилханов?", {"bridge", "theatre"}),  # a surname alone means both
        ("И. Абилханов", {"theatre"}),
        ("Нурлан Абилханов", set()),
        ("С. Жүнісова", {"bridge"}),
        ("Жунусова С.", {"bridge"}),
        ("Дарига Жүнісова", set()),
        ("Anna Petrova", {"theatre"}),
        ("Кто открыл мост?", set()),
        ("директор завода", set()),
        ("", set()),
    ],
)
def test_first_names_and_initials_tell_people_apart(
    names: NameIndex, question: str, documents: set[str]
) -> None:
    assert met(names, question, "person") == documents


def test_a_full_name_says_more_than_a_surname_and_a_rare_one_more(names: NameIndex) -> None:
    def strength(question: str, document: str) -> float:
        (match,) = names.match(question)
        return match.documents[document]

    assert strength("Анна Петрова", "theatre") == pytest.approx(0.3)
    assert strength("Болат Ескендиров", "school") == pytest.approx(0.15)
    assert strength("Что сказал Абилханов?", "bridge") == pytest.approx(0.1)


@pytest.mark.parametrize(
    "question",
    ["Кого наградил СТДА?", "кого наградил стда", "Союз театральных деятелей Аркалыка",
     "награда Союза театральных деятелей Аркалыка", "Soyuz teatralnyh deyateley"],
)  # fmt: skip
def test_an_organisation_by_its_name_and_its_acronym(names: NameIndex, question: str) -> None:
    assert met(names, question, "organisation") == {"theatre"}


@pytest.mark.parametrize(
    ("question", "strength"),
    [
        ("Что сказано в документе «Театр открыл новый сезон в Аркалыке»?", 0.8),
        ("Театр открыл новый сезон в Аркалыке", 0.3),
        ("кто сказал, что театр открыл новый сезон в аркалыке?", 0.3),
        ("Кто поставил «Вишнёвый сад» Театр открыл", None),
        ("Новый сезон", None),
        ("открыл", None),
    ],
)
def test_a_title_is_met_by_a_distinctive_run_of_its_words(
    names: NameIndex, question: str, strength: float | None
) -> None:
    found = {m.constraint.kind: m.documents for m in names.match(question)}
    expected = None if strength is None else {"theatre": pytest.approx(strength)}
    assert found.get("title") == expected


def test_a_name_that_very_many_documents_use_is_not_looked_up(
    names: NameIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions = ("Что сказал Болат Ескендиров?", "Что поставила Анна Петрова?")
    before = [met(names, question, "person") for question in questions]
    assert before == [{"school", "minister"}, {"theatre"}]
    monkeypatch.setattr(name_index, "TOO_COMMON", 1)
    assert [met(names, question, "person") for question in questions] == [set(), {"theatre"}]


def test_what_all_documents_name_says_nothing() -> None:
    facts = extract_facts(
        Document("a", "a.txt", "О мосте", Language.RUSSIAN, "Директор Анна Петрова пришла.")
    )
    assert names_of({"a": facts, "b": facts}).match("Анна Петрова «О мосте»") == ()
    assert names_of({}).match("Анна Петрова") == ()


@pytest.mark.parametrize("question", ["«" * 500, "А" * 2000, "А. " * 600, "\u202e«»()", "漢字"])
def test_hostile_questions_name_nothing(names: NameIndex, question: str) -> None:
    assert names.match(question) == ()


@pytest.mark.parametrize("question", ["Болат не айтты?", "Что сказал Болат?"])
def test_who_is_meant_does_not_depend_on_the_order_of_labels(question: str) -> None:
    texts = {
        "first": "Депутат Болат Серіков сөз сөйледі. Депутат Болат Ескендиров келді.",
        "second": "Депутат Болат Ескендиров хат жазды.",
        "third": "Көпір салынды.",
        "fourth": "Мектеп ашылды.",
    }
    labels = KnownLabels({
        key: extract_facts(Document(key, f"{key}.txt", "", Language.KAZAKH, text))
        for key, text in texts.items()
    })  # fmt: skip
    (forward,) = NameIndex(labels, len(texts)).match(question)
    labels.turn()
    (backward,) = NameIndex(labels, len(texts)).match(question)
    assert forward == backward
    assert set(forward.documents) == {"first", "second"}
    # Of the two whom the word names, the one of more documents.
    assert "skndr" in forward.constraint.value


def test_of_names_alike_the_one_chosen_does_not_depend_on_sets() -> None:
    """Eight times, since two names may come in their order by chance."""
    words = [
        "комитет",
        "труда",
        "спорта",
        "молодёжи",
        "дорог",
        "лесов",
        "мостов",
        "садов",
        "полей",
        "рынков",
        "озёр",
    ]
    for turn in range(8):
        asked = ["Союз", *words[turn : turn + 3]]
        roots = [min(word.roots) for word in name_index._words(" ".join(asked))]
        named = {
            "first": frozenset([roots[0], roots[1], roots[3], f"a{turn}"]),
            "second": frozenset([roots[0], roots[2], roots[3], f"b{turn}"]),
        }
        (found,) = NameIndex(Organisations(named), 4).match(" ".join(asked))
        assert found.constraint.value == min(" ".join(sorted(own)) for own in named.values())


class Organisations:
    """Each document names one organisation, told by the roots of its name."""

    def __init__(self, named: Mapping[str, frozenset[str]]) -> None:
        self._named = named

    def labelled(
        self, kind: LabelKind, keys: Collection[str], among: Collection[str] | None = None
    ) -> list[Filed]:
        if kind is not LabelKind.ORGANISATION:
            return []
        return [
            Filed(document, root, json.dumps(sorted(own)))
            for document, own in self._named.items()
            for root in sorted(own & set(keys))
        ]

    def label_counts(self, kind: LabelKind, keys: Collection[str]) -> dict[str, int]:
        return {}
