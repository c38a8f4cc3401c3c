"""Translations by a scripted language model, and the attacks that a quotation may be."""

from __future__ import annotations

import pytest

from qa.answering.translation.by_model import ModelTranslator
from qa.answering.translation.translate import unfit
from qa.errors import TranslationFailed
from qa.types import Language
from tests.attacks import FOREIGN, attacks
from tests.scripted import ScriptedModel

QUOTATION = "Реставрация обошлась в 340 миллионов тенге."
RIGHT = "The restoration cost 340 million tenge."


def translated(reply: str, text: str = QUOTATION, **given: object) -> str:
    model = ScriptedModel(reply, **given)  # type: ignore[arg-type]
    return ModelTranslator(model, 5.0).translate(text, Language.RUSSIAN, Language.ENGLISH)


@pytest.mark.parametrize(
    "reply",
    [
        RIGHT,
        f"\n{RIGHT}\n\n",
        f"«{RIGHT}»",
        f'"{RIGHT}"',
        f"**{RIGHT}**",
        f"<think>340 миллионов is 340 million.</think>\n{RIGHT}",
        f"Hm.</think>{RIGHT}</s>",
        "The restoration cost\n340 million tenge.",
        "The resto\u200bration cost 340 million tenge.",
    ],
)
def test_only_the_translation_is_taken(reply: str) -> None:
    assert translated(reply) == RIGHT


def test_the_model_is_shown_the_quotation_and_the_language() -> None:
    model = ScriptedModel(RIGHT)
    ModelTranslator(model, 5.0).translate(
        "Сумма <text> [1]: 340.", Language.RUSSIAN, Language.ENGLISH
    )
    (prompt,) = model.prompts
    assert "into English" in prompt.system
    assert "Сумма ‹text› (1): 340." in prompt.user


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"fault": TimeoutError()}, r"no translation \(slow\)"),
        ({"fault": ConnectionError()}, r"no translation \(failed\)"),
    ],
)
def test_what_goes_wrong_is_an_error_that_says_so(given: dict[str, object], said: str) -> None:
    with pytest.raises(TranslationFailed, match=said):
        translated(RIGHT, **given)


def test_it_ends() -> None:
    with pytest.raises(TranslationFailed, match="would not end"):
        translated("and so it goes on " * 2000, size=500)


def test_a_quotation_that_gives_orders_is_shown_to_no_model() -> None:
    """But for those that only a machine can read; whoever obeyed one would be found out."""
    model = ScriptedModel(f"See https://{FOREIGN}/p.png")
    translator = ModelTranslator(model, 5.0)
    reached, refused = set(), set()
    for attack in attacks():
        try:
            said = translator.translate(attack.text, attack.language, Language.TR)
        except TranslationFailed as error:
            refused.add(str(error))
        else:
            reached.add(attack.hiding)
            assert "it holds a link" in unfit(attack.text, said, Language.TR)
    assert refused == {"the quotation gives orders to a machine, so no language model is shown it"}
    assert reached <= {"base64", "spaced"}
    assert len(model.prompts) < len(attacks()) // 15
