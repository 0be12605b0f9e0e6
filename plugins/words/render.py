"""Answers about words as blocks, in the language of the message."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from assistant.blocks import Block, Cell, Frame, Plot, Table, Text, computed, plain
from assistant.engines.words.mover import Transport
from assistant.engines.words.replay import Moment, Replay
from assistant.engines.words.vectors import Step, Term, WordNeighbor, WordVectors, unit, weighted
from assistant.phrase import Language, Phrase
from store.types import Matrix

WORD_SCORE = Phrase("Word|Cosine", "言葉|コサイン")
NEIGHBORS = Phrase("Closest to **{word}**: {closest}.", "**{word}** に最も近い言葉: {closest}。")
ANALOGY = Phrase("**{sum}** ≈ **{best}**", "**{sum}** ≈ **{best}**")
ADD_MUL = Phrase("3CosAdd|Score|3CosMul|Score ×", "3CosAdd|スコア|3CosMul|スコア×")
BOTH = Phrase("Both spaces|Score +", "二つの空間|スコア＋")
PLANE = Phrase("These words on their two main axes", "これらの言葉を2つの主軸で見た図")
ASKED, FOUND, AIMED = Phrase("asked", "質問の語"), Phrase("answers", "答え"), Phrase("target", "計算した点")
REPLAY = Phrase("How the neighbourhood of {word} formed", "{word} の近所ができるまで")
EPOCH = Phrase("Epoch", "エポック")
NEAR_NOW = Phrase("nearest at the end", "最後に近い語")
NEAR_ONCE = Phrase("near on the way", "途中で近かった語")
ODD = Phrase("**{word}** does not belong with the others.", "仲間外れは **{word}** です。")
ODD_COLUMNS = Phrase("Word|Distance to the centre", "言葉|中心からの距離")
SIMILAR = Phrase(
    "**{a}** and **{b}**: cosine similarity **{score:.3f}**.",
    "**{a}** と **{b}** のコサイン類似度は **{score:.3f}** です。",
)
SCALE = Phrase(
    "For scale: {a}'s nearest word is {near} ({top:.3f}); two random words are at {random:.3f} on average.",
    "目安: {a} に最も近い言葉は {near}（{top:.3f}）、無作為な2語の平均は {random:.3f} です。",
)
BETWEEN = Phrase("From **{a}** to **{b}**: {way}.", "**{a}** から **{b}** へ: {way}。")
STEPS = Phrase("Place|Word|Nearness to the line", "位置|言葉|線への近さ")
MOVED = Phrase(
    "Word Mover's Distance: **{distance:.3f}**.", "Word Mover's Distance は **{distance:.3f}** です。"
)
MOVES = Phrase("From|To|Share|Distance|Cost", "元の語|移り先|割合|距離|費用")
LEFT_OUT = Phrase("Not in the vocabulary, left out: {words}.", "語彙にないため除いた語: {words}。")
_ASKS = "/neighbors {}"
HOW_ANALOGY = Phrase(
    "Unit vectors of `{name}`: cos(x, Σ positive − Σ negative), the words of the question left out (3CosAdd, Mikolov et al. "
    "2013); beside it 3CosMul (Levy & Goldberg 2014, eq. 4), which multiplies the shifted cosines instead.",
    "`{name}` の単位ベクトルで cos(x, Σ正 − Σ負) を計算し、質問の語を除きました（3CosAdd, Mikolov et al. 2013）。"
    "隣は、ずらしたコサインを掛け合わせる 3CosMul（Levy & Goldberg 2014, 式4）です。",
)
HOW_BOTH = Phrase(
    "Two spaces were asked for Σ positive − Σ negative, the words of the question left out: `{name}` (3CosAdd, Mikolov et al. 2013) "
    "proposes 200 words, and the sentence encoder's vectors of the same words order them as well; the first column adds both scores, "
    "each brought to mean 0 and deviation 1. Beside it 3CosAdd alone and 3CosMul (Levy & Goldberg 2014, eq. 4).",
    "Σ正 − Σ負 を二つの空間で計算し、質問の語を除きました。`{name}`（3CosAdd, Mikolov et al. 2013）が 200 語を挙げ、同じ語の文埋め込みでも"
    "並べます。最初の列は、平均 0・標準偏差 1 にそろえた両方の点の和です。隣は 3CosAdd だけと 3CosMul（Levy & Goldberg 2014, 式4）です。",
)
HOW_NEAR = Phrase(
    "cos(x, {word}) over the {count:,} unit vectors of `{name}` ({dim} dimensions): words used in similar contexts are near "
    "(word2vec, Mikolov et al. 2013; GloVe, Pennington et al. 2014).",
    "`{name}` の {count:,} 語の単位ベクトル（{dim}次元）で cos(x, {word}) を計算しました。似た文脈で使われる語が近くなります"
    "（word2vec, Mikolov et al. 2013; GloVe, Pennington et al. 2014）。",
)
HOW_MOVED = Phrase(
    "Optimal transport between the two bags of words, cost = Euclidean distance of unit vectors (Kusner et al. 2015).",
    "2つの文の語の間の最適輸送です。費用は単位ベクトルのユークリッド距離です（Kusner et al. 2015）。",
)


def neighbors(
    vectors: WordVectors, word: str, found: Sequence[WordNeighbor], language: Language
) -> Iterator[Block]:
    """Show a word's neighbours with bars and where they lie."""
    columns = _columns(WORD_SCORE, language)
    closest = (", " if language == "en" else "、").join(plain(near.word) for near in found[:5])
    yield Text(NEIGHBORS.say(language, word=plain(word), closest=closest))
    yield Table(columns, tuple((near.word, round(near.score, 4)) for near in found), "", columns[1:])
    yield _map(vectors, [word], [near.word for near in found], None, language)
    values = {"word": plain(word), "count": len(vectors), "name": vectors.name, "dim": vectors.dim}
    yield computed(HOW_NEAR, language, **values)


