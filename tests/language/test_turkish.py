"""Turkish, the language that is one folder and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from qa.answering import wording
from qa.answering.rules.counted import counts, read_counted
from qa.answering.rules.enumerations import list_nouns
from qa.answering.rules.holders import holders, offices_in
from qa.answering.rules.places import asks_building, find_place_words, names_building
from qa.answering.rules.speakers import asks_who_said
from qa.answering.rules.typed import is_sum, says_hour, wants_hour, wants_money, wants_year
from qa.checking.negation import negations
from qa.checking.opposites import find_alternatives
from qa.language.events import find_events
from qa.language.identify import identify
from qa.language.stems import stem
from qa.language.values import find_values
from qa.questions.followup import resolve
from qa.questions.intent import Kind, only_courtesies, read_intent
from qa.questions.question import analyse
from qa.types import Language, Turn

TURKISH = Language("tr")
ROOT = Path(__file__).parents[2]


def test_nothing_outside_its_folder_knows_of_it() -> None:
    # `"tr"` alone is the row of a table to HTML, Word and FB2.
    named = re.compile(r"Language(\.TR\b|\([\"']tr[\"']\))|\b(tur|TUR)\b|[Tt]urkish")
    wrong = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "qa").rglob("*.py"))
        if "packs" not in path.parts
        and "evaluation" not in path.parts
        and named.search(path.read_text("utf-8"))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("29 Nisan 2022", ["2022-04-29"]),
        ("2021 yılının Ekim ayında", ["2021-10"]),
        ("5 Mayıs'ta yapıldı", ["--05-05"]),
        ("1995'te kuruldu", ["1995"]),
        ("1990'lı yıllar", ["1990..1999"]),
        ("%10 arttı", ["10%"]),
        ("yüzde on beş", ["15%"]),
        ("üç yüz elli bin kişi", ["350000"]),
        ("onbeş gün sürdü", ["15"]),
        ("5'ten 10'a kadar", ["5..10"]),
        ("26'ncı madde", ["26"]),
        ("yirmi altıncı oturum", ["26"]),
        ("on kişi geldi", ["10"]),
    ],
)
def test_numbers_and_dates(text: str, values: list[str]) -> None:
    assert [value.value for value in find_values(text)] == values


@pytest.mark.parametrize("text", ["put it on the table in the bin", "he went on to the bin"])
def test_english_words_are_no_turkish_numbers(text: str) -> None:
    assert find_values(text) == ()


@pytest.mark.parametrize("text", ["26. oturum", "26'ncı oturumda", "yirmi altıncı oturum"])
def test_events(text: str) -> None:
    assert [(event.kind, event.number) for event in find_events(text)] == [("session", "26")]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Köprü ne zaman açıldı?", Kind.TIME),
        ("Kitabı kim yazdı?", Kind.PERSON),
        ("Şehirde kaç kişi yaşıyor?", Kind.NUMBER),
        ("Müze nerede?", Kind.PLACE),
        ("Fiyatlar arttı mı?", Kind.YES_NO),
        ("Hangi ülkeler katıldı?", Kind.LIST),
        ("Enflasyon nedir?", Kind.DEFINITION),
    ],
)
def test_what_questions_ask_for(text: str, kind: Kind) -> None:
    assert kind in read_intent((text,)).kinds


def test_stems_meet_across_endings() -> None:
    assert stem("kitapları", TURKISH) == stem("kitaplar", TURKISH)
    assert stem("Ankara'nın", TURKISH) == stem("Ankara'da", TURKISH)
    assert stem("evlerinden", TURKISH) == stem("evler", TURKISH) == "ev"


@pytest.mark.parametrize(
    ("text", "denies"),
    [
        ("Toplantı yapılmadı.", True),
        ("Karar kabul edilmeyecek.", True),
        ("Bu doğru değil.", True),
        ("Toplantı yapıldı.", False),
        ("Memurlar memnun oldu.", False),
    ],
)
def test_negation(text: str, denies: bool) -> None:
    assert bool([n for n in negations(text, TURKISH) if not n.implicit]) is denies


def test_opposites_meet_across_languages() -> None:
    (rose,), (fell,) = find_alternatives("Fiyatlar yükseldi"), find_alternatives("цены снизились")
    assert rose.group == fell.group == "growth"
    assert rose.side != fell.side


def test_a_follow_up_takes_the_place_of_its_like() -> None:
    asked = [Turn("user", "Müze hangi yıl açıldı?")]
    assert resolve("Peki ya kütüphane?", asked) == "Kütüphane hangi yıl açıldı?"


def test_courtesies_and_messages() -> None:
    assert only_courtesies(["Merhaba, teşekkür ederim"])
    assert "yanıtı yok" in wording.refusal(TURKISH, [], empty=False)


def test_a_turkish_question_is_known_from_latin_kazakh() -> None:
    assert identify("Kütüphane saat kaçta kapanıyor?").language is TURKISH
    assert identify("Kitapkhana qai kezde ashylady?").language is Language.KAZAKH


@pytest.mark.parametrize(
    ("question", "text", "answering"),
    [
        ("Toplantıya kaç kişi katıldı?", "Toplantıya 40 kişi katıldı, 3 okul açıldı.", ["40"]),
        ("Öğrenci sayısı kaç?", "Bölgede 7 okul ve 900 öğrenci var.", ["900"]),
        ("Kadınların oranı nedir?", "300 üyenin yüzde 40'ı kadındır.", ["40'ı"]),
    ],
)
def test_what_a_number_counts(question: str, text: str, answering: list[str]) -> None:
    counted = read_counted(question, TURKISH)
    found = [v.text for v in find_values(text) if counts(counted, v, text, TURKISH)]
    assert found == answering


def test_what_says_where() -> None:
    assert find_place_words("Toplantı Ankara'da, eski tiyatro binasında yapıldı.") == {
        "ankar",
        "binas",
    }
    assert asks_building("Konferans hangi binada yapıldı?")
    assert names_building("Kongre sarayında toplandılar.")
    assert find_place_words("It was a private debate about data.") == frozenset()


def test_who_leads_and_who_said() -> None:
    text = "Müze müdürü Ayşe Demir, belediye başkanı Murat Kaya ile görüştü."
    assert [person.name for person in holders(text, frozenset(("director",)))] == ["Ayşe Demir"]
    assert offices_in("Takımı yönetiyor") == {"head"}
    assert asks_who_said(analyse("Köprünün hazır olduğunu kim söyledi?"))
    assert not asks_who_said(analyse("Köprüyü kim yaptı?"))


def test_values_of_the_kind_asked_for() -> None:
    assert wants_hour(analyse("Kütüphane saat kaçta kapanıyor?"))
    assert says_hour("Kütüphane saat 9'da açılıyor.")
    assert wants_year(analyse("Müze hangi yıl açıldı?"))
    assert wants_money(analyse("Köprünün maliyeti ne kadar?"))
    text = "Köprü 5 milyon liraya mal oldu, yapımı 300 gün sürdü."
    assert [v.text for v in find_values(text) if is_sum(v, text)] == ["5 milyon"]


def test_nouns_of_lists() -> None:
    assert list_nouns("Başkan hangi talimatları verdi?") == list_nouns("дал поручения")
    assert list_nouns("Alan Maddison soruldu") == frozenset()
