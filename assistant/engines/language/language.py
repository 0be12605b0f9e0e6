"""Language: every question about sentences behind one door. Making one costs nothing; models load when asked."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from assistant.encoders.errors import ResearchLeftOut
from assistant.engines.language.errors import EmptySentence, NotEnglish
from store.types import Matrix

if TYPE_CHECKING:
    from assistant.encoders.models import Models
    from assistant.engines.language.classify import Taught
    from assistant.engines.language.context import Senses
    from assistant.engines.language.fill import Filled, MaskedModel
    from assistant.engines.language.head import Head
    from assistant.engines.language.infer import CrossEncoder
    from assistant.engines.language.sentences import Comparison
    from assistant.engines.language.states import States
    from assistant.settings import Settings

_E5 = "multilingual-e5-small"


class Language:
    """Compare, infer, classify, fill blanks, tell senses apart. Safe to call from threads."""

    def __init__(self, models: Models, settings: Settings) -> None:
        self._models, self._settings = models, settings
        self._lock = threading.RLock()
        self._fillers: dict[str, MaskedModel] = {}
        self._judges: dict[str, CrossEncoder] = {}

    def compare(self, x: str, y: str) -> float:
        """Return the cosine similarity of two sentences; EmptySentence."""
        return float(self.similarities([x, y])[0, 1])

    def similarities(self, sentences: Sequence[str]) -> Matrix:
        """Return (n, n) cosines of sentences, both sides encoded as questions; EmptySentence."""
        rows = self._models.encoder().queries(_written(sentences))
        return np.asarray(np.clip(rows @ rows.T, -1, 1), np.float32)

    def comparison(self, x: str, y: str) -> Comparison:
        """Return two sentences beside each other with the token pairs that carry their similarity."""
        from assistant.engines.language import sentences

        first, second = self._states.encode(_written([x, y]))
        own = self._models.resolve() == _E5
        cosine = float(first.mean @ second.mean) if own else self.compare(x, y)
        closer = sentences.closeness(cosine) if own else max(0.0, cosine)
        return sentences.compare(first, second, min(1.0, cosine), closer, self._common)

    def infer(self, premises: Sequence[str], hypotheses: Sequence[str], *, model: str = "") -> Matrix:
        """Return (n, 3) probabilities of entailment, neutral, contradiction; EmptySentence.

        `model` names a cross-encoder on this machine (default: the configured one); without any the shipped
        head answers.
        """
        from assistant.engines.language.infer import infer

        chosen = model or self.infer_model
        if chosen:
            return self._cross_encoder(chosen).infer(premises, hypotheses)
        return infer(premises, hypotheses, self._head, self._models.encoder("text-fast"))

    def classify(self, texts: Sequence[str], labels: Sequence[str]) -> Matrix:
        """Return (n, labels) probabilities without any example; TooFewLabels, EmptySentence."""
        from assistant.engines.language.classify import zero_shot

        return zero_shot(_written(texts), labels, self._vectors)

    def teach(self, examples: Mapping[str, Sequence[str]]) -> Taught:
        """Learn labels from a few examples each; TooFewLabels, TooFewExamples."""
        from assistant.engines.language.classify import teach

        return teach(examples, self._vectors)

    def apply(self, taught: Taught, texts: Sequence[str]) -> Matrix:
        """Return (n, labels) probabilities by a taught head."""
        return taught.probabilities(self._vectors(_written(texts)))

    def fill_mask(self, text: str, k: int = 5) -> list[list[tuple[str, float]]]:
        """Return the k best (token, probability) for each blank; NoBlank, TooManyBlanks, NotEnglish."""
        return [list(blank) for blank in self.fill(text, k).blanks]

    def fill(self, text: str, k: int = 5, *, model: str = "") -> Filled:
        """Return fillings of every blank and of all together; `model` is a BERT on this machine."""
        from assistant.engines.language.blanks import japanese, parts
        from assistant.engines.language.errors import NoBlank
        from assistant.engines.language.fill import fill

        chosen = model or self.fill_model
        if len(parts(text)) < 2:
            raise NoBlank
        if not chosen and japanese(text):
            raise NotEnglish
        return fill(text, self._filler(chosen), max(1, min(k, 50)))

    @property
    def fill_model(self) -> str:
        """Return the configured masked language model ("" for the built-in one)."""
        return self._chosen("fill-mask")

    @property
    def infer_model(self) -> str:
        """Return the configured cross-encoder ("" for the built-in head)."""
        return self._chosen("infer")

    def _chosen(self, role: str) -> str:
        name = self._models.resolve(role)
        return "" if name == "built-in" else name

    def word_in_context(self, word: str, sentences: Sequence[str]) -> Matrix:
        """Return (n, n) cosines of a word's contextual vectors; WordAbsent, EmptySentence."""
        return self.senses(word, sentences).similarities

    def senses(self, word: str, sentences: Sequence[str]) -> Senses:
        """Return a word's occurrences with their similarities, groups and places on a plane."""
        from assistant.engines.language.context import occurrence, senses

        written = _written(sentences)
        for sentence in written:
            occurrence(word, sentence)
        *tokens, alone = self._states.encode([*written, word.strip()])
        return senses(word.strip(), tokens, alone, self._common)

    def _vectors(self, texts: Sequence[str]) -> Matrix:
        return self._models.encoder().queries(list(texts))

    def _filler(self, name: str) -> MaskedModel:
        if not name and not self._settings.research_models:
            raise ResearchLeftOut(role="fill-mask")
        with self._lock:
            if name not in self._fillers:
                self._fillers[name] = _other(name) if name else _english()
            return self._fillers[name]

    def _cross_encoder(self, name: str) -> CrossEncoder:
        from assistant.engines.language.infer import CrossEncoder

        with self._lock:
            if name not in self._judges:
                self._judges[name] = CrossEncoder(name)
            return self._judges[name]

    @cached_property
    def _head(self) -> Head:
        from assistant.engines.language.head import load

        return load()

    @cached_property
    def _states(self) -> States:
        from assistant.encoders.text import e5_file
        from assistant.engines.language.states import States

        with self._lock:
            return States(e5_file.load())

    @cached_property
    def _common(self) -> Matrix:
        from assistant.engines.language.context import PLAIN, common

        return common(self._states.encode(PLAIN))


def _english() -> MaskedModel:
    from assistant.encoders.text import minilm_file
    from assistant.engines.language.english_fill import EnglishFill, load

    return EnglishFill(minilm_file.load(), load())


def _other(name: str) -> MaskedModel:
    from assistant.engines.language.other_fill import OtherFill

    return OtherFill(name)


def _written(texts: Sequence[str]) -> list[str]:
    found = [text.strip() for text in texts]
    if not all(found):
        raise EmptySentence
    return found
