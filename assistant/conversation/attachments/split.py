"""One message with files as the requests it stands for: each file goes to what can use it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.blocks import Choices, Option
from assistant.conversation.attachments.kinds import Guess, Kind, guess
from assistant.conversation.families import DOCUMENTS, UNCLAIMED
from assistant.conversation.questions import CAME_ALONG, doubted_question, is_question, searched
from assistant.message import Message
from assistant.paths import is_picture, printable
from assistant.phrase import Language, Phrase
from assistant.plugin import Route
from assistant.routing import Router

LOOKS_LIKE = {
    "graph": Phrase("The file looks like a graph.", "ファイルはグラフのようです。"),
    "baskets": Phrase("The file looks like purchases.", "ファイルは買い物データのようです。"),
    "vectors": Phrase("The file looks like word vectors.", "ファイルは単語ベクトルのようです。"),
}
NAMES: Mapping[Kind, Phrase] = {
    "graph": Phrase("a graph", "グラフとして"), "baskets": Phrase("purchases", "買い物データとして"),
    "vectors": Phrase("word vectors", "単語ベクトルとして"), "document": Phrase("a document", "文書として"),
}  # fmt: skip
INSTEAD = Phrase("Read “{name}” instead as:", "「{name}」を別の読み方で:")
ALSO = Phrase("“{name}” could also be read as:", "「{name}」は次のようにも読めます:")
_ADDS: Mapping[str, str] = {"graph": "add_graph", "baskets": "add_baskets", "vectors": "mount_vectors"}
_COMMANDS: Mapping[Kind, str] = {
    "graph": "/graph", "baskets": "/baskets", "vectors": "/vectors", "document": "/add",
}  # fmt: skip
_ASKS = {
    "node_neighbors": "graph", "predict_links": "graph", "recommend": "baskets", "word_neighbors": "vectors",
    "analogy": "vectors", "odd_one_out": "vectors", "word_similarity": "vectors",
}  # fmt: skip
_SAYS_NOTHING_ELSE = frozenset({"remember", "help", "out_of_scope", "small_talk", "list_library", "show_map"})
_ANNOUNCES = re.compile(
    r"^(?:(?:hi|hello|ok(?:ay)?|so|and)[,!. ]+)?(?:here(?:'s| is| are| you (?:go|are))|this is|these are|attached|see attached|i(?:'m| am|'ve| have)? (?:just )?(?:send|attach|upload|add|dropp|put)\w*)\b[^?]*$"
    r"|(?:です|でした|どうぞ|送ります|送りました|送っとく|添付(?:します|しました|です)?|入れ(?:とく|ます|ました|といて)|追加(?:します|しました)?|だよ|やで|もらった|届いた|きました|来ました)[。!！~〜]*$"
    r"|^(?:これ|こちら|この(?:ファイル|資料|文書))?(?:も|を)?(?:読んで|よんで|読み込んで|取り込んで)(?:みて|おいて|くれ|ください|下さい|ね)*[。!！~〜]*$",
    re.IGNORECASE,
)
"""What only says what comes along."""
_WANTS = re.compile(
    r"\b(?:want|need|like to|find|tell|show|search|look)\b|たい|ほしい|欲しい|教え|おしえ|探|調べ|検索",
    re.IGNORECASE,
)
"""What asks for something besides."""
_DIRECTED = re.compile(r"\b(?<!un)directed\b|有向", re.IGNORECASE)
_MOST = 5
"""Files of a message up to which another reading is offered for each."""

Choose = Callable[[Message, str], Route]
"""The route of a message to an intent; KeyError when no plugin has it."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some of a message with where it goes, and what else its files could be."""

    message: Message
    route: Route
    offers: tuple[Choices, ...] = ()


