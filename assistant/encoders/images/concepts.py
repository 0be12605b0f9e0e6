"""Things with names: 1,000 ImageNet classes and everyday words over them, in English and Japanese.

Hierarchical ConSE (after Norouzi et al. 2014): a picture is the probability of every thing, a text the things
that it names, so that "dog" gathers 118 breeds and 「犬」 is the same word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from assistant.encoders.verified import verified
from store.types import Matrix, Vector

CLASSES = 1000
SHARPNESS = 18.0
FAR, NEAR = 0.55, 0.85
"""Cosines between which a text that names no thing literally counts as meaning the nearest ones."""
_PROMPT = re.compile(
    r"^(?:this is |there is |it is )?(?:an? |the |my |some |one )?(?:(?!(?:an?|the|is|are|tak\w+|his|her|their)\b)[\w-]+ ){0,6}?(?:photo|picture|image|photograph|pic)s?"
    r" (?:of|with|showing) (?:(?:an?|the|my|many|one|some) )?(?P<en>.+?)[.!]?$",
    re.IGNORECASE,
)
_PROMPT_JA = re.compile(r"^(?P<ja>.+?)(?:が写っている|の(?:\w{1,6}の?)?)?(?:写真|画像|絵|イラスト)[。.]?$")
_ARTICLE = re.compile(r"^(?:an?|the|some) (?=\w)", re.IGNORECASE)
_WORD = re.compile(r"[a-z0-9]+(?:['-][a-z0-9]+)*")
_JAPANESE = re.compile(r"[぀-ヿ一-鿿々]")


@dataclass(frozen=True, slots=True)
class Thing:
    """One row of a tag file: names in both languages, and the ImageNet classes that it covers."""

    en: tuple[str, ...]
    ja: tuple[str, ...]
    classes: tuple[int, ...] = ()


def read_tags(folder: Path) -> tuple[list[Thing], list[Thing]]:
    """Return the 1,000 classes in ImageNet's order, and the everyday words; fields are separated by tabs."""
    rows = _rows(folder / "imagenet.tsv")
    classes = [Thing((en,), (ja,), (number,)) for number, (en, ja) in enumerate(rows)]
    everyday = [
        Thing(tuple(en.split("/")), tuple(ja.split("/")), _numbers(covers))
        for en, ja, covers in _rows(folder / "everyday.tsv")
    ]
    return classes, everyday


def _rows(file: Path) -> list[list[str]]:
    lines = verified(file).read_text(encoding="utf-8").rstrip("\n").split("\n")[1:]
    return [line.split("\t") for line in lines]


def _numbers(text: str) -> tuple[int, ...]:
    found: list[int] = []
    for part in filter(None, text.split(",")):
        first, _, last = part.partition("-")
        found.extend(range(int(first), int(last or first) + 1))
    return tuple(dict.fromkeys(found))


def unprompted(text: str) -> str:
    """Return a text without "a photo of a ..." or 「...の写真」, which no caption carries."""
    text = unicodedata.normalize("NFKC", text).strip()
    found = _PROMPT.match(text)
    if found:
        return found["en"]
    japanese = _PROMPT_JA.match(text)
    return japanese["ja"] if japanese else text


