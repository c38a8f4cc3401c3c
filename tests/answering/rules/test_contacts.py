"""Questions for a telephone number, an e-mail address or a site, and what answers them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from qa.answering.rules.contacts import CONTACTS, holds_contact
from qa.answering.rules.refusal import probability
from qa.questions.intent import Kind, read_intent
from tests.answering.prepared import Shelf, shelf


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("What is the phone number of the secretariat?", Kind.PHONE),
        ("What is the museum's telephone?", Kind.PHONE),
        ("What is the hotline number?", Kind.PHONE),
        ("Какой телефон у приёмной?", Kind.PHONE),
        ("По какому номеру звонить?", Kind.PHONE),
        ("Номер телефона музея", Kind.PHONE),
        ("Хатшылықтың телефон нөмірі қандай?", Kind.PHONE),
        ("Müzenin telefon numarası nedir?", Kind.PHONE),
        ("What is the e-mail address of the museum?", Kind.EMAIL),
        ("Какая у музея электронная почта?", Kind.EMAIL),
        ("Мұражайдың электрондық поштасы қандай?", Kind.EMAIL),
        ("Müzenin e-posta adresi nedir?", Kind.EMAIL),
        ("What is the museum's website?", Kind.SITE),
        ("Какой адрес у сайта музея? Адрес сайта?", Kind.SITE),
        ("Мұражай сайтының мекенжайы қандай?", Kind.SITE),
        ("Müzenin internet sitesi nedir?", Kind.SITE),
    ],
)
def test_a_question_for_a_contact_is_known(question: str, kind: Kind) -> None:
    assert read_intent((question,)).kinds.intersection(CONTACTS) == {kind}


@pytest.mark.parametrize(
    "question",
    [
        "What did the director say by phone?",
        "What is the website about?",
        "Who wrote to the museum by e-mail?",
        "О чём они говорили по телефону?",
        "Что пишут на сайте о музее?",
        "Кому написали по электронной почте?",
        "Сайтта не жазылған?",
        "Telefonda ne konuştular?",
    ],
)
def test_a_question_that_only_mentions_one_is_not(question: str) -> None:
    assert not read_intent((question,)).kinds.intersection(CONTACTS)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Kind.PHONE, "Тел.: 74-00-12"),
        (Kind.PHONE, "Call us at +7 717 274 0012."),
        (Kind.PHONE, "Приёмная: 8 (7172) 74-00-12"),
        (Kind.PHONE, "Жедел желі: 1414"),
        (Kind.PHONE, "+77172740012"),
        (Kind.EMAIL, "Пишите на info@museum.example.kz."),
        (Kind.SITE, "Подробнее на museum.example.kz."),
        (Kind.SITE, "https://example.org/museum"),
    ],
)
def test_what_holds_a_contact(kind: Kind, text: str) -> None:
    assert holds_contact(kind, text)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Kind.PHONE, "Свидетельство №16307-Г от 18.01.2017 года"),
        (Kind.PHONE, "The museum had 1 200 000 visitors in 2019."),
        (Kind.PHONE, "The plan for 2021 – 2025 was adopted, with 45000000 tenge."),
        (Kind.PHONE, "They spoke by phone."),
        (Kind.EMAIL, "He wrote an e-mail to the museum."),
        (Kind.SITE, "The site was opened in May. Info is given on it."),
    ],
)
def test_what_holds_none(kind: Kind, text: str) -> None:
    assert not holds_contact(kind, text)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    texts = {
        "museum.txt": "Музей\n\nМузей Рассвет открылся в селе Боровое в 2019 году. "
        "Телефон музея Рассвет: 8 (7172) 74-00-12. Директор Анна Сотова показала карты.\n",
        "theatre.txt": "Театр\n\nТеатр Восход открылся в 2011 году, свидетельство № 16307.\n",
    }
    with shelf(tmp_path_factory.mktemp("contacts"), texts) as made:
        yield made


def test_a_number_that_is_there_is_found(archive: Shelf) -> None:
    looked = archive.look("Какой номер телефона у музея Рассвет?")

    assert "74-00-12" in looked.ranked[0].told
    assert probability(looked.asked, looked.ranked, 0.35) > 0


def test_nothing_else_answers_a_question_for_one(archive: Shelf) -> None:
    looked = archive.look("Какой адрес электронной почты у театра Восход?")

    assert probability(looked.asked, looked.ranked, 0.35) == 0
