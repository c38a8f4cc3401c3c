"""The closed classes of number words, written once in folded form.

Kazakh words are stems with the harmony of their endings (numerals.py strips
the endings); Russian and English words are listed or composed in full.
"""

from __future__ import annotations

import re

from qa.language.word_list import words

BACK, FRONT = ("а", "ы"), ("е", "и")
KAZAKH = {
    "нол": (0, FRONT), "бир": (1, FRONT), "еки": (2, FRONT), "уш": (3, FRONT), "торт": (4, FRONT),
    "бес": (5, FRONT), "алты": (6, BACK), "жети": (7, FRONT), "сегиз": (8, FRONT),
    "тогыз": (9, BACK), "он": (10, BACK), "жиырма": (20, BACK), "жийырма": (20, BACK),
    "отыз": (30, BACK), "кырык": (40, BACK), "елу": (50, FRONT), "алпыс": (60, BACK),
    "жетпис": (70, FRONT), "сексен": (80, FRONT), "токсан": (90, BACK), "жуз": (100, FRONT),
    "мын": (1000, BACK), "миллион": (10**6, BACK), "миллиард": (10**9, BACK),
    "триллион": (10**12, BACK),
}  # fmt: skip
KAZAKH_TOGETHER = {"екеу": 2, "ушеу": 3, "тортеу": 4, "бесеу": 5, "алтау": 6, "жетеу": 7}
KAZAKH_ORDINAL = ("ншы", "нши", "ыншы", "инши", "сыншы")
# Short stems whose inflected forms are other words: "оның" is "his", "жүзінде" "in the world".
KAZAKH_ONLY = {
    "он": {"он", "онга", "оннан"},
    "бир": {"бир"},
    "жуз": {"жуз", "жузге", "жузден", "жуздей"},
    "уш": {"уш", "уштен", "ушке", "уштин", "ушти"},
    "торт": {"торт", "торттен", "тортке", "торттин", "тортти"},
    "алты": {"алты", "алтыга", "алтыдан", "алтыда", "алтыдай", "алтысы", "алтысын", "алтысына"},
    "токсан": {"токсан", "токсанга", "токсаннан"},
    "елу": {"елу", "елуге", "елуден", "елудей", "елуи"},
}
KAZAKH_WEAK = {"он", "бир", "торт", "уш"}

RUSSIAN: dict[str, int] = {}
for _value, _forms in {
    0: "ноль нуль ноля нуля",
    1: "один одна одно одного одной одному одним одном одну",
    2: "два две двух двум двумя двое двоих двоим",
    3: "три трех трем тремя трое троих троим",
    4: "четыре четырех четырем четырьмя четверо четверых",
    5: "пять пяти пятью пятеро пятерых",
    6: "шесть шести шестью шестеро шестерых",
    7: "семь семи семеро семерых",
    8: "восемь восьми восемью восьмью восьмеро восьмерых",
    9: "девять девяти девятью девятеро девятерых",
    10: "десять десяти десятью десятеро десятерых",
    40: "сорок сорока",
    90: "девяносто девяноста",
    100: "сто ста",
    200: "двести двухсот двумстам двумястами двухстах",
    300: "триста трехсот тремстам тремястами трехстах",
    400: "четыреста четырехсот четыремстам четырьмястами четырехстах",
    1000: "тысяча тысячи тысяч тысячу тысяче тысячей тысячам тысячами тысячах тыс",
    10**6: "миллион миллиона миллионов миллиону миллионам миллионами миллионах млн",
    10**9: "миллиард миллиарда миллиардов миллиарду миллиардам миллиардах млрд",
    10**12: "триллион триллиона триллионов трлн",
}.items():
    RUSSIAN |= dict.fromkeys(_forms.split(), _value)
_TEENS = "один две три четыр пят шест сем восем девят"
for _value, _stem in enumerate(_TEENS.split(), 11):
    RUSSIAN |= {f"{_stem}надцат{end}": _value for end in ("ь", "и", "ью")}
for _value, _stem in ((20, "два"), (30, "три")):
    RUSSIAN |= {f"{_stem}дцат{end}": _value for end in ("ь", "и", "ью")}
for _digit, _stem in ((5, "пят"), (6, "шест"), (7, "сем"), (8, "восем")):
    _oblique = "восьм" if _digit == 8 else _stem
    RUSSIAN |= {f"{_stem}ьдесят": _digit * 10, f"{_oblique}идесяти": _digit * 10}
for _digit, _stem in ((5, "пят"), (6, "шест"), (7, "сем"), (8, "восем"), (9, "девят")):
    _oblique = "восьм" if _digit == 8 else _stem
    RUSSIAN |= {f"{_stem}ьсот": _digit * 100, f"{_oblique}исот": _digit * 100}

_TO_TEN = words("перв втор трет четверт пят шест седьм восьм девят десят")
_TENS = words("двадцат тридцат сороков пятидесят шестидесят семидесят восьмидесят девяност")
_HUNDREDS = words("сот двухсот трехсот четырехсот пятисот шестисот семисот восьмисот девятисот")
_ORDINAL_STEMS = [
    *enumerate(_TO_TEN, 1),
    *((value, f"{stem}надцат") for value, stem in enumerate(words(_TEENS), 11)),
    *zip(range(20, 100, 10), _TENS, strict=True),
    *zip(range(100, 1000, 100), _HUNDREDS, strict=True),
    (1000, "тысячн"),
    (2000, "двухтысячн"),
    (10**6, "миллионн"),
]
RUSSIAN_ORDINAL: dict[str, int] = {}
for _value, _stem in _ORDINAL_STEMS:
    _endings = "ый ой ая ое ые ого ому ым ом ую ых ыми ою"
    if _value == 3:
        _endings = "ий ья ье ьи ьего ьему ьим ьем ьей ью ьих ьими"
    RUSSIAN_ORDINAL |= {_stem + ending: _value for ending in _endings.split()}

ENGLISH = dict(
    zip(
        words(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen "
            "fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty "
            "seventy eighty ninety hundred thousand million billion trillion bn dozen"
        ),
        [*range(20), *range(20, 100, 10), 100, 1000, 10**6, 10**9, 10**12, 10**9, 12],
        strict=True,
    )
)
ENGLISH_ORDINAL = {
    "first": 1, "second": 2, "third": 3, "fifth": 5, "eighth": 8, "ninth": 9, "twelfth": 12,
    **{(w[:-1] + "ie" if w.endswith("y") else w) + "th": v for w, v in ENGLISH.items()
       if v not in {0, 1, 2, 3, 5, 8, 9, 12} and w != "bn"},
}  # fmt: skip

# Endings that make an ordinal of digits: `26-я`, `26-шы`, `26-shy`.
RUSSIAN_ORDINAL_ENDINGS = frozenset(
    words("й я е го му м х ю ая ой ый ий ого ому его ему ую ым ом ое ые ых ыми ей ья ье ью ми")
)
KAZAKH_ORDINAL_ENDING = re.compile(
    "(?:[ыи]?н)?ш[ыи]|sh[iyı]|ş[iıy]|n?sh[iyı]\\w*|[iyı]?n[sş]h?[iyı]\\w*"
)
