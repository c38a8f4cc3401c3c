"""HTML to text."""

from __future__ import annotations

import pytest

from qa.documents.formats.html import load_html
from qa.documents.formats.layout import Heading
from qa.errors import DamagedDocument, EmptyDocument

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


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<form id=aspnetForm><input type=hidden value=x><p>Конкурс</p></form>", "Конкурс"),
        (
            "<p>а</p><aside><p>б</p></aside><details><summary>в</summary>г</details>",
            "а\n\nб\n\nв\n\nг",
        ),
        (
            "<dl><dt>Директор<dd>Ахметов<dd>Досов<dt>Тел.<dt>Факс:<dd>5</dl>",
            "Директор: Ахметов\n\nДосов\n\nТел.\n\nФакс: 5",
        ),
        ("<p hidden>а</p><p style='display: none'>б</p><dialog>в</dialog><p>г", "г"),
        ("<p>4<del>4 200</del> 5 800 <ins>книг</ins>", "4 5 800 книг"),
        ("<p>10<sup>6</sup> м<sub>2</sub> <q>сөз</q> 5<sup>th</sup>", "10⁶ м₂ «сөз» 5th"),
        ("<input value='Ахметов'><select><option>а<option selected>б</select>", "Ахметов  б"),
        (
            "<button>Кім басқарады осы мектепті?</button><button>Жіберу</button><p>Досов",
            "Кім басқарады осы мектепті?\n\nДосов",
        ),
        (
            "<ol type=a start=2><li>а<li value=5>б</ol><ol reversed type=I><li>в<li>г</ol>",
            "b. а\ne. б\nII. в\nI. г",
        ),
        ("<ul><li>а<ul><li>б</ul><li>в</ul>", "• а\n• б\n• в"),
        ("<iframe srcdoc='&lt;p&gt;ішкі'></iframe><p>сыртқы", "ішкі\n\nсыртқы"),
        ("<svg><title>белгі</title><text>сызба</text></svg>", "сызба"),
        ("а<br>б<br><br>в", "а\nб\n\nв"),
        ("<object><p>ішінде</p></object>", "ішінде"),
        ("<ruby>漢<rt>кан</rt></ruby>", "漢 (кан)"),
    ],
)
def test_what_a_page_shows(page: str, text: str) -> None:
    assert load_html(page.encode()).text == text


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ("<tr><td>а<td><td>в<tr><td><td>б", "а |  | в\n\n | б | "),
        ("<tr><td rowspan=2>Рейс<td>будни<tr><td>выходные", "Рейс | будни\n\nРейс | выходные"),
        ("<tr><th>А<th colspan=2>Б<tr><td colspan=2>Итого<td>5", "А | Б | Б\n\nИтого |  | 5"),
        ("<tr><td>а<td>б<tr><td colspan=2>раздел", "а | б\n\nраздел"),
        ("<tr><td rowspan=3>а<td>б<tr><td rowspan=2>в<tr>", "а | б\n\nа | в\n\nа | в"),
        ("<tr><td>Село<td><table><tr><td>Врач<td>Досов</table>", "Село | Врач – Досов"),
        ("<tr><td>меню<td><h1>Тақырып</h1><p>Мәтін.", "меню\n\nТақырып\n\nМәтін."),
        ("<tr><td colspan=2000000000 rowspan=99999999>а<td>б", "а"),
    ],
)
def test_tables(rows: str, text: str) -> None:
    found = load_html(f"<table>{rows}</table>".encode()).text
    assert found == text or (text == "а" and found.startswith("а | ") and len(found) < 400)


def test_a_table_that_lays_out_a_page_is_read_cell_by_cell() -> None:
    left = "<p>" + "Мәзір туралы сөз. " * 10 + "</p><p>" + "Тағы да сөз. " * 10 + "</p>"
    page = f"<table role=presentation><tr><td>а<td>б</table><table><tr><td>{left}<td>Қысқа</table>"
    blocks = load_html(page.encode()).text.split("\n\n")
    assert (blocks[:2], blocks[-1], len(blocks)) == (["а", "б"], "Қысқа", 5)


def test_what_says_something_around_an_article_is_furniture() -> None:
    words = "Мақаланың ұзақ мәтіні. " * 20
    page = (
        "<nav><a href=/>Басты бет туралы мәлімет беретін сілтеме</a></nav>"
        f"<main><h1>Тақырып</h1><p>{words}</p></main>"
        "<aside><p>Қабылдау бөлмесі дүйсенбіде ғана жұмыс істейді.</p></aside>"
        "<footer><p>Тел.: 22-33-44</p><p>Бөлісу</p></footer>"
    )
    layout = load_html(page.encode())
    assert [layout.text[s.start : s.end] for s in layout.furniture] == [
        "Қабылдау бөлмесі дүйсенбіде ғана жұмыс істейді.",
        "Тел.: 22-33-44",
    ]
    assert layout.notes == ("2 lines of menus left out",)


def test_a_page_of_frames_names_them() -> None:
    page = b"<frameset><frame src=a_files/main.htm><frame src=menu.htm></frameset>"
    with pytest.raises(EmptyDocument, match=r"frames \(a_files/main\.htm, menu\.htm\)"):
        load_html(page)


@pytest.mark.parametrize(
    ("page", "says"),
    [
        ("<div></q>" * 50_000, "nested deeper"),
        ("<p>" + "".join(f"<b id={i}>" for i in range(2000)) + "<p>x" * 2000, "opens emphasis"),
        ("<table>" + "<b>x" * 4000, "opens emphasis"),
        ("<body " + " ".join(f"a{i}=1" for i in range(200_000)) + ">x", "attributes"),
    ],
)
def test_shapes_of_no_real_page(page: str, says: str) -> None:
    with pytest.raises(DamagedDocument, match=says):
        load_html(page.encode())


@pytest.mark.parametrize(
    "page",
    [
        "<a name=x>" * 4000 + "сөз",
        "<script>" + "'<div>'" * 9000 + "</script>сөз",
        "<!--" + "<div>" * 9000 + "-->сөз",
        "<p>сөз<img src='data:image/png;base64," + "A" * 100_000 + "'>",
    ],
)
def test_odd_but_real_pages(page: str) -> None:
    assert load_html(page.encode()).text == "сөз"


def test_long_values_are_cut() -> None:
    page = f"<title>{'т' * 2_000_000}</title><p>сөз"
    assert load_html(page.encode()).metadata["title"] == "т" * 1000


def test_a_page_that_its_scripts_make() -> None:
    page = "<body><noscript><p>Приказ № 5.</p></noscript><div id=app></div>"
    assert load_html(page.encode()).text == "Приказ № 5."
    assert load_html(f"{page}<p>Бар.".encode()).text == "Бар."


def test_old_elements_and_brackets_of_readings() -> None:
    page = "<p>a<marquee>Приём</marquee><xmp><b></xmp><ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp>"
    assert load_html(page.encode()).text == "a\n\nПриём\n\n<b>\n\n漢 (kan)"


def test_signs_that_styles_draw() -> None:
    layout = load_html(
        (
            '<p>10<span style="font-size:8pt; vertical-align: super">6</span> және H'
            '<span style="VERTICAL-ALIGN:sub">2</span>O</p>'
            '<ol style="list-style-type: lower-alpha"><li>бір<li>екі</ol>'
            '<ol style="list-style: inside upper-roman"><li>үш</ol>'
            '<ol style="color:red"><li>төрт</ol>'
        ).encode()
    )
    assert layout.text == "10⁶ және H₂O\na. бір\nb. екі\nI. үш\n1. төрт"
