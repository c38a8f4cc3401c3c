"""The translators that the settings name."""

from __future__ import annotations

from importlib.util import find_spec

from qa.answering.generation.chat import Generator
from qa.answering.translation.by_model import ModelTranslator
from qa.answering.translation.local import LocalTranslator, missing
from qa.answering.translation.translate import ANY, Translations, Translator
from qa.embedding import TokenEncoder
from qa.errors import SettingsError
from qa.settings import Settings

BY_MODEL = "llm"
"""What stands in the settings for the language model."""


def open_translations(
    settings: Settings, generator: Generator | None, encoder: TokenEncoder | None
) -> Translations | None:
    """None where the settings name no translator, or the encoder cannot check what they say.

    Raises SettingsError for the language model where there is none, MissingExtra for a model of
    one's own without its library.  Such a model is loaded when it is first needed.
    """
    if not settings.translators or encoder is None:
        return None
    made = {
        direction: _opened(direction, named, settings, generator)
        for direction, named in settings.translators.items()
    }
    return Translations(made, encoder)


def _opened(
    direction: str, named: str, settings: Settings, generator: Generator | None
) -> Translator:
    if named != BY_MODEL:
        if find_spec("transformers") is None:
            raise missing(named)
        return LocalTranslator(named, many=direction == ANY)
    if generator is None:
        raise SettingsError(
            f"QA_TRANSLATORS has {direction!r} translated by the language model, and there is "
            "none; set QA_LLM"
        )
    return ModelTranslator(generator, settings.llm_timeout_seconds)
