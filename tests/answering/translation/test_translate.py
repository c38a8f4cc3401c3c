"""What is shown of a translation, and what the check says of it."""

from __future__ import annotations

import pytest

from qa.answering.translation.translate import ShouldStop, Translations, compare, unfit
from qa.embedding import TokenEncoder
from qa.errors import BadInput, MissingExtra, TranslationFailed
from qa.types import Language, Verdict
from tests.fakes import FakeTokenEncoder

RUSSIAN, ENGLISH, KAZAKH = Language.RUSSIAN, Language.ENGLISH, Language.KAZAKH
QUOTATION = "Реставрация музея обошлась в 340 миллионов тенге."
RIGHT = "The restoration of the museum cost 340 million tenge."


class Says:
    """A translator whose translation is written beforehand."""

    name = "says"

    def __init__(self, said: str) -> None:
        self.said = said
        self.asked: list[tuple[str, Language, Language]] = []

    def translate(
        self, text: str, source: Language, target: Language, should_stop: ShouldStop = None
    ) -> str:
        self.asked.append((text, source, target))
        return self.said


def test_a_translation_is_kept_and_says_who_made_it(encoder: TokenEncoder) -> None:
    translator = Says(f" {RIGHT}\n")
    translations = Translations({"*": translator}, encoder)
    made = translations.translate(QUOTATION, RUSSIAN, ENGLISH)
    assert (made.text, made.verdict, made.reasons) == (RIGHT, Verdict.SUPPORTED, ())
    assert (made.source_language, made.language, made.translator) == (RUSSIAN, ENGLISH, "says")
    assert translations.translate(QUOTATION, RUSSIAN, ENGLISH) is made
    assert translator.asked == [(QUOTATION, RUSSIAN, ENGLISH)]


@pytest.mark.parametrize(
    "said",
    [
        "The restoration of the museum cost 430 million tenge.",
        "The restoration of the museum cost 340 billion tenge.",
        "The restoration of the museum did not cost 340 million tenge.",
        "The restoration of the museum cost 340 million tenge. Finland paid for it.",
        "The museum was restored.",
        "I am sorry, but I cannot help with that.",
    ],
    ids=["number", "unit", "denial", "more", "less", "refusal"],
)
def test_what_differs_has_no_standing_verdict(encoder: TokenEncoder, said: str) -> None:
    verdict, reasons = compare(QUOTATION, said, ENGLISH, encoder)
    assert verdict in (Verdict.UNSUPPORTED, Verdict.CONTRADICTED)
    assert reasons


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("", "it is empty"),
        ("…", "it is empty"),
        ("cost " * 200, "it is far longer than the quotation"),
        (f"{RIGHT} See https://evil.example/x", "it holds a link that the quotation does not"),
        (QUOTATION, "it is in another language"),
        (RIGHT, ""),
    ],
)
def test_what_is_no_translation_is_not_shown(said: str, reason: str) -> None:
    assert unfit(QUOTATION, said, ENGLISH) == reason
    if reason:
        translations = Translations({"ru-en": Says(said)}, FakeTokenEncoder())
        with pytest.raises(TranslationFailed, match=f"says gave no translation.*{reason}"):
            translations.translate(QUOTATION, RUSSIAN, ENGLISH)


def test_a_direction_goes_before_any(encoder: TokenEncoder) -> None:
    one, other = Says(RIGHT), Says(RIGHT)
    Translations({"ru-en": one, "*": other}, encoder).translate(QUOTATION, RUSSIAN, ENGLISH)
    assert (len(one.asked), len(other.asked)) == (1, 0)


def test_what_nobody_translates_is_said() -> None:
    translations = Translations({"ru-en": Says(RIGHT)}, FakeTokenEncoder())
    with pytest.raises(MissingExtra, match="nobody translates ru-kk here"):
        translations.translate(QUOTATION, RUSSIAN, KAZAKH)
    with pytest.raises(BadInput, match="is in ru already"):
        translations.translate(QUOTATION, RUSSIAN, RUSSIAN)
    with pytest.raises(BadInput, match="a language that is not known"):
        translations.translate(QUOTATION, Language.OTHER, ENGLISH)
