"""What models there are for each role: size, licence, and what was measured of them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from assistant.settings import shipped

State = Literal["in use", "built in", "on this machine", "needs download"]
TEXT, TEXT_FAST, IMAGE_TEXT, LOOK = "text", "text-fast", "image-text", "image-look"
FILL, INFER = "fill-mask", "infer"
E5, USE, MINILM = "multilingual-e5-small", "use-multilingual-v3", "all-MiniLM-L6-v2"
BUILT_IN = "built-in"
SWITCHED = {TEXT: E5, IMAGE_TEXT: BUILT_IN, FILL: BUILT_IN, INFER: BUILT_IN}
"""Roles whose model can be changed, each with its default."""


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What a person wants to know about a model before choosing it; `quality` is "" where nobody measured it."""

    name: str
    role: str
    state: State
    size_mb: int
    licence: str
    note: str
    quality: str = ""
    switch: bool = False
    """Whether `assistant models use ROLE NAME` would change anything now."""


# Figures are on public test sets (STS-B and JSTS: Spearman x 100; WordSim: Spearman; Flickr8k: 1,000 photos); those
# of what was trained here are read from the cards under assets/models, and docs/images.md has the pictures'.
KNOWN = (
    ModelInfo(E5, TEXT, "built in", 72, "MIT", "384-d, about 100 languages", "STS-B 84.0, JSTS 78.6"),
    ModelInfo(USE, TEXT, "built in", 33, "Apache-2.0", "512-d, 16 languages", "STS-B 80.1, JSTS 78.6"),
    ModelInfo(MINILM, TEXT, "built in", 91, "Apache-2.0", "384-d, English", "STS-B 82.0, JSTS 62.7"),
    ModelInfo(
        "intfloat/multilingual-e5-base", TEXT, "needs download", 1112, "MIT", "768-d, about 100 languages"
    ),
    ModelInfo("BAAI/bge-m3", TEXT, "needs download", 2271, "MIT", "1024-d, about 100 languages"),
    ModelInfo(USE, TEXT_FAST, "built in", 33, "Apache-2.0", "512-d, 16 languages", "STS-B 80.1, JSTS 78.6"),
    ModelInfo(
        BUILT_IN, IMAGE_TEXT, "built in", 50, "Apache-2.0", "English and Japanese", "Flickr8k text to image R@5 .656"
    ),
    ModelInfo(
        "ViT-B-32/laion2b_s34b_b79k", IMAGE_TEXT, "needs download", 605, "MIT", "CLIP, 512-d, English"
    ),
    ModelInfo(
        "xlm-roberta-base-ViT-B-32/laion5b_s13b_b90k", IMAGE_TEXT, "needs download", 1465, "MIT",
        "CLIP, 512-d, about 100 languages: the one for Japanese",
    ),
    ModelInfo(LOOK, LOOK, "built in", 25, "Apache-2.0", "EfficientNet-Lite2", "fashion P@5 .759, held out"),
    ModelInfo(BUILT_IN, FILL, "built in", 11, "Apache-2.0", "English", "mlm"),
    ModelInfo("google-bert/bert-base-uncased", FILL, "needs download", 440, "Apache-2.0", "English"),
    ModelInfo(
        BUILT_IN, INFER, "built in", 3, "CC-BY-SA-4.0", "English and Japanese", "nli"
    ),
    ModelInfo("glove-6b-50d", "words", "built in", 76, "PDDL", "50-d, 400,000 English words", "WordSim .503"),
    ModelInfo(
        "words-ja", "words", "built in", 6, "CC-BY-SA-4.0", "128-d, 24,763 Japanese words", "words-ja"
    ),
)  # fmt: skip


FIGURES = {
    "mlm": (("top-5", r"\| top-5 \| ([\d.]+)"),),
    "nli": (("SNLI", r"\| SNLI dev \|[^|]*\| ([\d.]+)"), ("JNLI", r"\| JNLI valid \|[^|]*\| ([\d.]+)")),
    "words-ja": (("neighbour of the same kind", r"these vectors \| ([\d.]+)"),),
}
"""Where in the card of a model that was trained here its figures are."""


def listed(in_use: Callable[[str], str]) -> list[ModelInfo]:
    """Return every known model, and the ones in use that are not known, without loading any.

    `in_use` returns the name of the model that has a role.
    """
    chosen = {role: in_use(role) or BUILT_IN for role in SWITCHED}
    found = [_now(replace(info, quality=_measured(info.quality)), chosen) for info in KNOWN]
    names = {(info.role, info.name) for info in KNOWN}
    strange = [(role, name) for role, name in chosen.items() if (role, name) not in names]
    return [ModelInfo(name, role, "in use", _folder_mb(name), "", "") for role, name in strange] + found


def _now(info: ModelInfo, chosen: Mapping[str, str]) -> ModelInfo:
    if info.role not in SWITCHED or chosen[info.role] == info.name:
        return replace(info, state="in use")
    here = info.state != "needs download" or _fetched(info.name)
    state: State = info.state if info.state != "needs download" or not here else "on this machine"
    return replace(info, state=state, switch=here)


def _measured(quality: str) -> str:
    """Return the figures of a model's card for the name of its folder, anything else as it is."""
    if quality not in FIGURES:
        return quality
    card = shipped("models", quality, "card.md").read_text("utf-8")
    found = [(label, re.search(pattern, card)) for label, pattern in FIGURES[quality]]
    return ", ".join(f"{label} {match[1]}" for label, match in found if match)


def _fetched(name: str) -> bool:
    """Tell whether the hub's cache on this machine holds a model of that name (open_clip's under other names)."""
    cache = os.environ.get("HF_HUB_CACHE") or Path(
        os.environ.get("HF_HOME") or Path.home() / ".cache" / "huggingface", "hub"
    )
    return any(Path(cache, f"models--{name.replace('/', '--')}").glob("snapshots/*/config.json"))


def _folder_mb(name: str) -> int:
    place = Path(name.rpartition("@")[2])
    files = [place] if place.is_file() else place.rglob("*") if place.is_dir() else []
    return round(sum(file.stat().st_size for file in files if file.is_file()) / 1e6)
