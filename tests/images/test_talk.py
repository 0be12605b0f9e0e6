"""Photos in a conversation: parts, sums, filters, more, picked results, why, and from photo to words and back."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from assistant import Assistant, Message
from assistant.blocks import Block, Choices, Gallery, Notice, Plot, Sources, Table, Text
from assistant.engines.images.labels import Labels
from assistant.engines.images.saliency import heat, overlay, word_shares
from assistant.settings import Settings, default_cache
from assistant.wire import from_json, to_json
from store.types import Owner
from tests.images.conftest import PICTURES

BICYCLE, BEACH, CAT = PICTURES / "bicycle.png", PICTURES / "beach-at-sunset.png", PICTURES / "cat.png"
ME = Owner("me")
Say = Callable[..., list[Block]]


@pytest.fixture(scope="module")
def album(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a bicycle of 2019 and a cat of May 2023, and in a folder below a beach."""
    folder = tmp_path_factory.mktemp("album")
    (folder / "trip").mkdir()
    for source, target, taken in (
        (BICYCLE, folder / "bike.jpg", "2019:07:01 10:00:00"),
        (CAT, folder / "tom.jpg", "2023:05:20 10:00:00"),
        (BEACH, folder / "trip" / "sea.jpg", "2023:08:02 10:00:00"),
    ):
        exif = Image.Exif()
        exif.get_ifd(0x8769)[36867] = taken
        with Image.open(source) as image:
            image.convert("RGB").save(target, exif=exif, quality=95)
    return folder


