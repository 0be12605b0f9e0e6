"""Embeddings as features for machine learning: any space as CSV, NumPy or Parquet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from assistant.blocks import Block, Details, Download, Notice, Table, Text
from assistant.engines.language.batch import FORMATS, export_vectors
from assistant.engines.spaces import SPACES
from assistant.files import place
from assistant.message import Message
from assistant.phrase import Phrase
from assistant.plugin import Context, Intent, Request, Slots
from store.spaces import OWN

SUMMARY = Phrase("Export a space of vectors as features", "ベクトルの空間を特徴量として書き出す")
ASK = Phrase("The vectors of what?", "何のベクトルでしょうか？")
ASK_HINT = Phrase(
    "For instance: /features documents csv. There are words, documents, images, looks, nodes and items; csv, npz and parquet.",
    "例: /features documents csv。words・documents・images・looks・nodes・items を csv・npz・parquet で書き出せます。",
)
EMPTY = Phrase("There is nothing of that kind yet.", "その種類のものはまだありません。")
EMPTY_HINT = Phrase("Add some first; see /help.", "先に追加してください。/help をご覧ください。")
WROTE = Phrase("{count:,} rows with {dim} features each.", "{count:,}行、特徴量は{dim}個です。")
COLUMNS = Phrase("Text|Features", "テキスト|特徴量")
USE = Phrase("How to use it in scikit-learn", "scikit-learn での使い方")
LOADS = {
    "csv": 'import pandas as pd\n\ntable = pd.read_csv("{name}")\nX = table.drop(columns="text").to_numpy()',
    "parquet": 'import pandas as pd\n\ntable = pd.read_parquet("{name}")\nX = table.drop(columns="text").to_numpy()',
    "npz": 'import numpy as np\n\nX = np.load("{name}")["vectors"]',
}
FITS = "from sklearn.linear_model import LogisticRegression\n\nLogisticRegression(max_iter=1000).fit(X, y)  # y: one label a row"
_TYPES = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet", "npz": "application/octet-stream"}
_KINDS = {
    "words": "words?|vocabulary|単語|言葉|語彙", "documents": "documents?|notes?|passages?|texts?|文書|資料|メモ|文章",
    "images": "images?|photos?|pictures?|写真|画像", "looks": "looks?|見た目", "nodes": "nodes?|graph|ノード|グラフ",
    "items": "items?|products?|商品|アイテム",
}  # fmt: skip
_ASKED = (
    r"(?i)^(?:please\s+)?(?:export|save|download)\b.*\b(?:vectors|embeddings|features)\b",
    r"(?i)(?:ベクトル|埋め込み|特徴量)を.{0,20}(?:書き出|エクスポート|保存|ダウンロード)",
)
SAMPLE = 3


class Features:
    """Answers export_features."""

    name = "features"
    summary = SUMMARY

    def __init__(self) -> None:
        slots = ("space", "format")
        self.intents = (
            Intent("export_features", SUMMARY, {}, slots, _ASKED, read=_read, command="features"),
        )

    def handle(self, request: Request, context: Context) -> Iterable[Block]:
        """Answer one request."""
        return _export(request, context)


def plugin() -> Features:
    """Return this plugin."""
    return Features()


def _read(message: Message, _: object) -> Slots:
    """Take what is to be exported, and how, from the words of the message."""
    found: Slots = {}
    named = re.search(rf"\b(?:{OWN}\S+|(?:{'|'.join(SPACES)})(?::\S+)?)", message.text)
    kinds = [kind for kind, names in _KINDS.items() if re.search(names, message.text, re.IGNORECASE)]
    if named or kinds:
        found["space"] = named[0] if named else kinds[0]
    formats = [name for name in FORMATS if re.search(name, message.text, re.IGNORECASE)]
    if re.search("numpy", message.text, re.IGNORECASE):
        formats.append("npz")
    return found | {"format": formats[0] if formats else "csv"}


def _export(request: Request, context: Context) -> Iterator[Block]:
    language = request.language
    asked = _read(request.message, None) | {k: v for k, v in request.args.items() if v}
    space, form = str(asked.get("space", "")), str(asked.get("format", "csv"))
    known = space.startswith(OWN) or space.partition(":")[0] in SPACES
    if not known or form not in FORMATS:
        yield Notice("info", ASK.say(language), ASK_HINT.say(language))
        return
    found = context.points(space)
    if found is None:
        yield Notice("info", EMPTY.say(language), EMPTY_HINT.say(language))
        return
    path = place(context.settings.home, context.owner, f"{re.sub(r'[^0-9A-Za-z-]+', '-', space)}.{form}")
    export_vectors(found.texts, found.rows, path)
    yield Text(WROTE.say(language, count=len(found.texts), dim=found.rows.shape[1]))
    rows = tuple(
        (text[:80], " ".join(f"{value:.3f}" for value in row[:6]) + " …")
        for text, row in zip(found.texts[:SAMPLE], found.rows[:SAMPLE], strict=True)
    )
    yield Table(tuple(COLUMNS.say(language).split("|")), rows)
    yield Download(path.name, str(path), _TYPES[form])
    code = LOADS[form].format(name=path.name)
    yield Details(USE.say(language), f"```python\n{code}\n\n{FITS}\n```")
