"""Translation by a model of one's own: any sequence-to-sequence model of transformers.

A model for one direction (Marian, T5) is given the text; one for many (M2M-100, NLLB) is told
both languages in the codes that are in its vocabulary, which are found there.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any

from qa.answering.translation.translate import ShouldStop
from qa.checking.stopping import stop_if
from qa.errors import MissingExtra, ModelError
from qa.language.packs import pack_of
from qa.language.sentences import split_sentences
from qa.types import Language

INSTALL = "pip install 'qa[translate]'"
_BEAMS = 4
_MOST_TOKENS = 400
"""Of one sentence's translation: its model was trained on little more."""


class LocalTranslator:
    """Translates sentence by sentence, as such models were trained; loaded when first needed."""

    def __init__(self, model: str, *, many: bool) -> None:
        """`model` is a folder or a name on the Hugging Face Hub; `many` one of many directions."""
        self.name = model
        self._many = many
        self._loaded: tuple[Any, Any] | None = None
        self._guard = threading.Lock()

    def translate(
        self, text: str, source: Language, target: Language, should_stop: ShouldStop = None
    ) -> str:
        """One at a time.  Raises ModelError for a model that cannot be loaded, or that does not
        know the languages; Stopped soon after `should_stop` says so."""
        with self._guard:
            tokenizer, model = self._loaded = self._loaded or self._load()
            options: dict[str, Any] = {"num_beams": _BEAMS, "max_new_tokens": _MOST_TOKENS}
            if self._many:
                # M2M-100 wants `kk` for `__kk__`.
                tokenizer.src_lang = self._code(tokenizer, source).strip("_")
                code = self._code(tokenizer, target)
                options["forced_bos_token_id"] = tokenizer.convert_tokens_to_ids(code)
            said = []
            for start, end in split_sentences(text, source):
                stop_if(should_stop)
                given = tokenizer(text[start:end], return_tensors="pt", truncation=True)
                made = model.generate(**given, **options)
                said.append(tokenizer.decode(made[0], skip_special_tokens=True).strip())
            return " ".join(said)

    def _load(self) -> tuple[Any, Any]:
        try:
            from transformers import AutoModelForSeq2SeqLM, AutoTokenizer
        except ImportError as error:
            raise missing(self.name) from error
        try:
            tokenizer = AutoTokenizer.from_pretrained(self.name)
            model = AutoModelForSeq2SeqLM.from_pretrained(self.name)
        except Exception as error:  # the library lets through whatever went wrong inside
            raise ModelError(
                f"the translation model {self.name} cannot be loaded ({error}); give the folder or "
                "the name of a sequence-to-sequence model of transformers"
            ) from error
        return tokenizer, model.eval()

    def _code(self, tokenizer: Any, language: Language) -> str:
        """The token by which the model knows a language: `__kk__`, or `kaz_Cyrl`."""
        pack = pack_of(language)
        assert pack is not None
        beginning = f"{pack.words.three_letters}_"
        known: Iterable[str] = {*tokenizer.get_added_vocab(), *tokenizer.all_special_tokens}
        for token in sorted(known):
            if token == f"__{language.value}__" or token.startswith(beginning):
                return token
        raise ModelError(
            f"the translation model {self.name} has no code for {language.value}; if it is for one "
            'direction, name that in QA_TRANSLATORS: {"kk-ru": …}'
        )


def missing(model: str) -> MissingExtra:
    return MissingExtra(f"the translation model {model} needs transformers; run `{INSTALL}`")
