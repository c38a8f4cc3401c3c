"""Markdown: parsed, so that marks of emphasis and links don't stand between words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from selectolax.lexbor import LexborHTMLParser

from qa.documents.formats.encodings import decode
from qa.documents.formats.grid import BAR
from qa.documents.formats.html_shape import check_shape
from qa.documents.formats.html_walk import Walk
from qa.documents.formats.layout import Block, Layout, assemble
from qa.documents.formats.numerals import raised

_FRONT_MATTER = re.compile(r"\A---\n(.*?\n)---\s*(?:\n|\Z)", re.DOTALL)
_FRONT_LINE = re.compile(r"(title|date|author|language|lang)\s*:\s*(.+)", re.IGNORECASE)
_MARKS = "*_`&<\\![~"
_MAX_MARKS = 4_000
_MAX_BRACKETS = 500
_NOTE = re.compile(r"^\[\^([\w-]{1,30})\]:[ \t]+", re.MULTILINE)
_NOTE_MARK = re.compile(r"\[\^([\w-]{1,30})\]")
_TASK = re.compile(r"\[([ xX])\] ")
_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def load_markdown(data: bytes) -> Layout:
    """CommonMark with tables; front matter gives title, date, author and language."""
    decoded = decode(data)
    text = re.sub(r"\r\n?", "\n", decoded.text)
    metadata: dict[str, str] = {"encoding": decoded.encoding}
    if front := _FRONT_MATTER.match(text):
        metadata |= _front_matter(front[1])
        text = text[front.end() :]
    text = _with_notes(text)
    # Marks inside lines are parsed one paragraph at a time, where there are not too many.
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"]).disable("inline")
    notes = (decoded.note,) if decoded.note else ()
    environment: dict[str, Any] = {}
    tokens = parser.parse(text, environment)
    for token in tokens:
        if token.type == "inline":
            _parse_inline(parser, token, environment)
    return assemble(_blocks(tokens), metadata, notes)


def _with_notes(text: str) -> str:
    """Footnotes, which CommonMark does not know, as paragraphs that begin with their sign."""
    known = {found[1] for found in _NOTE.finditer(text)}
    if not known:
        return text
    text = _NOTE.sub(lambda found: f"\n{_sign(found[1])} ", text)
    return _NOTE_MARK.sub(lambda found: _sign(found[1]) if found[1] in known else found[0], text)


def _sign(label: str) -> str:
    return raised(label) or f"({label})"


def _parse_inline(parser: MarkdownIt, token: Token, environment: dict[str, Any]) -> None:
    """Emphasis, links and code of a paragraph; one that is nothing but marks stays as it is."""
    content = token.content
    marks = sum(map(content.count, _MARKS))
    token.children = []
    if marks > _MAX_MARKS or content.count("[") > _MAX_BRACKETS:
        token.children = [Token("text", "", 0, content=content)]
    else:
        parser.inline.parse(content, parser, environment, token.children)


def _front_matter(lines: str) -> dict[str, str]:
    found = (_FRONT_LINE.fullmatch(line.strip()) for line in lines.splitlines())
    return {m[1].lower(): m[2].strip("\"' ") for m in found if m}


def _blocks(tokens: list[Token]) -> Iterator[Block]:
    level = 0
    marker = ""
    numbers: list[int | None] = []
    cells: list[str] | None = None
    for token in tokens:
        if token.type == "heading_open":
            level = int(token.tag[1])
        elif token.type == "heading_close":
            level = 0
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            ordered = token.type.startswith("ordered")
            numbers.append(int(token.attrs.get("start", 1)) if ordered else None)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            numbers.pop()
        elif token.type == "list_item_open":
            number = numbers[-1]
            marker = "• " if number is None else f"{number}. "
            numbers[-1] = None if number is None else number + 1
        elif token.type == "tr_open":
            cells = []
        elif token.type == "tr_close":
            if any(cells or []):
                yield Block(BAR.join(cells or []), row=True)
            cells = None
        elif token.type in ("fence", "code_block"):
            yield Block(token.content)
        elif token.type == "html_block":
            yield from _html(token.content)
        elif token.type == "inline":
            text = _inline(token)
            if marker and (task := _TASK.match(text)):
                text = f"{'☐' if task[1] == ' ' else '☒'} {text[task.end() :]}"
            if cells is not None:
                cells.append(" ".join(text.split()))
            else:
                yield Block(marker + text, level, tight=bool(marker))
                marker = ""


def _html(source: str) -> list[Block]:
    check_shape(source)
    return Walk(None).blocks(LexborHTMLParser(source).body)


def _inline(token: Token) -> str:
    """The words of a line; a soft break is a space, since Markdown's lines are only layout."""
    parts = []
    for child in token.children or []:
        if child.type in ("text", "text_special", "code_inline"):
            parts.append(child.content)
        elif child.type == "softbreak":
            parts.append(" ")
        elif child.type == "hardbreak" or _LINE_BREAK.fullmatch(child.content):
            parts.append("\n")
        elif child.type == "image":
            parts.append(child.content)
    return "".join(parts)
