"""What leans on the message before it: "and on sundays?", "sorry, the blue one", "how much is it?", 「土曜は？」.

Such a message is put into words that stand alone (see `rewriting`) and goes to the ability that answered before, or is
looked up in the one document that was shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from assistant.blocks import Sources
from assistant.conversation import confirming
from assistant.conversation.families import SEARCHES, UNCLAIMED
from assistant.conversation.follow_ups.fragments import Fragment, fragments
from assistant.conversation.follow_ups.rewriting import SURELY, rewritten
from assistant.conversation.known import Known
from assistant.message import Message
from assistant.plugin import Exchange, Route, Slot, Slots
from assistant.routing import Router
from assistant.routing.slots.by_example import valued
from assistant.routing.slots.content import content

FILTERS = ("kind", "name", "tag", "when", "after", "before")
"""Slots of a search that the next question keeps."""
CLAIMS = 0.6
"""Probability from which a message that opens with "and" is an own request to another ability."""
LONGEST = 120
"""Characters of a message that may lean on the one before."""
_ONE_DOCUMENT = frozenset({"open_document", "summarize", "remember"})
_ONCE = frozenset(
    {"remember", "forget_now", "keep_it", "undo", "list_library", "help", "out_of_scope", "small_talk"}
)
"""Intents of which nothing is asked anew with another word."""
_CLOSERS = "?？!！.。 "
_OWN_QUESTION = re.compile(
    r"(?:who|whom|whose|what|when|where|why|how|which|is|are|was|were|do|does|did|can|could|should|will|would)\b",
    re.IGNORECASE,
)
_OF = re.compile(r"(?:for|of|about|with|on|in|at|to)\s+(?=\S)", re.IGNORECASE)
_POINTS = re.compile(
    r"\b(?:it|its|they|them|their|he|she|his|him|that|this|those|these|there)\b|(?:それ|これ|そこ|ここ|その|この|あれ|そちら|そいつ|彼|彼女)",
    re.IGNORECASE,
)
_SHORT = re.compile(
    r"(?:and |so |but |for )?(?:how (?:much|long|many|often|far)|when|where|who|what (?:time|day|date)|which day|by when|since when|until when)(?: exactly| then| again| is (?:next|the next))?"
    r"|(?:次は|次って|で、?|それで|あと)?(?:いつ|どこ|いくら|だれ|誰|何時|なんぼ|何曜日|何日|どれくらい|何個|何枚)(?:まで|から|に|で)?(?:ですか|なの|だっけ|やっけ|だった|です|や|頃|ごろ|か)*",
    re.IGNORECASE,
)
"""Questions of a word or two, about whatever was asked before."""


@dataclass(frozen=True, slots=True)
class Leaning:
    """One message and the exchange before it, and what the library knows."""

    message: Message
    previous: Exchange
    router: Router
    known: Known

    def route(self) -> Route | None:
        """Return where the message goes, or None when it stands alone."""
        message = self.message
        if len(message.text) > LONGEST or confirming.is_yes(message) or confirming.is_no(message):
            return None
        readings = fragments(message.text.strip(), message.language) if self._can_be_said_again() else ()
        for fragment in readings:
            if route := self._next_value(fragment):
                return route
            if not self._claimed(fragment.new) and (route := self._joined(fragment)):
                return route
        return self._about_it()

    def _joined(self, fragment: Fragment) -> Route | None:
        """Return the route of the request before with a fragment in its place, or of the fragment in the one document
        that was shown."""
        shown = self._shown()
        if shown and not self.known.names(fragment.new) and fragment.tie != "bare":
            fits = fragment.tie == "joined" or self.known.near(fragment.new, shown)
            return self._within(shown, fragment.new) if fits else None
        before = wording(self.previous)
        if _OWN_QUESTION.match(fragment.new):  # "and when is it?"
            short = _POINTS.search(fragment.new) or len(fragment.new.split()) <= 3
            return self._again(f"{before} {fragment.new}") if fragment.tie == "joined" and short else None
        place = before.casefold().find(fragment.old.casefold()) if fragment.old else -1
        if place >= 0:
            return self._again(before[:place] + fragment.new + before[place + len(fragment.old) :])
        made = rewritten(before, fragment.new, self.message.language, self.router.likeness)
        topic = fragment.tie == "tied" and self.message.language == "ja"  # 「Xは？」
        looked_up = self.previous.route.intent in SEARCHES
        loose = fragment.tie == "bare" or (topic and not made.likeness and not looked_up)
        if loose and made.likeness < SURELY:
            return None
        leans = made.likeness or self._belongs(fragment.new, made.text)
        leans = leans or (looked_up and fragment.tie == "joined" and not self.known.answers(fragment.new))
        asked = made.text if leans else fragment.new
        return self._again(asked)

    def _next_value(self, fragment: Fragment) -> Route | None:
        """Return the request before with a fragment in the slot that follows up ("and for rice?"), None where no slot of
        that ability does."""
        before, new = self.previous.route, fragment.new
        slot = next(
            (one for one in self.router.slots(before.intent) if isinstance(one, Slot) and one.follow_up), None
        )
        if slot is None or fragment.tie == "bare" or self._claims_surely(new):
            return None
        value = valued(slot, _OF.sub("", new, count=1))
        old = before.args.get(slot)
        said = wording(self.previous)
        put = (
            value if isinstance(value, str) else ", ".join(map(str, value)) if isinstance(value, list) else ""
        )
        asked = said.replace(old, put) if isinstance(old, str) and old and old in said else f"{said} {new}"
        route = self.router.choose(Message(asked, language=self.message.language), before.intent)
        return replace(route, args={**before.args, str(slot): value}, asked=asked)

    def _claims_surely(self, new: str) -> bool:
        """Tell whether what is new is in itself a whole request, by its form."""
        return bool(_OWN_QUESTION.match(new)) or new.startswith("/")

    def _belongs(self, new: str, joined: str) -> bool:
        """Tell whether what is new adds to the question before: the best passage for both together says it."""
        if self.previous.route.intent not in SEARCHES:
            return True
        best = self.known.best(joined).casefold()
        words = [new[start:end].casefold() for start, end in content(new, self.message.language)]
        return not best or any(word.rstrip("s") in best for word in words)

    def _about_it(self) -> Route | None:
        """Return the search for a question about what was shown: "how much is it?"."""
        message, shown = self.message, self._shown()
        found = any(isinstance(block, Sources) for block in self.previous.blocks)
        looked_up = found and self.previous.route.intent in SEARCHES
        short = _SHORT.fullmatch(message.text.strip(_CLOSERS))
        if not (looked_up or shown) or not (short or _POINTS.search(message.text)):
            return None
        route = self.router.route(message)
        chat = route.intent == "small_talk" and not message.text.endswith(("?", "？"))
        if route.intent not in UNCLAIMED or (chat and not short):
            return None
        return (
            self._within(shown, message.text)
            if shown
            else self._again(f"{wording(self.previous)} {message.text}")
        )

    def _within(self, name: str, question: str) -> Route:
        """Return the search for a question in one document."""
        route = self.router.choose(Message(question, language=self.message.language), "search_text")
        args: Slots = {"query": question.rstrip(_CLOSERS), "name": name}
        return replace(route, args=args, asked=f"{question.rstrip(_CLOSERS)} ({name})")

    def _again(self, text: str) -> Route:
        """Return the route of a request in full to the ability that answered before, with the filters of before."""
        before = self.previous.route
        route = self.router.choose(Message(text, language=self.message.language), before.intent)
        if before.intent not in SEARCHES:
            return replace(route, asked=text)
        kept = {name: before.args[name] for name in FILTERS if name in before.args}
        return replace(route, args={**kept, **route.args, "offset": 0}, asked=text)

    def _can_be_said_again(self) -> bool:
        intent = self.previous.route.intent
        again = intent not in _ONCE and bool(self.router.slots(intent)) and bool(wording(self.previous))
        return again or bool(self._shown())

    def _claimed(self, new: str) -> bool:
        """Tell whether a fragment is a request of its own: to an ability other than the one before, or to that one with
        every value given anew."""
        route = self.router.route(Message(new, language=self.message.language))
        before = self.previous.route
        if route.intent == before.intent and len(before.args) > 1 and set(route.args) >= set(before.args):
            return route.score >= CLAIMS
        same = route.intent == before.intent or new in route.args.values()
        return not same and route.intent not in UNCLAIMED and route.score >= CLAIMS

    def _shown(self) -> str:
        """Return the name of the one document that the answer before showed or took in, or ""."""
        previous = self.previous
        if previous.route.intent not in _ONE_DOCUMENT:
            return ""
        files = previous.message.files
        if len(files) == 1:
            return files[0].name
        passages = [p for block in previous.blocks if isinstance(block, Sources) for p in block.passages]
        names = {passage.name for passage in passages}
        return names.pop() if len(names) == 1 else ""


def wording(previous: Exchange) -> str:
    """Return the request before in words that stand alone, without its closing mark."""
    said = previous.route.asked or previous.message.text
    if said.startswith("/"):
        said = " ".join(str(value) for value in previous.route.args.values() if isinstance(value, str))
    return said.rstrip(_CLOSERS)
