"""Words that exclude each other (`rose`, `fell`; `all`, `some`), in Kazakh, Russian and English.

The model's vectors hardly tell such words apart: they stand in the same places.
Each set lists alternatives of which a fact has one, as patterns in the three
languages, so that `өсті` can be seen to exclude `fell`.  These are words of
general language; nothing of an archive's subjects belongs here.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from qa.types import Span

# A set's name, then its alternatives.  Kazakh words with `іл`, `ыл` are passive, not opposite.
_SETS: dict[str, tuple[str, ...]] = {
    "growth": (
        r"өс(?:т[іе]|ед|ке|уд|іп|ім|ір)\w*|арт(?:ты|ад|қан|ып|уд|тыр)\w*|көбей\w*|ұлғай\w*|"
        r"жоғарыла\w*|"
        r"қымбатта\w*|(?:вы|воз)рос\w*|(?:вы|воз)?раст[её]т|(?:вы|воз)?раст(?:и|ут|ёт|ает|ают)|"
        r"увелич\w*|повы[сш]\w*|подорожа\w*|"
        r"rose|ris(?:e|es|en|ing)|gr[eo]w(?:s|n|ing)?|increas\w+|climb(?:s|ed)|went up|"
        r"more expensive",
        r"төменде\w*|азай\w*|кемі(?:д|г|п|т)\w*|қысқар\w*|арзанда\w*|құлдыра\w*|"
        r"сниз\w*|снижа\w*|упа(?:л|д[еу])\w*|пада[юе]\w*|уменьш\w*|сокра[тщ]\w*|подешеве\w*|"
        r"fell|fall(?:s|en|ing)?|dropp\w+|declin\w+|decreas\w+|reduc\w+|shr[aiu]nk|went down|"
        r"cheaper",
    ),
    "opening": (
        r"аш(?:ты|ыл|ып|қан|ад|уға)\w*|откры[влтв]\w*|откро[ею]\w*|(?:re)?open(?:s|ed|ing)",
        r"жап(?:ты|қан)\w*|жаб(?:ыл|ад|ып|ық)\w*|закры[влт]\w*|закро[ею]\w*|clos(?:es|ed|ing|ure)|"
        r"shut(?:s|ting)?(?: down)?",
    ),
    "order": (
        r"(?:ке |ге |қа |ға |нан |нен |дан |ден |тан |тен )бұрын|алдында|перед|прежде чем|"
        r"до того,? как|"
        r"до (?:начала|открытия|вступления|окончания|конца)|before|prior to",
        r"(?:нан |нен |дан |ден |тан |тен )(?:кейін|соң)|после|after",
    ),
    "place in a row": (
        r"алғашқы\w*|бірінші\w*|тұңғыш\w*|перв(?:ый|ая|ое|ого|ой|ую|ым|ому)|впервые|first",
        r"соңғы\w*|ақырғы\w*|последн(?:ий|яя|ее|его|ей|юю|им|ему)|last|final",
    ),
    "victory": (
        r"жең(?:ді|ге|ед|іп|іск|іс|імпаз)\w*|ұт(?:ты|қан|ып|ад)\w*|"
        r"выигр\w*|побе(?:д|ж)\w*|обыгра\w*|одоле\w*|won|win(?:s|ning|ners?)?|beat(?:s|en)?|"
        r"defeated|"
        r"victor\w+",
        r"жеңіл(?:ді|ге|іс|іп|ед)\w*|ұтыл\w*|проигр\w*|уступи(?:л|в)\w*|потерпе\w+ поражени\w*|"
        r"lost(?= (?:to|the|a|by|in|against|on)\b)|los(?:es|ing)(?= to\b)|was defeated|"
        r"were defeated",
    ),
    "permission": (
        r"рұқсат\w*|разреш\w*|позвол\w*|allow\w*|permit\w*|authori[sz]e\w*",
        r"тыйым\w*|запре[тщ]\w*|bann(?:ed|ing)|bans?|prohibit\w*|forb[ai]d\w*",
    ),
    "support": (
        r"қолда(?:ды|п|й|ған|у|лды)\w*|поддерж\w*|высту\w+ за|support(?:s|ed|ing)?|backed|"
        r"in favou?r of",
        r"қарсы (?:шық|бол|дауыс)\w*|высту\w+ против|против|возраз\w*|возража\w*|oppos(?:e|es|"
        r"ed|ing)|"
        r"against",
    ),
    "acceptance": (
        r"қабылда(?:ды|лды|п|ған)\w*|мақұлда\w*|бекіт\w*|"
        r"приня(?:л|т|в)\w*|одобр\w*|утверд\w*|согласи\w*|accept(?:s|ed)|approv(?:es|ed|al)|"
        r"adopted|agreed",
        r"бас тарт\w*|кері қайтар\w*|отклон\w*|отверг\w*|отказал\w*|reject\w*|refus\w*|turned down",
    ),
    "course": (
        r"баста(?:лды|лад|ды|п|йды|лған|ған)\w*|"
        # `В начале` is a time, no beginning.
        r"(?<!с )(?<!до )нача(?!л[еу]|лом)[лтв]\w*|начн\w*|начин(?!ая)\w*|стартова\w*|"
        r"beg[aiu]n\w*|start(?:s|ed|ing)|launched",
        r"аяқта(?:лды|лад|ды|йды|лған|ған)\w*|тоқта(?:ды|тты|тад|тыл)\w*|законч\w*|заверш\w*|"
        r"окончи\w*|"
        r"прекра[тщ]\w*|остано\w*|end(?:s|ed|ing)|finish\w*|complet(?:ed|es)|stopp\w*|ceas\w*|"
        r"conclude\w*",
    ),
    "trade": (
        r"сатып ал\w*|купи(?:л|в|т)\w*|покупа\w*|приобр[её][лт]\w*|закупи\w*|bought|buy(?:s|ing)?|"
        r"purchas\w*",
        r"сат(?:ты|ад|ылды|ылад|қан)\w*|прода(?:л|ст|ла|ё|ют|в)\w*|sold|sell(?:s|ing)?",
    ),
    "foreign trade": (r"импорт\w*|import(?:s|ed|ing)?", r"экспорт\w*|export(?:s|ed|ing)?"),
    "office": (
        r"тағайында\w*|назнач(?:ил|ен|ат)\w*|appoint\w*|hired",
        r"қызметінен (?:босат|кет|алын)\w*|жұмыстан (?:босат|шығар)\w*|уволи?\w*|"
        r"освобо(?:д|жд)\w+ от должности|снят\w* с должности|dismiss\w*|sacked|fired|"
        r"removed from office",
    ),
    "building": (
        r"сал(?:ын(?:ды|ған|ад)|ды|ған|ад)\w*|тұрғыз\w*|постро\w*|возве[лд]\w*|built|builds?|"
        r"building|"
        r"construct(?:s|ed)|erected",
        r"бұз(?:ылды|ылған|ды|ған|ад)\w*|қират\w*|снес(?:л|е)\w*|снос\w*|разруш\w*|demolish\w*|"
        r"destroyed|torn down|tore down|pulled down",
    ),
    "quality": (
        r"жақсар\w*|улучш\w*|improv\w*|better",
        r"нашарла\w*|ухудш\w*|worse\w*|deteriorat\w*",
    ),
    "age": (
        r"ең (?:көне|ескі|байырғы|қарт|үлкен жастағы)\w*|сам\w+ стар\w+|стар(?:ейш|ш)\w+|"
        r"древнейш\w+|oldest",
        r"ең (?:жаңа|жас)\w*|сам\w+ (?:нов|молод)\w+|новейш\w+|newest|youngest",
    ),
    "size": (
        r"ең (?:үлкен|ірі)\w*|сам\w+ (?:больш|крупн)\w+|крупнейш\w+|наибольш\w+|largest|biggest|"
        r"greatest",
        r"ең (?:кіші|шағын|аз|кішкентай)\w*|сам\w+ (?:маленьк|мелк)\w+|наименьш\w+|smallest",
    ),
    "difficulty": (
        r"қиын\w*|сложн\w*|трудн\w*|тяжел\w*|тяжёл\w*|hard(?:er|est)?|difficult",
        r"оңай\w*|л[её]гк(?:ий|ая|ое|ие|о|им)|легче|просты?[еой]\w*|проще|eas(?:y|ier|iest|ily)",
    ),
    "charge": (
        r"тегін|бесплатн\w*|free(?: of charge)?",
        r"ақылы|платн\w*|paid|for a fee|fee-paying",
    ),
    "guilt": (
        r"кінәлі|айыпты деп|сотта(?:лды|ды)|виновн\w*|осужд[её]н\w*|осуди\w*|guilty|convicted",
        r"кінәсіз|ақта(?:лды|ды)|невинов\w*|оправда[лн]\w*|innocent|acquitted",
    ),
    "balance": (
        r"артық|астам|(?<=\d )аса|көбірек|больше|более|свыше|more than|over(?= \d)|at least",
        r"кем|азырақ|жетпейтін|меньше|(?<!не )менее|less than|fewer than|under(?= \d)|at most",
    ),
    "part of the day": (
        r"таңертең\w*|таңғы|утр(?:ом|а|о|енн\w+)|morning",
        r"кеш(?:ке|кі|інде|тің)|вечер\w*|evening",
    ),
    "season": (
        r"қыс(?:та|ы|тың|қы)|зим(?:ой|а|ы|ний|ние|ней|нюю)|winter",
        r"көктем\w*|вес(?:ной|на|ны|енн\w+)|spring",
        r"жаз(?:да|ғы|ы|дың)|лет(?:ом|о|ний|ние|ней|нюю)|summer",
        r"күз(?:де|гі|дің)|осен(?:ью|ь|и|ний|ние|ней|нюю)|autumn|fall of",
    ),
    "quantity": (
        r"барлық|барша|бүкіл|все|всех|всем|всеми|весь|вся|всю|каждый|каждая|каждой|all|every|each|"
        r"entire|whole",
        r"кейбір\w*|бірқатар\w*|некотор\w+|отдельны\w+|some|several|certain|a few",
        r"көпшілігі\w*|басым бөлігі|большинств\w*|most of|majority",
        r"жартысы\w*|половин\w*|half",
    ),
    "range": (
        r"республикалық|ұлттық|национальн\w*|жалпыұлттық|общенациональн\w*|республиканск\w*|"
        r"nationwide|national|(?-i:republican)",
        r"облыстық|өңірлік|област(?:ной|ная|ное|ные|ного|ном|ную)|региональн\w*|regional|"
        r"provincial",
        r"халықаралық|международн\w*|international",
        r"қалалық|городск\w*|municipal",
        r"аудандық|районн\w*|district",
    ),
}
# Sets in which one alternative, told from the other side, is the other: A beat B, B lost to A.
_CONVERSE = frozenset(("order", "victory", "trade", "foreign trade"))
_ONLY = re.compile(
    r"(?<!\w)(?:(?P<strong>тек|ғана|қана|только|лишь|исключительно|only|solely|exclusively)|"
    r"(?P<weak>жалғыз\w*|бір|единственн\w*|один|одн\w{1,2}|всего|полностью|целиком|толығымен|entirely|wholly|sole|just|alone|merely|one|unless|"
    r"пока|until|кроме|except|басқа))(?!\w)",
    re.IGNORECASE,
)
_NO_LIMIT = re.compile(
    r"не только|not only|ғана емес|қана емес|only then|только что|лишь только|если только|if only",
    re.IGNORECASE,
)
_PATTERN = re.compile(
    "|".join(
        rf"(?P<s{number}_{side}>(?<![\w-])(?:{forms})(?!\w))"
        for number, alternatives in enumerate(_SETS.values())
        for side, forms in enumerate(alternatives)
    ),
    re.IGNORECASE,
)
_NAMES = tuple(_SETS)


class Alternative(NamedTuple):
    """A word of the text, the set it belongs to, and which of the set's alternatives it is."""

    group: str
    side: int
    text: str
    span: Span

    @property
    def converse(self) -> bool:
        return self.group in _CONVERSE


@lru_cache(maxsize=4096)
def find_alternatives(text: str) -> tuple[Alternative, ...]:
    """Words of the sets in `text`, in order; a word belongs to the first set that lists it."""
    found = []
    for match in _PATTERN.finditer(text):
        assert match.lastgroup is not None
        number, _, side = match.lastgroup[1:].partition("_")
        found.append(
            Alternative(_NAMES[int(number)], int(side), match.group(), Span(*match.span()))
        )
    return tuple(found)


def added_limit(claim: str, evidence: str) -> str:
    """The `only` that the claim alone says, "" for none; many words may answer it, and
    `not only` limits nothing."""
    limits = (m for m in _ONLY.finditer(_NO_LIMIT.sub("", claim)) if m.lastgroup == "strong")
    first = next(limits, None)
    return first.group() if first and not _ONLY.search(_NO_LIMIT.sub("", evidence)) else ""
