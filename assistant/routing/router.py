"""Command, attachment, patterns, learned similarity, "did you mean", and an honest no: in that order."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from assistant.encoders.base import Encoder
from assistant.encoders.errors import ModelDamaged, ModelMissing
from assistant.message import Message
from assistant.paths import is_picture
from assistant.phrase import Phrase
from assistant.plugin import Alternative, Intent, Route
from assistant.routing import catalogue, commands, reasons
from assistant.routing.calm import calm
from assistant.routing.ends import LONGEST, ends
from assistant.routing.learned import softmax
from assistant.routing.memory import NETWORK, Likeness, Memory, key
from assistant.routing.reading import Reading
from store.types import Vector

TEMPERATURE = 0.12
"""Turns scores (1 for a known message, 0 for nothing like it) into probabilities."""
PATTERN = 0.5
"""What a fitting pattern adds to an intent's score."""
NO_PICTURE = 0.25
"""What an intent that needs a picture loses when none is attached."""
PICTURE_UNUSED = 0.25
"""What an intent that takes no attachment loses when a picture is attached."""
IMPOSSIBLE = 2.0
"""What an intent loses that is never meant without words that the message lacks."""
PLAINLY, PLAINLY_ASKED = 0.3, 0.9
"""Probability from which a message, and a question of fact, is for nobody; below it the library is asked."""
FACT = re.compile(
    r"(?:who|whose|whom|when|where|which)\b(?!.*\b(?:you|tonight|tomorrow|today|now)\b)", re.IGNORECASE
)
CLAIMED = 0.2
"""Probability from which an ability claims a message; below it the library is asked."""
MARGIN = 0.3
"""Below this difference between the two best probabilities the person is asked which was meant."""


