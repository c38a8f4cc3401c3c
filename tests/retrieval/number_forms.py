"""Every way in which people write "the Nth session", made from the number alone."""

from __future__ import annotations

_KAZAKH_UNITS = ["", "бірінші", "екінші", "үшінші", "төртінші", "бесінші", "алтыншы", "жетінші",
                 "сегізінші", "тоғызыншы"]  # fmt: skip
_KAZAKH_TENS = ["", "он", "жиырма", "отыз", "қырық"]
_KAZAKH_ROUND = ["", "оныншы", "жиырмасыншы", "отызыншы", "қырқыншы"]
_KAZAKH_LATIN_UNITS = ["", "birinshi", "ekinshi", "ushinshi", "tortinshi", "besinshi", "altynshy",
                       "jetinshi", "segizinshi", "togyzynshy"]  # fmt: skip
_KAZAKH_LATIN_TENS = ["", "on", "jiyrma", "otyz", "qyryq"]
_RUSSIAN_UNITS = ["", "перв", "втор", "трет", "четвёрт", "пят", "шест", "седьм", "восьм", "девят"]
_RUSSIAN_TENS = ["", "", "двадцать", "тридцать", "сорок"]
_RUSSIAN_TEENS = ["десят", "одиннадцат", "двенадцат", "тринадцат", "четырнадцат", "пятнадцат",
                  "шестнадцат", "семнадцат", "восемнадцат", "девятнадцат"]  # fmt: skip
_ENGLISH_UNITS = ["", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth",
                  "ninth"]  # fmt: skip
_ENGLISH_TENS = ["", "", "twenty", "thirty", "forty"]
_ENGLISH_TEENS = ["tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth",
                  "sixteenth", "seventeenth", "eighteenth", "nineteenth"]  # fmt: skip
_ROMAN_TENS = ["", "X", "XX", "XXX", "XL"]
_ROMAN_UNITS = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"]
_CYRILLIC = str.maketrans("XI", "ХІ")


def roman(number: int) -> str:
    return _ROMAN_TENS[number // 10] + _ROMAN_UNITS[number % 10]


def kazakh_words(number: int) -> str:
    tens, units = divmod(number, 10)
    return f"{_KAZAKH_TENS[tens]} {_KAZAKH_UNITS[units]}".strip()


def kazakh_latin_words(number: int) -> str:
    tens, units = divmod(number, 10)
    return f"{_KAZAKH_LATIN_TENS[tens]} {_KAZAKH_LATIN_UNITS[units]}".strip()


def russian_words(number: int, ending: str) -> str:
    tens, units = divmod(number, 10)
    if tens == 1:
        return _RUSSIAN_TEENS[units] + ending
    if units == 3:
        ending = {"ой": "ьей", "ая": "ья"}[ending]
    return f"{_RUSSIAN_TENS[tens]} {_RUSSIAN_UNITS[units]}{ending}".strip()


def english_words(number: int, joint: str = "-") -> str:
    tens, units = divmod(number, 10)
    if tens == 1:
        return _ENGLISH_TEENS[units]
    return f"{_ENGLISH_TENS[tens]}{joint}{_ENGLISH_UNITS[units]}".strip(joint)


def english_digits(number: int) -> str:
    teen = 10 <= number % 100 <= 20
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def kazakh_suffix(number: int) -> str:
    return "шы" if number % 10 in (6, 9) or number % 100 in (10, 20, 30, 40) else "ші"


def session_questions(number: int) -> list[str]:
    """Questions about what was said at the `number`th session (11 to 49, no round tens)."""
    n, r = number, roman(number)
    mixed = r.translate(_CYRILLIC)
    half = r[0].translate(_CYRILLIC) + r[1:]
    kazakh = [
        f"{form} сессияда қандай тапсырмалар берілді?"
        for form in (f"{n}", f"{n}-{kazakh_suffix(n)}", f"{n}–{kazakh_suffix(n)}", r, mixed, half,
                     f"{r}-{kazakh_suffix(n)}", kazakh_words(n), kazakh_words(n).upper())
    ]  # fmt: skip
    kazakh += [
        f"{kazakh_words(n)} сессиясында не айтылды",
        f"{n}-сессияда не айтылды",
        f"өткен {n}-{kazakh_suffix(n)} сессияда не болды?",
        f"{kazakh_latin_words(n)} sessiyada qandai tapsyrmalar berildi?",
        f"{n}-shy sessiyada qandai tapsyrmalar berildi",
        f"{r} sessiyada ne aityldy?",
    ]
    russian = [
        f"Какие поручения дали на {form} сессии?"
        for form in (f"{n}", f"{n}-й", f"{n}-ой", f"{n}‑й", r, r.lower().upper(), mixed, half,
                     russian_words(n, "ой"), russian_words(n, "ой").replace("ё", "е"),
                     russian_words(n, "ой").title())
    ]  # fmt: skip
    russian += [
        f"{russian_words(n, 'ая')} сессия поручения",
        f"{n}-я сессия: что поручили",
        f"{n} сессия поручения",
        f"сессия {n} что поручили",
        f"сессия № {n} что поручили",
        f"kakie porucheniya dali na {n} sessii",
    ]
    english = [
        f"What was instructed at {form}?"
        for form in (f"the {english_digits(n)} session", f"the {r} session",
                     f"the {english_words(n)} session", f"the {english_words(n, ' ')} session",
                     f"the {english_words(n).upper()} SESSION", f"session {n}", f"Session No. {n}",
                     f"session {r}", f"the {mixed} session")
    ]  # fmt: skip
    return [*kazakh, *russian, *english, f"{english_digits(n)} session instructions"]
