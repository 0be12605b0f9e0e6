"""assistant plugins new NAME: a package with one plugin, its intent and a test, ready to be changed."""

from __future__ import annotations

from pathlib import Path

from assistant.errors import AssistantError
from assistant.phrase import Phrase

_PYPROJECT = """\
[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "{name}"
version = "0.1"

[project.entry-points."assistant.plugins"]
{name} = "{name}:plugin"

[tool.setuptools.packages.find]
include = ["{name}*"]

[tool.setuptools.package-data]
{name} = ["intents/*.toml"]
"""
_PLUGIN = '''\
"""What {name} does, in one line."""

from assistant.blocks import Sources, Text
from assistant.phrase import Phrase
from assistant.plugin import Intent

KEPT = Phrase("Noted: {{thing}}.", "控えました: {{thing}}")
NEAREST = Phrase("Most like it: {{found}} ({{score:.2f}}).", "いちばん近いもの: {{found}}（{{score:.2f}}）")


class {title}:
    name = "{name}"
    summary = Phrase("Keep things and name the one most like another", "ものを控え、いちばん近いものを答える")
    intents = Intent.load(__package__)

    def handle(self, request, context):
        thing = request.args["thing"]
        space = context.space("things")
        near = space.near(thing, k=1)
        if near:
            yield Text(NEAREST.say(request.language, found=near[0].text, score=near[0].score))
        space.put([thing])
        yield Text(KEPT.say(request.language, thing=thing))


plugin = {title}
'''
_INTENT = """\
command = "{name}"
does = "write"

[summary]
en = "Keep a thing in {name}"
ja = "{name} にものを控えます"

[[slots]]
name = "thing"
required = true
follow_up = true

[examples]
en = '''
{name}: keep {{thing:green tea}}
put {{thing:a red umbrella}} into {name}
add {{thing:old maps}} to {name} please
'''
ja = '''
{name} に{{thing:緑茶}}を入れて
{name} に{{thing:赤い傘}}を控えてください
'''
"""
_TEST = """\
from pathlib import Path

import {name}

from assistant import Message, testing
from assistant.blocks import Text


def test_it_keeps_things_and_finds_the_nearest(tmp_path: Path) -> None:
    with testing.open(tmp_path, plugins=[{name}.plugin()]) as assistant:
        assert assistant.route(Message("put a blue umbrella into {name}")).args == {{"thing": "a blue umbrella"}}
        list(assistant.reply(Message("/{name} green tea")))
        list(assistant.reply(Message("/{name} a red umbrella")))
        said = [block.markdown for block in assistant.reply(Message("/{name} black tea")) if isinstance(block, Text)]
    assert "green tea" in said[0]
"""
NOT_A_NAME = Phrase("“{name}” is no name for a package.", "「{name}」はパッケージの名前に使えません。")
NAME_HINT = Phrase(
    "Use small letters, digits and _, a letter first.",
    "英小文字で始め、英小文字・数字・_ だけにしてください。",
)
TAKEN = Phrase("{folder} is there already.", "{folder} はすでにあります。")
TAKEN_HINT = Phrase(
    "Take another name, or remove that folder.", "別の名前にするか、そのフォルダを除いてください。"
)


class NotAName(AssistantError):
    """A name that Python cannot import."""

    what, hint = NOT_A_NAME, NAME_HINT


class FolderTaken(AssistantError):
    """A folder that is there already; nothing is written into it."""

    what, hint = TAKEN, TAKEN_HINT


def write(name: str, where: Path) -> list[Path]:
    """Write a new package into the folder `name` in `where` and return its files; NotAName, FolderTaken."""
    if not (name.isidentifier() and name.isascii() and name == name.lower()) or name.startswith("_"):
        raise NotAName(name=name)
    folder = where / name
    if folder.exists():
        raise FolderTaken(folder=folder)
    values = {"name": name, "title": "".join(part.capitalize() for part in name.split("_"))}
    files = {
        "pyproject.toml": _PYPROJECT, f"{name}/__init__.py": _PLUGIN,
        f"{name}/intents/{name}.toml": _INTENT, f"tests/test_{name}.py": _TEST,
    }  # fmt: skip
    made = []
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.format(**values), encoding="utf-8")
        made.append(file)
    return made
