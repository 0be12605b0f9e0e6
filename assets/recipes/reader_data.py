"""What the reader of short answers learns from: questions with passages that answer them, and with passages that do not.

../shared/data/text/qa has both sets: Japanese paragraphs of an encyclopedia (JaQuAD, So et al. 2022) and English
sentences (QAMR, Michael et al. 2018), which are joined to passages of several. A passage that does not answer is
another of the same article or one that shares words with the question, or the passage without the sentence that answers.
One context in TWENTY is held back, chosen by the hash of its text: `held_back` says which, so that anyone gets the same split.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

DATA = Path(__file__).parents[3] / "shared" / "data" / "text" / "qa"
SETS = ("ja-jaquad-train", "en-qamr")
TWENTY = 20
"""One context in so many is held back."""
WINDOW = {"ja-jaquad-train": (60, 260), "en-qamr": (1, 4)}
"""Least and greatest length of a passage: characters in Japanese, sentences in English."""
TITLED = 0.5
"""Share of passages that come with the title of their article."""
NEAR = 8
"""Passages that share most words with a question, among which those that do not answer it are drawn."""
_ENDS = re.compile(r"(?<=[。！？\n])")


@dataclass(frozen=True, slots=True)
class Question:
    """A question on one context; `answers` are the texts that count as right, `start` is where the first one begins."""

    text: str
    context: int
    answers: tuple[str, ...]
    start: int


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Contexts, their titles ("" where they have none), and the questions on them."""

    name: str
    titles: list[str]
    contexts: list[str]
    questions: list[Question]

    def split(self, *, held: bool) -> list[Question]:
        """Return the questions on contexts that are held back, or on the others."""
        return [q for q in self.questions if held_back(self.contexts[q.context]) == held]


@dataclass(frozen=True, slots=True)
class Example:
    """A question and a passage; `start` and `end` are the answer's place in the passage, both -1 where it has none."""

    question: str
    title: str
    passage: str
    start: int = -1
    end: int = -1


def held_back(context: str) -> bool:
    """Tell whether a context is kept for measuring."""
    return int.from_bytes(hashlib.sha256(context.encode()).digest()[:8], "big") % TWENTY == 0


def read(name: str, data: Path = DATA) -> QuestionSet:
    """Read one set of questions."""
    rows = [json.loads(line) for line in (data / name / "contexts.jsonl").read_text("utf-8").splitlines()]
    number = {row["id"]: i for i, row in enumerate(rows)}
    asked = [json.loads(line) for line in (data / name / "questions.jsonl").read_text("utf-8").splitlines()]
    questions = [
        Question(row["question"], number[row["context"]], tuple(a["text"] for a in row["answers"]), row["answers"][0]["start"])
        for row in asked
    ]  # fmt: skip
    return QuestionSet(name, [row["title"] for row in rows], [row["text"] for row in rows], questions)


