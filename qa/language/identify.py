"""Which language a text is in (first version: closed-class words and letters)."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from qa.language.folding import Script, fold_lookalikes, normalise, script_of
from qa.types import Language


@dataclass(frozen=True, slots=True)
class Identification:
    language: Language
    script: Script
    confidence: float


_KK = """жане мен бен пен да де та те ма ме ба бе па пе кандай кай кайсы ким кимдер не неше канша кашан
кайда калай неге бар жок болды ушин туралы бойынша айтты айтылган деп деген екен ол бул осы сол барлык
берди беру коп кандай халкы адам жылы жылгы""".split()
_RU = """и в во на с со по о об от до из у к за для при как что кто где когда какой какая какие какого каких сколько
почему зачем был была были было не ни это эта этот или же ли а но также который прошла кем чем году""".split()
_EN = """the of and in to what who when where which why how many much is was were are did does do a an on for with by
at from that this has have had it be been as not or his her their its about""".split()
_KKL = """zhane jane men qandai qandaı kandai kanday qay qai qaı kim ne neshe qansha kansha qashan kashan qaida qayda
qalai qalay nege bar joq zhok zhoq boldy ushin üşın úshin turaly boiynsha aitty dep degen ol bul osy berdi alghash halqy jyly""".split()
_RUL = """i v vo na s so po ob ot iz u k za dlya dlia pri kak chto kto gde kogda kakoy kakoi kakaya kakie kakih skolko pochemu
zachem byl byla byli ne eto ili li no takzhe kotoryi kotoryy proshla naroda godu kem chem""".split()
_OTHER = """le la les des du et est que qui der die das und ist wer wann wo wie viele el los las cuando donde quien il che
nedir ne zaman kim ve bir için ile kaç nasıl hangi nerede qachon qayerda qancha va uchun bilan deb kto3""".split()
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")


def identify(text: str) -> Identification:
    sample = text[:4000]
    words = _WORD.findall(normalise(fold_lookalikes(sample)))
    script = script_of(sample)
    scores = dict.fromkeys(Language, 0.0)
    for word in words[:300]:
        if re.match("[а-яәғқңөұүһі]", word):
            if re.search("[әғқңөұүһі]", word):
                scores[Language.KAZAKH] += 2
            if word in _KK or re.search("(ның|нын|дын|тын|дагы|тагы|лар|лер|дар|тар|ды|ды|ган|ген|кан|ылы)$", word):
                scores[Language.KAZAKH] += 1
            if word in _RU or re.search("(ого|ому|ыми|ых|ая|ое|ые|ий|ый|ость|ение|ания|ться|ов|ами)$", word):
                scores[Language.RUSSIAN] += 1
            scores[Language.RUSSIAN] += 0.1
        else:
            if word in _KKL or re.search("[ğńáǵúñ]|(nyn|nyń|dagy|lar|ler|dar|tar|dy|gan|ğan)$", word):
                scores[Language.KAZAKH] += 1
            if word in _RUL or re.search("(ogo|iya|ii|yh|ykh|skoy|skiy|ov|ami)$", word):
                scores[Language.RUSSIAN] += 1
            if word in _EN or re.search("(ing|tion|ed|ly|ment)$", word):
                scores[Language.ENGLISH] += 1
            if word in _OTHER:
                scores[Language.OTHER] += 1
            scores[Language.ENGLISH] += 0.1
    best = max(scores, key=lambda language: scores[language])
    if not words or not scores[best]:
        return Identification(Language.OTHER, script, 0.0)
    total = sum(math.exp(min(score, 20)) for score in scores.values())
    return Identification(best, script, math.exp(min(scores[best], 20)) / total)
