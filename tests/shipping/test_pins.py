"""The files of pins hold all that an install can bring, and a Space gets the light set only."""

from __future__ import annotations

import pytest

from tests.shipping import licences
from tests.shipping.closure import asked, canonical, closure, pins

EXTRAS = ("models", "test", "bench")
HEAVY = {"torch", "torchvision", "transformers", "sentence-transformers", "timm", "open-clip-torch", "triton"}
TOOLS = {"pytest", "mypy", "ruff", "playwright", "hypothesis", "import-linter"}


def test_every_requirement_of_every_extra_is_pinned() -> None:
    pinned = pins("constraints.txt")
    for extra in EXTRAS:
        for line in asked(extra):
            name = canonical(line.split("[")[0].split(";")[0].split("=")[0].split(">")[0].split("<")[0])
            assert name in pinned, line


@pytest.mark.parametrize("extras", [(), ("models",), ("test",)])
def test_whatever_an_install_brings_is_pinned_and_is_what_is_here(extras: tuple[str, ...]) -> None:
    pinned, found = pins("constraints.txt"), closure(asked(*extras))
    assert {name: version for name, version in found.items() if version and pinned.get(name) != version} == {}


def test_a_space_installs_the_default_set_and_nothing_else() -> None:
    light, pinned = pins("requirements.txt"), pins("constraints.txt")
    assert light.items() <= pinned.items()
    assert set(light) == set(closure(asked()))
    assert not set(light) & (HEAVY | TOOLS)
    assert not [name for name in light if name.startswith("nvidia-")]
    assert licences.REQUIREMENTS.read_text(encoding="utf-8") == licences.requirements()


def test_nothing_by_default_is_under_the_gpl_and_every_licence_is_known() -> None:
    found = {name: licences.licence(name) for name in closure(asked())}
    assert {name for name, said in found.items() if said == "?"} == set()
    assert {name: said for name, said in found.items() if licences.FORBIDDEN.search(said)} == {}


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ("GPL-3.0-only", True),
        ("AGPL-3.0-or-later", True),
        ("GNU General Public License v2 (GPLv2)", True),
        ("LGPL-2.1-only", False),
        ("Apache-2.0 OR BSD-3-Clause", False),
    ],
)
def test_the_gpl_is_told_from_the_lgpl(said: str, refused: bool) -> None:
    assert bool(licences.FORBIDDEN.search(said)) is refused


def test_the_page_of_licences_is_what_is_installed() -> None:
    if "" in closure(asked("models")).values():
        pytest.skip("the page also lists the extra `models`, which is not installed")
    assert licences.LICENCES.read_text(encoding="utf-8") == licences.table()
