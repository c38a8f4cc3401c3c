"""Text that speaks to a machine instead of its readers: orders to whoever composes an answer.

A document is evidence, never an instruction.  What follows an instruction best is
a language model, so a passage that gives one is not shown to it.  Recognised are
an order to disregard what was said, an order on what a reply shall hold, an
address to an assistant, and what imitates the frame of a conversation.  Speeches
and laws are full of orders too, but to people, and about other things than replies.

Closed lists in three languages, matched against normalised text: invisible marks,
look-alike letters and letters spaced apart hide nothing.
"""

from __future__ import annotations

import re
import unicodedata

from qa.language.folding import fold_lookalikes, normalise

# Letters one by one with blanks between: `i g n o r e`.
_SPACED = re.compile(r"(?<!\w)(?:[^\W\d_] ){3,}[^\W\d_](?!\w)")
# So many are no heading: a whole sentence hides between the blanks.
_HIDDEN = re.compile(r"(?<!\w)(?:[^\W\d_] ){24}")
_BLANKS = re.compile(r"\s+")
_MARKUP = re.compile(r"[*_`~#\\]+")

_DISREGARD = (
    r"\b(?:ignore|disregard|forget|override|bypass|discard|do not follow|stop following"
    r"|pay no attention to)\b",
    r"\b(?:игнориру\w+|проигнориру\w+|забудь\w*|забыть|отбрось\w*|отмени(?:те)?"
    r"|не (?:следуй|обращай|слушай|выполняй|учитывай)\w*)\b",
    r"\b(?:елеме\w*|ұмыт\w*|ескерме\w*|назар аударма\w*|орындама\w*|тыңдама\w*|есепке алма\w*)\b",
)
_SAID = (
    r"\b(?:instruct\w+|prompts?|above|previous|prior|preceding|earlier|guidelines|directives"
    r"|everything|system|the (?:question|context|evidence))\b",
    r"\b(?:инструкци\w+|указани\w+|промпт\w*|выше\w*|предыдущ\w+|прежн\w+|правил\w*|систем\w+"
    r"|команд\w*|вопрос\w*|контекст\w*|сказанн\w+)\b",
    r"\b(?:нұсқау\w*|жоғарыда\w*|алдыңғы\w*|бұған дейінгі\w*|ереже\w*|жүйе\w*|сұрақ\w*|айтылған\w*"
    r"|бұйрық\w*|мәтін\w*)\b",
)
_TELL = (
    r"\b(?:reply|answer|respond|say|output|print|write|repeat|include|append|add|insert|begin|start"
    r"|end|finish|reveal|display|show|tell|state|claim|return|quote|cite|use|give|translate|send)\b",
    r"\b(?:отве(?:ть|тьте|чай|чайте)|скажи\w*|выведи\w*|напиши\w*|пиши\w*|повтори\w*|добав(?:ь|ьте)"
    r"|встав(?:ь|ьте)|включи(?:те)?|начни\w*|закончи\w*|раскрой\w*|покажи\w*|сообщи(?:те)?"
    r"|утверждай\w*|процитируй\w*|используй\w*|укажи(?:те)?|отправ(?:ь|ьте)|перешли\w*"
    r"|печатай\w*|напечатай\w*|приведи(?:те)?)\b",
    r"\b(?:жауап бер(?:іңіз|іңдер)?|айт(?:ыңыз)?|жаз(?:ыңыз)?|шығар(?:ыңыз)?|қайтала(?:ңыз)?"
    r"|қос(?:ыңыз)?|енгіз(?:іңіз)?|баста(?:ңыз)?|аяқта(?:ңыз)?|көрсет(?:іңіз)?|хабарла(?:ңыз)?"
    r"|жібер(?:іңіз)?|басып шығар(?:ыңыз)?|келтір(?:іңіз)?)\b",
)
_REPLY = (
    r"\b(?:only|exactly|verbatim|instead|the (?:following|word|phrase|code|text|line|link|sentence"
    r"|token|secret|password)|(?:your|the|every|each|any|all) (?:\w+ )?(?:answer|repl(?:y|ies)"
    r"|response|output|summary|message)s?|to the user|this (?:link|code|phrase|text|word))\b",
    r"\b(?:только|ровно|дословно|вместо|следующ\w+|слово|фраз\w+|код\w*|строк\w+|ссылк\w+|парол\w*"
    r"|(?:в|из|свой|своем|своём|твой|ваш|каждый|каждом|любой|любом|начале|конце) (?:\w+ )?ответ\w*"
    r"|пользовател\w+|этот текст|это предложение)\b",
    r"\b(?:тек|ғана|дәл|орнына|мына\w*|келесі\w*|сөз\w*|сөйлем\w*|код\w*|сілтеме\w*|құпиясөз\w*"
    r"|жауаб\w*|жауапты\w*|пайдаланушы\w*|деп)\b",
)
_MACHINE = (
    r"\b(?:assistants?|chat ?bots?|(?:large |ai )?language models?|llms?|a\.?i\.?(?: models?"
    r"| agents?| systems?)?|gpt\w*|chatgpt|system prompt|summari[sz]ers?"
    r"|answering (?:model|system)s?)\b",
    r"\b(?:ассистент\w*|чат-?бот\w*|нейросет\w*|языков\w+ модел\w+|ии|искусственн\w+ интеллект\w*"
    r"|помощник\w*|модел[ьи]|бот\w*)\b",
    r"\b(?:ассистент\w*|көмекші\w*|чат-?бот\w*|нейрожелі\w*|тілдік модел\w*|жасанды интеллект\w*"
    r"|жи|модель|бот\w*)\b",
)
_ASKED = (
    r"\b(?:when(?:ever)?|if|once) (?:\w+ ){0,3}(?:asks?|asked|quer(?:y|ied)|question\w*)\b",
    r"\b(?:если|когда) (?:\w+ ){0,3}(?:спро\w+|спраш\w+|зада\w+ вопрос|вопрос\w*)\b",
    r"\b(?:сұра(?:са|ғанда|лса|лған\w*)|сұрақ (?:қойса|қойылса|қойылғанда)\w*)\b",
)
_IMITATES = re.compile(
    r"<\||\|>|\[/?inst\]|<<sys>>|</?(?:evidence|system|instructions?|context|sources?|question|s"
    r"|assistant|user|admin)\b[^>]{0,80}>|!\[[^\]]*\]\(|\bsystem ?prompt|\bprompt injection"
    r"|\bjailbreak|\bdeveloper mode|\bdo anything now"
    r"|(?:^|\n|[.!?\]>-]\s+)(?:system|assistant|developer|administrator|система|ассистент|админ\w*"
    r"|разработчик|жүйе|көмекші|әкімші)(?: \w+)?\s*:"
    r"|\b(?:begin|end|start) of (?:the )?(?:evidence|context|system|prompt|documents?|instruct\w+)"
    r"|\bend (?:evidence|context|prompt|instructions)\b"
    r"|\bnew (?:system )?(?:instructions?|rules?|task|prompt|directives?)\s*:"
    r"|\b(?:новые|новая|новое) (?:\w+ )?(?:инструкци\w+|указани\w+|правил\w+|задани\w+|задача)\s*:"
    r"|\bжаңа (?:\w+ )?(?:нұсқау\w*|ереже\w*|тапсырма\w*)\s*:"
    r"|\bсистемн\w+ (?:промпт|сообщени|инструкци|указани)\w*"
    r"|\bжүйелік (?:промпт|хабарлама|нұсқау)\w*"
    r"|\bконец (?:документ|контекст|источник|доказательств|цитат|инструкци|промпт)\w*"
    r"|\b(?:құжат|контекст|дерек|нұсқау|дәлел)\w* соңы\b"
    r"|\byou are (?:now|no longer)\b|\byour (?:new )?(?:task|role|instructions)\b"
    r"|\b(?:ты|вы) (?:теперь|больше не)\b|\b(?:твоя|ваша) (?:новая )?(?:задача|роль)\b"
    r"|\b(?:сен|сіз) енді\b|\b(?:сенің|сіздің) (?:жаңа )?(?:міндетің\w*|рөлің\w*|тапсырмаң\w*)"
)


