"""Answers, hits and checks for a person to read.

On a terminal an answer is framed and wrapped to its width; in a pipe the same
words come plain, one thing a line, unwrapped, for other programs to cut.
A verdict has a shape and a word besides its colour.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from qa.cli.run import counted, one_line, printable
from qa.index.labels import TOO_COMMON
from qa.types import Answer, Citation, Claim, Hit, Status, Verdict

if TYPE_CHECKING:
    from qa.checking.check import CheckedClaim, CheckReport
    from qa.retrieval.search import SearchResult

SHAPES = {
    Verdict.QUOTED: ("■", "green"),
    Verdict.SUPPORTED: ("●", "green"),
    Verdict.CONTRADICTED: ("✗", "bold red"),
    Verdict.UNSUPPORTED: ("○", "yellow"),
}
# The weakest verdict of the claims that cite a source is the one worth showing.
WEAKEST = (Verdict.CONTRADICTED, Verdict.UNSUPPORTED, Verdict.SUPPORTED, Verdict.QUOTED)
MAX_PREVIEW = 300


def console() -> Console:
    """Standard output as it is now: colours by terminal, NO_COLOR and TERM."""
    return Console(highlight=False, markup=False, emoji=False)


def answer(found: Answer, out: Console | None = None, *, explain: bool = False) -> None:
    """The answer's text, then where each quotation of it is from; `explain` adds numbers."""
    out = out or console()
    _searched_for(out, found.searched_for)
    if found.resolved_question != found.question:
        _put(out, Text(f"Understood as: {printable(found.resolved_question)}", "dim"))
    refused = found.status is Status.REFUSED
    text = _with_marks(printable(found.text))
    if out.is_terminal:
        about = f"{found.language} · {found.mode}" + (f" · {found.score:.0%}" if explain else "")
        title = "No answer" if refused else "Answer"
        colour = "yellow" if refused else "cyan"
        out.print(Panel(text, title=title, subtitle=about, border_style=colour, padding=(1, 2)))
    else:
        _put(out, text)
    for citation in found.citations:
        _put(out, Text())
        claims = [c for c in found.claims if citation.number in c.citations]
        _citation(out, citation, claims, is_quoted=citation.quote in found.text)
    if found.suggestions:
        _put(out, Text())
        _put(out, Text("Nearest documents:", "bold"))
        for near in found.suggestions:
            _put(out, _line(f"  {near.language}  {near.title}", f"  {near.source}"))


def _citation(
    out: Console, citation: Citation, claims: Sequence[Claim], *, is_quoted: bool
) -> None:
    """The quotation itself only where the answer's text does not show it."""
    verdicts = {claim.verdict for claim in claims}
    verdict = next((v for v in WEAKEST if v in verdicts), Verdict.UNSUPPORTED)
    head = Text(f"[{citation.number}] ", "bold cyan")
    head.append_text(_verdict(verdict))
    page = f"  p. {citation.page}" if citation.page else ""
    where = f"  {citation.source}{page}  {citation.start}–{citation.end}  {citation.language}"
    if citation.recognised:
        where += f"  recognised text, {citation.recognised:.0%}"
    head.append(one_line(where), "dim")
    _put(out, head)
    _put(out, Text(one_line(citation.title), "bold"), 4)
    if not is_quoted:
        _put(out, Text(f"“{printable(citation.quote)}”"), 4)
    for reason in dict.fromkeys(reason for claim in claims for reason in claim.reasons):
        _put(out, Text(f"· {printable(reason)}", "yellow"), 4)


def explanation(found: Answer, out: Console | None = None) -> None:
    """What the answer's numbers are."""
    out = out or console()
    _put(out, Text())
    _put(out, Text(f"Probability that the archive answers: {found.score:.2f}", "bold"))
    for claim in found.claims:
        numbers = ",".join(map(str, claim.citations))
        line = Text("  ")
        line.append_text(_verdict(claim.verdict))
        line.append(f" {claim.score:.2f} [{numbers}] {printable(_short(claim.text, 60))}")
        _put(out, line)
    times = "  ".join(f"{name} {value:.1f}" for name, value in found.timings_ms.items())
    _put(out, Text(f"Milliseconds: {times}", "dim"))
    _put(out, Text())