class Maker:
    """Makes examples of a set, each time with other passages around the answer."""

    def __init__(self, of: QuestionSet, seed: int) -> None:
        self._of, self._draw = of, random.Random(seed)
        self._japanese = of.name.startswith("ja")
        self._learnt = [i for i, text in enumerate(of.contexts) if not held_back(text)]
        self._article: dict[str, list[int]] = defaultdict(list)
        for i in self._learnt:
            self._article[of.titles[i]].append(i)
        self._like = _Likeness(of.contexts, self._learnt, japanese=self._japanese)

    def positives(self, questions: Sequence[Question]) -> list[Example]:
        """Return one example for each question, whose passage holds the answer."""
        near = (
            self._like.nearest([q.text for q in questions]) if not self._japanese else [[]] * len(questions)
        )
        return [self._cut(q) if self._japanese else self._joined(q, some) for q, some in zip(questions, near, strict=True)]  # fmt: skip

    def negatives(self, questions: Sequence[Question]) -> list[Example]:
        """Return one example for each question, whose passage does not answer it."""
        near = self._like.nearest([q.text for q in questions])
        return [self._other(q, some) for q, some in zip(questions, near, strict=True)]

    def _cut(self, question: Question) -> Example:
        """Return a stretch of whole sentences around the answer."""
        text = self._of.contexts[question.context]
        first, last = question.start, question.start + len(question.answers[0])
        bounds = [0, *np.cumsum([len(part) for part in _ENDS.split(text)]).tolist()]
        low = max(b for b in bounds if b <= first)
        high = min(b for b in bounds if b >= min(last, len(text)))
        wanted = self._draw.randint(*WINDOW[self._of.name])
        while high - low < wanted and (low > 0 or high < len(text)):
            before = low > 0 and (high >= len(text) or self._draw.random() < 0.5)
            if before:
                low = max(b for b in bounds if b < low)
            else:
                high = min(b for b in bounds if b > high)
        title = self._title(question.context)
        return Example(question.text, title, text[low:high], first - low, last - low)

    def _joined(self, question: Question, near: Sequence[int]) -> Example:
        """Return a passage of several sentences, the one that answers among others."""
        others = self._others(question, near, self._draw.randint(*WINDOW[self._of.name]) - 1)
        at = self._draw.randint(0, len(others))
        before = "".join(f"{text} " for text in others[:at])
        text = self._of.contexts[question.context]
        passage = " ".join([*others[:at], text, *others[at:]])
        start = len(before) + question.start
        return Example(question.text, "", passage, start, start + len(question.answers[0]))

    def _others(self, question: Question, near: Sequence[int], count: int) -> list[str]:
        pool = [i for i in near if i != question.context][: NEAR // 2]
        some = self._draw.sample(pool, min(len(pool), self._draw.randint(0, 2), count))
        some += self._draw.choices(self._learnt, k=count - len(some))
        return [self._of.contexts[i] for i in dict.fromkeys(some) if i != question.context]

    def _other(self, question: Question, near: Sequence[int]) -> Example:
        if not self._japanese:
            count = self._draw.randint(*WINDOW[self._of.name])
            return Example(question.text, "", " ".join(self._others(question, near, count)) or ".")
        same = [i for i in self._article[self._of.titles[question.context]] if i != question.context]
        kind = self._draw.random()
        pool = same if same and kind < 0.4 else near
        pool = [i for i in pool if question.answers[0] not in self._of.contexts[i]] or near
        chosen = self._draw.choice(list(pool))
        if kind > 0.85 and (rest := self._without(question)):
            return Example(question.text, self._title(question.context), rest)
        text = self._of.contexts[chosen]
        parts = _ENDS.split(text)
        at = self._draw.randrange(len(parts))
        wanted = self._draw.randint(*WINDOW[self._of.name])
        passage = "".join(parts[at:])[:wanted] if at else text[:wanted]
        return Example(question.text, self._title(chosen), passage or text[:wanted])

    def _without(self, question: Question) -> str:
        """Return the sentences of the context after the one that answers, where there are some."""
        text = self._of.contexts[question.context]
        last = question.start + len(question.answers[0])
        parts, at = _ENDS.split(text), 0
        rest = []
        for part in parts:
            if at >= last and question.answers[0] not in part:
                rest.append(part)
            at += len(part)
        return "".join(rest[1:])[: WINDOW[self._of.name][1]]

    def _title(self, context: int) -> str:
        return self._of.titles[context] if self._draw.random() < TITLED else ""


class _Likeness:
    """Which contexts share most words with a question (TF-IDF; characters in twos and threes in Japanese)."""

    def __init__(self, contexts: Sequence[str], chosen: Sequence[int], *, japanese: bool) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        how = (
            {"analyzer": "char", "ngram_range": (2, 3), "min_df": 2}
            if japanese
            else {"stop_words": "english"}
        )
        self._count = TfidfVectorizer(sublinear_tf=True, **how)
        self._rows = self._count.fit_transform([contexts[i] for i in chosen])
        self._chosen = np.array(chosen)

    def nearest(self, questions: Sequence[str]) -> list[list[int]]:
        """Return for each question the contexts that are most alike, the most alike first."""
        found: list[list[int]] = []
        for at in range(0, len(questions), 512):
            scores = (self._count.transform(questions[at : at + 512]) @ self._rows.T).toarray()
            best = np.argpartition(-scores, NEAR, axis=1)[:, :NEAR]
            order = np.take_along_axis(-scores, best, 1).argsort(axis=1)
            found += self._chosen[np.take_along_axis(best, order, 1)].tolist()
        return found
