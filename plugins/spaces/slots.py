"""The space that a map shows."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.message import Message
from assistant.plugin import Slots
from assistant.routing.slots import lists
from assistant.routing.slots.negation import affirmed
from store.spaces import OWN

_SPACES = (
    (
        "images",
        r"image|photo|picture(?! of (?:my|the) (?:doc|text|note|word|node))|\bpics?\b|写真|画像|イラスト|フォト",
    ),
    ("words", r"\bwords?\b|vocab|\bterms?\b|glove|word2vec|単語|言葉|ことば|語彙|ワード|用語|word|語の|語を"),
    (
        "nodes",
        r"node|graph|network|vert(?:ex|ices)|karate|club|deepwalk|ノード|グラフ|頂点|ネットワーク|空手|節点",
    ),
    (
        "items",
        r"item|product|movie|film|grocer|goods|basket|purchase|recommend|商品|品物|アイテム|映画|製品|食料|食品|買い物|品目|グッズ|作品",
    ),
    (
        "documents",
        r"doc|text|note|file|librar|paper|article|passage|report|sentence|文書|資料|ドキュメント|ノート|メモ|ファイル|ライブラリ|書類|論文|文章|記事|テキスト|段落",
    ),
)


def space(message: Message, groups: Mapping[str, str]) -> Slots:
    """Return which space a map is wanted of; the kind of thing named first decides."""
    if own := re.search(rf"\b{OWN}\S+", message.text):
        return {"space": own[0]}
    text = re.sub(
        r"(?:a |as a )picture(?:,|\s+not|$)|not a list|picture of (?=how|where|all|the (?:doc|word|node|item))",
        " ",
        groups.get("command") or affirmed(message.text),
        flags=re.IGNORECASE,
    )
    found = [
        (match.start(), name)
        for name, pattern in _SPACES
        if (match := re.search(pattern, text, re.IGNORECASE))
    ]
    return {"space": min(found)[1]} if found else {}


_OF = re.compile(
    r"^/map\s+(?P<command>.+)$|\b(?:map|plot|chart)\s+(?:of\s+)?(?:the words?\s+)?(?P<en>[\w' ,-]+?)\W*$|^(?P<ja>.+?)(?:の(?:地図|マップ|図)|を(?:地図|マップ|プロット))",
    re.IGNORECASE,
)


def words_named(message: Message) -> list[str]:
    """Return the words that a map is wanted of ("map of king, queen and man"), [] where it names fewer than three."""
    found = _OF.search(message.text)
    text = next((part for part in found.groups() if part), "") if found else ""
    listed = lists.pieces(text)
    listed = listed if len(listed) > 2 else lists.spaced(text)
    return listed if len(listed) > 2 else []
