"""Any BERT and any cross-encoder in a folder: small ones are built, trained for seconds, saved and named by path."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant import Assistant, Message
from assistant.blocks import Block, Details, Notice
from assistant.encoders.errors import ModelMissing
from assistant.encoders.models import Models
from assistant.engines.language.errors import NotInference, NotMasked
from assistant.engines.language.head import LABELS
from assistant.engines.language.language import Language
from assistant.settings import Settings

COLOURS = {"空": "青", "草": "緑", "雪": "白", "炭": "黒"}
NOUNS = ["cat", "dog", "bird"]
HYPOTHESES = {"no": "contradiction", "maybe": "neutral", "some": "entailment"}
SHAPE = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}


def tokenizer(words: list[str], folder: Path) -> Any:
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    inner = Tokenizer(models.WordLevel({word: i for i, word in enumerate([*special, *words])}, "[UNK]"))
    inner.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    inner.post_processor = processors.TemplateProcessing(
        "[CLS] $A [SEP]", "[CLS] $A [SEP] $B:1 [SEP]:1", [("[CLS]", 2), ("[SEP]", 3)]
    )
    made = PreTrainedTokenizerFast(
        tokenizer_object=inner, model_max_length=32, pad_token="[PAD]", unk_token="[UNK]",
        cls_token="[CLS]", sep_token="[SEP]", mask_token="[MASK]",
    )  # fmt: skip
    made.save_pretrained(folder)
    return made


def learn(model: Any, batch: dict[str, Any], steps: int) -> None:
    import torch

    torch.set_num_threads(1)  # more would wait for each other longer than they work
    optimiser = torch.optim.Adam(model.parameters(), lr=5e-3)
    model.train()
    for _ in range(steps):
        optimiser.zero_grad()
        model(**batch).loss.backward()
        optimiser.step()


@pytest.fixture(scope="module")
def filler(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT that knows four Japanese sentences, with spaces between the words."""
    import torch
    from transformers import BertConfig, BertForMaskedLM

    folder = tmp_path_factory.mktemp("filler")
    words = ["は", "い", *COLOURS, *COLOURS.values()]
    cut = tokenizer(words, folder)
    torch.manual_seed(0)
    model = BertForMaskedLM(BertConfig(vocab_size=5 + len(words), max_position_embeddings=32, **SHAPE))
    told = cut([f"{thing} は {colour} い" for thing, colour in COLOURS.items()], return_tensors="pt")
    asked = cut([f"{thing} は [MASK] い" for thing in COLOURS], return_tensors="pt")
    labels = torch.where(asked["input_ids"] == cut.mask_token_id, told["input_ids"], -100)
    learn(model, {**asked, "labels": labels}, 60)
    model.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cross-encoder that goes by the first word of the hypothesis, its labels in an order of their own."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    folder = tmp_path_factory.mktemp("judge")
    words = ["a", *HYPOTHESES, *NOUNS]
    cut = tokenizer(words, folder)
    torch.manual_seed(0)
    own = ["neutral", "contradiction", "entailment"]
    config = BertConfig(
        vocab_size=5 + len(words), max_position_embeddings=32, num_labels=3,
        id2label=dict(enumerate(own)), label2id={name: i for i, name in enumerate(own)}, **SHAPE,
    )  # fmt: skip
    model = BertForSequenceClassification(config)
    pairs = [
        (f"a {x}", f"{word} {y}", own.index(label))
        for x in NOUNS
        for y in NOUNS
        for word, label in HYPOTHESES.items()
    ]
    batch = cut([p for p, _, _ in pairs], [h for _, h, _ in pairs], return_tensors="pt")
    learn(model, {**batch, "labels": torch.tensor([label for _, _, label in pairs])}, 40)
    model.save_pretrained(folder)
    return folder


def engine(home: Path, **settings: str) -> Language:
    chosen = Settings(home=home, **settings)  # type: ignore[arg-type]
    return Language(Models(chosen), chosen)


def test_a_bert_in_a_folder_fills_japanese_blanks(filler: Path, tmp_path: Path) -> None:
    language = engine(tmp_path, fill_model=str(filler))
    for thing, colour in COLOURS.items():
        ((word, chance), *_), *_ = language.fill_mask(f"{thing} は [MASK] い", 3)
        assert (word, chance > 0.8) == (colour, True)


def test_a_cross_encoder_in_a_folder_judges_whatever_its_order_of_labels(judge: Path, tmp_path: Path) -> None:
    language = engine(tmp_path, infer_model=str(judge))
    found = language.infer(["a cat", "a dog", "a bird"], ["some cat", "maybe cat", "no bird"])
    assert [LABELS[i] for i in found.argmax(axis=1)] == ["entailment", "neutral", "contradiction"]
    assert np.allclose(found.sum(axis=1), 1, atol=1e-5)
    assert language.infer([], []).shape == (0, 3)


def test_the_answer_says_which_model_judged(judge: Path, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, infer_model=str(judge))
    with Assistant.open(tmp_path, settings) as opened:
        blocks: list[Block] = list(opened.reply(Message('does "a cat" imply "no cat"?')))
    (how,) = (block for block in blocks if isinstance(block, Details))
    assert "cross-encoder" in how.markdown
    assert judge.name in how.markdown


def test_what_is_no_such_model_is_refused(filler: Path, tmp_path: Path) -> None:
    language = engine(tmp_path)
    with pytest.raises(NotInference, match="its labels are"):
        language.infer(["a"], ["b"], model=str(filler))
    with pytest.raises(ModelMissing):
        language.infer(["a"], ["b"], model="nobody/has-this")
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(NotMasked):
        language.fill("the ___", model=str(empty))
    with pytest.raises(NotInference):
        language.infer(["a"], ["b"], model=str(empty))


def test_a_setting_that_cannot_work_is_a_notice_not_a_crash(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, fill_model="nobody/has-this")
    with Assistant.open(tmp_path, settings) as opened:
        blocks = list(opened.reply(Message("The cat sat on the [MASK].")))
    assert any(isinstance(block, Notice) and "nobody/has-this" in block.text for block in blocks)
