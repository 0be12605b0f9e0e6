"""The rooms are as docs/architecture.md says: the picture is drawn from today's imports, and every arrow runs down."""

from __future__ import annotations

import ast
import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

import plugins

ROOT = Path(__file__).parents[2]
CONTRACT = [
    "message",
    "blocks",
    "phrase",
    "plugin",
    "errors",
    "registry",
    "testing",
    "settings",
    "turn",
    "wire",
    "files",
    "paths",
    "child",
    "abilities",
]


@pytest.fixture(scope="module")
def picture() -> ModuleType:
    spec = importlib.util.spec_from_file_location("draw_imports", ROOT / "docs" / "draw_imports.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_picture_is_that_of_the_imports(picture: ModuleType) -> None:
    """When this fails, a room or an import between rooms is new: run `python docs/draw_imports.py` and look at it."""
    assert picture.PICTURE.read_text(encoding="utf-8") == picture.drawing()


def test_a_circle_is_named(picture: ModuleType) -> None:
    arrows = {"a": frozenset("b"), "b": frozenset("c"), "c": frozenset("a")}
    with pytest.raises(ValueError, match="a -> b -> c -> a"):
        picture.floors(arrows)


def test_an_arrow_that_follows_from_two_others_is_left_out(picture: ModuleType) -> None:
    arrows = {"top": frozenset({"middle", "low"}), "middle": frozenset({"low"}), "low": frozenset()}
    assert picture.needed(arrows) == [("middle", "low"), ("top", "middle")]
    assert picture.floors(arrows) == {"low": 0, "middle": 1, "top": 2}


def test_every_room_is_in_the_table(picture: ModuleType) -> None:
    said = set(re.findall(r"(?m)^\| `([\w/]+)` \|", (ROOT / "docs" / "architecture.md").read_text("utf-8")))
    rooms, _ = picture.imports()
    assert said == set(rooms) - {"assistant"}


def test_only_what_a_plugins_author_imports_lies_at_the_top() -> None:
    found = {file.stem for file in (ROOT / "assistant").glob("*.py")} - {"__init__", "__main__"}
    assert found <= set(CONTRACT)


def test_every_built_in_plugin_is_loaded() -> None:
    made = {
        ".".join(file.relative_to(ROOT / "plugins").with_suffix("").parts)
        for file in (ROOT / "plugins").rglob("*.py")
        if any(
            isinstance(node, ast.FunctionDef) and node.name == "plugin"
            for node in ast.parse(file.read_text("utf-8")).body
        )
    }
    assert made == set(plugins.BUILT_IN)


@pytest.mark.parametrize("package", ["assistant", "plugins", "store"])
def test_a_module_has_one_subject(package: str) -> None:
    files = (ROOT / package).rglob("*.py")
    lines = {str(file.relative_to(ROOT)): len(file.read_text("utf-8").splitlines()) for file in files}
    assert {name: count for name, count in lines.items() if count > 250} == {}
