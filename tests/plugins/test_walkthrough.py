"""The plugin that docs/plugins.md walks through works as written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant import Assistant, Message
from assistant.blocks import Table

ROOT = Path(__file__).parents[2]


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    code = re.search(
        r"```python\n(.*?)```", (ROOT / "docs/plugins.md").read_text(encoding="utf-8"), re.DOTALL
    )
    assert code is not None
    (tmp_path / "plugins").mkdir()
    (tmp_path / "plugins" / "twice.py").write_text(code[1], encoding="utf-8")
    with Assistant.open(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize("text", ["find duplicate passages", "資料の中で重複している内容は？", "/twice"])
def test_it_is_routed_to_and_answers(assistant: Assistant, text: str) -> None:
    said = "The refund is paid within fourteen days of the return."
    assistant.add_texts(["a", "b", "c"], [said, said + " ", "Whales sing under water."])
    turn = assistant.turn(Message(text))
    assert (turn.route.plugin, turn.route.intent) == ("twice", "said_twice")
    table = next(block for block in turn.blocks if isinstance(block, Table))
    assert len(table.rows) == 1
    assert "refund" in str(table.rows[0][0])
