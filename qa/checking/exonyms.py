"""Countries and world organisations whose names share no sounds across the three languages.

`Тоқаев` and `Tokayev` are heard to be one name; `АҚШ`, `США` and `the United
States` are not, so the best known of such names are listed here, as forms in
Kazakh, Russian and English under one key.  Names that do sound alike (`Канада`,
`Italy`) need no list.
"""

from __future__ import annotations

import re
from functools import lru_cache

from qa.types import Span

# A star stands for any ending; forms are tried in order, whole words only.
_FORMS = {
    "usa": "АҚШ* · Америка Құрама Штаттар* · Құрама Штаттар* · США · Соединенн* Штат* · "
    "US · USA · U.S. · U.S · United States · америк* · Америк* · America*",
    "uk": "Ұлыбритания* · Біріккен Корольд* · Великобритан* · Соединенн* Королевств* · Британи* · "
    "британ* · United Kingdom · UK · U.K. · Britain* · British · Great Britain",
    "un": "БҰҰ* · Біріккен Ұлттар* · ООН · Организаци* Объединенных Наций · "
    "Объединенны* Наци* · United Nations · UN · U.N.",
    "eu": "ЕО · ЕО-* · Еуропалық Одақ* · Еуроодақ* · ЕС · Евросоюз* · Европейск* союз* · "
    "European Union* · EU",
    "germany": "Германия* · герман* · неміс* · немец* · Germany* · German*",
    "china": "Қытай* · қытай* · ҚХР · Кита* · китай* · КНР · China* · Chinese",
    "russia": "Ресей* · ресей* · Росси* · росси* · русск* · РФ · Russia*",
    "kazakhstan": "Қазақстан* · ҚР · Казахстан* · РК · Kazakhstan*",
    "japan": "Жапон* · жапон* · Япон* · япон* · Japan*",
    "india": "Үндістан* · үнді* · Индия · Индии · Индию · Индией · индийс* · India*",
    "egypt": "Мысыр* · Египет* · Египт* · египет* · Egypt*",
    "hungary": "Мажарстан* · Венгр* · венгр* · Hungar*",
    "greece": "Грек* · грек* · Греци* · грече* · Greece* · Greek*",
    "georgia": "Грузи* · грузи* · Georgia*",
    "spain": "Испан* · испан* · Spain* · Spanish",
    "france": "Франци* · франц* · France* · French*",
    "england": "Англи* · англи* · ағылшын* · England* · English*",
    "scotland": "Шотланд* · шотланд* · Scotland* · Scottish · Scots*",
    "wales": "Уэльс* · валли* · Wales · Welsh*",
    "switzerland": "Швейцар* · швейцар* · Switzerland* · Swiss",
    "netherlands": "Нидерланд* · Голланд* · голланд* · Netherlands* · Dutch",
    "europe": "Еуропа* · еуропа* · Европ* · европ* · Europe*",
    "asia": "Азия* · азия* · Ази* · азиат* · Asia*",
    "korea-north": "Солтүстік Коре* · КХДР · Северн* Коре* · северокорей* · КНДР · North Korea* · "
    "DPRK",
    "korea-south": "Оңтүстік Коре* · Южн* Коре* · южнокорей* · South Korea*",
    "korea": "Коре* · корей* · Korea*",
    "north": "Солтүстік* · солтүстік* · Северн* · север* · Север* · North · Northwest* · "
    "northwest* · Northeast* · northeast* · Northern · north · northern",
    "south": "Оңтүстік* · оңтүстік* · Южн* · южн* · юг · юга · юге · югу · Юго · юго · South · "
    "Southwest* · southwest* · Southeast* · southeast* · Southern · "
    "south · southern",
    "east": "Шығыс* · шығыс* · Восток* · Восточн* · восточн* · восток* · East · Eastern · "
    "east · eastern",
    "west": "Батыс* · батыс* · Запад* · запад* · West · Western · west · western",
    "supreme court": "Жоғарғы Сот* · Жоғарғы сот* · Верховн* Суд* · Верховн* суд* · Supreme Court*",
    "who": "ДДСҰ* · Дүниежүзілік денсаулық сақтау ұйым* · ВОЗ · World Health Organi* · WHO",
    "cis": "ТМД* · СНГ · CIS",
    "osce": "ЕҚЫҰ* · ОБСЕ · OSCE",
    "sco": "ШЫҰ* · ШОС · SCO",
    "eaeu": "ЕАЭО* · ЕАЭС · EAEU",
    "csto": "ҰҚШҰ* · ОДКБ · CSTO",
    "fbi": "ФТБ* · ФБР · FBI",
    "ussr": "КСРО* · СССР · Кеңес Одағ* · Советск* Союз* · USSR · Soviet Union*",
}


def _pattern(forms: str) -> str:
    parts = [form.strip() for form in forms.split("·")]
    return "|".join(re.escape(p).replace(r"\*", r"\w*") for p in parts)


_EXONYM = re.compile(
    "|".join(
        f"(?P<k{i}>(?<![\\w-])(?:{_pattern(f)})(?!\\w))" for i, f in enumerate(_FORMS.values())
    )
)
_KEYS = tuple(_FORMS)


@lru_cache(maxsize=4096)
def find_exonyms(text: str) -> tuple[tuple[str, Span], ...]:
    """Keys with their places, in order, not overlapping."""
    found = []
    for match in _EXONYM.finditer(text.replace("ё", "е")):
        assert match.lastgroup is not None
        found.append((_KEYS[int(match.lastgroup[1:])], Span(*match.span())))
    return tuple(found)
