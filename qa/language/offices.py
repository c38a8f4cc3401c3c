"""Offices and occupations in Kazakh, Russian and English: `әкім`, `мэр`, `mayor` are one.

Names are heard across alphabets; `the minister` is not, so who said or did
something can be compared only where the words for people are listed.  A word
comes with its endings, which tell in Kazakh and Russian what part it plays.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from qa.language.word_list import words
from qa.types import Span

# Stems; Kazakh and Russian take endings, English a plural.
_OFFICES = {
    "president": "президент; президент; president",
    "prime minister": "премьер-министр; премьер-министр; prime minister",
    "deputy minister": "вице-министр, министр\\w{0,4} орынбасар; вице-министр, замминистр, "
    "заместител\\w{1,3} министр; (?:deputy|vice)[- ]minister",
    "substitute": "(?:(?:әкім|директор|төраға|басшы|ректор)\\w{0,5} )?орынбасар, проректор; "
    "заместител(?:\\w{1,3} (?:аким|директор|глав|председател|руководител|ректор))?, проректор; "
    "(?:deputy|vice)[- ](?:head|director|mayor|governor|akim|chairm[ae]n|rector)",
    "minister": "министр(?!лі); министр(?!лі); minister",
    "mayor": "әкім; аким, мэр; mayor, akim",
    "governor": "губернатор; губернатор; governor",
    "director": "директор; директор; director",
    "head": "басшы, басшысы, жетекші; глава, главы, главе, главу, главой, руководител, начальник; "
    "head, chief, leader",
    "chair": "төраға; председател, спикер; chair(?:m[ae]n|wom[ae]n)?, speaker",
    "deputy": "депутат; депутат; "
    "deputy(?! \\w*(?:minister|head|chair|director|mayor|governor|akim)), deputie, lawmaker, "
    "member of parliament",
    "secretary": "хатшы; секретар; secretary",
    "judge": "судья, төреші; судья, судьи, судье, судью, судьёй, судьей; judge",
    "prosecutor": "прокурор; прокурор; prosecutor",
    "lawyer": "адвокат, заңгер; адвокат, юрист; lawyer, attorney",
    "police": "полиция, полицей; полици, полицейск; police, policem[ae]n, police officer",
    "teacher": "мұғалім, ұстаз; учител, педагог; teacher",
    "pupil": "оқушы; школьник, ученик; pupil, schoolchild(?:ren)?",
    "student": "студент; студент; student",
    "parent": "ата-ана; родител; parent",
    "doctor": "дәрігер; врач, доктор; doctor, physician",
    "nurse": "медбике, мейірбике; медсестр; nurse",
    "patient": "науқас, пациент; пациент; patient",
    "engineer": "инженер; инженер; engineer",
    "farmer": "фермер, шаруа; фермер, аграри; farmer",
    "driver": "жүргізуші; водител; driver",
    "passenger": "жолаушы; пассажир; passenger",
    "journalist": "журналист, тілші; журналист, репорт[её]р, корреспондент; journalist, reporter",
    "writer": "жазушы; писател; writer",
    "captain": "капитан; капитан; captain",
    "manager": "менеджер; менеджер; manager",
    "official": "шенеунік; чиновник; official",
    "investigator": "тергеуші; следовател; investigator",
    "witness": "куәгер, куә; свидетел; witness(?:es)?",
    "suspect": "күдікті; подозреваем; suspect(?!ed)",
    "victim": "жәбірленуші; потерпевш, пострадавш; victim",
    "officer": "офицер; офицер; officer",
    "soldier": "сарбаз, жауынгер; солдат, военнослужащ; soldier",
    "businessman": "кәсіпкер; предпринимател, бизнесмен; businessm[ae]n, businesswom[ae]n, "
    "entrepreneur",
    "scientist": "ғалым; уч[её]н(?:ый|ого|ому|ым|ые|ых|ыми); scientist, researcher",
    "professor": "профессор; профессор; professor",
    "rector": "ректор; ректор; rector",
    "ambassador": "елші(?!л); посол(?!ьств), посл[аоуы]м?(?!\\w); ambassador",
    "adviser": "кеңесші; советник; advis[eo]r",
    "artist": "суретші; художник; artist, painter",
    "singer": "әнші; певец, певиц; singer",
    "director of films": "режисс[её]р; режисс[её]р; film director",
    "champion": "чемпион(?!ат); чемпион(?!ат); champion(?!ship)",
    "librarian": "кітапханашы; библиотекар; librarian",
    "coach": "жаттықтырушы, бапкер; тренер; coach",
    "player": "ойыншы; игрок, футболист; player, footballer",
    "owner": "иесі; владелец, владельц, собственник; owner",
    "tenant": "жалға алушы; арендатор; tenant",
    "employer": "жұмыс беруші; работодател; employer",
    "worker": "жұмысшы, қызметкер; рабочи, рабочего, рабочему, работник, сотрудник; "
    "worker, employee",
    "government": "үкімет; правительств; government",
    "parliament": "парламент; парламент; parliament",
    "ministry": "министрлі[кг]; министерств; ministry",
    "opposition": "оппозиция; оппозици; opposition",
    "company": "компания, кәсіпорын; компани, предприяти; company, companie, enterprise",
    "bank": "банк; банк; bank",
    "court": "сот(?!та); суд(?!н|ь|и|е[бй]); court",
    "neighbour": "көрші; сосед; neighbou?r",
    "sister": "әпкесі, қарындасы, сіңлісі; сестр; sister",
    "brother": "ағасы, інісі; брат(?!с); brother",
    "mother": "анасы, шешесі; мать, матер; mother",
    "father": "әкесі; отец, отц; father",
}


def _pattern(row: str) -> str:
    kazakh, russian, english = (stems.strip().replace(", ", "|") for stems in row.split(";"))
    return rf"(?:{kazakh})\w{{0,6}}|(?:{russian})\w{{0,3}}|(?:{english})s?"


_KEYS = tuple(_OFFICES)
# Longer offices come first, so that `deputy minister` is no minister.
_OFFICE = re.compile(
    "|".join(
        rf"(?P<o{number}>(?<![\w-])(?:{_pattern(row)})(?![\w-]))"
        for number, row in enumerate(_OFFICES.values())
    ),
    re.IGNORECASE,
)


# Offices that somebody may hold beside another, or that name it less exactly.
_VAGUE = frozenset(
    words(
        "head deputy worker officer official player parent owner champion witness victim suspect "
        "businessman scientist doctor mother father sister brother neighbour police"
    )
)
# One office may be rendered by either: `облыс әкімі` is a governor.
_KIN = tuple(
    frozenset(pair.split(", "))
    for pair in (
        "mayor, governor",
        "president, chair",
        "director, chair",
        "director, manager",
        "coach, manager",
        "coach, teacher",
        "teacher, professor",
        "lawyer, adviser",
        "pupil, student",
        "government, ministry",
    )
)


def same_office(one: str, other: str) -> bool | None:
    """Whether two keys are one office; None where both may be said of one person."""
    if one == other:
        return True
    vague = one in _VAGUE or other in _VAGUE or frozenset((one, other)) in _KIN
    return None if vague else False


_BARE = re.compile("|".join(row.split(";")[0].replace(", ", "|") for row in _OFFICES.values()))


def is_bare(word: str) -> bool:
    """Whether a Kazakh word is an office without endings: `капитан` is no ablative."""
    return _BARE.fullmatch(word) is not None


class Office(NamedTuple):
    """A word for a person or a body of people; `key` is one for the three languages."""

    key: str
    text: str
    span: Span


@lru_cache(maxsize=4096)
def find_offices(text: str) -> tuple[Office, ...]:
    """Offices in `text`, in order, not overlapping."""
    found = []
    for match in _OFFICE.finditer(text):
        assert match.lastgroup is not None
        key = _KEYS[int(match.lastgroup[1:])]
        found.append(Office(key, match.group(), Span(*match.span())))
    return tuple(found)
