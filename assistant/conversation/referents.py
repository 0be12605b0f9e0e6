"""The documents that a target means: a name, a title, a part of one, or what was shown or added last."""

from __future__ import annotations

import re
from itertools import chain

from assistant.blocks import Gallery, Sources
from assistant.library.which_documents import EVERY, matching
from assistant.plugin import Context, Request
from store.types import SHARED, Document

_THIS = re.compile(
    r"(?:this|that|it|these|them)(?: (?:one|document|file|note|doc|pdf|picture|photo|image|pic))?|(?:the )?(?:document|file|doc)"
    r"|(?:これ|それ|あれ|この(?:文書|ファイル|資料|書類|メモ|写真|画像)|その(?:文書|ファイル|資料|書類|メモ|写真|画像)|こちら)",
    re.IGNORECASE,
)
_LATEST = re.compile(
    r"(?:the )?(?:(?:last|latest|newest|most recent) (?:one|document|file|note|upload)?|(?:one|file|document|note|thing|pdf)?\s*(?:that )?(?:i|we) (?:have )?(?:just )?(?:added|uploaded|dropped|sent|gave you|saved|put in)(?: (?:just now|last|earlier))?)"
    r"|(?:さっき|先ほど|今|いま|最後に?|直前に?|一番新しい|最新)(?:の|に)?(?:入れた|追加した|送った|アップした|上げた|渡した|保存した)?(?:の|もの|やつ|ファイル|文書|資料|メモ|書類)?",
    re.IGNORECASE,
)

_POINTS = re.compile(r"\b(?:it|this|that)\b|これ|それ|この|その", re.IGNORECASE)
_VERB_ALONE = re.compile(
    r"(?:ok(?:ay)? |now |please |pls |can you |could you )*(?:open|show|view|display|read|summari[sz]e|sum up|delete|remove)(?: it| this| that)?(?: please| pls)?"
    r"|(?:(?:それ|これ|あれ|さっきの(?:やつ|もの|ファイル|文書)?|[そこあ]の(?:ファイル|文書|資料|書類|メモ))(?:を|も|の)?)?(?:開いて|ひらいて|見せて|みせて|表示して|読ませて|要約して|要約|まとめて|消して|削除して|開く|見る)(?:ください|下さい|くれる|くれへん|もらえますか|お願い(?:します)?|ほしい|たのむ|頼む|頼みます|よろしく|や|ね|よ)*",
    re.IGNORECASE,
)


def meant(target: str, request: Request, context: Context, *, loosely: bool = True) -> list[Document]:
    """Return the documents that a target means, those whose name says it best; [] when there is none.

    Unless `loosely`, what was not shown and is not named is not meant: for what cannot be taken back lightly.
    """
    wanted = target.strip()
    if _THIS.fullmatch(wanted) or _VERB_ALONE.fullmatch(request.message.text.rstrip("?!。！？. ")):
        shown = _attached(request, context) or _shown(request, context)
        added = request.previous is not None and request.previous.route.intent == "remember"
        return shown or (_newest(request, context) if loosely or added else [])
    if _LATEST.fullmatch(wanted):
        return _attached(request, context) or _newest(request, context)
    found = matching(wanted, context.library.documents(limit=EVERY)) if wanted else []
    if not found and loosely and _POINTS.search(request.message.text):  # "summarize it for Grandad"
        return _attached(request, context) or _shown(request, context)
    return found


def _attached(request: Request, context: Context) -> list[Document]:
    names = {path.name for path in request.message.files}
    return [one for one in _own(request, context) if one.name in names] if names else []


def _shown(request: Request, context: Context) -> list[Document]:
    """Return the document of the first passage or picture that the answer before this one showed."""
    previous = request.previous
    blocks = (*previous.since, *previous.blocks) if previous else ()
    passages = (p.document_id for block in blocks if isinstance(block, Sources) for p in block.passages)
    pictures = (p.id for block in blocks if isinstance(block, Gallery) for p in block.pictures)
    first = next(chain(passages, pictures), "")
    found = context.library.document(first) if first else None
    return [found] if found else []


def _newest(request: Request, context: Context) -> list[Document]:
    return _own(request, context)[:1]


def _own(request: Request, context: Context) -> list[Document]:
    found = context.library.documents(limit=EVERY)
    return [document for document in found if document.owner != SHARED]
