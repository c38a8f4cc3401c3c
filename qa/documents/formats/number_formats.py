"""Numbers and dates as a spreadsheet draws them, after the codes of its cells (ECMA-376, 18.8.31).

A cell that holds 0.5 and says `0%` shows `50%`, and 42 under `00000` is the code `00042`.
Groups of digits are parted by blanks and decimals by a point, whatever the place
where the file was made: every reader takes these for the same number.  None is given for
what the code does not change, or where it cannot be followed.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: "#,##0",
    6: "#,##0",
    7: "#,##0.00",
    8: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    37: "#,##0",
    38: "#,##0",
    39: "#,##0.00",
    40: "#,##0.00",
    41: "#,##0",
    42: "#,##0",
    43: "#,##0.00",
    44: "#,##0.00",
    48: "##0.0E+0",
}
"""Of the numbered codes those that look the same everywhere."""

_LONGEST = 300
_PIECE = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|[_*].|\[\$(?P<money>[^\]-]*)(?:-[^\]]*)?\]|'
    r"\[(?P<elapsed>[hms]+)\]|\[(?P<other>[^\]]*)\]|"
    r"(?P<general>General)|(?P<clock>AM/PM|A/P)|(?P<power>E[+-])|(?P<mark>.)",
    re.IGNORECASE | re.DOTALL,
)
_RUN = re.compile(r"[t%]*(?P<whole>[0#?][0#?,]*)(?:\.(?P<decimals>[0#?]{1,9}))?(?P<scale>,*)[t%]*")
_OTHER = frozenset(("general", "power", "elapsed", "clock"))
_EXACT = 1e9
_DATE = re.compile(r"[dmyhs]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Piece:
    """`kind` is `text` for what is drawn as it stands, or the mark itself."""

    kind: str
    text: str = ""


def shown_number(value: float, code: str) -> str | None:
    """The number as `code` draws it; empty where it draws nothing."""
    sections = _sections(code)
    if not code or sections is None:
        return None
    section, negative = _chosen(sections, value)
    if section is None:
        return None
    plan = _plan(section) if abs(value) < _EXACT else None
    if plan is not None:
        text = plan.drawn(abs(value))
        return " ".join((f"-{text}" if negative else text).split())
    marks = {piece.kind for piece in section}
    if "general" in marks or "@" in marks:
        plain = f"{abs(value):.15g}"
        drawn = [plain if piece.kind == "general" else piece.text for piece in section]
        return ("-" if negative else "") + "".join(drawn).strip() if "@" not in marks else None
    if "/" in marks:
        return None
    try:
        text = _number(section, Decimal(f"{abs(value):.15g}"))
    except (InvalidOperation, OverflowError):
        return None
    return " ".join((("-" if negative and any(map(str.isdigit, text)) else "") + text).split())


def shown_time(
    value: datetime.datetime | datetime.date | datetime.time | datetime.timedelta, code: str
) -> str | None:
    """The same for a date or a time, where it is drawn in digits alone, the month not before the
    day: which comes first would be anybody's guess."""
    sections = _sections(code)
    if not sections:
        return None
    marks = _runs(sections[0])
    letters = [kind for kind, _ in marks if kind[0] != "="]
    parts = iter(
        "n"
        if kind == "m" and ("h" in letters[at - 1 : at] or "s" in letters[at + 1 : at + 2])
        else kind
        for at, kind in enumerate(letters)
    )
    if letters[:2] == ["m", "d"]:
        return None
    drawn = [
        kind[1:] if kind[0] == "=" else _time_part(next(parts), count, value)
        for kind, count in marks
    ]
    return None if None in drawn else "".join(filter(None, drawn)).strip() or None


def elapsed(value: datetime.timedelta) -> str:
    """Hours, minutes and seconds, however many hours these are."""
    seconds = round(value.total_seconds())
    hours, rest = divmod(abs(seconds), 3600)
    return f"{'-' if seconds < 0 else ''}{hours}:{rest // 60:02}:{rest % 60:02}"