def _near(first: tuple[str, ...], second: tuple[str, ...], far: int) -> list[re.Pattern[str]]:
    """Both in one sentence of one language, in either order, at most `far` characters apart."""
    between = rf"[^.!?\n]{{0,{far}}}?"
    return [
        re.compile(f"(?:{a}){between}(?:{b})|(?:{b}){between}(?:{a})")
        for a, b in zip(first, second, strict=True)
    ]


# An order on a reply: the verb and what it is about.
_ORDERS = (
    *_near(_DISREGARD, _SAID, 60),
    *_near(_TELL, _REPLY, 40),
)
_PAIRS = (*_near(_MACHINE, _TELL, 80), *_near(_ASKED, _TELL, 80))


def orders_a_machine(text: str) -> bool:
    """Whether `text`, a passage or a title, tells whoever answers from it what to do."""
    if _HIDDEN.search(text):
        return True
    seen = visible(text)
    if _IMITATES.search(seen) or _IMITATES.search(_BLANKS.sub(" ", seen)):
        return True
    plain = _BLANKS.sub(" ", _MARKUP.sub(" ", seen))
    return any(pattern.search(plain) for pattern in (*_PAIRS, *_ORDERS))


def visible(text: str) -> str:
    """The text as it is matched: in lower case, nothing invisible, each word in one script."""
    text = "".join(_as_read(character) for character in text)
    text = fold_lookalikes(normalise(unicodedata.normalize("NFKC", text)))
    return _SPACED.sub(lambda match: match[0].replace(" ", ""), text)


def _as_read(character: str) -> str:
    """A tag character (U+E0020 to U+E007E) as the letter that it hides."""
    code = ord(character)
    return chr(code - 0xE0000) if 0xE0020 <= code <= 0xE007E else character
