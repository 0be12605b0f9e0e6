"""Conversations over small libraries, in both languages: nine turns of ten come out as a person expects."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import Assistant
from tests.conversation.talks import play, rows_of

FOLDER = Path(__file__).parents[1] / "data" / "conversations"
BAR = 0.9


@pytest.mark.parametrize("language", ["en", "ja"])
def test_turns_come_out_as_people_expect(tmp_path: Path, language: str) -> None:
    found = [talk for file in sorted(FOLDER.glob("*.jsonl")) for talk in rows_of(file)]
    talks = [talk for talk in found if talk["lang"] == language]
    with Assistant.open(tmp_path / "home") as assistant:
        turns = [turn for talk in talks for turn in play(assistant, talk, tmp_path)]
    wrong = [f"{turn.place} {turn.said}: {turn.wrong}" for turn in turns if turn.wrong]
    assert len(turns) > 120
    assert len(wrong) <= (1 - BAR) * len(turns), "\n".join(wrong)
