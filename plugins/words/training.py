"""Training word2vec on one's own text, watched, and what the window and the epochs do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from assistant.blocks import Block, Choices, Notice, Option, Plot, Table, Text
from assistant.engines.watching import watched
from assistant.engines.words.replay import replay
from assistant.engines.words.tokens import STOP_WORDS, is_japanese, window_pairs
from assistant.engines.words.train import Word2VecSettings
from assistant.engines.words.words import Words
from assistant.ingest.encoding import decode
from assistant.phrase import Phrase
from assistant.plugin import Context, Intent, Request
from plugins.words import render

ASK = Phrase("Which word?", "どの言葉でしょうか？")
NO_TEXT = Phrase("There is no text to train on.", "学習する文章がありません。")
NO_TEXT_HINT = Phrase(
    "Attach a text file, or add documents first.", "テキストを添えるか、先に資料を追加してください。"
)
TRAINED = Phrase(
    "Trained **{name}**: {count:,} words, {dim} dimensions, {epochs} epochs. Ask it with `/trained` and a word.",
    "**{name}** を学習しました: {count:,}語、{dim}次元、{epochs}エポック。`/trained` に続けて語を書くと聞けます。",
)
OTHERS = Phrase("Ask what was learned about:", "学んだことを聞く:")
STAGES = {
    "count": Phrase("Counting words", "語を数えています"),
    "read": Phrase("Reading the text", "文章を読んでいます"),
    "sentences": Phrase("Training", "学習しています"),
    "epoch": Phrase("Epochs", "エポック"),
}
LOSS = Phrase("Mean loss of a pair of words, by epoch", "語の対の平均損失（エポックごと）")
WINDOW = Phrase(
    "With a window of {window}, skip-gram learns to predict each context word from its centre word:",
    "窓幅 {window} では、skip-gram は中心の語から周りの語を当てるように学びます:",
)
PAIR = Phrase("Centre|Context words", "中心の語|周りの語")
LECTURE = "I want to eat an apple everyday"
TRAINED_NAME = "mine"


def _own(name: str, command: str, en: str, ja: str) -> Intent:
    return Intent(name, Phrase(en, ja), {}, ("text",), command=command, does="read")


TRAIN = Intent(
    "train_words",
    Phrase("Train word2vec on your documents", "自分の資料で word2vec を学習する"),
    {
        "en": ["train word2vec on my documents", "learn word vectors from my notes", "fit word embeddings to this text", "train a skip-gram on my own files"],
        "ja": ["私の文書でword2vecを学習して", "自分の資料から単語ベクトルを作って", "このテキストで単語ベクトルを学習", "手持ちの文章でword2vecをトレーニングして"],
    },
    ("text",),
    (
        r"^(?!\W*(?:how|what|why|when|does|is)\b).*\b(?:re-?train|train|learn|fit|build|make|create)\b.{0,24}\b(?:word2vec|word ?vectors?|word embeddings?|skip-?grams?|cbow)\b.{0,30}\b(?:my|own|these|this|our|all)\b",
        r"^\W*(?:please |can you |could you )?train (?:a model )?on (?:my|these|this|our|all(?: of)? my)\b",
        r"(?:文書|資料|文章|テキスト|ファイル|メモ|ノート|ライブラリ)(?:で|を使って|から|を用いて).{0,16}(?:word2vec|ワード2ベク|単語ベクトル|語のベクトル|単語の埋め込み|skip-?gram).{0,10}(?:学習|訓練|作って|作成|トレーニング)",
    ),
    attachment="document", command="train", needs=r"train|vector|embedding|word2vec|gram|cbow|ベクトル|埋め込み|学習|訓練|トレーニング",
)  # fmt: skip


class Training:
    """Answers window, train_words and trained_words."""

    name = "training"
    summary = Phrase("Train word vectors on your own text", "自分の文章で単語ベクトルを学習する")

    def __init__(self) -> None:
        self.intents = (
            _own("window", "window", "What word2vec's window sees", "word2vec の窓が見るもの"),
            TRAIN,
            _own(
                "trained_words",
                "trained",
                "Ask the vectors you trained, epoch by epoch",
                "学習したベクトルにエポックごとに聞く",
            ),
        )

    def handle(self, request: Request, context: Context) -> Iterable[Block]:
        """Answer one request."""
        answers = {"window": _window, "train_words": _train, "trained_words": _trained}
        return answers[request.intent](request, context.engines.words, context)


def plugin() -> Training:
    """Return this plugin."""
    return Training()


def _text(request: Request) -> str:
    return str(request.args.get("text", "")).strip()


def _window(request: Request, words: Words, context: Context) -> Iterator[Block]:
    text = _text(request) or LECTURE
    number = re.search(r"\b(\d{1,2})$", text)
    window = int(number.group(1)) if number else 2
    sentence = words.tokeniser.words(text[: number.start()] if number else text)
    pairs = window_pairs(sentence, max(1, window))
    yield Text(WINDOW.say(request.language, window=window))
    rows = tuple(
        (word, ", ".join(context for centre, context in pairs if centre == word))
        for word in dict.fromkeys(sentence)
    )
    yield Table(tuple(PAIR.say(request.language).split("|")), rows)


def _train(request: Request, words: Words, context: Context) -> Iterator[Block]:
    language = request.language
    texts = [decode(path.read_bytes(), path.name) for path in request.message.files]
    if not texts:
        texts = _library(context)
    if not any(texts):
        yield Notice("info", NO_TEXT.say(language), NO_TEXT_HINT.say(language))
        return
    job = words.train(TRAINED_NAME, texts, _settings(_text(request)))
    trained = yield from watched(job, words.jobs, STAGES, language, context.cancelled)
    values = {"name": TRAINED_NAME, "count": len(trained.words), "dim": trained.matrix.shape[1]}
    yield Text(TRAINED.say(language, epochs=len(trained.losses), **values))
    epochs = tuple(float(number) for number in range(1, len(trained.losses) + 1))
    yield Plot("line", LOSS.say(language), x=epochs, y=trained.losses, x_title=render.EPOCH.say(language))
    shown = _telling(trained.words)
    if shown:
        yield from _replay(words, shown[0], request)
        yield Choices(OTHERS.say(language), tuple(Option(word, f"/trained {word}") for word in shown))


def _telling(words: Sequence[str]) -> list[str]:
    """Return a few frequent words that are not grammar."""
    longer = (
        word for word in words[:1000] if word not in STOP_WORDS and (len(word) > 3 or is_japanese(word))
    )
    return list(islice((word for word in longer if not re.fullmatch(r"[\u3040-\u309f\d]+", word)), 6))


def _library(context: Context) -> list[str]:
    """Return the texts of the person's own documents; graphs, baskets and trainings are no prose."""
    prose = [one.id for one in context.library.documents() if one.kind not in ("graph", "baskets", "words")]
    found = (context.library.document(one) for one in prose)
    return [document.text for document in found if document is not None]


def _settings(text: str) -> Word2VecSettings:
    """Read "cbow window 3 size 50 negative 5 epochs 10 min 2" in any order."""
    numbers = {
        key: re.search(rf"{key}\w*\s*=?\s*(\d+)", text)
        for key in ("size", "window", "negative", "epoch", "min")
    }
    names = {"epoch": "epochs", "min": "min_count"}
    given = {names.get(key, key): int(found.group(1)) for key, found in numbers.items() if found}
    return Word2VecSettings(skip_gram="cbow" not in text.casefold(), **given)


def _trained(request: Request, words: Words, context: Context) -> Iterator[Block]:
    word = _text(request)
    if not word:
        yield Notice("info", ASK.say(request.language), "/trained apple")
        return
    vectors = words.set(TRAINED_NAME)
    yield from render.neighbors(vectors, word, vectors.neighbors(word), request.language)
    yield from _replay(words, word, request)


def _replay(words: Words, word: str, request: Request) -> Iterator[Block]:
    epochs = words.epochs(TRAINED_NAME)
    if len(epochs) > 1:
        yield from render.replayed(replay(epochs, word), request.language)
