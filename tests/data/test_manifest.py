"""What ships is what the manifest says, and its pictures come out of the script again."""

import hashlib
import tomllib

import pytest
from PIL import Image, ImageChops, ImageStat

from assets.recipes import manifest
from assets.recipes.samples_pictures import PICTURES

ENTRIES = tomllib.loads((manifest.ASSETS / "manifest.toml").read_text(encoding="utf-8"))["file"]


def test_every_shipped_file_is_listed_and_nothing_else() -> None:
    listed = [entry["path"] for entry in ENTRIES]
    there = [path.relative_to(manifest.ASSETS).as_posix() for path in manifest.shipped()]
    assert listed == there
    assert len(listed) >= 33


def test_sizes_and_hashes_are_those_of_the_files() -> None:
    for entry in ENTRIES:
        content = (manifest.ASSETS / entry["path"]).read_bytes()
        assert (entry["bytes"], entry["sha256"]) == (len(content), hashlib.sha256(content).hexdigest()), (
            entry["path"]
        )


def test_every_entry_says_where_it_is_from() -> None:
    for entry in ENTRIES:
        assert entry["source"], entry["path"]
        assert entry["licence"], entry["path"]
        assert entry["made"], entry["path"]


def test_writing_the_manifest_again_changes_nothing() -> None:
    assert manifest.manifest() == (manifest.ASSETS / "manifest.toml").read_text(encoding="utf-8")


def test_a_file_of_unknown_origin_is_refused(tmp_path) -> None:
    (tmp_path / "mystery.bin").write_bytes(b"?")
    with pytest.raises(LookupError, match=r"mystery\.bin"):
        manifest.manifest(tmp_path)


@pytest.mark.parametrize("name", PICTURES)
def test_the_script_draws_the_shipped_picture(name: str) -> None:
    drawn = PICTURES[name]().small().convert("RGB")
    with Image.open(manifest.ASSETS / "samples" / "pictures" / name) as shipped:
        assert shipped.size == (512, 512)
        difference = ImageStat.Stat(ImageChops.difference(shipped.convert("RGB"), drawn)).mean
    # Another release of Pillow may smooth an edge a little differently; another picture is far from this.
    assert max(difference) < 1.0