def analogy(
    vectors: WordVectors, positive: Sequence[Term], negative: Sequence[Term], k: int, language: Language,
    both: Sequence[WordNeighbor] = (),
) -> Iterator[Block]:  # fmt: skip
    """Show an analogy's answers by each method, and the parallelogram; `both` are those of two spaces, where they were
    asked."""
    added = vectors.analogy(positive, negative, k)
    multiplied = vectors.analogy(positive, negative, k, "mul")
    if not added:
        return
    yield Text(
        ANALOGY.say(language, sum=plain(_sum(positive, negative)), best=plain((both or added)[0].word))
    )
    columns = _columns(ADD_MUL, language)
    lists = [added, multiplied]
    if both:
        columns, lists = (*_columns(BOTH, language), *columns), [list(both), *lists]
    rows = tuple(
        tuple(cell for near in row for cell in (near.word, round(near.score, 4)))
        for row in zip(*lists, strict=True)
    )
    yield Table(columns, rows, "", (columns[-3],))
    asked = [weighted(term)[0] for term in (*positive, *negative)]
    target = vectors.offset(positive, negative)
    yield _map(vectors, asked, [near.word for near in (both or added)[:3]], target, language)
    yield computed(HOW_BOTH if both else HOW_ANALOGY, language, name=vectors.name)


def replayed(found: Replay, language: Language) -> Iterator[Block]:
    """Show where the words near one word moved from epoch to epoch, and its nearest words of each."""
    word, last = found.words[0], found.moments[-1]
    final = {near.word for near in last.nearest}
    frames = tuple(_frame(moment, language) for moment in found.moments)
    groups = tuple(
        (ASKED if name == word else NEAR_NOW if name in final else NEAR_ONCE).say(language)
        for name in found.words
    )
    yield Plot(
        "scatter", REPLAY.say(language, word=word), x=frames[-1].x, y=frames[-1].y, labels=found.words, groups=groups,
        frames=frames, asks="/trained {}",
    )  # fmt: skip
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (moment.epoch, *(near.word for near in moment.nearest)) for moment in found.moments
    )
    columns = (EPOCH.say(language), *map(str, range(1, len(last.nearest) + 1)))
    yield Table(columns, rows, REPLAY.say(language, word=word))


