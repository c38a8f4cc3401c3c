"""Numbers, ordinals, years, dates, ranges and percentages, as one canonical value each.

`ХХVI`, `26-шы`, `жиырма алтыншы`, `двадцать шестая` and `26th` look unrelated
to a language model; here they all become ORDINAL `26`.  The scan reads the
three languages at once, because texts mix them: first `numbers` finds every
single number, then `dates` and the readers below join numbers with the words
around them (months, years, per cent, «from … to …»).  Each token is visited a
bounded number of times.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from qa.kept import remember
from qa.language.dates import is_year_word, read_date, read_year
from qa.language.number import Number
from qa.language.numbers import read_numbers
from qa.language.packs import merged, packs
from qa.language.tokens import Token, tokenize


class ValueKind(StrEnum):
    NUMBER = "number"
    ORDINAL = "ordinal"
    YEAR = "year"
    DATE = "date"
    RANGE = "range"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Value:
    """A number or date of a text: `text == given[start:end]`.

    `value` is canonical: numbers `60000`, `0.5`; ordinals `26`; years `2022`;
    dates `2022-04-29`, `--04-29` (no year), `2022-04`, `--04`; ranges
    `2022..2025`; percentages `12%`.  `modifier` is `about`, `more`, `less` or
    empty.  A `weak` value is perhaps no number ("one", "бір", a lone month
    that is also a word).
    """

    kind: ValueKind
    value: str
    start: int
    end: int
    text: str
    modifier: str = ""
    weak: bool = False


_PERCENT = ("%", *merged(lambda pack: pack.amounts.percent))
_PERCENT_BEFORE = frozenset(merged(lambda pack: pack.amounts.percent_before))
_PER_CENT = frozenset(merged(lambda pack: pack.amounts.per_cent))
_DASHES = frozenset("-–—‑−‒―~")


def canonical(number: Decimal) -> str:
    """A number as a plain decimal string: no exponent, no superfluous zeros."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@remember
def find_values(text: str) -> tuple[Value, ...]:
    """All values in the text, in order, not overlapping; spans are code points."""
    tokens = tokenize(text)
    return _Reader(text, tokens, read_numbers(text, tokens)).read()


