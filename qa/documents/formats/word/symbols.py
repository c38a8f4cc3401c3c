"""Characters of symbol fonts as Unicode.

Symbol fonts keep their pictures at letters' places, or at the same places
above U+F000; what they look like depends on the font alone.
"""

from __future__ import annotations

_SYMBOL_LOW = (
    " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_\u203e"
    "αβχδεφγηιϕκλμνοπθρστυϖωξψζ"
    "{|}∼"
)
_SYMBOL_HIGH = (
    "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪"
    "\ufffd〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭"
)
_SYMBOL = {0x20 + at: drawn for at, drawn in enumerate(_SYMBOL_LOW)}
_SYMBOL |= {0xA0 + at: drawn for at, drawn in enumerate(_SYMBOL_HIGH) if drawn != "\ufffd"}
_WINGDINGS = {
    0x21: "✏", 0x22: "✂", 0x28: "☎", 0x29: "✆", 0x2A: "✉", 0x36: "⌛", 0x3E: "✇", 0x3F: "✍",
    0x41: "✌", 0x45: "☜", 0x46: "☞", 0x47: "☝", 0x48: "☟", 0x4A: "☺", 0x4C: "☹", 0x51: "✈",
    0x52: "☼", 0x53: "💧", 0x54: "❄", 0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x71: "❑",
    0x72: "❒", 0x73: "⬧", 0x74: "⧫", 0x75: "◆", 0x76: "❖", 0x78: "☒", 0x7B: "❀", 0x80: "⓪",
    0x9F: "•", 0xA1: "○", 0xA4: "◉", 0xA5: "◎", 0xA7: "▪", 0xA8: "□", 0xAA: "✦", 0xAB: "★",
    0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xEF: "⇦", 0xF0: "⇨",
    0xF1: "⇧", 0xF2: "⇩", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_WINGDINGS |= {0x81 + at: chr(0x2460 + at) for at in range(10)}
_WINGDINGS |= {0x8C + at: chr(0x2776 + at) for at in range(10)}
_WINGDINGS_2 = {0x50: "✓", 0x4F: "✗", 0x51: "☒", 0x52: "☑", 0x54: "☒", 0x97: "●", 0xA3: "□"}
_FONTS = {"symbol": _SYMBOL, "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2}
_DASHES = "-–—−"
_BULLETS = "•●▪◦·■□○"


def drawn_symbol(code: int, font: str) -> str:
    """What a symbol font draws for a code; empty where that is not known."""
    table = _FONTS.get(font.lower())
    place = code - 0xF000 if 0xF000 <= code <= 0xF0FF else code
    if table is not None:
        return table.get(place, "")
    if 0xE000 <= code <= 0xF8FF or not 0x20 <= code <= 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return ""
    return chr(code)


def bullet(text: str, font: str) -> str:
    """A list's mark: dashes as dashes, the usual signs as they are, anything else as `•`."""
    code = ord(text[0]) if len(text) == 1 else 0
    drawn = drawn_symbol(code, font) or (drawn_symbol(code, "symbol") if code >= 0xF000 else text)
    if drawn in _DASHES and drawn:
        return "–"
    return drawn if drawn and drawn in _BULLETS else "•"