@lru_cache(maxsize=1000)
def _sections(code: str) -> tuple[tuple[_Piece, ...], ...] | None:
    """None for one with conditions, which choose among sections by other rules."""
    if len(code) > _LONGEST:
        return None
    sections: list[list[_Piece]] = [[]]
    for found in _PIECE.finditer(code):
        kind = found.lastgroup
        if kind == "mark" and found["mark"] == ";":
            sections.append([])
        elif kind in ("quoted", "escaped", "money"):
            sections[-1].append(_Piece("text", found[kind]))
        elif kind == "elapsed":
            sections[-1].append(_Piece("elapsed"))
        elif kind == "other":
            if found["other"][:1] in "<>=":
                return None
        elif kind == "general":
            sections[-1].append(_Piece("general"))
        elif kind == "power":
            sections[-1].append(_Piece("power", found["power"]))
        elif kind == "mark":
            mark = found["mark"]
            known = mark in "0#?.,%/@" or _DATE.match(mark)
            sections[-1].append(_Piece(mark.lower()) if known else _Piece("text", mark))
        elif kind == "clock":
            sections[-1].append(_Piece("clock"))
        # The rest are blanks of a letter's width, or a letter that fills the cell.
    return tuple(map(tuple, sections))


@dataclass(frozen=True, slots=True)
class _Plan:
    """What most numbers are drawn with: digits in one run, with text before and behind.

    At least `fewest` digits stand before the point; of at most `decimals` behind it at least
    `kept`.  `places` is the power of ten that makes a whole number of the value.
    """

    before: str
    behind: str
    grouped: bool
    fewest: int
    decimals: int
    kept: int
    places: int

    def drawn(self, value: float) -> str:
        # To fifteen digits a spreadsheet's numbers are exact, and half is rounded up.
        number = int(float(f"{value * 10.0**self.places:.15g}") + 0.5)
        whole, rest = divmod(number, 10**self.decimals)
        text = f"{whole:,}".replace(",", " ") if self.grouped else str(whole).zfill(self.fewest)
        text = text if whole or self.fewest else ""
        decimals = f"{rest:0{self.decimals}d}" if self.decimals else ""
        decimals = decimals[: self.kept] + decimals[self.kept :].rstrip("0")
        return f"{self.before}{text}{'.' if decimals else ''}{decimals}{self.behind}"


@lru_cache(maxsize=1000)
def _plan(section: tuple[_Piece, ...]) -> _Plan | None:
    """None for what is no run of digits, or has text among them."""
    found = _RUN.fullmatch("".join(one.kind if len(one.kind) == 1 else "t" for one in section))
    if found is None or any(one.kind in _OTHER for one in section):
        return None
    whole, decimals = found["whole"], found["decimals"] or ""
    masks = whole.replace(",", "")
    fewest = len(masks) - masks.index("0") if "0" in masks else 0
    grouped = "," in whole.rstrip(",")
    if grouped and fewest > 1:
        return None
    thousands = len(whole) - len(whole.rstrip(",")) + len(found["scale"])
    drawn = ["%" if one.kind == "%" else one.text for one in section]
    return _Plan(
        "".join(drawn[: found.start("whole")]),
        "".join(drawn[found.end("scale") :]),
        grouped,
        fewest,
        len(decimals),
        decimals.rfind("0") + 1,
        len(decimals) + 2 * sum(one.kind == "%" for one in section) - 3 * thousands,
    )


def _chosen(
    sections: Sequence[tuple[_Piece, ...]], value: float
) -> tuple[tuple[_Piece, ...] | None, bool]:
    """The section for the number, and whether a minus is put before it."""
    if value == 0 and len(sections) > 2:
        return sections[2], False
    if value < 0 and len(sections) > 1:
        return sections[1], False
    return sections[0], value < 0


