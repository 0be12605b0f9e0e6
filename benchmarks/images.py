"""Measure the image models on the development sets: `python -m benchmarks images`.

Retrieval on 1,000 Flickr8k photos, agreement of zero-shot with the classifier, tags against captions, look-alikes on
1,200 fashion photos, taught names, copies, photos of 32 pixels, the softmax temperature of tags, and photos per second.
"""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np

from assets.recipes.images_cca import recall
from assets.recipes.images_data import PHOTOS, captions, english, rows, seen, split
from assistant.encoders.images.concepts import CLASSES, Things
from assistant.encoders.images.look import LookEncoder
from assistant.encoders.images.models import ImageModels, heads_file
from assistant.encoders.images.network import Network, Seen
from assistant.encoders.images.run import SIZE
from assistant.encoders.images.small_clip import BuiltInImageText
from assistant.encoders.text.universal import UseEncoder
from assistant.settings import default_cache
from benchmarks.looks import look_alikes, twins
from benchmarks.tiny import tiny
from store.types import Matrix

CLIP = "CLIP ViT-B/32, published: Flickr8k text to image R@5 .805, ImageNet .633, CIFAR-10 .898"


def run(data: Path, features: Path | None) -> None:
    """Print every figure; about five minutes on two idle cores, nearly all of it the network."""
    words = UseEncoder()
    models = ImageModels(default_cache() / "models", lambda: words, english)
    meaning, look = models.load("built-in"), models.load("image-look")
    assert isinstance(meaning, BuiltInImageText)
    assert isinstance(look, LookEncoder)
    with tempfile.TemporaryDirectory() as scratch:
        work = features or Path(scratch)
        photos = retrieval(data, work, models, meaning)
        look_alikes(data, work, look, photos)
        twins(data, work, look)
        tiny(data, work, meaning, Things(*models.tags))
    speed(models)
    models.close()
    print(CLIP)


def retrieval(data: Path, work: Path, models: ImageModels, encoder: BuiltInImageText) -> Seen:
    """Print recall on the development photos, and how often zero-shot names what the classifier sees; returns them."""
    table = rows(data / "flickr8k-train-dev.tsv")
    photos, names = seen(data / PHOTOS, split(data, "dev"), work / "dev.npz")
    texts, of = captions(table, names)
    shown = encoder.of(photos)
    scores = shown @ np.concatenate([encoder.texts(texts[i : i + 500]) for i in range(0, len(texts), 500)]).T
    for name, value in recall(scores, of).items():
        print(f"Flickr8k dev, {name}: {value:.3f}")
    classes = models.tags[0]
    for language, labels in (
        ("English", [c.en[0] for c in classes]),
        ("Japanese", [c.ja[0] for c in classes]),
    ):
        agreement(photos, shown @ encoder.texts(labels).T, language)
    tags(models, encoder, shown, [texts[i] for i in np.argsort(of, kind="stable")])
    calibration(scores, of)
    return photos


def tags(models: ImageModels, encoder: BuiltInImageText, shown: Matrix, texts: list[str]) -> None:
    """Print how often the first five tags hold an everyday thing that two captions of the photo name."""
    classes, everyday = models.tags
    things = Things(classes, everyday)
    names = [thing.en[0] for thing in (*everyday, *classes)]
    scores = shown @ encoder.texts(names).T + encoder.expected(names)
    ranked = np.argsort(-scores, axis=1)[:, :5]
    found = []
    for photo, best in enumerate(ranked):
        said = Counter(node for text in texts[5 * photo : 5 * photo + 5] for node in named(things, text))
        wanted = {node for node, times in said.items() if times >= 2}
        if wanted:
            found.append(bool(wanted & {node for i in best for node in named(things, names[i])}))
    print(
        f"an everyday thing of two captions among the first five tags, {len(found)} photos: {np.mean(found):.3f}"
    )


def named(things: Things, text: str) -> set[int]:
    """Return the everyday things that a text names."""
    return {node for group in things.named(text)[0] for node in group if node >= CLASSES}


def agreement(photos: Seen, scores: Matrix, language: str) -> None:
    """Print how often the classifier's class is the best of 1,000 names where it is sure of it (p > .4)."""
    chances = np.exp(photos.logits - photos.logits.max(axis=1, keepdims=True))
    chances /= chances.sum(axis=1, keepdims=True)
    sure, truth = chances.max(axis=1) > 0.4, chances.argmax(axis=1)
    order = np.argsort(-scores, axis=1)[:, :5]
    first = (order[:, 0] == truth)[sure].mean()
    among = (order == truth[:, None]).any(axis=1)[sure].mean()
    print(
        f"1,000 {language} names against the classifier, {sure.sum()} photos: top-1 {first:.3f}, top-5 {among:.3f}"
    )


def calibration(scores: Matrix, of: np.ndarray) -> None:
    """Print the softmax temperature that best fits one right caption among ten (log loss)."""
    draw = np.random.default_rng(0)
    trials = []
    for photo in range(len(scores)):
        right = draw.choice(np.flatnonzero(of == photo))
        wrong = draw.choice(np.flatnonzero(of != photo), 9, replace=False)
        trials.append(scores[photo, [right, *wrong]])
    chosen = np.array(trials)

    def loss(temperature: float) -> float:
        scaled = chosen / temperature
        return float((np.log(np.exp(scaled).sum(axis=1)) - scaled[:, 0]).mean())

    best = min((0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.07, 0.1), key=loss)
    right = (chosen.argmax(axis=1) == 0).mean()
    print(f"one caption of ten: right {right:.3f}, best temperature {best} (log loss {loss(best):.3f})")


def speed(models: ImageModels) -> None:
    """Print photos per second of the network, batched and one at a time, in float32, and of torch without the branch."""
    network: Network = models.eyes.network
    plain = Network(heads_file(), default_cache() / "models", "f32")
    batch = np.random.default_rng(0).random((32, 3, SIZE, SIZE), np.float32)
    for name, run in (
        ("as the program computes, batches of 16", lambda: [network.run(batch[i : i + 16]) for i in (0, 16)]),
        (
            "as the program computes, one at a time",
            lambda: [network.run(batch[i : i + 1]) for i in range(32)],
        ),
        ("float32, batches of 16", lambda: [plain.run(batch[i : i + 16]) for i in (0, 16)]),
        ("float32, one at a time", lambda: [plain.run(batch[i : i + 1]) for i in range(32)]),
        ("torch, batches of 16", torch_runner(batch)),
    ):
        print(f"{name}: {rate(run, 32):.1f} photos/s")


def rate(run: Callable[[], object], count: int) -> float:
    """Return how many a second, the better of two runs."""
    seconds = []
    for _ in range(2):
        begun = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - begun)
    return count / min(seconds)


def torch_runner(batch: Matrix) -> Callable[[], object]:
    """Return the same architecture in torch."""
    import timm
    import torch

    net = timm.create_model("tf_efficientnet_lite2", pretrained=False).eval()

    def run() -> None:
        with torch.no_grad():
            for i in (0, 16):
                net(torch.from_numpy(batch[i : i + 16]))

    return run
