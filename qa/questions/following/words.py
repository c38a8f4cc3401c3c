"""Closed classes of words that follow-up questions lean on, in folded forms.

Folded means lower case with Kazakh letters as their Russian neighbours
(`қай` → `кай`, `ол` → `ол`), so Kazakh typed without its own letters meets the
same rows; Latin Kazakh is turned into Cyrillic first.
"""

from __future__ import annotations

from qa.language.word_list import words

CONNECTIVES = frozenset(words(
    "and but or also then so ok okay well а и но ну или еще также тоже ал жане тагы енди бирак"
    " сондаи-ак сондай-ак"
))  # fmt: skip
# Openings that say "the same about": the rest is the new part.
SAME_ABOUT = (
    ("what", "about"), ("how", "about"), ("what", "of"), ("что", "насчет"), ("как", "насчет"),
    ("как", "же"), ("что", "по", "поводу"), ("что", "же"), ("что", "с"), ("что", "о"),
    ("что", "про"),
)  # fmt: skip
PARTICLES = frozenset(words("ше же ли ма ме ба бе па пе the"))
QUESTION_WORDS = frozenset(words(
    "who whom whose what which when where why how кто кого кому кем ком чей чья чье чьи что чего"
    " чему чем как какой какая какое какие каких каким какими какую каком какого какому где куда"
    " откуда когда сколько скольких почему зачем ким кимнин кимге кимди кимнен кимдер не нени неге"
    " неден немен нелер кай кайсы кандай калай кашан канша каншага неше кайда кайдан нешинши"
    " кайсысы каншасы нешеуи"
))  # fmt: skip
AUXILIARIES = frozenset(words(
    "is are was were be been being am do does did has have had will would can could should shall"
    " may might must been"
))  # fmt: skip
PRONOUNS = frozenset(words(
    "it he she they him her them this that these those there он она оно они его ее их ему ей им"
    " ней нем них него нее ним ними это этот эта эти этого этой этом этих этим этими этому эту там"
    " туда оттуда тогда тот ол оны онын оган онда одан онымен олар оларды олардын оларга оларда"
    " бул буны мунын мунда будан сол соны сонын сонда содан осы осыны осынын осында осыдан"
))  # fmt: skip
POSSESSIVES = frozenset(words("his her its their hers theirs его ее их онын олардын"))
# What may stand before a noun it points at: "this fund", "бұл сессияда".
DEMONSTRATIVES = frozenset(words(
    "this that these those этот эта эти этого этой этом этих этим этими этому эту бул осы сол"
))  # fmt: skip
# After a demonstrative these mean now, not something said before: "this year", "осы жылы".
NOW = ("year", "month", "week", "day", "год", "месяц", "недел", "день", "дня", "жыл", "кун", "ай",
       "апта", "момент", "time")  # fmt: skip
PREPOSITIONS = frozenset(words(
    "at in on about to by from for during with after before under since until till"
    " в во на о об обо по с со к"
    " ко от из у за при для про до после во"
))  # fmt: skip
# "of the Assembly" belongs to what stands before it.
FUNCTION_WORDS = frozenset(words(
    "of a an the one ones as not no many much long far old more most all exactly there please"
    " me us you i"
    " не ни бы вот человек нибудь именно так такой такая такое такие такого была был было были"
    " есть сам сама жылы саны адам екен еди деп деген бар жок кандай"
))  # fmt: skip

# Verbs (and their nouns) that say nothing of the subject; beginnings of folded words.
GENERIC_VERBS = tuple(words(
    "сказа говор выступ произо происход состо прош пройд проход провод провел начал начн законч"
    " длил длит участв присутств назыв ответи заяви отмети упомян случи делал делат сделал стал"
    " подчеркн победи наход располож получ расскаж рассказ приш приня приехал уехал руковод ведет"
    " возглав име звать зовут"
    " айт деди дейд сойле болды болад болган болма отти откен откиз отед отеди катыс баста аякта"
    " жаса истеди орналас созыл билдир малимде келди журди жургиз атал баскар жене"
))  # fmt: skip
ENGLISH_VERBS = frozenset(words(
    "say said says saying tell told speak spoke spoken speaks talk talked happen happened happens"
    " take took taken takes place held hold holds attend attended participate participated part go"
    " went come came begin began begun start started end ended finish finished last lasted done"
    " make made win won lead led leads call called mean meant mention mentioned know known give"
    " gave given get got look chair chaired located respond responded reply replied added add"
))  # fmt: skip
# Verbs of saying, which a quotation may be the object of.
SAYING = ("say", "said", "told", "word", "сказа", "говор", "заяви", "слов", "цитат", "айт", "деди",
          "дейд", "соз", "сойле")  # fmt: skip
WHO = frozenset(words("who whose кто чей чья чье чьи кому кем ким кимнин"))
QUANTITY = (("how", "many"), ("how", "much"), ("сколько",), ("канша",), ("неше",))
# Openings of definitions, which are complete with one word more.
DEFINING = (
    ("what", "is"), ("what", "are"), ("who", "is"), ("who", "are"), ("who", "was"),
    ("что", "такое"), ("кто", "такой"), ("кто", "такая"), ("кто", "такие"), ("что", "значит"),
    ("what", "does"), ("define",), ("tell", "me", "about"), ("расскажи",), ("расскажите",),
    ("объясни",), ("explain",),
)  # fmt: skip
DEFINING_ENDS = ("деген не", "дегенимиз не", "деген ким", "туралы айт", "туралы айтып бер")
OFFICES = (
    "президент", "president", "министр", "minister", "аким", "akim", "governor", "mayor",
    "депутат", "deputy", "председател", "chairman", "chairwoman", "chairperson", "торага",
    "ректор", "rector", "директор", "director", "губернатор", "мэр", "посол", "ambassador",
    "секретар", "secretary", "хатшы", "бастык",
)  # fmt: skip
CLAUSE_JOINTS = frozenset(words("and и жане а но but when where who which который которая которые"
                                " если if because чтобы ал"))  # fmt: skip
# Endings of past tenses and other finite forms, by which a verb is left out of a topic.
RUSSIAN_VERB = ("ал", "ала", "ало", "али", "ил", "ила", "ило", "или", "ел", "ела", "ели", "ул",
                "ула", "ули", "ся", "лась", "лось", "лись", "ет", "ит", "ют", "ут", "ят", "шел",
                "шла", "шло", "шли", "дал", "дало", "ыл", "ыла",
                "ыло", "ыли", "ял", "яла", "яло", "яли")  # fmt: skip
KAZAKH_VERB = ("ды", "ди", "ты", "ти", "ган", "ген", "кан", "кен", "ады", "еди", "йды", "йди",
               "мак", "мек")  # fmt: skip
# Case endings by which a word of the new question stands for one of the old (folded).
KAZAKH_CASES = (
    ("да", "де", "та", "те", "нда", "нде"), ("дан", "ден", "тан", "тен", "нан", "нен"),
    ("дагы", "деги", "тагы", "теги"), ("нын", "нин", "дын", "дин", "тын", "тин"),
)  # fmt: skip
