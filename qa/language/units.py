"""Numbers with units of measure, so that 10 inches and 25 cm can be seen to agree.

Translators convert units, and round.  A number followed by a unit is turned
into the metric one; everything else is left to `qa.language.values`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from qa.language.packs import either
from qa.language.values import Value, ValueKind

# Dimension and factor to its base unit; packs tell how it is written.  The order is that in which
# spellings are tried.
_UNITS = {
    "mile an hour": ("speed", 1.609),
    "kilometre an hour": ("speed", 1.0),
    "mile": ("length", 1609.0),
    "kilometre": ("length", 1000.0),
    "metre": ("length", 1.0),
    "centimetre": ("length", 0.01),
    "millimetre": ("length", 0.001),
    "inch": ("length", 0.0254),
    "foot": ("length", 0.3048),
    "yard": ("length", 0.9144),
    "pound": ("mass", 0.4536),
    "kilogram": ("mass", 1.0),
    "tonne": ("mass", 1000.0),
    "stone": ("mass", 6.35),
    "acre": ("area", 0.4047),
    "hectare": ("area", 1.0),
    "gallon": ("volume", 3.785),
    "litre": ("volume", 1.0),
    "fahrenheit": ("heat", 0.0),
    "celsius": ("heat", 1.0),
}
_ROWS = tuple(_UNITS.values())


def _spellings(unit: str) -> str:
    return either(lambda pack: pack.units.units.get(unit, ()))


_UNIT = re.compile(
    r"[-\s]?(?:"
    + "|".join(f"(?P<u{i}>(?:{_spellings(unit)}))" for i, unit in enumerate(_UNITS))
    + r")(?!\w)",
    re.IGNORECASE,
)
# Conversions are rounded: 650 pounds become 300 kilograms.
_TOLERANCE = 0.08


class Measure(NamedTuple):
    """A quantity in the base unit of its dimension; `unit` tells units apart."""

    dimension: str
    amount: float
    unit: int


def measure_of(value: Value, text: str) -> Measure | None:
    """The quantity that a value of `text` gives together with the unit behind it."""
    if value.kind not in (ValueKind.NUMBER, ValueKind.ORDINAL):  # `300-килограммовый`
        return None
    match = _UNIT.match(text, value.end)
    if match is None or match.lastgroup is None:
        return None
    unit = int(match.lastgroup[1:])
    dimension, factor = _ROWS[unit]
    number = float(value.value)
    amount = (number - 32) / 1.8 if dimension == "heat" and not factor else number * (factor or 1)
    return Measure(dimension, amount, unit)


def is_converted(first: Measure, second: Measure) -> bool:
    """Whether two quantities in different units are one, up to rounding."""
    if first.dimension != second.dimension or first.unit == second.unit:
        return False
    larger = max(abs(first.amount), abs(second.amount))
    return abs(first.amount - second.amount) <= _TOLERANCE * larger