class _Reader:
    """Walks the tokens once, trying the longest reading at each."""

    def __init__(self, text: str, tokens: list[Token], numbers: dict[int, Number]) -> None:
        self.text = text
        self.tokens = tokens
        self.numbers = numbers

    def read(self) -> tuple[Value, ...]:
        values: list[Value] = []
        index = 0
        while index < len(self.tokens):
            found = self._read_at(index)
            if found is None:
                index += 1
                continue
            value, index = found
            values.append(value)
        return tuple(values)

    def _read_at(self, index: int) -> tuple[Value, int] | None:
        token = self.tokens[index]
        if not (index in self.numbers or token.letters):
            return None
        date = read_date(self.tokens, self.numbers, index)
        if date is not None:
            kind = ValueKind.RANGE if ".." in date.value else ValueKind.DATE
            return self._value(kind, date.value, index, date.stop, weak=date.weak)
        if index not in self.numbers:
            return None
        return self._range(index) or self._single(index)

    def _single(self, index: int) -> tuple[Value, int]:
        number = self.numbers[index]
        stop = self._percent(number.stop)
        if not number.ordinal and (stop != number.stop or self._after_percent(index)):
            return self._value(ValueKind.PERCENT, f"{canonical(number.value)}%", index, stop)
        year = read_year(self.tokens, self.numbers, index)
        if year is not None:
            kind = ValueKind.RANGE if ".." in year.value else ValueKind.YEAR
            return self._value(kind, year.value, index, year.stop)
        kind = ValueKind.ORDINAL if number.ordinal else ValueKind.NUMBER
        text = canonical(number.value)
        return self._value(kind, text, index, number.stop, weak=number.weak)

    def _percent(self, index: int) -> int:
        """Index after a percent sign or word at `index`, else `index`."""
        if index < len(self.tokens):
            word = self.tokens[index].word
            if word.startswith(_PERCENT):
                return index + 1
            following = self.tokens[index + 1].word if index + 1 < len(self.tokens) else ""
            if f"{word} {following}" in _PER_CENT:
                return index + 2
        return index

    def _after_percent(self, index: int) -> bool:
        """Whether a percent word or sign before it belongs to the number at `index`: `%10`."""
        if not index:
            return False
        before = self.tokens[index - 1]
        glued = before.raw == "%" and before.end == self.tokens[index].start
        free = index < 2 or not self.tokens[index - 2].digits
        return before.word in _PERCENT_BEFORE or (glued and free)

    def _range(self, index: int) -> tuple[Value, int] | None:
        """`5–10`, `2022–2025 жылдар`, `from 5 to 10`, `с 5 по 10`, `5-тен 10-ға дейін`."""
        first = self.numbers[index]
        second_at = self._joined(index, first)
        second = self.numbers.get(second_at)
        if second is None or first.ordinal != second.ordinal or first.roman or second.roman:
            return None
        low, high, stop = first.value, second.value, second.stop
        if (years := self._short_range(index, first, second)) is not None:
            return years
        if not second.ordinal and low < high and second.scale > 1 and first.scale == 1 and \
                low < second.value / second.scale:  # fmt: skip
            low *= second.scale  # "5–10 thousand"
        if low >= high or first.ordinal:
            return None
        after = self._percent(stop)
        mark = "%" if after != stop else ""
        if not mark:
            year = read_year(self.tokens, self.numbers, second_at)
            after = year.stop if year is not None else stop
        value = f"{canonical(low)}..{canonical(high)}{mark}"
        return self._value(ValueKind.RANGE, value, index, after)

    def _short_range(self, index: int, first: Number, second: Number) -> tuple[Value, int] | None:
        """Years of which the second is cut short: `1867–68 жылдары`, `в 2019/20 учебном году`."""
        low, last = int(first.value), int(second.value)
        if first.digits != 4 or second.digits != 2 or not low % 100 < last:
            return None
        ahead = self.tokens[second.stop : second.stop + 2]
        named = next((n for n, token in enumerate(ahead, 1) if is_year_word(token.word)), 0)
        if not named or not 1000 <= low <= 2100:
            return None
        value = f"{low}..{low // 100 * 100 + last}"
        return self._value(ValueKind.RANGE, value, index, second.stop + named)

    def _joined(self, index: int, first: Number) -> int:
        """Index of the number that ends a range begun at `index`, or −1."""
        tokens, at = self.tokens, first.stop
        while at < len(tokens) and tokens[at].word in _BETWEEN_SKIPPED:
            at += 1
        if at >= len(tokens):
            return -1
        before = tokens[index - 1].word if index else ""
        word = tokens[at].word
        if tokens[at].raw == "/" and first.digits == 4:
            return at + 1
        if tokens[at].raw in _DASHES and at == first.stop:
            close = tokens[at].start == tokens[at - 1].end
            apart = at + 1 < len(tokens) and tokens[at + 1].start > tokens[at].end
            # "12 -5" and "26-й": a dash is a range only when it is set alike on both sides.
            return at + 1 if close != apart and not _part_of_code(tokens, index) else -1
        if f"{before} {word}" in _RANGES:
            return at + 1
        second = self.numbers.get(at)
        if second is not None and second.stop < len(tokens):
            ahead = [t.word for t in tokens[second.stop : second.stop + 2]]
            from_here = tokens[at - 1].word.endswith(_RANGE_STARTS)
            return at if from_here and not _RANGE_ENDS.isdisjoint(ahead) else -1
        return -1

    def _value(
        self, kind: ValueKind, value: str, first: int, stop: int, weak: bool = False
    ) -> tuple[Value, int]:
        start, end = self.tokens[first].start, self.tokens[stop - 1].end
        modifier = _modifier(self.tokens, first, stop) if kind != ValueKind.ORDINAL else ""
        return Value(kind, value, start, end, self.text[start:end], modifier, weak), stop


_BETWEEN_SKIPPED = frozenset(merged(lambda pack: pack.amounts.between))
_RANGES = frozenset(merged(lambda pack: pack.amounts.ranges))
_RANGE_ENDS = frozenset(merged(lambda pack: pack.amounts.range_ends))
_RANGE_STARTS = merged(lambda pack: pack.amounts.range_starts)


def _part_of_code(tokens: list[Token], index: int) -> bool:
    """Whether the number is a piece of a telephone number or code (`701-123-45`)."""
    return index >= 2 and tokens[index - 1].raw in _DASHES and tokens[index - 2].digits


_BEFORE = {
    word: modifier
    for pack in packs()
    for modifier, row in (
        ("about", pack.amounts.about),
        ("more", pack.amounts.more),
        ("less", pack.amounts.less),
    )
    for word in row
}
_AFTER = {
    word: modifier
    for pack in packs()
    for modifier, row in (
        ("about", pack.amounts.about_after),
        ("more", pack.amounts.more_after),
        ("less", pack.amounts.less_after),
    )
    for word in row
}


def _modifier(tokens: list[Token], first: int, stop: int) -> str:
    before = [token.word for token in tokens[max(0, first - 2) : first]]
    found = _BEFORE.get(" ".join(before)) or _BEFORE.get(before[-1] if before else "")
    if found is None and stop < len(tokens):
        return _AFTER.get(tokens[stop].word, "")
    return found or ""
