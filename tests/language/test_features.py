"""Spaces leave the program as features: what is read back are the texts and the very vectors."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from assistant import Assistant, Message
from assistant.blocks import Block, Download, Notice
from assistant.surfaces.server.upkeep import sweep

TEXTS = ["Cats purr when they are content.", "犬は嬉しいと尾を振る。", "=SUM(A1:A9) is a formula, or not"]


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with Assistant.open(tmp_path_factory.mktemp("home")) as opened:
        opened.add_texts(["cats", "dogs", "sum"], TEXTS)
        yield opened


def ask(assistant: Assistant, text: str) -> list[Block]:
    return list(assistant.reply(Message(text)))


def saved(blocks: list[Block]) -> Path:
    (download,) = (block for block in blocks if isinstance(block, Download))
    return Path(download.path)


@pytest.mark.parametrize(
    ("question", "suffix"),
    [
        ("/features documents csv", ".csv"),
        ("export the vectors of my notes as Parquet", ".parquet"),
        ("文書のベクトルをNumPyで書き出して", ".npz"),
    ],
)
def test_documents_come_back_as_they_were(assistant: Assistant, question: str, suffix: str) -> None:
    path = saved(ask(assistant, question))
    assert path.suffix == suffix
    if suffix == ".npz":
        read = np.load(path)
        texts, rows = list(read["texts"]), read["vectors"]
    else:
        table = pd.read_csv(path) if suffix == ".csv" else pd.read_parquet(path)
        texts, rows = list(table["text"]), table.drop(columns="text").to_numpy()
    wanted, vectors = assistant.features("documents")
    assert [text.lstrip("'") for text in texts] == wanted == TEXTS
    np.testing.assert_allclose(rows, vectors, atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)


def test_a_spreadsheet_gets_no_formula(assistant: Assistant) -> None:
    cells = list(pd.read_csv(saved(ask(assistant, "/features documents csv")))["text"])
    assert not any(cell.startswith("=") for cell in cells)


def test_nodes_have_one_row_each(assistant: Assistant) -> None:
    read = np.load(saved(ask(assistant, "/features nodes:karate npz")))
    assert sorted(map(int, read["texts"])) == list(range(34))
    assert read["vectors"].shape[0] == 34


def test_nothing_to_export_is_said(assistant: Assistant) -> None:
    for question, said in (
        ("/features images", "nothing of that kind"),
        ("/features colours", "The vectors of what?"),
    ):
        (notice,) = (block for block in ask(assistant, question) if isinstance(block, Notice))
        assert said in notice.text
    with pytest.raises(ValueError, match="colours"):
        assistant.features("colours")


def test_old_exports_of_visitors_go(tmp_path: Path) -> None:
    old, new = tmp_path / "a" / "documents.csv", tmp_path / "b" / "documents.csv"
    for path in (old, new):
        path.parent.mkdir()
        path.write_text("text,0\n")
    os.utime(old, (time.time() - 7200, time.time() - 7200))
    assert sweep(tmp_path, hours=1) == 1
    assert [old.exists(), new.exists()] == [False, True]
