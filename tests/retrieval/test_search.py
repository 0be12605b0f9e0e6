"""Search and answers through a real store and the real encoder."""

import numpy as np
import pytest

from assistant.encoders.models import Models
from assistant.library.library import Library
from assistant.library.reencode import reencode, switch
from assistant.retrieval import fusion, sentences
from assistant.retrieval.answers import fold_alike
from assistant.retrieval.search import Filters, TextSearch
from assistant.settings import Settings
from store.errors import SpaceMismatch
from store.library import Store
from store.types import ME, Document, Hit, Item, Owner, Space
from tests.retrieval.conftest import SHARED

TEXTS = {
    "refund": "Our shop ships on weekdays. You can return items within 30 days and we refund the full price "
    "to your card. Gift cards are excluded. We also repair watches.",
    "refund-copy": "Our shop ships on weekdays. You can return items within 30 days, and we refund the full "
    "price to your card. Gift cards are excluded. We also repair watches!",
    "rain": "梅雨は晩春から夏にかけて雨の多い期間である。北海道には梅雨がないとされる。"
    "梅雨前線は五月に南から北上する。",
    "wing": "The wing carries lift. In a propeller slipstream the lift increases with the angle of attack. "
    "Tests were made in a tunnel.",
    "minutes": "\n\n".join(
        f"The committee met in room {i} and talked about soil, compost and gardening for a long while, and "
        f"then about the price of tea in the year {1900 + i}."
        for i in range(60)
    ),
}


@pytest.fixture(scope="module")
def library(models, tmp_path_factory):
    with Store(tmp_path_factory.mktemp("store")) as store:
        library = Library(store, models, models.settings)
        library.add_texts(list(TEXTS), list(TEXTS.values()), [""] * len(TEXTS), owner=ME)
        yield library


def ids(hits):
    return [hit.id for hit in hits]


@pytest.mark.parametrize("mode", ["hybrid", "dense", "lexical"])
def test_given_ids_come_back_once_each_best_first(library, mode):
    hits = library.search("compost and tea", owner=ME, mode=mode)
    assert hits[0].id == "minutes"
    assert len(set(ids(hits))) == len(hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_hits_say_what_their_score_is_made_of(library):
    first = library.search("梅雨がない地域は？", owner=ME)[0]
    assert first.id == "rain"
    assert first.score == first.scores["fused"] == 1
    assert first.scores["rank_dense"] == first.scores["rank_lexical"] == 1
    assert 0.7 < first.scores["dense"] < 1
    assert first.scores["lexical"] > 0


def test_meaning_finds_what_words_do_not(library):
    question = "How do planes fly?"
    assert "wing" not in ids(library.search(question, owner=ME, mode="lexical"))
    assert library.search(question, owner=ME, mode="dense")[0].id == "wing"
    assert library.search(question, owner=ME)[0].id == "wing"


def test_offset_continues_where_the_first_page_ended(library):
    everything = ids(library.search("lift", 5, owner=ME))
    assert ids(library.search("lift", 2, owner=ME, offset=2)) == everything[2:4]


@pytest.mark.parametrize("query", ["", "   ", "\n"])
def test_an_empty_question_finds_nothing(library, query):
    assert library.search(query, owner=ME) == []
    assert library.answer(query, owner=ME).passages == ()


def test_an_unknown_mode_is_refused(library):
    with pytest.raises(ValueError, match="'semantic'"):
        library.search("lift", owner=ME, mode="semantic")


def test_nobody_else_finds_it(library):
    assert library.search("refund", owner=Owner("stranger")) == []


@pytest.fixture(scope="module")
def files(text, tmp_path_factory):
    """Two files and a note about the same thing, as ingestion stores them."""
    with Store(tmp_path_factory.mktemp("files")) as store:
        store.open(Space("documents", text.fingerprint, text.dim))
        said = "The budget for the garden was approved."
        vector = text.documents([said])[0]
        rows = [
            ("doc-1", "Plan 2024.PDF", "pdf", ("work",), 100.0),
            ("doc-2", "plan.docx", "docx", (), 200.0),
        ]
        for name, file, kind, tags, day in [*rows, ("doc-3", "note", "text", ("work", "home"), 300.0)]:
            meta = {"kind": kind, "name": file, "added": day, "modified": day - 50, "group": ""}
            document = Document(name, ME, file, kind, tags=tags, added=day, modified=day - 50)
            item = Item(f"{name}#0", ME, vector, said, meta, name)
            store.put_document(document, "documents", [item])
        yield store


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(), {"doc-1", "doc-2", "doc-3"}),
        (Filters(kinds=("pdf",)), {"doc-1"}),
        (Filters(kinds=("pdf", "docx")), {"doc-1", "doc-2"}),
        (Filters(names=("plan",)), {"doc-1", "doc-2"}),
        (Filters(names=("PLAN 2024",)), {"doc-1"}),
        (Filters(tags=("work",)), {"doc-1", "doc-3"}),
        (Filters(tags=("work",), names=("plan",)), {"doc-1"}),
        (Filters(document_ids=("doc-3", "doc-2")), {"doc-2", "doc-3"}),
        (Filters(since=200.0), {"doc-2", "doc-3"}),
        (Filters(since=150.0, until=250.0), {"doc-2"}),
        (Filters(until=100.0, date="modified"), {"doc-1"}),
        (Filters(tags=("absent",)), set()),
        (Filters(names=("absent",)), set()),
    ],
)
@pytest.mark.parametrize("mode", ["hybrid", "dense", "lexical"])
def test_filters(files, models, filters, found, mode):
    hits = TextSearch(files, models).search("garden budget", owner=ME, filters=filters, mode=mode)
    assert {hit.source for hit in hits} == found


