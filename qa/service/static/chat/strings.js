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
  "panel.clear": { en: "Clear conversation", ru: "Очистить беседу", kk: "Әңгімені тазалау" },
  "panel.cleared": { en: "Conversation cleared", ru: "Беседа очищена", kk: "Әңгіме тазаланды" },
  "panel.language": { en: "Interface language", ru: "Язык интерфейса", kk: "Интерфейс тілі" },
  "panel.conversation": { en: "Conversation", ru: "Беседа", kk: "Әңгіме" },
  "panel.welcome": {
    en: "Answers quote the documents. Each mark opens the sentence it comes from.",
    ru: "Ответы — это цитаты из документов. Каждая отметка открывает фразу, из которой взят ответ.",
    kk: "Жауаптар құжаттардан сөзбе-сөз келтіріледі. Белгіні бассаңыз, жауап алынған сөйлем ашылады.",
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
  "turn.resolved": { en: "Understood as", ru: "Понято как", kk: "Былай түсінілді" },
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
    kk: "Мұрағатта бұл сұраққа жауап жоқ",
  },
  "turn.nearest": { en: "Nearest documents", ru: "Близкие по теме документы", kk: "Тақырыбы жақын құжаттар" },

  // What can go wrong
  "error.offline": {
    en: "The service cannot be reached. Your question is kept here.",
    ru: "Нет связи с сервисом. Ваш вопрос сохранён.",
    kk: "Сервермен байланыс жоқ. Сұрағыңыз сақталды.",
  },
  "error.dropped": {
    en: "The connection was lost before the answer ended.",
    ru: "Связь прервалась до конца ответа.",
    kk: "Жауап аяқталмай тұрып, байланыс үзілді.",
  },
  "error.timeout": {
    en: "The service has not replied for too long.",
    ru: "Сервис слишком долго не отвечает.",
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
    en: "The service is starting. Try again in a moment.",
    ru: "Сервис запускается. Повторите чуть позже.",
    kk: "Сервер іске қосылып жатыр. Сәл кейінірек қайталап көріңіз.",
  },
  "error.server": {
    en: "The service failed to answer. Your question is kept here.",
    ru: "Сервис не смог ответить. Ваш вопрос сохранён.",
    kk: "Сервер жауап бере алмады. Сұрағыңыз сақталды.",
  },
  "error.rejected": {
    en: "The service did not accept this question.",
    ru: "Сервис не принял этот вопрос.",
    kk: "Сервер бұл сұрақты қабылдамады.",
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
    en: "Letter for letter the same as in the document, characters {start}–{end}.",
    ru: "Буква в букву как в документе, знаки {start}–{end}.",
    kk: "Құжаттағы мәтінмен әрпіне дейін бірдей ({start}–{end}-таңбалар).",
  },
  "citation.open": { en: "Open in document", ru: "Открыть в документе", kk: "Құжаттан көру" },
  "citation.tab": {
    en: "(opens in a new tab)",
    ru: "(откроется в новой вкладке)",
    kk: "(жаңа қойындыда ашылады)",
  },
  "citation.link": { en: "Copy link", ru: "Копировать ссылку", kk: "Сілтемені көшіру" },

  // Verdicts, and how the front page explains them
  "verdict.quoted": { en: "quoted word for word", ru: "дословная цитата", kk: "сөзбе-сөз дәйексөз" },
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
  "explain.quoted": {
    en: "The words stand in the document exactly so.",
    ru: "Слова приведены в точности как в документе.",
    kk: "Бұл сөздер құжатта дәл осылай жазылған.",
  },
  "explain.supported": {
    en: "Said in other words; names, numbers and dates were compared.",
    ru: "Сказано другими словами; имена, числа и даты сверены.",
    kk: "Басқа сөзбен айтылған; есімдер, сандар мен даталар салыстырылған.",
  },
  "explain.contradicted": {
    en: "The document says otherwise; the card shows where.",
    ru: "В документе сказано иное; карточка покажет, где именно.",
    kk: "Құжатта басқаша айтылған; қай жерде екенін карточкадан көресіз.",
  },
  "explain.unsupported": {
    en: "Nothing in the document bears it out.",
    ru: "В документе этому нет подтверждения.",
    kk: "Құжатта бұған дәлел жоқ.",
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
  "language.kk": { en: "Kazakh", ru: "казахский", kk: "қазақ тілі" },
  "language.ru": { en: "Russian", ru: "русский", kk: "орыс тілі" },
  "language.en": { en: "English", ru: "английский", kk: "ағылшын тілі" },
  "language.und": { en: "other language", ru: "другой язык", kk: "басқа тіл" },

  // The site
  "site.skip": { en: "Skip to content", ru: "К содержанию", kk: "Мазмұнға өту" },
  "site.nav": { en: "Pages", ru: "Разделы", kk: "Бөлімдер" },
  "site.ask": { en: "Ask", ru: "Вопрос", kk: "Сұрақ" },
  "site.documents": { en: "Documents", ru: "Документы", kk: "Құжаттар" },
  "site.failed": {
    en: "This page could not be loaded from the service.",
    ru: "Не удалось загрузить страницу с сервиса.",
    kk: "Бетті серверден жүктеу мүмкін болмады.",
  },
  "site.loading": { en: "Loading…", ru: "Загрузка…", kk: "Жүктелуде…" },

  // Front page
  "home.title": {
    en: "Ask the archive. Check every word.",
    ru: "Спросите у архива. Проверьте каждое слово.",
    kk: "Мұрағаттан сұраңыз. Әр сөзін тексеріңіз.",
  },
  "home.lead": {
    en: "Write a question in Kazakh, Russian or English. The answer quotes the documents, whatever their language, and every quotation opens where it stands.",
    ru: "Задайте вопрос на казахском, русском или английском. Ответ цитирует документы на любом из этих языков, и каждая цитата открывается на своём месте.",
    kk: "Сұрағыңызды қазақ, орыс немесе ағылшын тілінде жазыңыз. Жауап осы тілдердің кез келгеніндегі құжаттан дәйексөз келтіреді, ал әр дәйексөз құжаттағы өз орнында ашылады.",
  },
  "home.archive": { en: "In this archive", ru: "В этом архиве", kk: "Бұл мұрағатта" },
  "home.documents": {
    en: { one: "{n} document", other: "{n} documents" },
    ru: { one: "{n} документ", few: "{n} документа", many: "{n} документов" },
    kk: { other: "{n} құжат" },
  },
  "home.passages": {
    en: { one: "{n} passage", other: "{n} passages" },
    ru: { one: "{n} фрагмент", few: "{n} фрагмента", many: "{n} фрагментов" },
    kk: { other: "{n} үзінді" },
  },
  "home.all": { en: "All documents", ru: "Все документы", kk: "Барлық құжаттар" },
  "home.empty": {
    en: "Nothing is indexed yet. Run: qa index FOLDER",
    ru: "Пока ничего не проиндексировано. Выполните: qa index ПАПКА",
    kk: "Әзірге ештеңе индекстелмеген. Мынаны орындаңыз: qa index ҚАЛТА",
  },
  "home.checked": {
    en: "How answers are checked",
    ru: "Как проверяются ответы",
    kk: "Жауаптар қалай тексеріледі",
  },
  "home.checkedlead": {
    en: "Each statement is compared with the sentence it cites and carries one of four marks.",
    ru: "Каждое утверждение сверяется с фразой, на которую ссылается, и получает одну из четырёх отметок.",
    kk: "Әр тұжырым өзі сілтеме жасаған сөйлеммен салыстырылып, төрт белгінің бірін алады.",
  },
  "home.refuses": {
    en: "If the archive does not answer, it says so.",
    ru: "Если ответа в архиве нет, так и будет сказано.",
    kk: "Мұрағатта жауап болмаса, бұл ашық айтылады.",
  },
  "home.embed": { en: "On your own site", ru: "На вашем сайте", kk: "Өз сайтыңызда" },
  "home.embedlead": {
    en: "One line brings the question box to any page. The server must list the site in QA_CORS_ORIGINS.",
    ru: "Одна строка кода добавит окно вопросов на любую страницу. Сайт должен быть указан в QA_CORS_ORIGINS сервера.",
    kk: "Кодтың бір жолы сұрақ терезесін кез келген бетке қосады. Сайт сервердің QA_CORS_ORIGINS тізімінде болуы керек.",
  },
  "home.copy": { en: "Copy code", ru: "Копировать код", kk: "Кодты көшіру" },

  // List of documents
  "documents.search": { en: "Search titles", ru: "Поиск по названиям", kk: "Атауы бойынша іздеу" },
  "documents.find": { en: "Find", ru: "Найти", kk: "Іздеу" },
  "documents.none": { en: "No document matches.", ru: "Ничего не найдено.", kk: "Сәйкес құжат табылмады." },
  "documents.empty": { en: "No documents yet.", ru: "Документов пока нет.", kk: "Әзірге құжат жоқ." },
  "documents.shown": {
    en: "{from}–{to} of {n}",
    ru: "{from}–{to} из {n}",
    kk: "{from}–{to}, барлығы {n}",
  },
  "documents.more": { en: "Show more", ru: "Показать ещё", kk: "Тағы көрсету" },
  "documents.previous": { en: "Previous page", ru: "Предыдущая страница", kk: "Алдыңғы бет" },
  "documents.next": { en: "Next page", ru: "Следующая страница", kk: "Келесі бет" },

  // Reader
  "reader.cited": { en: "Cited sentence", ru: "Цитируемая фраза", kk: "Дәйексөз алынған сөйлем" },
  "reader.position": { en: "Citation {i} of {n}", ru: "Цитата {i} из {n}", kk: "{i}-дәйексөз, барлығы {n}" },
  "reader.previous": { en: "Previous citation", ru: "Предыдущая цитата", kk: "Алдыңғы дәйексөз" },
  "reader.next": { en: "Next citation", ru: "Следующая цитата", kk: "Келесі дәйексөз" },
  "reader.link": { en: "Copy permanent link", ru: "Копировать постоянную ссылку", kk: "Тұрақты сілтемені көшіру" },
  "reader.about": { en: "About this document", ru: "О документе", kk: "Құжат туралы" },
  "reader.date": { en: "Date", ru: "Дата", kk: "Күні" },
  "reader.author": { en: "Author", ru: "Автор", kk: "Авторы" },
  "reader.language": { en: "Language", ru: "Язык", kk: "Тілі" },
  "reader.source": { en: "File", ru: "Файл", kk: "Файл" },
  "reader.subject": { en: "About", ru: "Содержание", kk: "Мазмұны" },
  "reader.missing": {
    en: "There is no such document. It may have been removed.",
    ru: "Такого документа нет. Возможно, он удалён.",
    kk: "Мұндай құжат жоқ. Ол жойылған болуы мүмкін.",
  },
  "reader.stale": {
    en: "The link points outside this document; it may have changed since.",
    ru: "Ссылка ведёт за пределы документа: возможно, он изменился.",
    kk: "Сілтеме құжат шегінен тыс жерді көрсетеді: құжат өзгерген болуы мүмкін.",
  },

  // Administration
  "admin.title": { en: "Administration", ru: "Управление", kk: "Басқару" },
  "admin.key": { en: "Admin key", ru: "Ключ администратора", kk: "Әкімші кілті" },
  "admin.enter": { en: "Enter", ru: "Войти", kk: "Кіру" },
  "admin.leave": { en: "Leave", ru: "Выйти", kk: "Шығу" },
  "admin.off": {
    en: "Administration is off. Set QA_ADMIN_KEY on the server to turn it on.",
    ru: "Управление выключено. Чтобы включить, задайте QA_ADMIN_KEY на сервере.",
    kk: "Басқару өшірулі. Қосу үшін серверде QA_ADMIN_KEY мәнін көрсетіңіз.",
  },
  "admin.wrong": { en: "This key was not accepted.", ru: "Ключ не принят.", kk: "Бұл кілт қабылданбады." },
  "admin.upload": { en: "Add documents", ru: "Добавить документы", kk: "Құжат қосу" },
  "admin.files": { en: "Choose files", ru: "Выбрать файлы", kk: "Файлдарды таңдау" },
  "admin.send": { en: "Upload and index", ru: "Загрузить и проиндексировать", kk: "Жүктеп, индекстеу" },
  "admin.sending": { en: "Sending: {percent} %", ru: "Отправка: {percent} %", kk: "Жіберілуде: {percent} %" },
  "admin.indexing": { en: "Reading and indexing…", ru: "Чтение и индексация…", kk: "Оқылып, индекстелуде…" },
  "admin.added": { en: "Done", ru: "Готово", kk: "Дайын" },
  "admin.failed": { en: "Not done: {detail}", ru: "Не выполнено: {detail}", kk: "Орындалмады: {detail}" },
  "admin.dropped": { en: "Left out while cleaning", ru: "Убрано при очистке", kk: "Тазалау кезінде алынғаны" },
  "admin.nothing": { en: "Nothing was left out.", ru: "Ничего не убрано.", kk: "Ештеңе алынбаған." },
  "admin.delete": { en: "Delete", ru: "Удалить", kk: "Жою" },
  "admin.sure": {
    en: "Delete “{title}” from the archive?",
    ru: "Удалить «{title}» из архива?",
    kk: "«{title}» мұрағаттан жойылсын ба?",
  },
  "admin.surely": {
    en: "A file in the server’s folders stays there, and re-indexing brings it back. An upload is gone for good.",
    ru: "Файл в папке сервера останется, и переиндексация вернёт документ. Загруженный документ вернуть нельзя.",
    kk: "Сервер қалтасындағы файл қалады, қайта индекстегенде құжат қайтып оралады. Жүктелген құжатты қайтару мүмкін емес.",
  },
  "reindex.title": { en: "Read the folders again", ru: "Перечитать папки", kk: "Қалталарды қайта оқу" },
  "reindex.lead": {
    en: "New files in the server’s folders are added, changed ones updated, and what is gone is removed. Uploads stay.",
    ru: "Новые файлы из папок сервера добавляются, изменённые обновляются, исчезнувшие удаляются. Загруженное остаётся.",
    kk: "Сервер қалталарындағы жаңа файлдар қосылады, өзгергендері жаңартылады, жоғалғандары жойылады. Жүктелген файлдар қала береді.",
  },
  "reindex.start": { en: "Re-index", ru: "Переиндексировать", kk: "Қайта индекстеу" },
  "reindex.running": { en: "Re-indexing…", ru: "Идёт переиндексация…", kk: "Қайта индекстелуде…" },
  "reindex.stopping": {
    en: "Stopping after the document in hand…",
    ru: "Остановится после текущего документа…",
    kk: "Ағымдағы құжаттан кейін тоқтайды…",
  },
  "reindex.stopped": {
    en: "Stopped; what was read is kept",
    ru: "Остановлено; прочитанное сохранено",
    kk: "Тоқтатылды; оқылғаны сақталды",
  },
  "reindex.progress": { en: "{i} of {n} read", ru: "прочитано {i} из {n}", kk: "оқылды: {i} / {n}" },
  "reindex.added": { en: "added: {n}", ru: "добавлено: {n}", kk: "қосылды: {n}" },
  "reindex.updated": { en: "changed: {n}", ru: "изменено: {n}", kk: "жаңартылды: {n}" },
  "reindex.unchanged": { en: "unchanged: {n}", ru: "без изменений: {n}", kk: "өзгермеді: {n}" },
  "reindex.removed": { en: "removed: {n}", ru: "удалено: {n}", kk: "жойылды: {n}" },
  "reindex.unread": { en: "could not be read: {n}", ru: "не прочитано: {n}", kk: "оқылмады: {n}" },
  "admin.feedback": { en: "Feedback", ru: "Отзывы", kk: "Пікірлер" },
  "admin.nofeedback": { en: "No feedback yet.", ru: "Отзывов пока нет.", kk: "Әзірге пікір жоқ." },
  "admin.export": { en: "Download as JSONL", ru: "Скачать как JSONL", kk: "JSONL форматында жүктеп алу" },
};

/** Months as they stand in a date, from January. */
export const MONTHS = {
  en: "January February March April May June July August September October November December",
  ru: "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
  kk: "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
};

/** Dates; a year alone and a month of a year as well as a full date. */
export const DATES = {
  full: { en: "{day} {month} {year}", ru: "{day} {month} {year} г.", kk: "{year} ж. {day} {month}" },
  month: { en: "{month} {year}", ru: "{numeric}.{year}", kk: "{year} ж. {month}" },
};

/** The languages of the interface, by their own names; the short ones stand on the switch. */
export const LANGUAGES = {
  kk: { name: "Қазақша", short: "Қаз" },
  ru: { name: "Русский", short: "Рус" },
  en: { name: "English", short: "Eng" },
};