def _frame(moment: Moment, language: Language) -> Frame:
    x, y = (tuple(round(float(value), 4) for value in moment.positions[:, axis]) for axis in (0, 1))
    note = ", ".join(f"{near.word} {near.score:.2f}" for near in moment.nearest)
    return Frame(f"{EPOCH.say(language)} {moment.epoch}", x, y, note)


def odd_one_out(distances: Sequence[WordNeighbor], language: Language) -> Iterator[Block]:
    """Show the odd word and every word's distance to the centre."""
    yield Text(ODD.say(language, word=plain(distances[0].word)))
    columns = _columns(ODD_COLUMNS, language)
    yield Table(columns, tuple((near.word, round(near.score, 4)) for near in distances), "", columns[1:])


def similarity(vectors: WordVectors, a: str, b: str, language: Language) -> Iterator[Block]:
    """Show the cosine of two words with something to compare it to."""
    yield Text(SIMILAR.say(language, a=plain(a), b=plain(b), score=vectors.similarity(a, b)))
    near = vectors.neighbors(a, 1)[0]
    drawn = np.random.default_rng(0).integers(0, len(vectors), (2, 2000))
    random = float(np.einsum("ij,ij->i", vectors.matrix[drawn[0]], vectors.matrix[drawn[1]]).mean())
    values = {"a": plain(a), "near": plain(near.word), "top": near.score, "random": random}
    yield Text(SCALE.say(language, **values))


def between(a: str, b: str, steps: Sequence[Step], language: Language) -> Iterator[Block]:
    """Show the words on the way."""
    way = " → ".join(plain(step.word) for step in steps)
    yield Text(BETWEEN.say(language, a=plain(a), b=plain(b), way=way))
    columns = _columns(STEPS, language)
    rows = tuple((f"{step.place:.0%}", step.word, round(step.score, 4)) for step in steps)
    yield Table(columns, rows, "", columns[2:])


def transport(moved: Transport, language: Language) -> Iterator[Block]:
    """Show which word travelled where and what it cost."""
    yield Text(MOVED.say(language, distance=moved.distance))
    rows = tuple(
        (flow.source, flow.target, f"{flow.amount:.0%}", round(flow.distance, 3), round(flow.cost, 3))
        for flow in moved.flows
    )
    yield Table(_columns(MOVES, language), rows)
    if moved.unknown:
        yield Text(LEFT_OUT.say(language, words=plain(", ".join(moved.unknown))))
    yield computed(HOW_MOVED, language)


def _map(
    vectors: WordVectors,
    asked: Sequence[str],
    found: Sequence[str],
    target: Matrix | None,
    language: Language,
) -> Plot:
    words = list(dict.fromkeys([*asked, *found]))
    rows = vectors.vectors(words)
    groups = [ASKED.say(language) if word in asked else FOUND.say(language) for word in words]
    if target is not None:
        rows, words, groups = np.vstack([rows, target]), [*words, "="], [*groups, AIMED.say(language)]
    placed = plane(rows)
    x, y = (tuple(float(value) for value in placed[:, axis]) for axis in (0, 1))
    return Plot(
        "scatter", PLANE.say(language), x=x, y=y, labels=tuple(words), groups=tuple(groups), asks=_ASKS
    )


def plane(rows: Matrix) -> Matrix:
    """Return (n, 2): rows on their two main axes (PCA)."""
    centred = unit(rows) - unit(rows).mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    placed = centred @ axes[:2].T
    return np.pad(placed, ((0, 0), (0, 2 - placed.shape[1])))


def _sum(positive: Sequence[Term], negative: Sequence[Term]) -> str:
    parts = [(sign, *weighted(term)) for sign, side in (("+", positive), ("−", negative)) for term in side]
    text = " ".join(f"{sign} {'' if weight == 1 else f'{weight:g}·'}{word}" for sign, word, weight in parts)
    return text.removeprefix("+ ")


def _columns(phrase: Phrase, language: Language) -> tuple[str, ...]:
    return tuple(phrase.say(language).split("|"))