def test_a_changed_encoder_is_refused_then_embedded_again(tmp_path):
    settings = Settings(home=tmp_path)
    with Store(tmp_path / "store") as store:
        old = Models(settings)
        Library(store, old, settings).add_texts(list(TEXTS)[:4], list(TEXTS.values())[:4], owner=ME)
        models = Models(Settings(home=tmp_path, text_encoder="all-MiniLM-L6-v2"))
        library = Library(store, models, settings)
        with pytest.raises(SpaceMismatch):
            library.search("refund", owner=ME)
        assert not any(report.finished for report in reencode(models, store, lambda: True))
        assert Library(store, old, settings).search("refund", owner=ME)
        reports = list(switch(old, store, "all-MiniLM-L6-v2"))
        seen = [(r.done, r.total, r.finished) for r in reports]
        assert seen == [(0, 4, False), (4, 4, False), (4, 4, True)]
        assert old.resolve() == "all-MiniLM-L6-v2"
        assert library.search("money back for returned items", owner=ME, mode="dense")[0].id.startswith(
            "refund"
        )
        assert np.isclose(np.linalg.norm(next(store.scan("documents", owner=ME)).vector), 1)


def highlighted(passage):
    return [passage.text[a:b] for a, b in passage.highlights]


def test_the_sentence_that_answers_is_marked(library):
    english = library.answer("Can I send items back for a refund?", 1, owner=ME).passages[0]
    assert "You can return items within 30 days" in highlighted(english)[0]
    japanese = library.answer("梅雨がない地域は？", 1, owner=ME).passages[0]
    assert highlighted(japanese) == ["北海道には梅雨がないとされる。"]


def test_near_identical_passages_are_folded(library):
    passages = library.answer("refund of returned items", owner=ME).passages
    assert [p.folded for p in passages if p.id.startswith("refund")] == [1]


@pytest.mark.parametrize(
    ("question", "fits"),
    [
        ("Can I return items and get a refund?", True),
        ("梅雨がない地域は？", True),
        ("lift of a wing in a slipstream", True),
        ("Can I get my money back?", True),
        ("Who painted the Mona Lisa?", False),
        ("日本で一番高い山は？", False),
        ("How do I bake sourdough bread?", False),
    ],
)
def test_it_says_whether_anything_fits(library, question, fits):
    answer = library.answer(question, owner=ME)
    assert answer.passages
    assert answer.fits is fits
    assert any(p.confident for p in answer.passages) is fits


def test_passages_that_answer_come_before_those_that_may_not(library):
    first, second, *rest = library.answer("year in which planes rise", owner=ME).passages
    assert first.id.startswith("wing")
    assert (first.confident, second.confident) == (True, False)
    assert not any(passage.confident for passage in rest)
    assert first.score < second.score