def _number(section: Sequence[_Piece], value: Decimal) -> str:
    kinds = [piece.kind for piece in section]
    places = [at for at, kind in enumerate(kinds) if kind in ("0", "#", "?")]
    if not places:
        return "".join(piece.text for piece in section)
    if "power" in kinds:
        return _scientific(section, value)
    point = kinds.index(".") if "." in kinds else None
    whole = [at for at in places if point is None or at < point]
    parts = [at for at in places if point is not None and at > point]
    last = whole[-1] if whole else -1
    grouped = any(kinds[at] == "," for at in range(whole[0] if whole else 0, last))
    thousands = 0
    while kinds[places[-1] + 1 + thousands :][:1] == [","]:
        thousands += 1
    value = value.scaleb(2 * kinds.count("%") - 3 * thousands)
    value = value.quantize(Decimal(1).scaleb(-len(parts)), rounding=ROUND_HALF_UP)
    integer, _, decimals = f"{value:f}".partition(".")
    integer = integer.lstrip("0")
    decimals = _needed(decimals, [kinds[at] for at in parts])
    digits = _spread(integer, [kinds[at] for at in whole], grouped=grouped)
    drawn = dict(zip(whole, digits, strict=True))
    drawn |= {at: decimals[n : n + 1] for n, at in enumerate(parts)}
    if not whole and point is not None:
        drawn[point] = integer + ("." if decimals else "")
    elif point is not None:
        drawn[point] = "." if decimals else ""
    return "".join(
        drawn.get(at, "%" if piece.kind == "%" else piece.text) for at, piece in enumerate(section)
    )


def _spread(integer: str, masks: Sequence[str], *, grouped: bool) -> list[str]:
    """The digits at their places, those that are too many at the first."""
    if not masks:
        return []
    fewest = sum(mask == "0" for mask in masks)
    first_zero = next((at for at, mask in enumerate(masks) if mask == "0"), len(masks))
    integer = integer.rjust(max(fewest, len(masks) - first_zero if fewest else 0), "0")
    count = len(integer)
    if grouped:
        cells = [
            digit + (" " if left and left % 3 == 0 else "")
            for digit, left in zip(integer, range(count - 1, -1, -1), strict=True)
        ]
    else:
        cells = list(integer)
    if count < len(masks):
        return [""] * (len(masks) - count) + cells
    extra = count - len(masks)
    return ["".join(cells[: extra + 1]), *cells[extra + 1 :]]


def _needed(decimals: str, masks: Sequence[str]) -> str:
    """Without zeros at the end that the code does not ask for."""
    while decimals and decimals[-1] == "0" and masks[len(decimals) - 1] != "0":
        decimals = decimals[:-1]
    return decimals


def _scientific(section: Sequence[_Piece], value: Decimal) -> str:
    kinds = [piece.kind for piece in section]
    power = kinds.index("power")
    point = kinds.index(".") if "." in kinds[:power] else power
    decimals = sum(kind in ("0", "#", "?") for kind in kinds[point:power])
    mantissa, _, exponent = f"{value:.{decimals}E}".partition("E")
    width = sum(kind in ("0", "#", "?") for kind in kinds[power:])
    sign = "-" if exponent.startswith("-") else ("+" if "+" in section[power].text else "")
    return f"{mantissa}E{sign}{exponent.lstrip('+-').zfill(width)}"


def _runs(section: Sequence[_Piece]) -> list[tuple[str, int]]:
    """Letters of a date with how often each stands; what is drawn as it stands behind `=`."""
    runs: list[tuple[str, int]] = []
    for piece in section:
        kind = piece.kind if piece.kind != "text" else f"={piece.text}"
        if kind in (".", ",", "/"):
            kind = f"={kind}"
        if runs and runs[-1][0] == kind and kind[0] != "=":
            runs[-1] = (kind, runs[-1][1] + 1)
        else:
            runs.append((kind, 1))
    return runs


def _time_part(kind: str, count: int, value: object) -> str | None:
    """Digits of a part (`n` are minutes); None for names of days and months, and for what the
    value does not have."""
    names = {"d": "day", "m": "month", "y": "year", "h": "hour", "n": "minute", "s": "second"}
    part = getattr(value, names.get(kind, ""), None) if kind in names else None
    if part is None or (kind in "dm" and count > 2):
        return None
    if kind == "y":
        return f"{part:04}" if count > 2 else f"{part % 100:02}"
    return f"{part:0{min(count, 2)}}"
