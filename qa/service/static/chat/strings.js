/**
 * Every word the widget and the pages show, for a translator to read side by side.
 *
 * `{name}` is filled in by the program; keep it.  An entry with forms (`one`,
 * `few`, `many`, `other`) is chosen by the number `{n}`, after the plural rules
 * of its language.  Kazakh nouns stay singular after a number, so they need one
 * form.  Browsers do not all know Kazakh dates, hence the months at the end.
 *
 * @type {Record<string, Record<string, string | Record<string, string>>>}
 */
export const STRINGS = {
  // The box and its panel
  "panel.title": { en: "Ask the archive", ru: "Вопрос к архиву", kk: "Мұрағатқа сұрақ" },
  "panel.open": { en: "Ask the archive", ru: "Спросить у архива", kk: "Мұрағаттан сұрау" },
  "panel.close": { en: "Close", ru: "Закрыть", kk: "Жабу" },
  "panel.clear": { en: "Delete conversation", ru: "Удалить беседу", kk: "Сұхбатты өшіру" },
  "panel.cleared": { en: "Conversation deleted", ru: "Беседа удалена", kk: "Сұхбат өшірілді" },
  "panel.language": { en: "Interface language", ru: "Язык интерфейса", kk: "Интерфейс тілі" },
  "panel.conversation": { en: "Conversation", ru: "Беседа", kk: "Сұхбат" },
  "panel.welcome": {
    en: "Answers quote the documents. The number beside a quotation opens the sentence it comes from.",
    ru: "Ответы — это цитаты из документов. Номер у цитаты открывает предложение, из которого она взята.",
    kk: "Жауаптар құжаттардан сөзбе-сөз келтіріледі. Дәйексөз жанындағы нөмірді бассаңыз, ол алынған сөйлем ашылады.",
  },

  // Asking
  "ask.label": { en: "Your question", ru: "Ваш вопрос", kk: "Сұрағыңыз" },
  "ask.placeholder": {
    en: "Ask a question",
    ru: "Задайте вопрос",
    kk: "Сұрақ қойыңыз",
  },
  "ask.send": { en: "Ask", ru: "Спросить", kk: "Сұрау" },
  "ask.stop": { en: "Stop", ru: "Остановить", kk: "Тоқтату" },
  "ask.hint": {
    en: "Enter sends, Shift+Enter starts a new line",
    ru: "Enter — отправить, Shift+Enter — новая строка",
    kk: "Enter — жіберу, Shift+Enter — жаңа жол",
  },
  "ask.left": {
    en: { one: "{n} character left", other: "{n} characters left" },
    ru: {
      one: "Остался {n} символ",
      few: "Осталось {n} символа",
      many: "Осталось {n} символов",
    },
    kk: { other: "{n} таңба қалды" },
  },
  "ask.over": {
    en: { one: "{n} character too many", other: "{n} characters too many" },
    ru: { one: "{n} лишний символ", few: "{n} лишних символа", many: "{n} лишних символов" },
    kk: { other: "{n} таңба артық" },
  },
  "ask.suggestions": { en: "Try asking", ru: "Можно спросить", kk: "Сұрақ үлгілері" },
  "ask.about": {
    en: "What does “{title}” say?",
    ru: "О чём говорится в документе «{title}»?",
    kk: "«{title}» құжатында не айтылған?",
  },

  // A turn of the conversation
  "turn.asked": { en: "Question", ru: "Вопрос", kk: "Сұрақ" },
  "turn.resolved": { en: "Understood as", ru: "Вопрос понят так", kk: "Сұрақ былай түсінілді" },
  "turn.edit": { en: "Change how the question was understood", ru: "Изменить понятый вопрос", kk: "Түсінілген сұрақты өзгерту" },
  "turn.alone": { en: "Ask it as I wrote it", ru: "Спросить так, как написано", kk: "Жазылғандай сұрау" },
  "turn.searched": { en: "Also searched for", ru: "Искали также", kk: "Сондай-ақ ізделді" },
  "turn.searching": {
    en: "Searching the documents…",
    ru: "Ищем в документах…",
    kk: "Құжаттардан іздеп жатырмыз…",
  },
  "turn.slow": {
    en: "This is taking longer than usual. You can wait or stop.",
    ru: "Это занимает больше времени, чем обычно. Можно подождать или остановить поиск.",
    kk: "Бұл әдеттегіден ұзаққа созылып жатыр. Күте тұруға немесе тоқтатуға болады.",
  },
  "turn.stopped": {
    en: "Stopped. What had arrived is kept.",
    ru: "Остановлено. Полученная часть сохранена.",
    kk: "Тоқтатылды. Келіп үлгерген бөлігі сақталды.",
  },
  "turn.sources": { en: "Sources", ru: "Источники", kk: "Дереккөздер" },
  "turn.ready": {
    en: { one: "Answer ready, {n} citation.", other: "Answer ready, {n} citations." },
    ru: {
      one: "Ответ готов, {n} цитата.",
      few: "Ответ готов, {n} цитаты.",
      many: "Ответ готов, {n} цитат.",
    },
    kk: { other: "Жауап дайын, {n} дәйексөз." },
  },
  "turn.refused": {
    en: "The archive does not answer this",
    ru: "В архиве нет ответа на этот вопрос",
    kk: "Бұл сұрақтың жауабы мұрағаттан табылмады",
  },
  "turn.nearest": { en: "Nearest documents", ru: "Близкие по теме документы", kk: "Тақырыбы жақын құжаттар" },

  "turn.instead": { en: "What this archive does answer", ru: "На что в архиве ответ есть", kk: "Мұрағатта жауабы бар сұрақтар" },
  "turn.only": { en: "Searched only in", ru: "Искали только в", kk: "Тек мынадан ізделді" },

  // A quotation
  "quote.asof": { en: "as of {date}", ru: "по состоянию на {date}", kk: "{date} жағдай бойынша" },
  "quote.page": { en: "page {n}", ru: "стр. {n}", kk: "{n}-бет" },
  "quote.recognised": { en: "recognised text, {n}%", ru: "распознанный текст, {n} %", kk: "танылған мәтін, {n} %" },
  "quote.word": { en: "In the question: {word}", ru: "В вопросе: {word}", kk: "Сұрақта: {word}" },
  "quote.translate": { en: "Translate", ru: "Перевести", kk: "Аудару" },
  "quote.translating": { en: "Translating…", ru: "Перевод…", kk: "Аударылуда…" },
  "quote.machine": { en: "Machine translation", ru: "Машинный перевод", kk: "Машиналық аударма" },
  "quote.untranslated": {
    en: "No translation could be made.",
    ru: "Перевести не удалось.",
    kk: "Аудару мүмкін болмады.",
  },

  // What can go wrong
  "error.offline": {
    en: "The server cannot be reached. Your question is kept here.",
    ru: "Нет связи с сервером. Ваш вопрос сохранён.",
    kk: "Сервермен байланыс жоқ. Сұрағыңыз сақталды.",
  },
  "error.dropped": {
    en: "The connection was lost before the answer ended.",
    ru: "Связь прервалась до конца ответа.",
    kk: "Жауап аяқталмай тұрып, байланыс үзілді.",
  },
  "error.timeout": {
    en: "The server has not replied for too long.",
    ru: "Сервер слишком долго не отвечает.",
    kk: "Сервер тым ұзақ жауап бермей тұр.",
  },
  "error.busy": {
    en: "Too many questions are being asked right now.",
    ru: "Сейчас задают слишком много вопросов.",
    kk: "Қазір сұрақ тым көп түсіп жатыр.",
  },
  "error.wait": {
    en: { one: "Try again in {n} second.", other: "Try again in {n} seconds." },
    ru: {
      one: "Повторите через {n} секунду.",
      few: "Повторите через {n} секунды.",
      many: "Повторите через {n} секунд.",
    },
    kk: { other: "{n} секундтан кейін қайталап көріңіз." },
  },
  "error.starting": {
    en: "The server is starting. Try again in a moment.",
    ru: "Сервер запускается. Повторите чуть позже.",
    kk: "Сервер іске қосылып жатыр. Сәл кейінірек қайталап көріңіз.",
  },
  "error.server": {
    en: "The server failed to answer. Your question is kept here.",
    ru: "Сервер не смог ответить. Ваш вопрос сохранён.",
    kk: "Сервер жауап бере алмады. Сұрағыңыз сақталды.",
  },
  "error.rejected": {
    en: "The server did not accept this question.",
    ru: "Сервер не принял этот вопрос.",
    kk: "Сервер бұл сұрақты қабылдамады.",
  },
  "error.unlisted": {
    en: "This site is not yet allowed to ask the archive. Its keeper has to add {site} to QA_CORS_ORIGINS.",
    ru: "Этому сайту пока не разрешено обращаться к архиву. Администратору архива нужно добавить {site} в QA_CORS_ORIGINS.",
    kk: "Бұл сайтқа мұрағаттан сұрауға әзірге рұқсат берілмеген. Мұрағат әкімшісі {site} мекенжайын QA_CORS_ORIGINS тізіміне қосуы керек.",
  },
  "error.retry": { en: "Try again", ru: "Повторить", kk: "Қайталау" },

  // Citations
  "citation.pill": {
    en: "Citation {n}, {verdict}: {title}",
    ru: "Цитата {n}, {verdict}: {title}",
    kk: "{n}-дәйексөз, {verdict}: {title}",
  },
  "citation.unsourced": {
    en: "No citation: {verdict}",
    ru: "Без цитаты: {verdict}",
    kk: "Дәйексөзсіз: {verdict}",
  },
  "citation.title": { en: "Citation {n}", ru: "Цитата {n}", kk: "{n}-дәйексөз" },
  "citation.claim": { en: "The answer says", ru: "В ответе сказано", kk: "Жауапта айтылғаны" },
  "citation.quote": { en: "The document says", ru: "В документе сказано", kk: "Құжатта айтылғаны" },
  "citation.matched": {
    en: "Words found in the document",
    ru: "Слова, найденные в документе",
    kk: "Құжаттан табылған сөздер",
  },
  "citation.missed": {
    en: "Words not found in the document",
    ru: "Слова, которых нет в документе",
    kk: "Құжаттан табылмаған сөздер",
  },
  "citation.reasons": { en: "What the check found", ru: "Что показала проверка", kk: "Тексеру нәтижесі" },
  "citation.verbatim": {
    en: "Word for word as in the document, characters {start}–{end}.",
    ru: "Дословно совпадает с документом, знаки {start}–{end}.",
    kk: "Құжаттағы мәтінмен сөзбе-сөз бірдей ({start}–{end}-таңбалар).",
  },
  "citation.open": { en: "Open in document", ru: "Открыть в документе", kk: "Құжаттан көру" },
  "citation.tab": {
    en: "(opens in a new tab)",
    ru: "(откроется в новой вкладке)",
    kk: "(жаңа қойындыда ашылады)",
  },
  "citation.link": { en: "Copy link", ru: "Копировать ссылку", kk: "Сілтемені көшіру" },

  // Verdicts, and how the front page explains them
  "verdict.quoted": { en: "the quotation is exact", ru: "цитата дословная", kk: "дәйексөз дәл келтірілген" },
  "verdict.supported": {
    en: "supported by the document",
    ru: "подтверждено документом",
    kk: "құжатпен расталған",
  },
  "verdict.contradicted": {
    en: "contradicted by the document",
    ru: "противоречит документу",
    kk: "құжатқа қайшы",
  },
  "verdict.unsupported": {
    en: "not supported by the document",
    ru: "не подтверждено документом",
    kk: "құжатпен расталмаған",
  },

  // Copying and rating
  "copy.text": { en: "Copy text", ru: "Копировать", kk: "Көшіру" },
  "copy.markdown": { en: "Copy as Markdown", ru: "Копировать как Markdown", kk: "Markdown форматында көшіру" },
  "copy.done": { en: "Copied", ru: "Скопировано", kk: "Көшірілді" },
  "copy.failed": {
    en: "Copying is not allowed here",
    ru: "Копирование здесь запрещено",
    kk: "Мұнда көшіруге рұқсат жоқ",
  },
  "rate.group": { en: "Rate this answer", ru: "Оценить ответ", kk: "Жауапты бағалау" },
  "rate.up": { en: "Helpful", ru: "Полезно", kk: "Пайдалы" },
  "rate.down": { en: "Not helpful", ru: "Не помогло", kk: "Пайдалы емес" },
  "rate.why": { en: "What was wrong?", ru: "Что не так?", kk: "Қай жері дұрыс емес?" },
  "rate.citation": {
    en: "The citation does not fit",
    ru: "Цитата не подходит",
    kk: "Дәйексөз сәйкес келмейді",
  },
  "rate.question": {
    en: "It does not answer the question",
    ru: "Нет ответа на вопрос",
    kk: "Сұраққа жауап бермейді",
  },
  "rate.missing": { en: "Something is missing", ru: "Ответ неполный", kk: "Жауап толық емес" },
  "rate.other": { en: "Anything else (optional)", ru: "Другое (не обязательно)", kk: "Басқа пікір (міндетті емес)" },
  "rate.send": { en: "Send", ru: "Отправить", kk: "Жіберу" },
  "rate.cancel": { en: "Cancel", ru: "Отмена", kk: "Болдырмау" },
  "rate.thanks": { en: "Thank you. It is recorded.", ru: "Спасибо, отзыв записан.", kk: "Рақмет, пікіріңіз сақталды." },
  "rate.failed": {
    en: "Could not send. Try again.",
    ru: "Не удалось отправить. Повторите.",
    kk: "Жіберілмеді. Қайталап көріңіз.",
  },

  // Languages of documents
  "language.kk": { en: "Kazakh", ru: "казахский", kk: "қазақша" },
  "language.ru": { en: "Russian", ru: "русский", kk: "орысша" },
  "language.en": { en: "English", ru: "английский", kk: "ағылшынша" },
  "language.und": { en: "other language", ru: "другой язык", kk: "басқа тілде" },
};

/** Months from January: in a date, by themselves, and in Kazakh "of that month". */
export const MONTHS = {
  en: "January February March April May June July August September October November December",
  ru: "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
  kk: "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
  "ru alone": "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
  "kk asof":
    "қаңтардағы ақпандағы наурыздағы сәуірдегі мамырдағы маусымдағы шілдедегі тамыздағы қыркүйектегі қазандағы қарашадағы желтоқсандағы",
};

/** Dates; a month of a year and a year alone as well as a full date; in Kazakh also as they
 *  stand in `quote.asof`. */
export const DATES = {
  full: { en: "{day} {month} {year}", ru: "{day} {month} {year} г.", kk: "{year} жылғы {day} {month}" },
  month: { en: "{month} {year}", ru: "{month} {year} г.", kk: "{year} жылғы {month}" },
  year: { en: "{year}", ru: "{year} г.", kk: "{year} жыл", "kk asof": "{year} жылғы" },
};

/** The languages of the interface, by their own names; the short ones stand on the switch. */
export const LANGUAGES = {
  kk: { name: "Қазақша", short: "Қаз" },
  ru: { name: "Русский", short: "Рус" },
  en: { name: "English", short: "Eng" },
};
