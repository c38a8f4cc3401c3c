"""Shortened words after which a full stop need not end a sentence.

Closed classes of the three languages, in groups by what may follow.  Kazakh
texts quote Russian ones and share their abbreviations, so the Cyrillic groups
are one; the few that mean different things are kept apart by language (`г.` is
a year or a town in Russian, a gram in Kazakh).
"""

from __future__ import annotations

from qa.types import Language


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# A name, the holder of a title or an explanation follows: never the end.
OPENING = _words("""
    проф акад доц канд докт изд дир инж тов гр адм чл чл.-корр член-корр д-р преп ст.преп ул пр-т
    просп наб бул мкр мкрн ср напр т.е т.к т.н т.о т.ч в.т.ч мыс салыст қараңыз құраст көш даңғ ш.а
    пос дер тел моб вн доб полит обществ гос респ см соц дж
    mr mrs ms dr prof rev hon gen col lt sgt capt cpt gov sen rep pres messrs mme mlle
    vs e.g i.e cf viz ca st mt
""")
# A number follows, or else a short one needs a word that opens sentences.
NUMBERED = _words("""
    стр ст п пп гл разд рис табл ил прил вып кн ч тт сб стб кв корп оф б т с д
    no nos vol p pp fig figs ch sec art eq
""")
# Closes an enumeration or an era: the end before a capital or a number.
CLOSING = _words("""
    т.б т.т т.с.с т.д т.п др пр проч н.э б.э б.з б.з.б etc a.m p.m
""")
# Follows a number or the name of a place: the end before a capital only.
MEASURES = _words("""
    гг ж жж ғ ғғ в вв обл ауд р-н млн млрд трлн тыс руб коп тг тең долл км кг га м мм мл см2 м2
    мин сек сағ шт экз чел u.s u.k u.n d.c ph.d m.d b.a m.a approx est min max dept
    jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun
    янв фев февр мар апр авг сен сент окт нояб дек қаң ақп нау сәу қыр
""")
# Part of a name: the end only before a word that opens sentences.
NAMING = _words("""
    им зам зав сост ред пер пл пред факс св тел
    inc ltd co corp bros jr sr plc llc al
""")
BY_LANGUAGE: dict[Language, dict[str, str]] = {
    Language.KAZAKH: {"г": "measure", "см": "measure", "қар": "opening"},
}

# Words that open sentences and are no part of a name.
STARTERS = _words("""
    ол олар бұл бұлар осы осылай осыған осындай осылайша сол соған солай содан сондай сондықтан
    сонымен соның сонда оның оған оны онда олардың олардан мұнда мұндай мен менің біз біздің сен
    сіз егер бірақ алайда дегенмен ал және немесе әрі тек енді қазір бүгін бүгінде кеше ертең кейін
    әр әрбір барлық көптеген кейбір бұдан бұған бұның ондай неге қалай қашан
    он она оно они его её ее их ему ей это эта этот эти тот та те то мы вы я наш наша наши
    в во на по из к ко с со от до за для при у о об и а но да или однако также кроме затем потом
    поэтому если когда где как так там тут здесь сейчас сегодня вчера завтра все всё всего каждый
    многие некоторые после перед между через под над без не ни что кто чтобы хотя пока
    he she it its they them their his her the a an this that these those we our you your i my
    in on at by for from with to of and but or so as if when while where there here then now
    after before during since although however moreover also not no what who why how
""")
SECTION_WORDS = _words("""
    статья глава раздел пункт часть параграф приложение бап тарау бөлім тармақ қосымша
    article chapter section part paragraph appendix annex
""")
