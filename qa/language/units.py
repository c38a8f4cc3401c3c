"""Numbers with units of measure, so that 10 inches and 25 cm can be seen to agree.

Translators convert units, and round.  A number followed by a unit is turned
into the metric one; everything else is left to `qa.language.values`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from qa.language.values import Value, ValueKind

# Dimension, factor to its base unit, and how the unit is written in the three languages.
_UNITS = (
    ("speed", 1.609, r"миля/сағ|миль/ч\w*|миль в час|mph|miles? (?:per|an) hour"),
    ("speed", 1.0, r"км/сағ\w*|км/ч\w*|километр\w* в час|km/h|kph|kilomet\w+ (?:per|an) hour"),
    ("length", 1609.0, r"миля\w*|мил[ьиюе]\w*|miles?"),
    ("length", 1000.0, r"км|километр\w*|шақырым\w*|kms?|kilomet\w+"),
    ("length", 1.0, r"м|метр\w*|m|met(?:re|er)s?"),
    ("length", 0.01, r"см|сантиметр\w*|cm|centimet\w+"),
    ("length", 0.001, r"мм|миллиметр\w*|mm|millimet\w+"),
    ("length", 0.0254, r"дюйм\w*|inch\w*|in\b(?=\.)"),
    ("length", 0.3048, r"фут\w*|f(?:oo|ee)t|ft"),
    ("length", 0.9144, r"ярд\w*|yards?|yd"),
    ("mass", 0.4536, r"фунт\w*|pounds?|lbs?"),
    ("mass", 1.0, r"кг|кило(?!мет)\w*|kgs?|kilo(?!met)\w*"),
    ("mass", 1000.0, r"т|тонн\w*|t|tons?|tonnes?"),
    ("mass", 6.35, r"стоун\w*|stones?"),
    ("area", 0.4047, r"акр\w*|acres?"),
    ("area", 1.0, r"га|гектар\w*|ha|hectares?"),
    ("volume", 3.785, r"галлон\w*|gallons?"),
    ("volume", 1.0, r"л|литр\w*|l|lit(?:re|er)s?"),
    ("heat", 0.0, r"°\s?F|градус\w* (?:по )?Фаренгейт\w*|degrees? Fahrenheit"),
    ("heat", 1.0, r"°\s?C|°\s?С|градус\w* (?:по )?Цельси\w*|degrees? Celsius"),
)
_UNIT = re.compile(
    r"[-\s]?(?:"
    + "|".join(f"(?P<u{i}>(?:{p}))" for i, (_, _, p) in enumerate(_UNITS))
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
    dimension, factor, _ = _UNITS[unit]
    number = float(value.value)
    amount = (number - 32) / 1.8 if dimension == "heat" and not factor else number * (factor or 1)
    return Measure(dimension, amount, unit)


def is_converted(first: Measure, second: Measure) -> bool:
    """Whether two quantities in different units are one, up to rounding."""
    if first.dimension != second.dimension or first.unit == second.unit:
        return False
    larger = max(abs(first.amount), abs(second.amount))
    return abs(first.amount - second.amount) <= _TOLERANCE * larger
