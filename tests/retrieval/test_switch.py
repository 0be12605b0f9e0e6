"""Another model for a library: embedded again beside the old vectors, whatever happens in the middle."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from assistant import Assistant
from assistant.encoders.errors import ChosenElsewhere, NoSuchRole
from assistant.encoders.text.universal import NAME as USE
from assistant.engines.images.reembed import Photos
from assistant.library.reencode import reencode, switch
from assistant.settings import Settings, default_cache
from store.errors import SpaceMismatch
from store.spaces import STAGED
from store.types import Owner, Space

MINILM = "all-MiniLM-L6-v2"
ME = Owner("me")
TEXTS = {
    "refund": "Goods can be returned within 30 days.",
    "cats": "猫は幸せなとき喉を鳴らす。",
    "train": "The train leaves at noon.",
}
PICTURES = Path(__file__).parents[2] / "assets" / "samples" / "pictures"


class Mirrored:
    """The quick encoder with its dimensions in another order: real vectors that compare with no others."""

    name, fingerprint, dim = "mirrored", "mirrored@1/l2", 512

    def __init__(self, encoder):
        self._encoder = encoder

    def queries(self, texts):
        return np.ascontiguousarray(self._encoder.queries(texts)[:, ::-1])

    documents = queries


@pytest.fixture
def home(tmp_path):
    (tmp_path / "models.json").write_text(json.dumps({"text": USE}))
    return tmp_path


def opened(home: Path) -> Assistant:
    return Assistant.open(settings=Settings(home=home, samples=False, cache=default_cache()))


def mirror(assistant: Assistant) -> None:
    """Make the model "mirrored" one that is on this machine."""
    assistant.models._loaded["mirrored"] = Mirrored(assistant.models.encoder(USE))


def test_every_question_between_two_models_is_answered_by_one(home):
    with opened(home) as a:
        mirror(a)
        a.add_texts(list(TEXTS), list(TEXTS.values()))
        reports = []
        for report in switch(a.models, a.store, "mirrored"):
            reports.append((report.done, report.total, report.finished))
            assert a.search("goods returned", k=1, mode="dense")[0].id == "refund"
        assert reports == [(0, 3, False), (3, 3, False), (3, 3, True)]
        assert a.models.resolve("text") == "mirrored"
        assert a.search("猫の気分", k=1, mode="dense")[0].id == "cats"
        assert [space.fingerprint for space in a.store.spaces()] == ["mirrored@1/l2"]
        assert list(switch(a.models, a.store, USE))[-1].finished
        assert a.models.resolve("text") == USE


def test_what_changed_while_a_switch_was_interrupted_is_as_it_is_now(home):
    with opened(home) as a:
        mirror(a)
        a.add_texts(list(TEXTS), list(TEXTS.values()))
        steps = switch(a.models, a.store, "mirrored")
        assert [next(steps).done, next(steps).done] == [0, 3]
        steps.close()  # all embedded, nothing swapped
        known = {document.name: document.id for document in a.library.documents(owner=ME)}
        assert len(a.library.passages(known["cats"], owner=ME)) == 1
        a.library.rename(known["cats"], "cats and how they feel", owner=ME)
        a.library.forget([known["train"]], owner=ME)
        a.store.deleted.purge_old(days=0)
        a.add_texts(["more", "refund"], ["Dogs wag their tails.", "Goods can be returned within 60 days."])
        assert list(switch(a.models, a.store, "mirrored"))[-1].finished
        kept = {item.text: item for item in a.store.scan("documents", owner=ME)}
        assert len(kept) == 3
        assert "Goods can be returned within 60 days." in kept
        assert kept[TEXTS["cats"]].metadata["name"] == "cats and how they feel"
        said = [f"{kept[text].metadata['title']}\n{text}" for text in kept]
        np.testing.assert_allclose(
            np.stack([item.vector for item in kept.values()]),
            a.models.encoder().documents(said),
            atol=1e-5,
        )


def test_adding_goes_on_with_the_model_that_was_chosen_meanwhile(home, tmp_path):
    files = tmp_path / "files"
    files.mkdir()
    for number in range(70):
        (files / f"{number:02}.txt").write_text(f"Note {number} is about topic {number * number}.")
    with opened(home) as a:
        mirror(a)
        a.add_texts(["before"], ["Something that was there before."])
        events = a.library.add_files([files], owner=ME)
        next(event for event in events if type(event).__name__ == "FileDone")
        assert list(switch(a.models, a.store, "mirrored"))[-1].finished
        summary = list(events)[-1]
        assert (len(summary.failed), a.store.count("documents", owner=ME)) == (0, 71)
        items = list(a.store.scan("documents", owner=ME))
        said = [
            f"{i.metadata['title']}\n{i.text}" if i.metadata["title"] != "before" else f"before\n{i.text}"
            for i in items
        ]
        cosines = np.sum(np.stack([i.vector for i in items]) * a.models.encoder().documents(said), axis=1)
        assert cosines.min() > 0.999


CHILD = """
import os, signal, sys
from pathlib import Path
from assistant import Assistant
from assistant.encoders.chosen import ChosenModels
from assistant.library.reencode import switch
from assistant.settings import Settings, default_cache