class Things:
    """The nodes: pictures as how probable each is (from logits), texts as which they name."""

    def __init__(self, classes: Sequence[Thing], everyday: Sequence[Thing]) -> None:
        self.nodes = [*classes, *(thing for thing in everyday if thing.classes)]
        self.names = [
            (number, name) for number, node in enumerate(self.nodes) for name in (*node.en, *node.ja)
        ]

    @property
    def dim(self) -> int:
        """Return how many nodes there are."""
        return len(self.nodes)

    @cached_property
    def _members(self) -> Matrix:
        matrix = np.zeros((CLASSES, self.dim), np.float32)
        for number, node in enumerate(self.nodes):
            matrix[list(node.classes), number] = 1
        return matrix

    @cached_property
    def _literal(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for number, name in self.names:
            for form in _forms(name):
                known = found.setdefault(form, [])
                if number not in known:
                    known.append(number)
        return found

    @cached_property
    def _longest(self) -> int:
        return max(len(name.split()) for name in self._literal)

    @cached_property
    def _japanese(self) -> re.Pattern[str]:
        names = {name for _, name in self.names if _JAPANESE.search(name)}
        return re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))

    def probabilities(self, logits: Matrix, temperature: float = 1.0) -> Matrix:
        """Return (n, dim): the softmax summed over the classes of each node."""
        scaled = logits / temperature
        raised = np.exp(scaled - scaled.max(axis=1, keepdims=True))
        result: Matrix = (raised / raised.sum(axis=1, keepdims=True)) @ self._members
        return result

    def named(self, text: str) -> tuple[list[list[int]], float]:
        """Return the nodes of each thing that the text names literally, and how much of the text that is."""
        text = _ARTICLE.sub("", unprompted(text)).lower().strip(" .!?。")
        if text in self._literal:
            return [self._literal[text]], 1.0
        if _JAPANESE.search(text):
            hits = [m.group() for m in self._japanese.finditer(text)]
            return [self._literal[hit] for hit in hits], min(1.0, sum(map(len, hits)) / max(1, len(text)))
        return self._phrases(_WORD.findall(text))

    def _phrases(self, words: list[str]) -> tuple[list[list[int]], float]:
        found: list[list[int]] = []
        start = covered = 0
        while start < len(words):
            for length in range(min(self._longest, len(words) - start), 0, -1):
                known = self._known(words[start : start + length])
                if known:
                    found.append(known)
                    covered += length
                    start += length
                    break
            else:
                start += 1
        return found, covered / max(1, len(words))

    def _known(self, words: list[str]) -> list[int]:
        phrase = " ".join(words)
        return next((self._literal[form] for form in _forms(phrase) if form in self._literal), [])

    def meant(self, texts: Sequence[str], vectors: Matrix, names: Matrix) -> tuple[Matrix, Vector]:
        """Return (n, dim) rows of the things that texts mean, and how much of each text that is (0 to 1).

        `vectors` (n, d) and `names` (len(self.names), d) are unit rows of one text encoder; they decide
        where a text names nothing literally.
        """
        rows = np.zeros((len(texts), self.dim), np.float32)
        share = np.zeros(len(texts), np.float32)
        owners = np.array([number for number, _ in self.names])
        for i, text in enumerate(texts):
            things, covered = self.named(text)
            for numbers in things:
                rows[i, numbers] += 1 / len(numbers)
            if things:
                rows[i] /= np.linalg.norm(rows[i])
                share[i] = covered
            else:
                share[i] = self._near(names @ vectors[i], owners, rows[i])
        return rows, share

    @staticmethod
    def _near(cosines: Vector, owners: np.ndarray, row: Vector) -> float:
        best = float(cosines.max(initial=-1.0))
        weights = np.exp(SHARPNESS * (cosines - best))
        np.maximum.at(row, owners, np.where(weights > 0.05, weights, 0).astype(np.float32))
        row /= max(float(np.linalg.norm(row)), 1e-9)
        return float(np.clip((best - FAR) / (NEAR - FAR), 0, 1))


def _forms(name: str) -> list[str]:
    """Return how a name may be written: as it is, plural and singular of its last word."""
    name = unicodedata.normalize("NFKC", name).lower()
    if _JAPANESE.search(name):
        return [name]
    forms = [name, re.sub(r"\s*\(.*\)$", "", name), name + "s"]
    if name.endswith("s") and not name.endswith("ss"):
        forms.append(name[:-1])
    if name.endswith(("x", "s", "sh", "ch")):
        forms.append(name + "es")
    if name.endswith("es"):
        forms.append(name[:-2])
    if name.endswith("y"):
        forms.append(name[:-1] + "ies")
    if name.endswith("ies"):
        forms.append(name[:-3] + "y")
    irregular = {
        "man": "men",
        "woman": "women",
        "child": "children",
        "person": "people",
        "wolf": "wolves",
        "mouse": "mice",
    }
    forms += [plural for single, plural in irregular.items() if name == single]
    return list(dict.fromkeys(forms))
