"""What a person reads of a run: every miss with its evidence, and the refusal curve."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from qa.errors import BadInput, MissingExtra
from qa.evaluation.answer_judging import Judged
from qa.evaluation.answerability import Scores

_PLOTS = (".svg", ".png")


def as_markdown(judged: Mapping[str, Sequence[Judged]], tables: str) -> str:
    """The tables, then every miss of ours."""
    parts = ["# Answers", tables]
    for name, group in judged.items():
        if name.endswith("baseline"):
            continue
        misses = [j for j in group if j.faults]
        parts.append(f"## {name}: {len(misses)} of {len(group)} with a fault")
        parts += [_miss(j) for j in misses]
    return "\n\n".join(parts) + "\n"


def _miss(judged: Judged) -> str:
    item, given = judged.item, judged.given
    lines = [
        f"### {item.id} · {item.kind} · {judged.pair} · score {given.score:.3f}",
        "",
        f"**{_line(item.question)}**",
        "",
        *(f"- {fault}" for fault in judged.faults),
    ]
    for number, (source, text) in enumerate(item.evidence, 1):
        mark = "covered" if judged.covered[number - 1] else "missing"
        lines.append(f"- expected {number} ({mark}, {source}): {_line(text)}")
    for number, cited in enumerate(given.citations, 1):
        mark = "right" if judged.right[number - 1] else "beside"
        lines.append(f"- cited {number} ({mark}, {cited.source}): {_line(cited.text)}")
    return "\n".join(lines)


def _line(text: str) -> str:
    return " ".join(text.split())


def refusal_curve(
    answerable: Sequence[float], unanswerable: Sequence[float]
) -> tuple[list[float], list[float], list[float]]:
    """(thresholds, false refusals, refusal recall): refused is what scores below a threshold."""
    edges = np.append(np.unique([*answerable, *unanswerable]), np.inf)
    false = (np.asarray(answerable)[:, None] < edges).mean(axis=0)
    recall = (np.asarray(unanswerable)[:, None] < edges).mean(axis=0)
    return edges.tolist(), false.tolist(), recall.tolist()


def _lines(
    judged: Mapping[str, Sequence[Judged]], pairs: Sequence[Scores]
) -> Iterable[tuple[str, list[float], list[float]]]:
    for name, group in judged.items():
        if not name.endswith("baseline"):
            kept = [j.given.score for j in group if j.item.answerable]
            lost = [j.given.score for j in group if not j.item.answerable]
            yield name, kept, lost
    for pair in pairs:
        yield f"XQuAD {pair.pair}", list(pair.kept), list(pair.left_out)


def save_curve(
    judged: Mapping[str, Sequence[Judged]],
    pairs: Sequence[Scores],
    refuse_below: float,
    path: Path,
) -> None:
    """Refusal recall against false refusals, the default threshold marked, as SVG or PNG.

    Raises BadInput for another ending, MissingExtra without matplotlib.
    """
    if path.suffix not in _PLOTS:
        raise BadInput(f"{path}: a plot is saved as {' or '.join(_PLOTS)}")
    try:
        import matplotlib as mpl

        mpl.use("agg")
        from matplotlib import pyplot
    except ImportError as error:
        raise MissingExtra("plots need matplotlib: pip install 'qa[eval]'") from error
    # No date and no random ids: the same figures give the same file.
    with mpl.rc_context({"svg.hashsalt": "qa"}):
        figure, axes = pyplot.subplots(figsize=(7, 5))
        for name, kept, lost in _lines(judged, pairs):
            if not kept or not lost:
                continue
            edges, false, recall = refusal_curve(kept, lost)
            (line,) = axes.step(false, recall, where="post", label=name)
            here = int(np.searchsorted(edges, refuse_below))
            axes.plot(false[here], recall[here], "o", color=line.get_color())
        axes.set(
            xlim=(0, 1), ylim=(0, 1.01),
            xlabel="false refusals (share of answerable questions refused)",
            ylabel="refusal recall (share of unanswerable questions refused)",
            title=f"Dots: refuse_below = {refuse_below:g}",
        )  # fmt: skip
        axes.legend(loc="lower right")
        figure.tight_layout()
        figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)
        pyplot.close(figure)
