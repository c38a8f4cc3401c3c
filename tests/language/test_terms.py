from __future__ import annotations

import time

import pytest

from qa.language.terms import search_terms
from qa.types import Language

KK, RU, EN = Language.KAZAKH, Language.RUSSIAN, Language.ENGLISH


def family(prefix: str, text: str, language: Language) -> set[str]:
    return {term for term in search_terms(text, language) if term.startswith(prefix)}


def test_each_family_has_its_prefix() -> None:
    assert search_terms("Тоқаев 26-шы", KK) == [
        "w:токаев"[:7], "g:_ток", "g:тока", "g:окае", "g:каев", "g:аев_",
        "p:_tok", "p:toka", "p:okai", "p:kaiv", "p:aiv_", "k:tkv", "n:26",
    ]  # fmt: skip


def test_numbers_meet_across_spellings_and_kinds() -> None:
    spellings = {"ХХVI сессиясы": KK, "26 сессия": RU, "the twenty-sixth session": EN}
    assert all("n:26" in search_terms(t, language) for t, language in spellings.items())


def test_a_date_is_found_by_its_parts() -> None:
    dated = family("n:", "29 апреля 2022 года", RU)
    assert dated == {"n:2022-04-29", "n:2022", "n:--04-29", "n:2022-04"}
    assert "n:2022-04" in family("n:", "April 2022", EN)
    assert "n:--04-29" in family("n:", "29 сәуірде", KK)


def test_names_and_loan_words_meet_across_alphabets() -> None:
    assert "k:tkv" in family("k:", "Tokayev said", EN) & family("k:", "Токаев сказал", RU)
    shared = family("p:", "revolution", EN) & family("p:", "революция", RU)
    assert {"p:_riv", "p:rivo", "p:ivol"} <= shared


def test_kazakh_is_the_same_without_its_letters() -> None:
    proper = "Қазақстан халқы Ассамблеясының тапсырмалары қандай"
    typed = "казакстан халкы ассамблеясынын тапсырмалары кандай"
    for prefix in ("w:", "g:", "p:"):
        assert family(prefix, proper, KK) == family(prefix, typed, KK)


def test_latin_kazakh_meets_cyrillic() -> None:
    latin = family("w:", "Qazaqstan halqy Assambleiasynyn sessiiasy", KK)
    assert {"w:казак", "w:халк"} <= latin


def test_stop_words_and_single_letters_go() -> None:
    assert search_terms("что и как это было", RU) == []
    assert search_terms("the of and", EN) == []
    assert search_terms("бұл және қандай", KK) == []


@pytest.mark.parametrize("text", ["", " ", "?!", "\ud800\x00", "а", "1", "' OR 1=1 --"])
def test_odd_text(text: str) -> None:
    assert all(term[1] == ":" for term in search_terms(text, KK))


def test_a_passage_takes_milliseconds() -> None:
    text = ("Қазақстан халқы Ассамблеясының кезекті сессиясында 40-тан астам кафедра. " * 14)[:1000]
    search_terms(text, KK)
    started = time.process_time()
    for _ in range(20):
        search_terms(text, KK)
    assert (time.process_time() - started) / 20 < 0.006
