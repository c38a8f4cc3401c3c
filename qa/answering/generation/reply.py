"""A model's reply into lines with the numbers they cite, whatever it looks like.

Nothing is assumed of it: it may think aloud, write JSON, number its lines, cite
what it was never shown, repeat itself without end.  A line comes out as soon as it
is whole, so that it can be checked while the rest is written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from qa.answering.generation.prompt import NO_ANSWER
from qa.language.folding import normalise

MOST_CHARS = 8_000
"""Of a reply, thinking aside; what goes on after that is endless."""
MOST_CLAIMS = 16
MOST_LINE = 1_000
_MOST_THOUGHTS = 200_000
_MOST_REPEATS = 2
_ENDS = (".", "!", "?", "…", "]", "】", ")", "»", "”", '"')

_THOUGHT = re.compile(
    r"<(think|thinking|thought|reasoning|reflection|scratchpad|analysis)>.*?(?:</\1>|\Z)"
    r"|◁think▷.*?(?:◁/think▷|\Z)|\[THINK\].*?(?:\[/THINK\]|\Z)"
    r"|<\|channel\|>\s*(?:analysis|commentary)\b.*?(?=<\|channel\|>\s*final\b|<\|end\|>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
# A template that opens the thought itself leaves only its end in the reply.
_REST_OF_THOUGHT = re.compile(r"\A.*?</(?:think|thinking|thought|reasoning)>", re.DOTALL)
_SPECIAL = re.compile(
    r"<\|[^|<>\n]{0,40}\|>(?:final\b|assistant\b|message\b)?|</?s>|<eos>|<end_of_turn>"
)
_MARK = re.compile(
    r"\s*[\[【(]\s*(?:\^|№|#|[^\W\d_]{1,10}[ .]?)?\s*"
    r"(\d{1,4}(?:\s*(?:,|;|&|-|–|—|†[^\]】)]{0,20}|[^\W\d_]{1,4} )?\s*(?:№|#)?\d{1,4})*)"
    r"\s*(?:†[^\]】)]{0,40})?[\]】]"
)
_ROUND_MARK = re.compile(r"\s*\(\s*(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\s*\)(?=[\s.!?]*$)")
_RAISED = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_RANGE = re.compile(r"(\d{1,4})\s*[-–—]\s*(\d{1,4})")
_FROM_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_BULLET = re.compile(r"^\s*(?:[-–—•*▪●·>+]\s+|\(?\d{1,3}[.)]\s+|[#]+\s+)*")
_EMPHASIS = re.compile(r"\*\*|__|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)")
_LINK = re.compile(
    r"https?:|www\.|\b[a-z][a-z0-9+.-]{1,15}://|\]\s*\(|!\[|<\s*/?\s*[a-z!]|&(?:#\w{1,8}|[a-z]{2,8});"
    r"|\b(?:javascript|data|mailto|file|ftp)\s*:|[\w.+-]+@[\w-]+\.\w|\bxn--"
    r"|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|kz|ru|ly|me|info|biz|app|dev|xyz|example|test|su)"
    r"(?:[/:?#]|\b)|\w\.(?![a-z])[^\W\d_]{2,4}(?:/|$)",
    re.IGNORECASE,
)
_CODE = re.compile(r"[{}|`\\]|^\s*[\"\[\]]|=>|==|::|^\s*\w+\s*=\s*\S|[\"']\s*[,:]\s*(?:[\"'\[{]|$)")
_ENCODED = re.compile(r"[A-Za-z0-9+/=_-]{32,}")
_SPACED = re.compile(r"(?:(?<!\w)[^\W\d_] ){4}")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b-\u200f\ufeff"
                      "\u00ad\u2060-\u2064\U000e0000-\U000e0fff]")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its marks; `cited` are numbers that were shown, `invented` counts others.

    `unfit` says why it cannot be a claim: `link`, `code`, `long` or `cut`; empty where it can.
    """

    text: str
    cited: tuple[int, ...]
    invented: int
    unfit: str = ""


