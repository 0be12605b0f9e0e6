"""Which reader belongs to which built-in intent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from assistant.message import Message
from assistant.plugin import Slot, Slots
from assistant.routing.slots import (
    blank,
    graph,
    inference,
    labels,
    library,
    pairs,
    shown,
    tagger,
    topic_en,
    topic_ja,
    vocabulary,
)
from assistant.routing.slots.analogy import analogy
from assistant.routing.slots.clean import sentence, topic
from assistant.routing.slots.negation import affirmed
from assistant.routing.slots.quotes import frame, quoted

Read = Callable[[Message, Mapping[str, str]], Slots]


def reader(name: str) -> Read | None:
    """Return what reads the slots of a built-in intent; None for an intent without slots."""
    if name not in tagger.SLOTS:
        return _RULES.get(name)
    return partial(_second_opinion, name)


def rules(name: str) -> Read:
    """Return the rules of an intent, without the tagger."""
    return _RULES[name]


def _second_opinion(name: str, message: Message, groups: Mapping[str, str]) -> Slots:
    """Read by rules, then let the tagger judge, unless a command or a pattern already gave the slots."""
    read = _RULES[name](message, groups)
    judge = None if groups or (message.files and name == "remember") else tagger.load()
    if (
        judge is None
        or str(read.get("node", "")).isdigit()
        or (name == "infer" and _turned(read, message.text))
    ):
        return read
    found = judge.read(name, message.text, read)
    return {
        slot: _quotation(value, message.text) if slot in _SENTENCES else value
        for slot, value in found.items()
    }


_SENTENCES = frozenset({"text", "a", "b", "premise", "hypothesis"})


def _turned(read: Slots, text: str) -> bool:
    """Return whether the rules took two quotations of which the second is the premise: a phrase such as "follows
    from" told them so, and it is plainer than what the tagger makes of the two sentences."""
    marks = [mark.text for mark in quoted(text)]
    pair = read.get("hypothesis"), read.get("premise")
    return all(part in marks for part in pair) and marks.index(str(pair[0])) < marks.index(str(pair[1]))


def _quotation(value: Slot, text: str) -> Slot:
    """Return the whole of a quotation of which the tagger took most, such as all but its full stop."""
    for mark in quoted(text):
        if str(value) in mark.text and len(mark.text) > 3 and len(str(value)) >= 0.6 * len(mark.text):
            return mark.text
    return value


def _rules_table() -> dict[str, Read]:
    return {
        "search_text": _search_text,
        "find_images": _find_images,
        "compare_sentences": _compare_sentences,
        "word_similarity": _word_similarity,
        "infer": inference.inference,
        "classify_text": labels.classification,
        "tag_image": shown.image_labels,
        "fill_mask": blank.masked,
        "word_in_context": _word_in_context,
        "word_neighbors": vocabulary.one_word,
        "odd_one_out": vocabulary.odd_words,
        "analogy": _analogy,
        "node_neighbors": graph.one_node,
        "predict_links": graph.one_node,
        "recommend": vocabulary.items,
        "show_map": graph.space,
        "remember": library.text_to_keep,
        "forget": library.target,
    }


def _ja(message: Message) -> bool:
    return message.language == "ja"


def _search_text(message: Message, groups: Mapping[str, str]) -> Slots:
    if "command" in groups:
        return {"query": topic(groups["command"])}
    given = groups.get("query") or _only_quotation(message) or affirmed(message.text)
    return {"query": (topic_ja if _ja(message) else topic_en).search_topic(given)}


def _find_images(message: Message, groups: Mapping[str, str]) -> Slots:
    if "command" in groups:
        return {"query": topic(groups["command"])}
    if only := groups.get("query") or _only_quotation(message):
        return {"query": topic(only)}
    return {"query": (topic_ja if _ja(message) else topic_en).image_topic(affirmed(message.text))}


def _only_quotation(message: Message) -> str:
    """Return the one quotation of a message when it stands for the whole topic."""
    found = quoted(message.text)
    if len(found) != 1:
        return ""
    after = message.text[found[0].end :]
    goes_on = (
        _ja(message)
        and after.startswith("の")
        and not after.startswith(("のこと", "の話", "の写真", "の画像", "の記述"))
    )
    return "" if goes_on else found[0].text


def _compare_sentences(message: Message, groups: Mapping[str, str]) -> Slots:
    found = _given(groups) or pairs.two(message.text, _ja(message))
    return {"a": sentence(found[0]), "b": sentence(found[1])} if found else {}


def _word_similarity(message: Message, groups: Mapping[str, str]) -> Slots:
    found = _given(groups) or pairs.two(message.text, _ja(message), short=True)
    return {"a": found[0], "b": found[1]} if found else {}


def _given(groups: Mapping[str, str]) -> tuple[str, str] | None:
    return (groups["a"], groups["b"]) if "a" in groups and "b" in groups else None


def _word_in_context(message: Message, groups: Mapping[str, str]) -> Slots:
    found = pairs.in_context(message.text, _ja(message))
    return {"word": found[0], "a": found[1], "b": found[2]} if found else {}


def _analogy(message: Message, groups: Mapping[str, str]) -> Slots:
    found = analogy(message.text, _ja(message))
    if found is None and "command" in groups:
        parts = [part for part in frame(groups["command"], "").replace(",", " ").split() if part.isalnum()]
        found = (parts[0], parts[1], parts[2]) if len(parts) == 3 else None
    return {"a": found[0], "b": found[1], "c": found[2]} if found else {}


_RULES = _rules_table()