class Router:
    """Names one intent for a message. Safe to call from threads; ready after `warm()` or the first route.

    `intents` are (plugin, intent) pairs; built-in intents that nobody offers are routed with plugin "".
    `corrections` are (text, intent) pairs kept from earlier; `cache` is a folder for example embeddings.
    """

    def __init__(
        self,
        intents: Sequence[tuple[str, Intent]],
        encoder: Callable[[], Encoder],
        corrections: Sequence[tuple[str, str]] = (),
        cache: Path | None = None,
    ) -> None:
        known = {intent.name for _, intent in intents}
        absent = [("", catalogue.intent(name)) for name in catalogue.names() if name not in known]
        self.intents: tuple[tuple[str, Intent], ...] = (*intents, *absent)
        self._readings = [Reading(intent) for _, intent in self.intents]
        foreign = np.array([intent.name not in catalogue.names() for _, intent in self.intents])
        self._pattern = PATTERN + NETWORK * foreign  # the network speaks for the built-in intents alone
        self._place = {intent.name: index for index, (_, intent) in reversed(list(enumerate(self.intents)))}
        self._encoder, self._cache = encoder, cache
        self._lock = threading.RLock()
        self._memory: Memory | None = None
        self._told = {key(text): intent for text, intent in corrections if intent in self._place}
        self._corrections = [(text, intent) for text, intent in corrections if intent in self._place]

    def warm(self) -> None:
        """Embed the examples and fit, once; `route` does it when nobody did before."""
        self._ready()

    @property
    def memory(self) -> Memory:
        """Return the examples and the fit over them, made ready when they are not."""
        return self._ready()

    def learn(self, text: str, intent: str) -> None:
        """Remember that `text` means `intent`; KeyError when there is no such intent."""
        with self._lock:
            label = self._place[intent]
            self._told[key(text)] = intent
            self._corrections.append((text, intent))
            if self._memory is not None:
                self._memory.correct(Message(text), label)

    def route(self, message: Message) -> Route:
        """Return where the message goes, why, and what else it could have meant."""
        command = commands.split(message.text)
        if command is not None:
            return self._commanded(message, *command)
        if not message.text:
            return self._wordless(message)
        message = calm(message)
        told = self._told.get(key(message.text)) if key(message.text) else None
        if told is not None:
            return self._sure(message, told, reasons.CORRECTED)
        try:
            return self._weighed(message) if len(message.text) <= LONGEST else self._long(message)
        except (ModelDamaged, ModelMissing):
            return self._by_form(message)

    def choose(self, message: Message, intent: str) -> Route:
        """Return the route to the intent that the person picked; KeyError when there is no such intent."""
        return self._sure(message, intent, reasons.CHOSEN)

    def slots(self, intent: str) -> Sequence[str]:
        """Return the names of an intent's slots, () for an intent that is not known."""
        place = self._place.get(intent)
        return self.intents[place][1].slots if place is not None else ()

    def attachment(self, intent: str) -> str:
        """Return what an intent can take along: "image", "document" or ""."""
        place = self._place.get(intent)
        return self.intents[place][1].attachment if place is not None else ""

    def likeness(self, text: str, others: Sequence[str]) -> Sequence[float]:
        """Return the cosine of a text to each of the others, as the quick encoder sees them; 0 where it is damaged."""
        try:
            rows = self._encoder().queries([text, *others])
        except (ModelDamaged, ModelMissing):
            return [0.0] * len(others)
        return [float(cosine) for cosine in rows[1:] @ rows[0]]

    def _commanded(self, message: Message, name: str, rest: str) -> Route:
        label = commands.find(name, self.intents)
        if label is None:
            return self._sure(message, "help", reasons.NO_COMMAND, command=name)
        plugin, intent = self.intents[label]
        sentence = reasons.COMMAND.say(message.language, command=name)
        return Route(plugin, intent.name, commands.slots(intent, message, rest), 1.0, sentence)

    def _wordless(self, message: Message) -> Route:
        if not message.files:
            return self._sure(message, "help", reasons.EMPTY)
        if len(message.files) == 1 and is_picture(message.files[0]):
            return self._sure(message, "tag_image", reasons.IMAGE_ALONE)
        return self._sure(message, "remember", reasons.FILES_ALONE)

    def _sure(self, message: Message, name: str, reason: Phrase, **values: object) -> Route:
        label = self._place[name]
        reading = self._readings[label]
        args = reading.slots(message, reading.match(message)) if message.text and not values else {}
        return Route(self.intents[label][0], name, args, 1.0, reason.say(message.language, **values))

    def _by_form(self, message: Message) -> Route:
        """Return the route of a message without an encoder: the one intent whose pattern fits, else the search."""
        fits = [
            reading.intent.name
            for reading in self._readings
            if reading.match(message) is not None and reading.possible(message)
        ]
        name = fits[0] if len(fits) == 1 else "search_text"
        return replace(self._sure(message, name, reasons.BLIND), score=0.0)

    def _long(self, message: Message) -> Route:
        """Return the route of the end of a long message that says most clearly what is wanted."""
        parts = [Message(end, message.files, message.language) for end in ends(message.text)]
        route = max((self._weighed(part) for part in parts), key=lambda one: one.score)
        if route.intent == "search_text":
            return route
        reading = self._readings[self._place[route.intent]]
        return replace(route, args=reading.slots(message, reading.match(message)))

    def _weighed(self, message: Message) -> Route:
        evidence = self._ready().evidence(message)
        raw = evidence.scores.copy()
        groups = [reading.match(message) for reading in self._readings]
        raw += self._pattern * np.array([found is not None for found in groups], np.float32)
        raw -= self._unfitting(message)
        raw -= IMPOSSIBLE * np.array(
            [not reading.possible(message) for reading in self._readings], np.float32
        )
        scores = softmax(raw, TEMPERATURE)
        order = np.argsort(-scores)
        best = self._looked_up(message, int(order[0]), scores)
        args = self._readings[best].slots(message, groups[best])
        unsure = best == int(order[0]) and float(scores[best] - scores[order[1]]) < MARGIN
        plugin, intent = self.intents[best]
        return Route(
            plugin=plugin,
            intent=intent.name,
            args=args,
            score=float(scores[best]),
            why=self._reason(message, evidence, best, groups[best] is not None, unsure),
            alternatives=tuple(
                Alternative(self.intents[i][0], self.intents[i][1].name, float(scores[i]))
                for i in order
                if i != best
            ),
            unsure=unsure,
            nearest=tuple((text, self.intents[i][1].name, cosine) for text, i, cosine in evidence.nearest),
        )

    def _looked_up(self, message: Message, best: int, scores: Vector) -> int:
        """Return where a message goes: what no ability claims, and is not plainly for nobody, is looked up."""
        if not message.text or message.files:
            return best
        nobody = PLAINLY_ASKED if FACT.match(message.text) else PLAINLY
        least = nobody if best == self._place["out_of_scope"] else CLAIMED
        return best if scores[best] >= least else self._place["search_text"]

    def _unfitting(self, message: Message) -> Vector:
        """Return what each intent loses because of what is attached, or is not."""
        pictures = sum(is_picture(file) for file in message.files)
        lost = np.zeros(len(self.intents), np.float32)
        for index, (_, intent) in enumerate(self.intents):
            if intent.attachment == "image":
                lost[index] = (
                    0.0 if pictures == 1 else IMPOSSIBLE if message.files and not pictures else NO_PICTURE
                )
            elif intent.attachment == "" and pictures:
                lost[index] = PICTURE_UNUSED
        return lost

    def _reason(self, message: Message, evidence: Likeness, best: int, fits: bool, unsure: bool) -> str:
        same = [text for text, label, _ in evidence.nearest if label == best]
        example = (same or [evidence.nearest[0][0]])[0]
        if evidence.corrected and evidence.corrected[1] == best:
            return reasons.LEARNED.say(message.language, example=evidence.corrected[0])
        if self.intents[best][1].name == "out_of_scope":
            return reasons.NOTHING.say(message.language)
        reason = reasons.UNSURE if unsure else reasons.PATTERN if fits else reasons.NEAREST
        return reason.say(message.language, example=example)

    def _ready(self) -> Memory:
        with self._lock:
            if self._memory is None:
                memory = Memory(self.intents, self._encoder, self._cache)
                for text, intent in self._corrections:
                    memory.correct(Message(text), self._place[intent])
                self._memory = memory
            return self._memory