def parts(
    message: Message,
    route: Route,
    router: Router,
    claimed: Callable[[Path], str] = lambda file: "",
) -> list[Part]:
    """Return what to do with a message, in order; commands and messages without files stay whole.

    `claimed` names the intent of a plugin that wants a file for itself.
    """
    choose = router.choose
    whole = [Part(message, route)]
    if not message.files or message.text.startswith("/"):
        return whole
    wanted = {path: intent for path in message.files if (intent := claimed(path))}
    if wanted and (not message.text or route.intent in UNCLAIMED | {"remember", *wanted.values()}):
        rest = [path for path in message.files if path not in wanted]
        taken = list(_claimed(message, wanted, choose))
        if not rest:
            return taken
        left = Message("", rest, message.language)
        return [*taken, *parts(left, router.route(left), router)]
    guesses = {path: guess(path) for path in message.files}
    if set(message.files) == set(_documents(guesses)):
        unclaimed = route.intent in UNCLAIMED
        if is_question(message) and (unclaimed or doubted_question(route, message)):
            route = searched(route, message, CAME_ALONG)
            whole = [Part(message, route)]
        elif unclaimed and (route.unsure or _announced(route, message)):
            return [_kept(message, choose)]
        elif message.text and _has_no_use(route, router):  # the files are kept all the same
            return [_kept(message, choose), *whole]
    asked = _ASKS.get(route.intent) if message.text else None
    if asked:
        found = [path for path, one in guesses.items() if asked in (one.kind, *one.others)]
        return [*_added(message, {asked: found}, guesses, choose), *whole] if found else whole
    if message.text and route.intent in DOCUMENTS:
        within = _within(route, message, guesses) if route.intent == "search_text" else route
        return [*_read_first(message, guesses, choose), Part(message, within)]
    if message.text and not (route.unsure or route.intent in _SAYS_NOTHING_ELSE):
        return whole
    kinds: dict[str, list[Path]] = {}
    for path, one in guesses.items():
        kinds.setdefault(one.kind, []).append(path)
    documents = kinds.pop("document", [])
    made = list(_added(message, kinds, guesses, choose))
    handled = {path for part in made for path in part.message.files}
    rest = [path for path in message.files if path in documents or path not in handled]
    if not made and message.text:
        return whole
    if rest:
        left = Message("", rest, message.language)
        made.append(Part(left, router.route(left), tuple(_offers(rest, guesses, message.language))))
    return made


def _claimed(message: Message, wanted: Mapping[Path, str], choose: Choose) -> Iterator[Part]:
    """Yield what hands files to those who claimed them, with the words that came along."""
    for intent in dict.fromkeys(wanted.values()):
        files = [path for path in message.files if wanted.get(path) == intent]
        said = Message(message.text, files, message.language)
        yield Part(said, choose(said, intent))


def _has_no_use(route: Route, router: Router) -> bool:
    """Tell whether an intent leaves documents that came along unread: they would be lost."""
    reads = route.intent in DOCUMENTS or route.intent in _ASKS or route.intent == "forget"
    return not reads and router.attachment(route.intent) == ""


def _kept(message: Message, choose: Choose) -> Part:
    """Return what keeps the files of a message, whatever it says."""
    said = Message("", message.files, message.language)
    return Part(said, choose(said, "remember"))


def _announced(route: Route, message: Message) -> bool:
    """Tell whether a message only says what comes along ("here's the bill"), or is small talk."""
    says = bool(_ANNOUNCES.search(message.text)) and not _WANTS.search(message.text)
    return says or route.intent in ("small_talk", "help")


def _read_first(message: Message, guesses: Mapping[Path, Guess], choose: Choose) -> Iterator[Part]:
    """A question to the library that came with documents is asked once they are in it."""
    files = _documents(guesses)
    if files:
        said = Message("", files, message.language)
        yield Part(said, choose(said, "remember"), tuple(_offers(files, guesses, message.language)))


def _within(route: Route, message: Message, guesses: Mapping[Path, Guess]) -> Route:
    """Return the route with the one document that a question came with as the place to search, if none is named."""
    files = _documents(guesses)
    if len(files) != 1 or route.args.get("name") or not is_question(message):
        return route
    return replace(route, args={**route.args, "name": files[0].name})


def _documents(guesses: Mapping[Path, Guess]) -> list[Path]:
    return [path for path, one in guesses.items() if one.kind == "document" and not is_picture(path)]


def _added(
    message: Message, kinds: Mapping[str, list[Path]], guesses: Mapping[Path, Guess], choose: Choose
) -> Iterator[Part]:
    for kind, files in kinds.items():
        intent = _ADDS.get(kind)
        if intent is None or not files:
            continue
        said = Message("", files, message.language)
        try:
            route = choose(said, intent)
        except KeyError:  # the plugin is not installed
            continue
        arrows = _DIRECTED.search(message.text) if kind == "graph" else None
        why = LOOKS_LIKE[kind].say(message.language)
        route = replace(route, args={"text": "directed"} if arrows else {}, why=why)
        yield Part(said, route, tuple(_offers(files, guesses, message.language)))


def _offers(files: list[Path], guesses: Mapping[Path, Guess], language: Language) -> Iterator[Choices]:
    for path in files[:_MOST]:
        one = guesses[path]
        options = tuple(
            Option(NAMES[kind].say(language), f"{_COMMANDS[kind]} {printable(path.name)}")
            for kind in one.others
        )
        if options:
            prompt = ALSO if one.kind == "document" else INSTEAD
            yield Choices(prompt.say(language, name=path.name), options)
