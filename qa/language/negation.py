"""Whether a sentence denies what it says, in Kazakh, Russian and English.

Embedding vectors barely see a negation, so claim checking counts it here.  In
Russian and English it is a word; in Kazakh it is a word (`емес`, `жоқ`) or a
suffix between the verb's stem and its ending (`бар-ма-ды`, `кел-ме-йді`).  The
endings that follow the suffix are a closed class, so they are listed; `-масын`
is left out because it is far more often a possessed noun (`бағдарламасын`)
than a negative wish.
"""

from __future__ import annotations

import re

from qa.types import Language

_KAZAKH = (
    r"емес\w*|жоқ\w*|ешқашан|ешкім\w*|ешбір\w*|ешқандай|болмас"
    # `демеу` (support) and `немесе` (or) are no verbs; `-бай` ends names.
    r"|(?!немесе\b|демеу|қарама[йс])\w{2,}?(?:"
    r"[мбп]а(?:ды(?:м|ң|қ|ңыз|ңдар)?|й(?:мын|сың|сыз|мыз|ды|тын\w{0,6})|ған\w{0,7}"
    r"|са(?:м|ң|қ|ңыз)?|стан|у(?:ы|ына|ын|ынан|ға|ды|дан)?|ңыз(?:дар)?)|май"
    r"|[мбп]е(?:ді(?:м|ң|к|ңіз|ңдер)?|й(?:мін|сің|сіз|міз|ді|тін\w{0,6})?|ген\w{0,7}"
    r"|се(?:м|ң|к|ңіз)?|стен|у(?:і|іне|ін|інен|ге|ді|ден)?|ңіз(?:дер)?))"
)
_RUSSIAN = (
    r"не|ни|нет|нельзя|невозможно|никогда|никто|никого|никому|никем|ничто|ничего|ничему|"
    r"никак\w{0,4}|нигде|никуда|ниоткуда"
)
_ENGLISH = r"not|no|never|none|nobody|nothing|nowhere|neither|nor|cannot|\w+n['’]t"


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{pattern})(?!\w)", re.IGNORECASE)


_NEGATIONS = {
    Language.KAZAKH: _words(_KAZAKH),
    Language.RUSSIAN: _words(_RUSSIAN),
    Language.ENGLISH: _words(_ENGLISH),
}
# These hold a negating word and deny nothing.
_HARMLESS = re.compile(
    r"не только|не менее|не более|no less|not only|no more than|not least|no longer than|"
    r"ғана емес|қана емес|кем емес|жоқ дегенде|no\.?\s*\d|тем не менее",
    re.IGNORECASE,
)


def negations(text: str, language: Language) -> list[str]:
    """The negating words of `text`, in order; set phrases such as `not only` do not count.

    The language must be known: `не` denies in Russian and asks `what` in Kazakh.
    Empty for a language other than the three.
    """
    pattern = _NEGATIONS.get(language)
    return pattern.findall(_HARMLESS.sub(" ", text)) if pattern else []