@pytest.fixture(scope="module")
def opened(album: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    settings = Settings.read({}, home=tmp_path_factory.mktemp("talk"), cache=default_cache())
    with Assistant.open(settings=settings) as made:
        list(made.library.add_files([album], owner=ME, tags=["ours"]))
        made.add_texts(
            ["n1", "n2", "n3"],
            [
                "The bicycle needs a new chain. Ask the shop.",
                "Rent is due on Friday.",
                "自転車で浜辺まで走った。",
            ],
        )
        yield made


@pytest.fixture
def say(opened: Assistant) -> Say:
    talk = opened.store.conversations.create(ME)

    def ask(text: str, *files: Path) -> list[Block]:
        return list(opened.reply(Message(text, files), conversation=talk))

    return ask


def names(block: Block) -> list[str]:
    assert isinstance(block, Gallery)
    return [picture.caption.partition(" (+")[0].partition("（")[0] for picture in block.pictures]


def beside(left: Path, right: Path) -> Image.Image:
    """Return two square pictures as one, 800 x 400 pixels."""
    both = Image.new("RGB", (800, 400), "white")
    for place, file in enumerate((left, right)):
        with Image.open(file) as image:
            both.paste(image.convert("RGB").resize((400, 400)), (400 * place, 0))
    return both


@pytest.mark.parametrize("text", ["find ones that look like the right half", "右半分に似た写真を探して"])
def test_a_part_is_cut_out_first(say: Say, tmp_path: Path, text: str) -> None:
    beside(CAT, BICYCLE).save(tmp_path / "both.png")
    look, _, compared, *_ = say(text, tmp_path / "both.png")
    assert names(look)[0] in {"bike.jpg", "bicycle.png"}
    assert isinstance(compared, Gallery)
    assert len(compared.pictures) == 2
    with Image.open(compared.pictures[1].path) as part:
        assert part.width == part.height
    again = say(f"/similar {compared.pictures[0].id} box 0,0,50,100")
    assert names(again[0])[0] in {"tom.jpg", "cat.png"}


def test_the_box_of_the_api(opened: Assistant) -> None:
    images = opened.library.images
    whole = images.similar_images(BEACH, 3)
    part = images.similar_images(BEACH, 3, box=(0, 0, 0.3, 0.3))
    assert [hit.score for hit in whole] != [hit.score for hit in part]
    assert len(opened.similar_images(BEACH, 2, by="meaning")) == 2


def test_results_can_be_picked(say: Say) -> None:
    found = say("find pictures of a bicycle")[0]
    assert isinstance(found, Gallery)
    first = found.pictures[0]
    assert [action.message for action in found.actions] == ["/similar {id}", "/similar {id} box {box}"]
    looks = say("find ones that look like the first one")
    assert first.id not in [picture.id for picture in looks[0].pictures]  # type: ignore[union-attr]
    compared = looks[2]
    assert isinstance(compared, Gallery)
    assert compared.pictures[0].id == first.id
    shown = say("the first one")
    assert isinstance(shown[0], Gallery)
    assert isinstance(shown[1], Table)
    assert isinstance(say(f"/similar {first.id}")[0], Gallery)
    stranger = say("/similar doc-0123456789abcdef")
    assert isinstance(stranger[0], Notice)


def test_more_goes_on_where_it_stopped(say: Say) -> None:
    first = say("find pictures of a bicycle")
    more = say("more")
    assert isinstance(first[0], Gallery)
    assert isinstance(more[0], Gallery)
    assert not {p.id for p in first[0].pictures} & {p.id for p in more[0].pictures}


def test_filters(opened: Assistant, say: Say, album: Path) -> None:
    assert names(say("photos of anything in May 2023")[0]) == ["tom.jpg"]
    assert names(say("2019年の写真")[0]) == ["bike.jpg"]
    since = names(say("show me the photos taken since 2023-06-01 #ours")[0])
    assert since == ["sea.jpg"]
    assert names(say("find pictures in the trip folder")[0]) == ["sea.jpg"]
    assert set(names(say("find photos tagged ours")[0])) == {"bike.jpg", "tom.jpg", "sea.jpg"}
    assert names(say("find photos of a cat #ours")[0])[0] == "tom.jpg"
    assert isinstance(say("find photos of a cat tagged nothing")[0], Notice)
    document = next(d for d in opened.library.documents(owner=ME, kind="image") if d.name == "tom.jpg")
    facts = opened.library.images.facts(document.id, ME)
    assert facts["when"] == datetime(2023, 5, 20, 10).timestamp()


def test_negative_words_come_last(opened: Assistant, say: Say) -> None:
    found = names(say("find pictures without a bicycle")[0])
    assert not {"bike.jpg", "bicycle.png"} & set(found)
    images = opened.library.images
    every = images.find_images("a drawing", 30, minus=["bicycle"])
    assert str(every[-1].metadata["name"]) in {"bike.jpg", "bicycle.png"}


def test_like_this_but(opened: Assistant, say: Say) -> None:
    plain = opened.library.images.find_images("", 20, like=BICYCLE)
    night = opened.library.images.find_images("", 20, like=BICYCLE, plus=["a town at night"])

    def rank(hits: list[object], name: str) -> int:
        return [str(hit.metadata["name"]) for hit in hits].index(name)  # type: ignore[attr-defined]

    assert rank(night, "night-town.png") < rank(plain, "night-town.png")
    said = say("like this photo, but at night", CAT)[0]
    assert isinstance(said, Gallery)
    assert "at night" in said.caption
    assert "cat.png" not in names(said)
    asks = say("like this photo + night")
    assert isinstance(asks[0], Gallery)  # the photo of the message before
    fresh = list(opened.reply(Message("この写真 + 夜 の写真を探して")))
    assert isinstance(fresh[0], Notice)


def test_why_shows_words_and_places(opened: Assistant, say: Say) -> None:
    say("find pictures of a red bicycle")
    why = say("why?")
    tables = [block for block in why if isinstance(block, Table)]
    shares = {row[0]: row[1] for row in tables[-1].rows}
    assert shares["bicycle"] > shares["red"]  # type: ignore[operator]
    picture = next(block for block in why if isinstance(block, Gallery)).pictures[0]
    with Image.open(picture.path) as drawn:
        assert min(drawn.size) > 100
    assert any(isinstance(block, Plot) and block.kind == "heatmap" for block in why)
    say("", BICYCLE)
    assert any(isinstance(block, Plot) for block in say("なぜ？"))
    say("find ones like this", BICYCLE)
    assert any(isinstance(block, Plot) for block in say("/why 2"))


def test_heat_is_where_the_thing_is(opened: Assistant) -> None:
    image = beside(PICTURES / "apple.png", BICYCLE)
    encoder = opened.encoder("image-text")
    for words, there, elsewhere in (
        ("a bicycle", slice(2, 4), slice(0, 2)),
        ("an apple", slice(0, 2), slice(2, 4)),
    ):
        losses = heat(encoder, image, encoder.texts([words])[0], grid=4)
        assert losses[:, there].sum() > losses[:, elsewhere].sum()
    warm = np.asarray(overlay(image, losses), int)
    assert warm.shape == (400, 800, 3)
    shares = word_shares(encoder, "犬と自転車", encoder.images([BICYCLE])[0])
    assert [word for word, _ in shares] == ["犬", "自転車"]
    assert shares[1][1] > shares[0][1]


def test_from_a_photo_to_words(say: Say) -> None:
    said = say("which documents go with this photo?", BICYCLE)
    assert isinstance(said[0], Text)
    sources = said[1]
    assert isinstance(sources, Sources)
    best = sources.passages[0]
    assert "chain" in best.text
    start, end = best.highlights[0]
    assert best.text[start:end] == "The bicycle needs a new chain."
    japanese = say("この写真に合う文章を探して", BICYCLE)[1]
    assert isinstance(japanese, Sources)
    assert {"chain", "自転車"} <= {
        word for word in ("chain", "自転車", "Rent") for p in japanese.passages[:2] if word in p.text
    }


def test_from_a_passage_to_photos(say: Say) -> None:
    assert any(isinstance(block, Sources) for block in say("what do my notes say about the bicycle chain?"))
    found = say("photos for the first passage")[0]
    assert names(found)[0] in {"bike.jpg", "bicycle.png"}


def test_many_labels_and_unknown_languages(say: Say, opened: Assistant) -> None:
    labels = ", ".join([f"thing {number}" for number in range(499)] + ["bicycle"])
    told = say(f"which of these is it: {labels}?", BICYCLE)[0]
    assert isinstance(told, Table)
    assert told.rows[0][0] == "bicycle"
    chosen = opened.tag(BICYCLE, ["fahrrad", "จักรยาน", "велосипед", "ᚠᚢᚦ"])
    assert sum(chance for _, chance in chosen) == pytest.approx(1, abs=1e-5)


def test_a_bad_photo_does_not_cost_the_others(say: Say, tmp_path: Path) -> None:
    (tmp_path / "page.jpg").write_text("<html>404")
    said = say("", tmp_path / "page.jpg", BICYCLE)
    assert said  # two files without words go to the library
    told = say("what is on these photos?", tmp_path / "page.jpg", BICYCLE)
    assert isinstance(told[0], Notice)
    assert isinstance(told[1], Table)


def test_default_labels_are_kept_on_disk(opened: Assistant, tmp_path: Path) -> None:
    settings = Settings.read({}, home=tmp_path, cache=default_cache())
    with Assistant.open(settings=settings) as second:
        encoder, asked = second.library.images.meanings(), []
        encoder.texts, real = (lambda texts: asked.extend(texts) or real(texts)), encoder.texts  # type: ignore[method-assign]
        assert second.tag(BICYCLE)
        assert asked == []


def test_labels_follow_a_switch_of_models(opened: Assistant) -> None:
    class Turned:
        """An encoder whose vectors are those of another, back to front."""

        def __init__(self, inner: object) -> None:
            self.inner, self.fingerprint, self.dim = inner, "turned", inner.dim  # type: ignore[attr-defined]

        def texts(self, texts: list[str]) -> np.ndarray:
            return np.ascontiguousarray(-self.inner.texts(texts))  # type: ignore[attr-defined]

    inner = opened.encoder("image-text")
    used: list[object] = [inner]
    labels = Labels(lambda: used[0], opened.models.pictures, opened.settings)  # type: ignore[arg-type,return-value]
    before = labels.vectors(["a dog"])
    used[0] = Turned(inner)
    np.testing.assert_allclose(labels.vectors(["a dog"]), -before)


def test_galleries_cross_the_wire(say: Say) -> None:
    found = say("find pictures of a bicycle")
    assert [from_json(to_json(block)) for block in found] == found
    stream = io.StringIO()
    from rich.console import Console

    from assistant.surfaces.cli.view import View

    View(Console(file=stream), "en").show(found[0])
    assert "/similar {id}" in stream.getvalue()
    assert any(isinstance(block, Choices) for block in found)
