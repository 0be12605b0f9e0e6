from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from assistant.encoders.images.clip import OpenClip
from assistant.encoders.images.errors import ImageModelMissing
from assistant.encoders.models import Models
from assistant.settings import Settings

COLOURS = ("red", "green", "blue", "yellow", "orange", "purple", "cyan", "pink")
SHAPES = ("circle", "square", "triangle", "cross", "ring")
UNSEEN = {
    ("red", "triangle"), ("green", "circle"), ("blue", "square"), ("yellow", "cross"), ("purple", "ring"),
    ("orange", "circle"),
}  # fmt: skip
LABELS = [f"a {colour} {shape}" for colour in COLOURS for shape in SHAPES]
TINY = {
    "embed_dim": 64,
    "vision_cfg": {"image_size": 64, "layers": [1, 1, 1, 1], "width": 12},
    "text_cfg": {"context_length": 16, "vocab_size": 49408, "width": 64, "heads": 2, "layers": 1},
}
STEPS = 300
RIGHT = 0.5
"""Share of unseen compositions named right among all 40; chance is .025."""


def drawn(colour: str, shape: str, dice: random.Random) -> Image.Image:
    image = Image.new("RGB", (64, 64), dice.choice(["white", "black", "grey"]))
    size, pen = dice.randint(28, 44), ImageDraw.Draw(image)
    x, y = dice.randint(2, 62 - size), dice.randint(2, 62 - size)
    if shape == "circle":
        pen.ellipse((x, y, x + size, y + size), fill=colour)
    elif shape == "ring":
        pen.ellipse((x, y, x + size, y + size), outline=colour, width=size // 5)
    elif shape == "square":
        pen.rectangle((x, y, x + size, y + size), fill=colour)
    elif shape == "cross":
        arm = size // 3
        pen.rectangle((x + arm, y, x + 2 * arm, y + size), fill=colour)
        pen.rectangle((x, y + arm, x + size, y + 2 * arm), fill=colour)
    else:
        pen.polygon([(x, y + size), (x + size, y + size), (x + size // 2, y)], fill=colour)
    return image


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Train a tiny open_clip model on drawn shapes, about a minute, and return its name for the settings."""
    import json

    import open_clip
    import torch
    from safetensors.torch import save_file

    folder = tmp_path_factory.mktemp("clip")
    (folder / "tiny-shapes.json").write_text(json.dumps(TINY))
    open_clip.add_model_config(folder)
    torch.manual_seed(0)
    torch.set_num_threads(1)  # as fast, and does not wait for a busy second core
    dice = random.Random(0)
    model, _, prepare = open_clip.create_model_and_transforms("tiny-shapes", pretrained=None)
    tokenise = open_clip.get_tokenizer("tiny-shapes")
    known = [(c, s) for c in COLOURS for s in SHAPES if (c, s) not in UNSEEN]
    words = tokenise([f"a {colour} {shape}" for colour, shape in known])
    photos = torch.stack([prepare(drawn(*pair, dice)) for pair in known for _ in range(40)])
    of = torch.arange(len(known)).repeat_interleave(40)
    optimiser = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.02)
    model.train()
    for _ in range(STEPS):
        rows = torch.randint(len(of), (64,))
        a = model.encode_image(photos[rows], normalize=True)
        b = model.encode_text(words, normalize=True)
        loss = torch.nn.functional.cross_entropy(20 * a @ b.T, of[rows])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    save_file({k: v.contiguous() for k, v in model.state_dict().items()}, folder / "tiny.safetensors")
    return f"tiny-shapes@{folder / 'tiny.safetensors'}"


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_trained_clip_file_knows_unseen_compositions(tiny: str, tmp_path: Path) -> None:
    settings = Settings.read({"ASSISTANT_IMAGE_TEXT_ENCODER": tiny}, home=tmp_path, cache=tmp_path)
    models = Models(settings)
    encoder = models.images("image-text")
    assert isinstance(encoder, OpenClip)
    dice = random.Random(1)
    asked = [pair for pair in sorted(UNSEEN) for _ in range(15)]
    rows = encoder.images([drawn(*pair, dice) for pair in asked])
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    best = (rows @ encoder.texts(LABELS).T).argmax(axis=1)
    right = np.mean([LABELS[i] == f"a {c} {s}" for i, (c, s) in zip(best, asked, strict=True)])
    assert right >= RIGHT
    models.close()


def test_nothing_is_fetched_unasked(tmp_path: Path) -> None:
    for name in ("ViT-B-32/laion2b_s34b_b79k", "ViT-B-32@/nowhere/x.safetensors", "no-such/thing"):
        with pytest.raises(ImageModelMissing) as caught:
            OpenClip(name)
        assert name in caught.value.say("ja")
    assert "605 MB" in ImageModelMissing(name="x", size="605 MB").advise("en")
