from __future__ import annotations

import io
import tarfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from assistant import Assistant
from assistant.encoders.images import run
from assistant.encoders.images.concepts import Things, read_tags, unprompted
from assistant.encoders.images.errors import WordsOnly
from assistant.encoders.images.models import heads_file
from assistant.encoders.images.network import Network, captioned, prepare
from assistant.encoders.images.small_clip import BuiltInImageText
from assistant.encoders.text.batches import unit_rows
from assistant.settings import default_cache
from tests.images.conftest import PICTURES

TAGS = PICTURES.parents[1] / "tags"


def pictures(tar: Path, names: list[str]) -> list[Image.Image]:
    with tarfile.open(tar) as archive:
        streams = [archive.extractfile(name) for name in names]
        return [Image.open(io.BytesIO(stream.read())) for stream in streams if stream is not None]


def table(file: Path) -> list[list[str]]:
    return [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()[1:]]


def test_rows_are_unit_float32(assistant: Assistant) -> None:
    files = sorted(PICTURES.glob("*.png"))[:3]
    for name in ("image-text", "image-look"):
        encoder = assistant.models.images(name)
        rows = encoder.images([files[0], str(files[1]), Image.open(files[2])])
        assert rows.shape == (3, encoder.dim)
        assert rows.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
        np.testing.assert_allclose(encoder.images([files[1]])[0], rows[1], atol=1e-4)
        assert encoder.images([]).shape == (0, encoder.dim)
    words = assistant.models.images("image-text").texts(["a dog", "雪山を登る人", "", "qwertz" * 50])
    np.testing.assert_allclose(np.linalg.norm(words, axis=1), 1, atol=1e-5)
    with pytest.raises(WordsOnly):
        assistant.models.images("image-look").queries(["a dog"])


def test_captions_find_their_photos(assistant: Assistant, data: Path) -> None:
    """100 development photos, first captions: measured .69 and .94 (chance .01 and .05)."""
    rows = [row for row in table(data / "images" / "flickr8k-train-dev.tsv") if row[1] == "dev"][::5][:100]
    photos = pictures(data / "images" / "flickr8k-train-dev.tar", [row[0] for row in rows])
    encoder = assistant.models.images("image-text")
    scores = encoder.texts([row[2] for row in rows]) @ encoder.images(photos).T
    rank = (scores > np.diag(scores)[:, None]).sum(axis=1)
    assert (rank < 1).mean() >= 0.62
    assert (rank < 5).mean() >= 0.88


def test_look_alikes_are_of_one_kind(assistant: Assistant, data: Path) -> None:
    """Photos that the map was fitted on, so this shows that it works, not how well."""
    kinds = {"Watches", "Handbags", "Sunglasses", "Flip Flops"}
    rows = [row for row in table(data / "images" / "fashion-dev.tsv") if row[5] in kinds]
    rows = [row for kind in sorted(kinds) for row in rows if row[5] == kind][::2]
    vectors = assistant.models.images("image-look").images(
        pictures(data / "images" / "fashion-dev.tar", [row[0] for row in rows])
    )
    scores = vectors @ vectors.T - 2 * np.eye(len(rows))
    labels = np.array([row[5] for row in rows])
    best = np.argsort(-scores, axis=1)[:, :5]
    assert (labels[best] == labels[:, None]).mean() >= 0.85


def test_prompts_are_taken_off() -> None:
    assert unprompted("a photo of a tench.") == "tench"
    assert unprompted("a blurry black and white photo of the dog") == "dog"
    assert unprompted("金魚の写真") == "金魚"
    assert unprompted("a dog runs") == "a dog runs"


def test_things_are_named_in_both_languages() -> None:
    things = Things(*read_tags(TAGS))

    def names(text: str) -> set[str]:
        return {things.nodes[number].en[0] for group in things.named(text)[0] for number in group}

    assert names("two dogs running on a beach") == {"dog", "beach"}
    assert names("海辺の犬") == {"dog", "beach"}
    assert names("wolves") == {"wolf"}
    assert things.named("automobile")[1] == 1.0
    assert things.named("qwertz")[0] == []


