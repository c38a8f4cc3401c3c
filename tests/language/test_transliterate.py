from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from qa.language.folding import fold_kazakh, normalise
from qa.language.transliterate import Alphabet, alphabet_of, latin_to_cyrillic
from qa.types import Language

ROWS = [
    json.loads(line)
    for line in (Path(__file__).parent / "latin.jsonl").read_text("utf-8").splitlines()
]
FLOORS = {
    "2021": 0.93,
    "2018": 0.97,
    "2017": 0.97,
    "news agency": 0.85,
    "informal": 0.97,
}


def _words(rows: list[dict[str, str]]) -> list[tuple[str, str]]:
    pairs = []
    for row in rows:
        given = latin_to_cyrillic(row["latin"], Language(row["language"])).split()
        pairs += zip(given, row["cyrillic"].split(), strict=True)
    return [(fold_kazakh(normalise(a)), fold_kazakh(normalise(b))) for a, b in pairs]


@pytest.mark.parametrize("alphabet", FLOORS)
def test_kazakh_words_of_the_test_half(alphabet: str) -> None:
    rows = [
        r for r in ROWS if (r["language"], r["alphabet"], r["split"]) == ("kk", alphabet, "test")
    ]
    pairs = _words(rows)
    assert sum(given == right for given, right in pairs) / len(pairs) >= FLOORS[alphabet]


def test_russian_words_of_the_test_half() -> None:
    pairs = _words([r for r in ROWS if r["language"] == "ru" and r["split"] == "test"])
    assert sum(given == right for given, right in pairs) / len(pairs) >= 0.9


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [
        ("Astanadağy Dostyq üiı üşın qai ğimarat", "Астанадағы Достық үйі үшін қай ғимарат"),
        ("Qazaqstan halqy Assambleıasynyń", "Қазақстан халқы Ассамблеясының"),
        ("bi'ri'nshi'", "бірінші"),
        ("Ulttyq quryltai quramynda qansha mushe", "Ұлттық құрылтай құрамында қанша мүше"),
        ("XXVI sessiya", "XXVI сессия"),
        ("26-shy", "26-шы"),
        ("QHA", "ҚХА"),
        ("құрылтай", "құрылтай"),
        ("", ""),
        ("\ud800 \x00 😀", "\ud800 \x00 😀"),
    ],
)
def test_kazakh(latin: str, cyrillic: str) -> None:
    assert latin_to_cyrillic(latin, Language.KAZAKH) == cyrillic


# Kind, informal Latin, Cyrillic: loans keep к and г, native words have қ and ғ beside back vowels.
VELARS = [
    line.split("\t")
    for line in (Path(__file__).parent / "loans.tsv").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize(("kind", "floor"), [("loan", 0.95), ("native", 0.98)])
def test_loans_keep_their_velars_and_native_words_theirs(kind: str, floor: float) -> None:
    pairs = [(latin, cyrillic) for given, latin, cyrillic in VELARS if given == kind]
    right = sum(
        re.findall("[кқгғ]", latin_to_cyrillic(latin, Language.KAZAKH))
        == re.findall("[кқгғ]", cyrillic)
        for latin, cyrillic in pairs
    )
    assert len(pairs) >= 150
    assert right / len(pairs) >= floor


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [
        ("Kardiologia ortalygy", "Кардиология орталығы"),
        ("kardiologiyalyk", "кардиологиялық"),
        ("doktorga", "докторға"),
        ("katalogtagy", "каталогтағы"),
        ("konkurska", "конкурсқа"),
        ("kosmonavt", "космонавт"),
        ("agronom", "агроном"),
        ("galamtor", "ғаламтор"),
        ("yklas", "ықлас"),
        ("Kyzylorda", "Қызылорда"),
        ("Qazaqstan", "Қазақстан"),
    ],
)
def test_velars(latin: str, cyrillic: str) -> None:
    assert latin_to_cyrillic(latin, Language.KAZAKH) == cyrillic


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [
        ("kogda proshla 31 sessiya", "когда прошла 31 сессия"),
        ("obschestvennoe soglasie", "общественное согласие"),
        ("russkiy yazyk", "русский язык"),
        ("deyatel'nost", "деятельность"),
        ("eto ekonomika", "это экономика"),
        ("XXVI sessiya ANK", "XXVI сессия АНК"),
    ],
)
def test_russian(latin: str, cyrillic: str) -> None:
    assert latin_to_cyrillic(latin, Language.RUSSIAN) == cyrillic


@pytest.mark.parametrize("language", [Language.KAZAKH, Language.RUSSIAN])
def test_a_run_that_is_no_word_stays(language: Language) -> None:
    assert latin_to_cyrillic("ka" * 100_000, language) == "ka" * 100_000


@pytest.mark.parametrize("language", [Language.ENGLISH, Language.OTHER])
def test_other_languages_keep_their_letters(language: Language) -> None:
    assert latin_to_cyrillic("What is it?", language) == "What is it?"


@pytest.mark.parametrize(
    ("text", "alphabet"),
    [
        ("ğimarat", Alphabet.DIACRITICS_2021),
        ("üiı üşın", Alphabet.DIACRITICS_2021),
        ("Assambleıasynyń", Alphabet.ACUTE_2018),
        ("qog'am", Alphabet.APOSTROPHE_2017),
        ("jaña oqw jılı", Alphabet.NEWS_AGENCY),
        ("qazaq tili", Alphabet.INFORMAL),
        ("", Alphabet.INFORMAL),
    ],
)
def test_alphabet_of(text: str, alphabet: Alphabet) -> None:
    assert alphabet_of(text) is alphabet
