"""Write where the packaged picture network keeps each tensor: `python -m assets.recipes.images_trunk` (needs torch and timm).

The package holds a pickle, which the program never loads. This loads its tensors once, finds the bytes of each in
the file, and writes names, offsets, shapes and steps to models/images/trunk.json.
"""

from __future__ import annotations

import json

from assistant.encoders.images.weights import INDEX, packaged_file


def index() -> dict[str, tuple[int, list[int], list[int]]]:
    """Return name in timm to (offset in bytes, shape, steps in values); the saved tensors map in order onto timm's."""
    import timm
    import torch

    file = packaged_file()
    data, saved = file.read_bytes(), torch.load(file, weights_only=True, map_location="cpu")
    names = timm.create_model("tf_efficientnet_lite2", pretrained=False).state_dict()
    found: dict[str, tuple[int, list[int], list[int]]] = {}
    for name, tensor in zip(names, saved.values(), strict=True):
        if tensor.dtype == torch.float32:
            offset = data.find(bytes(tensor.untyped_storage()))
            if offset < 0:
                raise LookupError(f"{name} is nowhere in {file}")
            found[name] = (offset, list(tensor.shape), list(tensor.stride()))
    return found


if __name__ == "__main__":
    lines = (f"{json.dumps(name)}: {json.dumps(where)}" for name, where in index().items())
    INDEX.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="ascii")
