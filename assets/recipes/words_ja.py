"""Japanese word vectors: `python -m assets.recipes.words_ja [CORPUS]` writes assets/models/words-ja.

Positive pointwise mutual information of words within WINDOW, factorised: what skip-gram with negative sampling
converges to (Levy & Goldberg 2014; Levy et al. 2015 for the choices). On this corpus of 2.3 million words it
was better than skip-gram and CBOW of gensim (the card has the figures), it is exact and takes half a minute.
"""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from collections.abc import Sequence
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.engines.words.index import WordIndex
from assistant.engines.words.tokens import Tokeniser
from assistant.engines.words.vectors import WordVectors, unit

ROOT = Path(__file__).parents[2]
CORPUS = ROOT.parent / "shared" / "data" / "words" / "ja-wikipedia-passages.txt"
TARGET = ROOT / "assets" / "models" / "words-ja"
GROUPS = Path(__file__).with_name("words_ja_groups.toml")
WINDOW, MIN_COUNT, SIZE, POWER = 4, 5, 128, 0.75
SMOOTHING, SUBSAMPLING = 0.75, 1e-4

CARD = """# Japanese word vectors (words-ja)

- What: {words:,} words x {size} dimensions, float16 (`vectors.safetensors`) beside `words.txt` (by frequency).
- Made by: `python -m assets.recipes.words_ja`. Sudachi (core dictionary, mode C; verbs and adjectives in dictionary
  form), words that occur {min_count} times or more, PPMI within {window} words (context distribution smoothed by
  {smoothing}, frequent words subsampled at {subsampling:g}), truncated SVD, singular values to the power {power}.
- Data: 12,289 passages of Japanese Wikipedia from JSQuAD (JGLUE, yahoojapan/JGLUE), {tokens:,} words.
- Licence: the text is CC BY-SA 4.0 by Wikipedia's authors; the vectors are offered under CC BY-SA 4.0.
- Good for: neighbours and odd ones out among everyday nouns, countries, cities, kinds of things.
- Bad at: rare words, slang, anything since the text was written; one vector per spelling, whatever the sense.

## Measured

On `assets/recipes/words_ja_groups.toml` (163 words of 20 kinds, 126 analogies; written for this project):

| | nearest neighbour of the same kind | mean average precision by kind | analogy first | analogy in first ten |
|---|---|---|---|---|
| these vectors | {nearest:.3f} | {precision:.3f} | {first:.3f} | {ten:.3f} |
| gensim skip-gram 100d, window 5, 10 negatives, 8 epochs | 0.840 | 0.676 | 0.325 | 0.643 |
"""


def main(argv: Sequence[str] = ()) -> None:
    """Train, measure and write vectors, vocabulary and card."""
    from safetensors.numpy import save_file

    corpus = Path(argv[0]) if argv else CORPUS
    sentences = list(Tokeniser().sentences(corpus.read_text("utf-8").splitlines()))
    words, matrix = factorised(sentences)
    TARGET.mkdir(parents=True, exist_ok=True)
    rounded = unit(matrix).astype(np.float16)
    save_file({"vectors": rounded}, TARGET / "vectors.safetensors")
    (TARGET / "vectors.safetensors").chmod(0o644)
    (TARGET / "words.txt").write_text("".join(f"{word}\n" for word in words), "utf-8")
    facts = measured(WordVectors("ja", WordIndex.build(words), unit(rounded)))
    settings = {"size": SIZE, "min_count": MIN_COUNT, "window": WINDOW, "smoothing": SMOOTHING}
    settings |= {"subsampling": SUBSAMPLING, "power": POWER, "tokens": sum(map(len, sentences))}
    card = CARD.format(words=len(words), **settings, **facts)
    (TARGET / "card.md").write_text(card, "utf-8")
    print(card)


def factorised(sentences: Sequence[Sequence[str]]) -> tuple[list[str], NDArray[np.float64]]:
    """Return words by falling count and their (n, SIZE) vectors."""
    from sklearn.utils.extmath import randomized_svd

    counts = Counter(word for sentence in sentences for word in sentence)
    words = [word for word, count in counts.most_common() if count >= MIN_COUNT and "\n" not in word]
    row = {word: number for number, word in enumerate(words)}
    share = np.array([counts[word] for word in words], np.float64) / sum(counts[word] for word in words)
    kept = np.minimum(1, np.sqrt(SUBSAMPLING / share))
    text = [row.get(word, -1) for sentence in sentences for word in (*sentence, *[""] * WINDOW)]
    u, s, _ = randomized_svd(_information(np.array(text), kept), SIZE, n_iter=4, random_state=0)
    return words, u * s**POWER


def _information(text: NDArray[np.int64], kept: NDArray[np.float64]) -> Any:
    """Return the sparse positive pointwise mutual information of words and contexts."""
    from scipy import sparse

    shape = (len(kept), len(kept))
    pairs = sparse.csr_array(shape)
    for distance in range(1, WINDOW + 1):
        left, right = text[:-distance], text[distance:]
        both = (left >= 0) & (right >= 0)
        left, right = left[both], right[both]
        weight = (WINDOW + 1 - distance) / WINDOW * kept[left] * kept[right]
        counted = sparse.coo_array((weight, (left, right)), shape=shape).tocsr()
        pairs = pairs + counted + counted.T
    totals, context = pairs.sum(axis=1), pairs.sum(axis=0) ** SMOOTHING
    pairs = pairs.tocoo()
    values = np.log(pairs.data / (totals[pairs.row] * (context / context.sum())[pairs.col]))
    positive = values > 0
    return sparse.csr_array((values[positive], (pairs.row[positive], pairs.col[positive])), shape=shape)


def measured(vectors: WordVectors) -> dict[str, float]:
    """Return the measures of the card."""
    check = tomllib.loads(GROUPS.read_text("utf-8"))
    kinds = [
        (word, kind) for kind, line in check["groups"].items() for word in line.split() if word in vectors
    ]
    rows = vectors.vectors([word for word, _ in kinds])
    cosines = rows @ rows.T
    np.fill_diagonal(cosines, -np.inf)
    names = np.array([kind for _, kind in kinds])
    precisions = []
    for number, scores in enumerate(cosines):
        same = names[np.argsort(-scores)[:-1]] == names[number]
        precisions.append((np.cumsum(same) / np.arange(1, len(same) + 1))[same].mean())
    ranks = []
    for line in check["pairs"].values():
        pairs = [pair.split(":") for pair in line.split()]
        for (a, b), (c, d) in permutations(pairs, 2):
            found = [word for word, _ in vectors.analogy([b, c], [a], 10)]
            ranks.append(found.index(d) if d in found else 10)
    nearest = float((names[cosines.argmax(axis=1)] == names).mean())
    first, ten = float(np.mean(np.array(ranks) == 0)), float(np.mean(np.array(ranks) < 10))
    return {"nearest": nearest, "precision": float(np.mean(precisions)), "first": first, "ten": ten}


if __name__ == "__main__":
    main(sys.argv[1:])
