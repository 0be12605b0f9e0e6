"""What the mounted vectors answer, checked against known words and against gensim."""

import numpy as np
import pytest

from assistant.engines.words.bounds import Bounds
from assistant.engines.words.errors import TooFewWords, UnknownWords
from assistant.engines.words.expressions import parse
from assistant.engines.words.index import WordIndex
from assistant.engines.words.mover import word_movers_distance
from assistant.engines.words.ranks import best
from assistant.engines.words.vectors import WordVectors, unit
from benchmarks.analogies import evaluate, total


def test_neighbours_of_a_city_are_cities_and_rows_are_unit(glove: WordVectors) -> None:
    near = glove.neighbors("tokyo", 10)
    assert len(near) == 10
    assert {"osaka", "japan"} & {word for word, _ in near}
    assert [score for _, score in near] == sorted((score for _, score in near), reverse=True)
    rows = glove.vectors(["tokyo", "Paris", "tokyo"])
    assert rows.shape == (3, 50)
    assert rows.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    np.testing.assert_array_equal(rows[0], rows[2])


@pytest.mark.parametrize(
    ("positive", "negative", "expected"),
    [
        (["king", "woman"], ["man"], "queen"),
        (["paris", "japan"], ["france"], "tokyo"),
        (["Germany", "Rome"], ["Berlin"], "italy"),
        (["Moscow", "china"], ["russia"], "beijing"),
    ],
)
@pytest.mark.parametrize("method", ["add", "mul"])
def test_analogies(
    glove: WordVectors, positive: list[str], negative: list[str], expected: str, method: str
) -> None:
    found = glove.analogy(positive, negative, 10, method)  # type: ignore[arg-type]
    assert found[0].word == expected
    assert not {word.lower() for word in (*positive, *negative)} & {word for word, _ in found}


def test_weights_and_many_terms_shift_the_answer(glove: WordVectors) -> None:
    plain = glove.analogy(["king", "woman"], ["man"], 3)
    same = glove.analogy([("king", 2.0), ("woman", 2.0)], [("man", 2.0)], 3)
    assert [word for word, _ in plain] == [word for word, _ in same]
    np.testing.assert_allclose([score for _, score in plain], [score for _, score in same], rtol=1e-5)
    assert glove.analogy(["berlin", "france", "cheese"], ["germany"], 5) != glove.analogy(
        ["berlin", "france"], ["germany"], 5
    )


def test_same_answers_as_gensim(glove: WordVectors) -> None:
    from gensim.models import KeyedVectors

    keyed = KeyedVectors(50)
    keyed.add_vectors(glove.index.words[:50_000], glove.matrix[:50_000])
    small = WordVectors("small", WordIndex.build(glove.index.words[:50_000]), glove.matrix[:50_000])
    for positive, negative in (
        (["king", "woman"], ["man"]),
        (["tokyo", "france"], ["japan"]),
        (["walked", "go"], ["walk"]),
    ):
        theirs = keyed.most_similar(positive=positive, negative=negative, topn=10)
        ours = small.analogy(positive, negative, 10)
        assert [word for word, _ in ours] == [word for word, _ in theirs]
        np.testing.assert_allclose([s for _, s in ours], [s for _, s in theirs], atol=1e-5)
        multiplied = keyed.most_similar_cosmul(positive=positive, negative=negative, topn=5)
        assert [word for word, _ in small.analogy(positive, negative, 5, "mul")] == [
            word for word, _ in multiplied
        ]


def test_odd_one_out_and_too_few(glove: WordVectors) -> None:
    assert glove.odd_one_out(["breakfast", "cereal", "dinner", "lunch"]) == "cereal"
    assert glove.odd_one_out(["red", "blue", "green", "horse"]) == "horse"
    distances = glove.distances_to_centre(["red", "blue", "green", "horse"])
    assert distances[0].score > 2 * distances[1].score
    with pytest.raises(TooFewWords):
        glove.odd_one_out(["red", "red", "Red"])


def test_unknown_words_get_spellings(glove: WordVectors) -> None:
    with pytest.raises(UnknownWords) as caught:
        glove.neighbors("stawberry")
    assert caught.value.suggestions["stawberry"][0] == "strawberry"
    assert "strawberry" in caught.value.advise("ja")
    with pytest.raises(UnknownWords):
        glove.vectors(["king", "zzzzqqqqxxxx"])
    assert "zzzzqqqqxxxx" not in glove