def found(result: SearchResult, out: Console | None = None) -> None:
    """The hits; when they explain themselves, also what was read off the query."""
    out = out or console()
    _searched_for(out, result.searched_for)
    if not result.hits:
        _put(out, Text("Nothing was found.", "yellow"))
    for number, hit in enumerate(result.hits, 1):
        _hit(out, number, hit)
    if any(hit.signals for hit in result.hits):
        for match in result.constraints:
            named = f"{match.constraint.kind}: {match.constraint.text}"
            strongest = max(match.documents.values(), default=0.0)
            many = f"more than {TOO_COMMON:,} documents"
            known = many if match.common else counted(len(match.documents), "document")
            met = f"{known}, at most {strongest:.2f}"
            _put(out, Text(printable(f"Read as {named} ({met})"), "magenta"))


def _searched_for(out: Console, readings: Sequence[str]) -> None:
    if readings:
        _put(out, Text(f"Searched also for: {printable('; '.join(readings))}", "dim"))


def _hit(out: Console, number: int, hit: Hit) -> None:
    head = Text(f"{number:2} ", "bold cyan")
    if hit.signals:
        head.append(f"{hit.score:.3f}")
    head.append(one_line(f"  {_place(hit)}"), "dim")
    _put(out, head)
    _put(out, Text(one_line(hit.document.title), "bold"), 4)
    best = next((p for p in hit.passages if p.id == hit.passage.id), hit.passage)
    _put(out, Text(_short(printable(" ".join(best.text.split())), MAX_PREVIEW)), 4)
    for version in hit.versions:
        _put(out, Text(one_line(f"also in: {_place(version)}"), "dim"), 4)
    if hit.signals:
        signals = "  ".join(f"{name} {value:.3f}" for name, value in hit.signals.items())
        _put(out, Text(signals, "magenta"), 4)


def _place(hit: Hit) -> str:
    passage = hit.passage
    return f"{hit.document.source}  {passage.start}–{passage.end}  {passage.language}"


def check(
    report: CheckReport,
    names: Mapping[str, str],
    out: Console | None = None,
    *,
    explain: bool = False,
) -> None:
    """`names` are those of the sources by their ids, which stand for the ones without;
    `explain` adds how sure each verdict is."""
    out = out or console()
    for claim in report.claims:
        _checked(out, claim, names, explain)
    word = "supported" if report.supported else "not supported as a whole"
    sure = f" ({report.score:.0%})" if explain else ""
    _put(out, Text(f"{counted(len(report.claims), 'claim')}, {word}{sure}", "bold"))


def _checked(out: Console, claim: CheckedClaim, names: Mapping[str, str], explain: bool) -> None:
    line = _verdict(claim.verdict)
    line.append(f" {claim.score:.0%}" if explain else "")
    line.append(f"  {printable(claim.text)}")
    _put(out, line)
    for reason in claim.reasons:
        _put(out, Text(f"· {printable(reason)}", "yellow"), 4)
    for evidence in claim.evidence:
        name = names.get(evidence.source_id, evidence.source_id)
        where = f"{name}  {evidence.start}–{evidence.end}"
        _put(out, Text(one_line(where), "dim"), 4)
        _put(out, Text(f"“{printable(evidence.quote)}”"), 4)
    _put(out, Text())


def _verdict(verdict: Verdict) -> Text:
    shape, style = SHAPES[verdict]
    return Text(f"{shape} {verdict.value}", style)


def _with_marks(text: str) -> Text:
    """The answer's text with its `[1]` marks set apart."""
    marked = Text(text)
    marked.highlight_regex(r"\[\d+\]", "bold cyan")
    return marked


def _line(head: str, tail: str) -> Text:
    return Text.assemble(one_line(head), (one_line(tail), "dim"))


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _put(out: Console, text: Text, indent: int = 0) -> None:
    if out.is_terminal:
        shown: RenderableType = Padding(text, (0, 0, 0, indent)) if indent else text
        out.print(Group(shown))
    else:
        lines = text.plain.split("\n")
        out.print(Text("\n".join(" " * indent + line for line in lines)), soft_wrap=True)