def test_a_group_gathers_its_classes() -> None:
    things = Things(*read_tags(TAGS))
    logits = np.full((1, 1000), -20, np.float32)
    logits[0, [151, 207]] = 5  # two breeds
    known = things.probabilities(logits)[0]
    dog = next(i for i, node in enumerate(things.nodes) if node.en[0] == "dog")
    assert known[dog] == pytest.approx(1, abs=1e-3)
    assert known[207] == pytest.approx(0.5, abs=1e-3)


def test_everyday_words_gain_only_where_nobody_asked(assistant: Assistant) -> None:
    """A common word gains the more the more captions name it, a rare one or a class that no caption names nothing."""
    encoder = assistant.models.images("image-text")
    assert isinstance(encoder, BuiltInImageText)
    dog, japanese, horse, stethoscope = encoder.expected(["dog", "犬", "horse", "stethoscope"])
    assert dog == japanese > horse > stethoscope == 0


def test_tiny_pictures_are_read_smaller_and_each_keeps_its_place(assistant: Assistant) -> None:
    """Blown up to the usual 260 pixels a picture of 32 is mostly blur."""
    large = Image.open(PICTURES / "cat.png").convert("RGB")
    tiny = large.resize((32, 32))
    assert (prepare(large).shape, prepare(tiny).shape) == ((3, 260, 260), (3, 192, 192))
    encoder = assistant.models.images("image-look")
    mixed = encoder.images([tiny, large, tiny.rotate(90), large.rotate(90)])
    alone = [encoder.images([picture])[0] for picture in (tiny, large, tiny.rotate(90), large.rotate(90))]
    np.testing.assert_allclose(mixed, alone, atol=1e-4)
    assert mixed[0] @ mixed[1] > mixed[0] @ mixed[3]


def test_arithmetic_chosen_by_time_gives_nearly_the_rows_of_float32(assistant: Assistant) -> None:
    """Where the processor has bfloat16 it may be faster; measured there: cosines of .988 (drawings) to .998."""
    pictures = [Image.open(file).convert("RGB") for file in sorted(PICTURES.glob("*.png"))[:6]]
    exact = captioned(Network(heads_file(), default_cache() / "models", "f32").see(pictures))
    used = captioned(assistant.models.pictures.eyes.network.see(pictures))
    cosines = (unit_rows(exact) * unit_rows(used)).sum(axis=1)
    assert cosines.min() >= 0.98


@pytest.mark.parametrize(
    ("able", "seconds", "chosen"), [(True, 0.5, "bf16"), (True, 0.9, "f32"), (False, 0.1, "f32")]
)
def test_rounding_has_to_be_worth_it_and_is_decided_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, able: bool, seconds: float, chosen: str
) -> None:
    core = Core(["FP32", *["BF16"] * able])
    monkeypatch.setattr("assistant.encoders.text.runtime.core", lambda: core)
    monkeypatch.setattr(run, "_seconds", {"f32": 1.0, "bf16": seconds}.__getitem__)
    assert run.fastest("the network", tmp_path / "precision") == chosen
    monkeypatch.setattr(run, "_seconds", {"f32": 1.0, "bf16": 1.4 - seconds}.__getitem__)
    assert run.fastest("the network", tmp_path / "precision") == chosen


class Core:
    """Compiles a network to the name of its precision."""

    def __init__(self, capabilities: list[str]) -> None:
        self.capabilities = capabilities

    def get_property(self, device: str, name: str) -> list[str]:
        return self.capabilities

    def compile_model(self, model: str, device: str, options: dict[str, str]) -> str:
        return options["INFERENCE_PRECISION_HINT"]


def test_the_branch_is_no_longer_what_the_network_came_with(assistant: Assistant) -> None:
    picture = Image.open(PICTURES / "cat.png").convert("RGB")
    seen = assistant.models.pictures.eyes.network.see([picture])
    assert seen.captioned_mean.shape == seen.mean.shape == (1, 1280)
    alike = float(unit_rows(seen.captioned_mean)[0] @ unit_rows(seen.mean)[0])
    assert 0.2 < alike < 0.98