def test_words_between(glove: WordVectors) -> None:
    steps = glove.between("cat", "car", 5)
    assert len({step.word for step in steps}) == 5
    assert not {"cat", "car"} & {step.word for step in steps}
    toward_cat = glove.similarity(steps[0].word, "cat") - glove.similarity(steps[0].word, "car")
    toward_car = glove.similarity(steps[-1].word, "car") - glove.similarity(steps[-1].word, "cat")
    assert toward_cat > 0.1
    assert toward_car > 0.1


def test_best_is_the_sorted_head() -> None:
    scores = np.random.default_rng(0).random(100_003, dtype=np.float32)
    np.testing.assert_array_equal(best(scores, 25), np.argsort(-scores)[:25])
    assert len(best(scores[:3], 10)) == 3


def test_bounds_find_what_scoring_every_row_finds(glove: WordVectors) -> None:
    whole = WordVectors("whole", glove.index, glove.matrix)
    random = np.random.default_rng(5)
    asked = [unit(random.normal(size=50)) for _ in range(10)]  # nothing like any word
    asked += [glove.matrix[row] for row in random.integers(0, len(glove), 30)]
    asked += [
        unit(glove.matrix[x] + glove.matrix[y] - glove.matrix[z])
        for x, y, z in random.integers(0, 20_000, (40, 3))
    ]
    for query in asked:
        mine, theirs = glove.near(query, 10, [7]), whole.near(query, 10, [7])
        assert [near.word for near in mine] == [near.word for near in theirs]
        np.testing.assert_allclose([near.score for near in mine], [near.score for near in theirs], atol=1e-6)


def test_bounds_hold_and_leave_few_rows(glove: WordVectors) -> None:
    bounds = Bounds.build(glove.matrix[:60_000])
    for word in ("coffee", "france", "seventeen"):
        query = glove.vectors([word])[0]
        rows = bounds.candidates(glove.matrix[:60_000], query, 10)
        exact = glove.matrix[:60_000] @ query
        assert set(np.argsort(-exact)[:10].tolist()) <= set(rows.tolist())
        assert len(rows) < 6_000


def test_movers_distance_carries_words_to_their_like(glove: WordVectors) -> None:
    same = word_movers_distance(
        glove, ["obama", "speaks", "media", "illinois"], ["president", "greets", "press", "chicago"]
    )
    other = word_movers_distance(
        glove, ["obama", "speaks", "media", "illinois"], ["band", "gave", "concert", "japan"]
    )
    assert same.distance < other.distance
    assert {(flow.source, flow.target) for flow in same.flows} >= {
        ("media", "press"),
        ("illinois", "chicago"),
        ("obama", "president"),
    }
    np.testing.assert_allclose(sum(flow.amount for flow in same.flows), 1)
    np.testing.assert_allclose(sum(flow.cost for flow in same.flows), same.distance)
    assert word_movers_distance(glove, ["cat", "sat"], ["sat", "cat"]).distance == pytest.approx(0, abs=1e-6)
    assert word_movers_distance(glove, ["cat", "qqzzx"], ["dog"]).unknown == ("qqzzx",)
    with pytest.raises(TooFewWords):
        word_movers_distance(glove, ["qqzzx"], ["dog"])


def test_batched_verdicts_are_those_of_single_questions(glove: WordVectors) -> None:
    words = [
        "france paris",
        "japan tokyo",
        "germany berlin",
        "italy rome",
        "spain madrid",
        "egypt cairo",
        "china beijing",
    ]
    pairs = [tuple(pair.split()) for pair in words] + [
        ("big", "bigger"),
        ("small", "smaller"),
        ("king", "queen"),
        ("man", "woman"),
    ]
    questions = [(a, b, c, d) for a, b in pairs for c, d in pairs if (a, b) != (c, d)]
    found = evaluate(glove, [("mixed", [*questions, ("a", "b", "qqqzz", "d")])], 300_000)[0]
    small = WordVectors("small", glove.index, glove.matrix[:300_000])
    right = {q for q in questions if small.analogy([q[1], q[2]], [q[0]], 1)[0].word == q[3]}
    assert set(found.correct) == right
    assert len(right) > 20
    assert set(found.incorrect) == set(questions) - right
    assert found.unknown == 1
    assert total([found]) == len(right) / len(questions)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("king - man + woman", (["king", "woman"], ["man"])),
        ("王 − 男 + 女", (["王", "女"], ["男"])),
        ("2 Paris - France + 0.5*Japan", ([("Paris", 2.0), ("Japan", 0.5)], ["France"])),
        ("what is king minus man plus woman?", (["king", "woman"], ["man"])),
        ("王 - 男 + 女 は何？", (["王", "女"], ["男"])),
        ("state-of-the-art words", None),
    ],
)
def test_sums_are_read(text: str, expected: object) -> None:
    assert parse(text) == expected
