"""Written forms of an ordinal in three languages, generated apart from the code under test."""

from __future__ import annotations

KK_UNITS = ["", "бір", "екі", "үш", "төрт", "бес", "алты", "жеті", "сегіз", "тоғыз"]
KK_TENS = ["", "он", "жиырма", "отыз", "қырық", "елу", "алпыс", "жетпіс", "сексен", "тоқсан"]
KK_ORDINALS = {
    1: "бірінші", 2: "екінші", 3: "үшінші", 4: "төртінші", 5: "бесінші", 6: "алтыншы",
    7: "жетінші", 8: "сегізінші", 9: "тоғызыншы", 10: "оныншы", 20: "жиырмасыншы",
    30: "отызыншы", 40: "қырқыншы", 50: "елуінші", 60: "алпысыншы", 70: "жетпісінші",
    80: "сексенінші", 90: "тоқсаныншы",
}  # fmt: skip
KK_LATIN = str.maketrans(
    {"ж": "j", "и": "i", "ы": "y", "р": "r", "м": "m", "а": "a", "б": "b", "і": "i", "е": "e",
     "к": "k", "қ": "q", "ү": "u", "ш": "sh", "т": "t", "ө": "o", "с": "s", "л": "l", "г": "g",
     "з": "z", "ғ": "g", "о": "o", "н": "n", "у": "u", "п": "p"}
)  # fmt: skip
UNACCENTED = str.maketrans("әғқңөұүһі", "агкноуухи")
RU_TENS = ["", "", "двадцать", "тридцать", "сорок", "пятьдесят", "шестьдесят", "семьдесят",
           "восемьдесят", "девяносто"]  # fmt: skip
RU_STEMS = {
    1: "перв", 2: "втор", 3: "трет", 4: "четверт", 5: "пят", 6: "шест", 7: "седьм", 8: "восьм",
    9: "девят", 10: "десят", 11: "одиннадцат", 12: "двенадцат", 13: "тринадцат",
    14: "четырнадцат", 15: "пятнадцат", 16: "шестнадцат", 17: "семнадцат", 18: "восемнадцат",
    19: "девятнадцат", 20: "двадцат", 30: "тридцат", 40: "сороков", 50: "пятидесят",
    60: "шестидесят", 70: "семидесят", 80: "восьмидесят", 90: "девяност",
}  # fmt: skip
EN_UNITS = ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
EN_TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
EN_ORDINALS = {
    1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth", 7: "seventh",
    8: "eighth", 9: "ninth", 10: "tenth", 11: "eleventh", 12: "twelfth", 13: "thirteenth",
    14: "fourteenth", 15: "fifteenth", 16: "sixteenth", 17: "seventeenth", 18: "eighteenth",
    19: "nineteenth", 20: "twentieth", 30: "thirtieth", 40: "fortieth", 50: "fiftieth",
    60: "sixtieth", 70: "seventieth", 80: "eightieth", 90: "ninetieth",
}  # fmt: skip


def roman(number: int) -> str:
    parts = [(90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]
    result = ""
    for value, letters in parts:
        while number >= value:
            result, number = result + letters, number - value
    return result


def kazakh(number: int) -> list[str]:
    tens, unit = divmod(number, 10)
    if unit == 0:
        head, last = "", KK_ORDINALS[number]
    else:
        head, last = KK_TENS[tens] + " " if tens else "", KK_ORDINALS[unit]
    close = last[-1]
    open_ = "а" if close == "ы" else "е"
    endings = ["", f"с{close}", f"с{close}нда" if open_ == "а" else f"с{close}нде",
               f"с{close}н{close}ң", f"с{close}на" if open_ == "а" else f"с{close}не",
               f"с{close}нан" if open_ == "а" else f"с{close}нен", f"д{open_}", f"д{open_}н",
               f"г{open_}" if open_ == "е" else "ға", f"л{open_}р"]  # fmt: skip
    return [head + last + ending for ending in endings]


def russian(number: int) -> list[str]:
    tens, unit = divmod(number, 10)
    if number <= 20 or unit == 0:
        head, key = "", number
    else:
        head, key = RU_TENS[tens] + " ", unit
    endings = ["ый", "ая", "ое", "ого", "ой", "ую", "ом", "ым", "ые", "ых"]
    if key == 3:
        endings = ["ий", "ья", "ье", "ьего", "ьей", "ью", "ьем", "ьим", "ьи", "ьих"]
    elif key in (2, 6, 7, 8, 40):
        endings[0] = "ой"
    return [head + RU_STEMS[key] + ending for ending in endings]


def english(number: int) -> list[str]:
    tens, unit = divmod(number, 10)
    if number <= 20 or unit == 0:
        return [EN_ORDINALS[number], EN_ORDINALS[number].capitalize()]
    pair = (EN_TENS[tens], EN_ORDINALS[unit])
    return ["-".join(pair), " ".join(pair), "-".join(pair).upper(), " ".join(pair).title()]


def digits(number: int) -> list[str]:
    soft = number % 10 in (1, 2, 3, 4, 5, 7, 8) or number in (50, 70, 80)
    kazakh_end = "ші" if soft else "шы"
    english_end = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number // 10 != 1 else "th"
    forms = [f"{number}-{kazakh_end}", f"{number}{kazakh_end}", f"{number}‑{kazakh_end}",
             f"{number}-{kazakh_end.translate(UNACCENTED)}", f"{number}-{kazakh_end}сі",
             f"{number}{english_end}", f"{number}-сессиясы"]  # fmt: skip
    russian = ("й", "я", "е", "го", "ой", "ом", "ую", "ая", "ый")
    return forms + [f"{number}-{end}" for end in russian]


def numerals(number: int) -> list[str]:
    plain = roman(number)
    cyrillic = str.maketrans("XI", "ХІ")
    mixed = plain[0].translate(cyrillic) + plain[1:]
    last = plain[:-1] + plain[-1].translate(cyrillic)
    return [plain, plain.translate(cyrillic), mixed, last, plain + "-шы", plain + "-я"]


def forms(number: int) -> list[str]:
    """Every form above, Kazakh also without its letters and in Latin script; no repeats."""
    proper = kazakh(number)
    latin = [form.translate(KK_LATIN) for form in proper[:2]]
    unaccented = [form.translate(UNACCENTED) for form in proper]
    found = [*numerals(number), *digits(number), *proper, *unaccented, *latin]
    return list(dict.fromkeys([*found, *russian(number), *english(number)]))