class ReplyReader:
    """Takes a reply piece by piece.

    `raw` is all of it; `over` is true when no more is to be read, `endless` when that is
    because it would not end; `says_none` when the model said that nothing answers.
    """

    def __init__(self, shown: int) -> None:
        self.raw = ""
        self.over = self.endless = self.says_none = False
        self._shown = shown
        self._read = 0
        self._claims = 0
        self._seen: dict[str, int] = {}

    def feed(self, piece: str) -> list[Line]:
        """The lines that the piece made whole."""
        self.raw += piece
        if self.over or not ("\n" in piece or len(self.raw) - self._read > MOST_LINE):
            return []
        if len(self.raw) > _MOST_THOUGHTS:
            self.over = self.endless = True
            return []
        said = without_thoughts(self.raw)
        end = said.rfind("\n") + 1
        if len(said) > MOST_CHARS or len(said) - end > MOST_LINE:
            self.over = self.endless = True
        return self._lines(said[:end])

    def unfinished(self) -> str:
        """What there is of a line that is still being written, where it may be a claim."""
        line = read_line(without_thoughts(self.raw)[self._read :], self._shown)
        return "" if line.unfit else line.text

    def close(self, *, cut: bool = False) -> list[Line]:
        """What is left when the reply has ended; of one that was `cut` the last line is no claim
        unless it had come to its end."""
        said = without_thoughts(self.raw)
        lines = [] if self.endless else self._lines(said[:MOST_CHARS])
        if not cut or said.rstrip().endswith(_ENDS):
            return lines
        return [replace(line, unfit=line.unfit or "cut") for line in lines]

    def _lines(self, said: str) -> list[Line]:
        # Where the end of a thought came late, what stood before it is no longer there.
        new, self._read = said[min(self._read, len(said)) :], len(said)
        found = []
        for written in new.splitlines():
            line = read_line(written, self._shown)
            key = normalise(line.text)
            if not any(map(str.isalnum, key)):
                continue
            if key.strip(" .!\"'*") == NO_ANSWER.lower():
                self.says_none = True
                continue
            self._seen[key] = self._seen.get(key, 0) + 1
            if self._seen[key] == 1:
                found.append(line)
                self._claims += 1
            elif self._seen[key] > _MOST_REPEATS:
                self.over = self.endless = True
                break
            if self._claims >= MOST_CLAIMS:
                self.over = True
                break
        return found


def read_line(written: str, shown: int) -> Line:
    """A line of a reply to a prompt that showed sentences 1 to `shown`."""
    text = _CONTROL.sub("", written)
    text = _BULLET.sub("", text)
    numbers: list[int] = []

    def take(match: re.Match[str]) -> str:
        numbers.extend(_numbers(match[1]))
        return ""

    def take_raised(match: re.Match[str]) -> str:
        numbers.extend(_numbers(match[0].translate(_FROM_RAISED)))
        return ""

    text = _ROUND_MARK.sub(take, _MARK.sub(take, text))
    text = _EMPHASIS.sub("", _RAISED.sub(take_raised, text)).strip()
    cited = tuple(dict.fromkeys(n for n in numbers if 1 <= n <= shown))
    invented = len({n for n in numbers if not 1 <= n <= shown})
    return Line(text, cited, invented, _unfit(text))


def _numbers(written: str) -> list[int]:
    found: list[int] = []
    for first, last in _RANGE.findall(written):
        if int(first) < int(last) <= int(first) + 50:
            found += range(int(first), int(last) + 1)
    return found + [int(number) for number in re.findall(r"\d+", written)]


def without_marks(said: str) -> str:
    """Without what is invisible, and without Markdown's emphasis."""
    return _EMPHASIS.sub("", _CONTROL.sub("", said))


def holds_a_link(text: str) -> bool:
    return _LINK.search(text) is not None


def _unfit(text: str) -> str:
    if len(text) > MOST_LINE:
        return "long"
    if holds_a_link(text):
        return "link"
    return "code" if any(p.search(text) for p in (_CODE, _SPACED, _ENCODED)) else ""


def without_thoughts(raw: str) -> str:
    """A reply without what the model thought aloud, and without a chat template's tokens."""
    said = _THOUGHT.sub("", raw)
    return _SPECIAL.sub("", _REST_OF_THOUGHT.sub("", said))
