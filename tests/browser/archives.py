"""Archives for the fake service: a calm one and a hostile one."""

from __future__ import annotations

from tests.browser.fake_service import Archive, document

KAZAKH = (
    "Орталық кітапхананың жылдық есебі\n\n"
    "Кітапхана 1932 жылы ашылған. Қазір мұнда қырық мың кітап сақталады.\n"
    "Былтыр оқырмандар саны 12 500-ге жетті. Жаңа оқу залы қыркүйекте ашылады.\n\n"
    + "Қор жыл сайын толықтырылады. " * 60
    + "\n\nКітапхана директоры есепті мәслихатқа ұсынды. 📚 Есеп қабылданды."
)
RUSSIAN = (
    "О работе городской библиотеки\n\n"
    "Городская библиотека работает ежедневно, кроме понедельника. "
    "Читальный зал открыт до восьми часов вечера.\n\n"
    "В прошлом году библиотеку посетили двенадцать тысяч человек."
)
ENGLISH = (
    "The city library\n\n"
    "The library opened in 1932 with four hundred books. 📖🙂 A second reading room followed.\n\n"
    "Borrowing is free for every resident of the city."
)


def calm() -> Archive:
    return Archive(
        documents={
            "kk1": document("kk1", "Орталық кітапхананың жылдық есебі", KAZAKH, "kk", "2023"),
            "ru1": document("ru1", "О работе городской библиотеки", RUSSIAN, "ru", "2022-04-29"),
            "en1": document(
                "en1", "The city library", ENGLISH, "en", "2021-10", author="A. Reader"
            ),
        },
        quotes=[
            ("kk1", "📚 Есеп қабылданды."),
            ("ru1", "Читальный зал открыт до восьми часов вечера."),
            ("en1", "A second reading room followed."),
            ("en1", "Borrowing is free for every resident of the city."),
        ],
        verdicts=["quoted", "supported", "contradicted", "unsupported"],
        intro="According to the archive:",
        suggestions=[
            "«Орталық кітапхананың жылдық есебі» мәтінінде не айтылған?",
            "О чём говорится в тексте «О работе городской библиотеки»?",
            "What does “The city library” say?",
        ],
    )


PAYLOADS = (
    "<img src=x onerror=window.hacked=1>",
    "<script>window.hacked=1</script>",
    "<svg onload=window.hacked=1><image href=http://evil.invalid/x.png /></svg>",
    "![image](http://evil.invalid/pixel.png) [link](javascript:window.hacked=1)",
    "javascript:window.hacked=1",
    "\u202eevil\u2066\u200b\u200d\ufeff words",
    "A fake marker [1] and another [2][3] and [99].",
    "\"><iframe srcdoc='<script>parent.hacked=1</script>'>",
    "{{n}} {title} ${7*7} %s",
)


def hostile() -> Archive:
    """Every text a document can bring, as an attacker would write it."""
    everything = "\n".join(PAYLOADS)
    title = PAYLOADS[0] + PAYLOADS[5]
    long_word = "я" * 100_000
    return Archive(
        documents={
            "h1": document(
                "h1",
                title,
                everything + "\n" + long_word,
                date=PAYLOADS[0],
                source="javascript:window.hacked=1",
                author=PAYLOADS[2],
                about=PAYLOADS[3],
            ),
            "h2/../<b>": document("h2/../<b>", PAYLOADS[1], everything, 'en" onx="', None),
        },
        quotes=[("h1", payload) for payload in PAYLOADS] + [("h2/../<b>", PAYLOADS[6])],
        verdicts=["quoted", "supported"],
        intro=everything,
        suggestions=list(PAYLOADS),
    )
