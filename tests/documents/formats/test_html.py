"""HTML to text."""

from __future__ import annotations

import pytest

from qa.documents.formats.html import load_html
from qa.documents.formats.layout import Heading
from qa.errors import DamagedDocument

PAGE = """<!doctype html><html lang="kk"><head><title>Сайт атауы</title>
<meta property="og:title" content="Жиын өтті">
<meta name="author" content="А. Автор">
<meta property="article:published_time" content="2024-04-26T10:00:00+05:00">
<script>var x = "құпия";</script><style>p {}</style></head>
<body><nav>Басты бет</nav><h1>Жиын <i>өтті</i></h1>
<p>Бірінші&nbsp;абзац.
Екінші жол.<br>Үзілген жол.</p><h2>Бөлім</h2>
<ol start="3"><li>бір</li><li><p>екі</p></li></ol><ul><li>нүкте</ul>
<table><tr><th>а</th><th>ә</th></tr><tr><td>1<td>2</table>
<pre>а
  б</pre><footer>© 2024</footer></body></html>"""


def test_everything() -> None:
    layout = load_html(PAGE.encode())
    assert layout.text == (
        "Жиын өтті\n\nБірінші\u00a0абзац. Екінші жол.\nҮзілген жол.\n\nБөлім\n3. бір\n4. екі\n"
        "• нүкте\n\nа | ә\n\n1 | 2\n\nа\nб"
    )
    assert layout.headings == (Heading(0, 9, 1), Heading(52, 57, 2))
    assert layout.metadata == {
        "encoding": "UTF-8",
        "title": "Жиын өтті",
        "author": "А. Автор",
        "date": "2024-04-26T10:00:00+05:00",
        "language": "kk",
    }


def test_the_only_article_is_the_text() -> None:
    words = "Мақаланың ұзақ мәтіні. " * 20
    page = f"<body><div>Жарнама</div><article><p>{words}</p></article><p>Тағы оқыңыз</p></body>"
    assert load_html(page.encode()).text == words.strip()
    two = f"<body><article>{words}</article><article>{words}</article></body>"
    assert load_html(two.encode()).text.count("Мақаланың") == 40


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        (b"plain words", "plain words"),
        ("<p>Қала<p>Дала".encode(), "Қала\n\nДала"),
        ('<meta charset="windows-1251"><p>Город'.encode("cp1251"), "Город"),
        ("<p>Қазақ халқының бірлігі".encode("kz1048"), "Қазақ халқының бірлігі"),
        (b"<p>a &lt;b&gt; &amp; c", "a <b> & c"),
        (b"<p>open <b>never closed", "open never closed"),
        (b"<script>x", ""),
        (b"<!-- only a comment -->", ""),
    ],
)
def test_cases(data: bytes, text: str) -> None:
    assert load_html(data).text == text


def test_deep_nesting_is_walked_without_recursion_and_bounded() -> None:
    assert load_html(b"<div>" * 5_000 + b"deep").text == "deep"
    assert load_html(b"<div>x</div><p>y<br>" * 6_000).text.count("x") == 6_000
    with pytest.raises(DamagedDocument, match="nested deeper than 5000"):
        load_html(b"<div>" * 5_001 + b"deep")
