from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from store.library import Store
from store.tokens import tokens
from store.types import SHARED, Item, Owner, Space
from tests.store.conftest import ME, SPACE, item

DATA = Path(__file__).parents[3] / "shared" / "data" / "text"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The runners were running", ["runner", "run"]),
        ("Café NAÏVE ＡＢＣ １２３", ["café", "naïve", "abc", "123"]),
        ("don't stop-words", ["don't", "stop", "word"]),
        ("東京都", ["東京", "京都", "東", "京", "都"]),
        ("猫", ["猫"]),
        ("サーバー", ["サー", "ーバ", "バー"]),
        ("ｻｰﾊﾞｰ", ["サー", "ーバ", "バー"]),
        ("Pythonの本", ["python", "の本", "本"]),
        ("ไทย", ["ไท", "ทย", "ไ", "ท", "ย"]),
        ("Привет мир", ["привет", "мир"]),
        ("!? …", []),
        ("１，２００ yen, 1,200 or 1200", ["1200", "yen", "1200", "1200"]),
        ("2,5 and 1,2,3", ["2", "5", "1", "2", "3"]),
        ("C++ is not C, nor C#", ["c++", "c", "c#"]),
        ("getUserName parse_html", ["getusernam", "get", "user", "name", "pars", "html"]),
        ("the IT department of the WHO", ["it.", "depart", "who."]),
        ("it is who did it", []),
        ("IT", ["it."]),
        ("WHO DID IT", []),
        ("日本のIT企業", ["日本", "本の", "日", "本", "it.", "企業", "企", "業"]),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


def test_scores_are_those_of_bm25(tmp_path: Path) -> None:
    texts = ["apple banana", "apple apple cherry", "durian", "banana durian elder fig"]
    with Store(tmp_path) as store:
        store.open(SPACE)
        store.put("documents", [item(n, text=text) for n, text in enumerate(texts)])
        hits = {hit.id: hit.score for hit in store.lexical("documents", "apples cherries", owner=ME)}
    lengths = np.array([2, 3, 1, 4])

    def part(frequency: int, length: int, holders: int) -> float:
        idf = np.log(1 + (4 - holders + 0.5) / (holders + 0.5))
        return idf * frequency / (frequency + 1.5 * (1 - 0.75 + 0.75 * length / lengths.mean()))

    expected = {"i0": part(1, 2, 2), "i1": part(2, 3, 2) + part(1, 3, 1)}
    assert hits == pytest.approx(expected, rel=1e-5)


def test_many_small_changes_score_like_one_big_one(tmp_path: Path) -> None:
    words = np.random.default_rng(3).zipf(1.5, size=(400, 12)) % 50
    texts = [" ".join(f"term{word}" for word in row) for row in words]
    with Store(tmp_path / "one") as whole, Store(tmp_path / "many") as pieces:
        for store in (whole, pieces):
            store.open(SPACE)
        whole.put("documents", [item(n, text=text) for n, text in enumerate(texts)])
        for start in range(0, 400, 7):
            pieces.put("documents", [item(n, text=texts[n]) for n in range(start, min(400, start + 7))])
            assert pieces.lexical("documents", texts[start], 1, owner=ME)
        found, expected = (
            {hit.id: hit.score for hit in store.lexical("documents", "term1 term7 term12", 400, owner=ME)}
            for store in (pieces, whole)
        )
    assert set(found) == set(expected)
    order = sorted(expected, key=lambda name: -expected[name])[:50]
    assert np.corrcoef([found[name] for name in order], [expected[name] for name in order])[0, 1] > 0.98


def test_a_rare_word_weighs_the_same_in_shared_and_own_passages(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.open(SPACE)
        store.put("documents", [item(n, text=f"common passage {n}") for n in range(200)])
        store.put(
            "documents", [item(300, SHARED, text="zebra crossing"), item(301, ME, text="zebra crossing")]
        )
        hits = store.lexical("documents", "zebra", owner=ME)
    assert {hit.id for hit in hits} == {"i300", "i301"}
    assert min(hit.score for hit in hits) > 0.55 * max(hit.score for hit in hits)


def judged(name: str) -> tuple[list[dict], list[dict], dict[str, dict[str, int]]]:
    folder = DATA / name
    if not folder.exists():
        pytest.skip(f"{folder} is not here")
    corpus, queries = (
        [json.loads(line) for line in (folder / f"{kind}.jsonl").read_text().splitlines()]
        for kind in ("corpus", "queries")
    )
    relevant: dict[str, dict[str, int]] = {}
    with (folder / "qrels" / "test.tsv").open() as file:
        for query, passage, score in csv.reader(file, delimiter="\t"):
            if score.isdigit():
                relevant.setdefault(query, {})[passage] = int(score)
    return corpus, [query for query in queries if query["_id"] in relevant], relevant


@pytest.mark.parametrize(
    ("name", "ndcg", "first"), [("cranfield", 0.375, 0.33), ("cisi", 0.405, 0.5), ("ja-jsquad", 0.935, 0.9)]
)
def test_quality_of_words_alone(tmp_path: Path, name: str, ndcg: float, first: float) -> None:
    corpus, queries, relevant = judged(name)
    queries = queries[:: max(1, len(queries) // 500)]
    gains, firsts = [], []
    with Store(tmp_path) as store:
        store.open(Space("documents", "none", 1))
        one = np.ones(1, dtype="float32")
        store.put(
            "documents", [Item(p["_id"], ME, one, f"{p.get('title', '')}\n{p['text']}") for p in corpus]
        )
        for query in queries:
            grades = relevant[query["_id"]]
            got = [
                grades.get(hit.id, 0)
                for hit in store.lexical("documents", query["text"], 10, owner=Owner("me"))
            ]
            ideal = sorted(grades.values(), reverse=True)[:10]
            dcg, best = (sum(g / np.log2(n + 2) for n, g in enumerate(gs)) for gs in (got, ideal))
            gains.append(dcg / best if best else 0.0)
            firsts.append(bool(got and got[0]))
    assert np.mean(gains) >= ndcg, (np.mean(gains), np.mean(firsts))
    assert np.mean(firsts) >= first, (np.mean(gains), np.mean(firsts))