home, point = Path(sys.argv[1]), sys.argv[2]
die = lambda *rest: os.kill(os.getpid(), signal.SIGKILL)
with Assistant.open(settings=Settings(home=home, samples=False, cache=default_cache())) as a:
    if point == "announced":
        a.store.replace_space = lambda *rest, **more: die()
    if point == "swapped":
        a.models.use = die
    for report in switch(a.models, a.store, "all-MiniLM-L6-v2"):
        if point == "embedded" and report.done:
            die()
"""


def test_a_switch_survives_a_kill_at_every_point(home):
    with opened(home) as a:
        a.add_texts(list(TEXTS), list(TEXTS.values()))
    for point, model in (("embedded", USE), ("announced", USE), ("swapped", MINILM)):
        child = subprocess.run([sys.executable, "-c", CHILD, str(home), point], check=False)
        assert child.returncode == -signal.SIGKILL
        with opened(home) as a:
            assert a.models.resolve("text") == model, point
            assert a.search("goods returned", k=1, mode="dense")[0].id == "refund"
            assert a.store.count("documents", owner=ME) == 3
            staged = f"documents{STAGED}"
            assert (staged in [space.name for space in a.store.spaces()]) == (point != "swapped")
            assert "next" not in json.loads((home / "models.json").read_text())


def test_a_role_or_setting_that_would_not_hold_is_refused(home):
    with opened(home) as a, pytest.raises(NoSuchRole, match="image-text"):
        list(switch(a.models, a.store, MINILM, "words"))
    forced = Settings(home=home, samples=False, text_encoder=MINILM, cache=default_cache())
    with Assistant.open(settings=forced) as a:
        with pytest.raises(ChosenElsewhere, match="ASSISTANT_TEXT_ENCODER"):
            list(switch(a.models, a.store, USE))
        assert a.models.resolve("text") == MINILM


class Eye:
    """Average colours as an image model: three numbers that say red, green or blue."""

    name, fingerprint, dim = "colours", "colours@1/l2", 3

    def images(self, images):
        rows = [np.asarray(i.convert("RGB").resize((1, 1)), np.float32)[0, 0] + np.float32(1) for i in images]
        return np.stack([row / np.linalg.norm(row) for row in rows]) if rows else np.zeros((0, 3), np.float32)

    def texts(self, texts):
        return np.stack([np.eye(3, dtype=np.float32)["rgb".index(text[0])] for text in texts])

    queries = documents = texts


@pytest.mark.slow
def test_photos_are_read_again_from_file_or_thumbnail_and_the_lost_are_named(home, tmp_path):
    files = tmp_path / "photos"
    files.mkdir()
    for name in ("red", "green", "blue"):
        Image.new("RGB", (64, 64), name).save(files / f"{name}.png")
    with opened(home) as a:
        a.add_files([files])
        images = a.library.images
        assert images.count() == 3
        (files / "green.png").unlink()
        (files / "blue.png").write_bytes((PICTURES / "cat.png").read_bytes())  # another picture now
        blue = next(d for d in a.library.documents(owner=ME, kind="image") if d.name == "blue.png")
        (home / "thumbnails" / f"{blue.id}.jpg").unlink()
        a.models._loaded["colours"] = Eye()
        last = list(switch(a.models, a.store, "colours", "image-text"))[-1]
        assert (last.finished, last.small, last.lost) == (True, ("green.png",), ("blue.png",))
        assert [hit.metadata["name"] for hit in images.find_images("green", k=2)] == [
            "green.png",
            "red.png",
        ]
        assert len(a.library.documents(owner=ME, kind="image")) == 3
        assert images.labels.vectors(["red"]).shape == (1, 3)
        shutil.rmtree(files)
        again = list(switch(a.models, a.store, "built-in", "image-text"))[-1]
        assert sorted(again.small) == ["green.png", "red.png"]
        assert a.models.resolve("image-text") == "built-in"


def test_vectors_of_another_model_are_never_compared_and_the_error_says_what_to_do(home):
    with opened(home) as a:
        a.store.open(Space("images", "an older model", 1888))
        with pytest.raises(SpaceMismatch, match="assistant models reencode"):
            a.library.images.find_images("a beach")
        reports = [report for report in reencode(a.models, a.store) if report.finished]
        assert [report.role for report in reports] == ["image-text"]
        assert a.library.images.find_images("a beach") == []


def test_a_photo_that_cannot_be_looked_at_again_is_none(home):
    with opened(home) as a:
        assert Photos(a.models, a.store, Eye()).vectors([]) == []