def test_a_line_that_was_only_full_does_not_end_a_sentence():
    text = (
        "We refund what you paid. The shipping fee of the original order\nis refunded only if all returns.\n"
        "a short line\nand another\n"
        "a table whose row is rather long | 12 passages | 3 s\nanother row | 4 passages | 1 s"
    )
    assert [text[a:b] for a, b in sentences.split(text)] == [
        "We refund what you paid.",
        "The shipping fee of the original order\nis refunded only if all returns.",
        "a short line",
        "and another",
        "a table whose row is rather long | 12 passages | 3 s",
        "another row | 4 passages | 1 s",
    ]


def test_sentences_end_where_people_end_them():
    text = "A. B. Smith left at 3.5 p.m. on Monday! Why? 第一に、晴れ。「本当？」と言った。\n\nEnd"
    assert [text[a:b] for a, b in sentences.split(text)] == [
        "A. B. Smith left at 3.5 p.m. on Monday!", "Why?", "第一に、晴れ。", "「本当？」", "と言った。", "End",
    ]  # fmt: skip


def test_folding_keeps_the_first_and_counts_the_rest():
    long = "The quick brown fox jumps over the lazy dog near the old stone bridge at dawn"
    hits = [Hit("a", 1.0, long), Hit("b", 0.9, "Something else."), Hit("c", 0.8, long.upper() + ".")]
    assert [(hit.id, folded) for hit, folded in fold_alike(hits)] == [("a", 1), ("b", 0)]


def test_one_shared_word_of_many_does_not_outweigh_meaning():
    dense, lexical = np.array([0.9, 0.8]), np.array([0.0, 1.0])
    assert fusion.fuse(dense, lexical, 20.0).argmax() == 0
    assert fusion.fuse(dense, lexical, 1.0).argmax() == 1


def _judged(lines, name, queries):
    from benchmarks.retrieval import RetrievalSet

    relevant = {}
    for row in (SHARED / "text" / name / "qrels" / "test.tsv").read_text().splitlines()[1:]:
        query, document, gain = row.split("\t")
        relevant.setdefault(query, {})[document] = int(gain)
    asked = {q["_id"]: q["text"] for q in lines(f"text/{name}/queries.jsonl", 10_000) if q["_id"] in relevant}
    asked = dict(list(asked.items())[:: max(1, len(asked) // queries)][:queries])
    wanted = {d for q in asked for d in relevant[q]}
    rows = [c for c in lines(f"text/{name}/corpus.jsonl", 10_000) if c["text"]]
    rows = [c for c in rows if c["_id"] in wanted] + [c for c in rows if c["_id"] not in wanted][:60]
    corpus = {c["_id"]: (c["title"], c["text"][:400]) for c in rows}
    judged = {q: {d: g for d, g in relevant[q].items() if d in corpus} for q in asked}
    return RetrievalSet(name, corpus, {q: t for q, t in asked.items() if judged[q]}, judged)


@pytest.mark.parametrize(("name", "queries"), [("ja-jsquad", 60), ("cranfield", 20)])
def test_hybrid_beats_the_better_of_both(lines, models, tmp_path, name, queries):
    from benchmarks.quality import fill, measure

    lines(f"text/{name}/corpus.jsonl", 1)
    some = _judged(lines, name, queries)
    with Store(tmp_path) as store:
        library = Library(store, models, models.settings)
        fill(library, some)
        measured = {mode: measure(library, some, mode).ndcg10 for mode in ("lexical", "dense", "hybrid")}
    assert measured["hybrid"] >= max(measured["lexical"], measured["dense"]), measured


def test_folding_finds_what_comparing_every_pair_finds():
    draw = np.random.default_rng(3)
    letters = list("abcdefgh あいうえおかきく")

    def grams(text: str) -> set[str]:
        plain = text.replace(" ", "")
        return {plain[i : i + 5] for i in range(max(1, len(plain) - 4))}

    texts = ["", "a", "a" * 400]
    for length in (3, 20, 90, 126, 130, 140, 300, 900):
        base = draw.choice(letters, length)
        for share in (0, 0.01, 0.02, 0.04, 0.3):
            changed = np.where(draw.random(length) < share, draw.choice(letters, length), base)
            texts.append("".join(changed))
    kept: list[str] = []
    for text in texts:
        if not any(len(grams(text) & grams(k)) >= 0.8 * len(grams(text) | grams(k)) for k in kept):
            kept.append(text)
    found = fold_alike([Hit(str(at), 1.0, text) for at, text in enumerate(texts)])
    assert [hit.text for hit, _ in found] == kept
    assert len(kept) + sum(folded for _, folded in found) == len(texts)
    assert fold_alike([]) == []
