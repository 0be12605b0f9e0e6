"""The built wheel is whole: installed elsewhere it answers for every plugin, in both languages, without torch."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from assets.recipes.manifest import ASSETS, shipped
from tests.shipping.closure import ROOT

BUILD = "import sys; from setuptools import build_meta; print(build_meta.build_wheel(sys.argv[1]))"
PARTS = (
    "assistant",
    "assets",
    "plugins",
    "store",
    "pyproject.toml",
    "README.md",
    "LICENSE",
    "LICENSE-WEIGHTS",
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a copy, so that nothing is left in the checkout and nothing stale gets in."""
    copy, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / part, copy / part)
    done = subprocess.run([sys.executable, "-c", BUILD, str(out)], cwd=copy, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return out / done.stdout.splitlines()[-1]


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into a new environment, which borrows the packages of this one."""
    place = tmp_path_factory.mktemp("environment") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(place)], check=True)
    packages = next(place.rglob("site-packages"))
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(packages)
    others = [path for path in sys.path if path.endswith("site-packages")]
    (packages / "borrowed.pth").write_text("\n".join(others) + "\n")
    return place / ("Scripts" if sys.platform == "win32" else "bin") / "python"


def clean() -> dict[str, str]:
    """Return an environment that does not lead back to the checkout."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | {
        "HF_HUB_OFFLINE": "1"
    }


def test_every_shipped_file_is_in_the_wheel_with_its_licences(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = {f"assets/{path.relative_to(ASSETS).as_posix()}" for path in shipped()}
    assert wanted - names == set()
    assert {"assets/manifest.toml", "assistant/py.typed"} <= names
    inside = {Path(name).name for name in names if ".dist-info/licenses/" in name}
    assert {"LICENSE", "LICENSE-WEIGHTS"} <= inside
    source = {
        path.relative_to(ROOT).as_posix()
        for part in ("assistant", "plugins", "store")
        for path in (ROOT / part).rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    assert source - names == set()


@pytest.mark.slow
def test_from_another_folder_every_plugin_answers_in_both_languages(python: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [str(python), "-P", str(Path(__file__).with_name("ask.py"))],
        cwd=tmp_path, env=clean(), capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert f"from {python.parents[1].resolve()}" in done.stdout


def test_python_m_assistant_is_the_command(python: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [str(python), "-m", "assistant", "--version"],
        cwd=tmp_path,
        env=clean(),
        capture_output=True,
        text=True,
    )
    assert done.stdout.startswith("assistant 0."), done.stderr[-2000:]


def test_all_assets_together_stay_small() -> None:
    assert sum(path.stat().st_size for path in shipped()) < 120_000_000
