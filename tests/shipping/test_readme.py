"""Every example of README is answered as shown."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from assets.recipes.manifest import ASSETS
from assistant import Assistant, Message, Settings
from assistant.blocks import Notice
from store.types import ME
from tests.shipping.closure import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
ROWS = [line.split(" | ") for line in README.splitlines() if re.match(r"\| [\w-]+ ・ ", line)]
SAYS = {
    "what do my notes say about the refund policy?": ("search", "refund"),
    "返品について書いてある文書は？": ("search", "返品"),
    "more": ("search", ""),
    "もっと": ("search", ""),
    "remember: the meeting moved to Friday": ("library", "Friday"),
    "forget contract.pdf": ("library", "contract.pdf"),
    "契約書.pdfを忘れて": ("library", "契約書.pdf"),
    "king - man + woman": ("words", "queen"),
    "words like fridge": ("words", "refrigerator"),
    "the odd one out of cat, dog, car": ("words", "car"),
    "東京に近い言葉は？": ("words", "大阪"),
    "The cat sat on the [MASK].": ("fill_mask", ""),
    "「The cat sat on the [MASK].」の空欄を埋めて": ("fill_mask", ""),
    "is it a cat or a dog?": ("images", "cat"),
    "find photos of a beach": ("images", "beach-at-sunset.png"),
    "猫、犬、どっち？": ("images", "猫"),
    "海辺の写真を探して": ("images", "beach-at-sunset.png"),
    "what goes with milk and butter?": ("items", "milk"),
    "牛乳と一緒に買われるものは？": ("items", "牛乳"),
}
"""Who has to answer, and what has to be in the answer."""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    from assistant.library import samples

    with Assistant.open(settings=Settings(home=tmp_path_factory.mktemp("home"))) as opened:
        list(samples.load(opened.library))
        opened.add_texts(
            ["contract.pdf", "契約書.pdf"], ["The contract ends in May.", "この契約は五月に終わります。"]
        )
        yield opened


@pytest.mark.parametrize("column", [1, 2], ids=["English", "Japanese"])
def test_every_example_is_answered(assistant: Assistant, column: int) -> None:
    talk = assistant.store.conversations.create(ME)
    for row in ROWS:
        if "photo" in row[0]:
            photo = ASSETS / "samples" / "pictures" / "cat.png"
            list(assistant.turn(Message("", [photo]), conversation=talk).blocks)
        for text in re.findall(r"`([^`]+)`", row[column]):
            turn = assistant.turn(Message(text), conversation=talk)
            blocks = list(turn.blocks)
            assert blocks, text
            bad = [block.text for block in blocks if isinstance(block, Notice) and block.level != "info"]
            assert not bad, (text, bad)
            plugin, part = SAYS.get(text, (turn.route.plugin, ""))
            assert turn.route.plugin == plugin, text
            assert part in str(blocks), text


def test_the_table_was_found() -> None:
    assert len(ROWS) == 10
    shown = {text for row in ROWS for cell in row[1:] for text in re.findall(r"`([^`]+)`", cell)}
    assert set(SAYS) <= shown
    assert len(shown) >= 30


@pytest.mark.filterwarnings("ignore")
def test_the_python_example_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = re.search(r"```python\n(.*?)```", README, re.DOTALL)
    assert code is not None
    monkeypatch.chdir(tmp_path)
    exec(compile(code[1], "README.md", "exec"), {"__name__": "example"})
    said = capsys.readouterr().out
    assert "queen" in said
    assert "Cats purr" in said


def test_every_command_exists() -> None:
    from assistant.surfaces.cli.program import COMMANDS

    named = set(re.findall(r"^assistant (\w+)", README, re.MULTILINE))
    assert named >= {"add", "ask", "search", "sync", "models", "doctor", "mcp"}
    assert named <= set(COMMANDS)


def test_what_a_space_reads_is_there() -> None:
    front = README.split("---")[1]
    said = dict(line.split(": ", 1) for line in front.strip().splitlines())
    assert said["license"] == "apache-2.0"
    assert (ROOT / said["app_file"]).is_file()
    pins = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert f"gradio=={said['sdk_version']}\n" in pins
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    clip = re.search(r"`(open-clip-torch==[\d.]+)`", README)
    assert clip is not None
    assert clip[1] in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert "models" in extras["optional-dependencies"]


def test_the_links_lead_somewhere_and_ci_runs_the_command_shown() -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / link).is_file(), link
    commands = re.findall(r"```sh\n(python3 -m venv .*?)\n```", README)
    assert len(commands) == 2
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8").replace("install -q ", "install ")
    assert commands[1] in ci
