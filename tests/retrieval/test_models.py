"""Models are loaded once, and the choice of encoder lasts."""

import threading

import pytest

from assistant.encoders.errors import ModelMissing
from assistant.encoders.models import Models
from assistant.encoders.text import minilm_file
from assistant.settings import Settings


def test_threads_share_one_encoder(models):
    found = []
    threads = [threading.Thread(target=lambda: found.append(models.encoder("text"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len({id(encoder) for encoder in found}) == 1


def test_the_chosen_encoder_is_kept(tmp_path):
    Models(Settings(home=tmp_path)).use("all-MiniLM-L6-v2")
    models = Models(Settings(home=tmp_path))
    assert models.resolve("text") == "all-MiniLM-L6-v2"
    assert models.encoder("text").name == "all-MiniLM-L6-v2"
    states = {info.name: info.state for info in models.describe()}
    assert states["all-MiniLM-L6-v2"] == "in use"
    assert states["multilingual-e5-small"] == "built in"
    assert states["BAAI/bge-m3"] == "needs download"


def test_a_flag_outweighs_the_kept_choice(tmp_path):
    Models(Settings(home=tmp_path)).use("all-MiniLM-L6-v2")
    folder = str(minilm_file.original_folder())
    assert Models(Settings(home=tmp_path, text_encoder=folder)).resolve("text") == folder


def test_a_damaged_choice_falls_back_to_the_default(tmp_path):
    (tmp_path / "models.json").write_text("[1")
    assert Models(Settings(home=tmp_path)).resolve("text") == "multilingual-e5-small"


def test_a_model_that_is_absent_is_not_chosen(tmp_path):
    models = Models(Settings(home=tmp_path))
    with pytest.raises(ModelMissing):
        models.use("nobody/nothing")
    assert models.resolve("text") == "multilingual-e5-small"


def test_any_local_folder_is_an_encoder(tmp_path):
    import numpy as np

    folder = str(minilm_file.original_folder())
    models = Models(Settings(home=tmp_path, text_encoder=folder))
    other = models.encoder("all-MiniLM-L6-v2")
    texts = ["A man plays a guitar.", "x"]
    assert models.encoder("text").fingerprint != other.fingerprint
    assert np.sum(models.encoder("text").documents(texts) * other.documents(texts), axis=1).min() > 0.999
