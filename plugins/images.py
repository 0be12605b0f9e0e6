"""Photos in the chat: what is in them, finding them by describing them, and what looks or means alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from assistant import catalogue
from assistant.blocks import Block, Details, Gallery, Notice, Picture, Plot, Table, Text
from assistant.images.facade import Images
from assistant.images.why import heat
from assistant.phrase import Language, Phrase
from assistant.plugin import Context, Intent, Request
from store.types import Hit

SHOWN = 9
SUFFIXES = {".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".svg", ".avif", ".heic"}

WHICH = Phrase("Which photo do you mean?", "どの写真のことですか？")
WHICH_HINT = Phrase("Attach it to the message.", "メッセージに写真を添付してください。")
COLUMNS = Phrase("Tag|Score", "タグ|スコア")
TAGS = Phrase("What I see in {name}", "{name} に写っていそうなもの")
AMONG = Phrase("{name}: which of these labels", "{name}: どのラベルか")
YES = Phrase("Yes, probably: {thing} ({score:.0%}).", "はい、{thing}が写っているようです（{score:.0%}）。")
NO = Phrase(
    "Probably not: I see no {thing} in it ({score:.0%}).",
    "いいえ、{thing}は写っていないようです（{score:.0%}）。",
)
EMPTY = Phrase("There are no photos in your library yet.", "ライブラリにまだ写真がありません。")
EMPTY_HINT = Phrase(
    "Drop photos or add a folder of them.", "写真を入れるか、フォルダーごと追加してください。"
)
NO_QUERY = Phrase("What should be on the photo?", "どんな写真を探しましょうか？")
NO_QUERY_HINT = Phrase("Describe it: two dogs on a beach.", "例: 浜辺を走る二匹の犬")
FOUND = Phrase("Photos for “{query}”", "「{query}」に合う写真")
LOOK = Phrase("Alike in appearance (CNN features)", "見た目が近いもの（CNN 特徴量）")
MEANING = Phrase("Alike in meaning (image-text model)", "意味が近いもの（画像と言葉のモデル）")
FOLDED = Phrase("{name} (+{count} near-duplicates)", "{name}（ほぼ同じ写真がほかに {count} 枚）")
HOW = Phrase("How this was computed", "計算のしかた")
HOW_TEXT = Phrase(
    "Photo and words became vectors of one space; the score is their cosine. Image-text model in use: **{model}**. {note}",
    "写真と言葉を同じ空間のベクトルにし、コサイン類似度で採点しました。使用中の画像モデル: **{model}**。{note}",
)
BUILT_IN = Phrase(
    "It is small, made for this program, and weaker than CLIP: see docs/images.md.",
    "このプログラム用の小さなモデルで、CLIP より弱いものです（docs/images.md を参照）。",
)
WHERE = Phrase(
    "Where “{label}” was seen: the score lost when a place is covered",
    "「{label}」の手がかりになった場所（隠すと下がるスコア）",
)
_YES_NO_EN = re.compile(
    r"^(?:is|are) there (?:an? |any |some )?(?P<thing>.+?)(?: (?:in|on|anywhere in) (?:it|this|the|that)\b.*)?\??$|"
    r"^(?:does|do|can you see|do you see) (?:it|this|the \w+)?\s*(?:photo|picture|image)?\s*(?:show|contain|have)?s? ?(?:an? |any )?(?P<shown>[^?]+?)(?: in (?:it|this).*)?\??$",
    re.IGNORECASE,
)
_YES_NO_JA = re.compile(
    r"^(?:この(?:写真|画像)に(?:は)?|これに)?(?P<thing>[^、はがに]+?)(?:は|が)?(?:写って(?:い)?(?:る|ます)|あります|います|見えます|ある|いる)(?:か|の)?[?？]*$"
)
_MINUS = re.compile(
    r"\s+(?:-|minus|without|but no|not)\s+(?P<word>[^+\-]+)|(?:、)?(?P<ja>[^、+\-]+?)(?:なし|抜き|を除いて|のない)",
    re.IGNORECASE,
)


class ImagesPlugin:
    """Answers tag_image, find_images and similar_images."""

    name = "images"
    summary = Phrase(
        "Tag photos, find them by words, find look-alikes", "写真のタグ付け・言葉で探す・似た写真を探す"
    )

    def __init__(self) -> None:
        names = ("tag_image", "find_images", "similar_images")
        self.intents: tuple[Intent, ...] = tuple(catalogue.intent(name) for name in names)

    def handle(self, request: Request, context: Context) -> Iterable[Block]:
        """Answer one request."""
        answers = {"tag_image": _tag, "find_images": _find, "similar_images": _similar}
        return answers[request.intent](request, context.library.images)


def plugin() -> ImagesPlugin:
    """Return this plugin."""
    return ImagesPlugin()


def _photos(request: Request) -> list[Path]:
    """Return the attached photos, or the picture that the last answer was about."""
    attached = [file for file in request.message.files if file.suffix.lower() in SUFFIXES]
    if attached or request.previous is None:
        return attached
    earlier = [file for file in request.previous.message.files if file.suffix.lower() in SUFFIXES]
    return earlier[:1]


def _ask(language: Language) -> Notice:
    return Notice("info", WHICH.say(language), WHICH_HINT.say(language))


def _tag(request: Request, images: Images) -> Iterator[Block]:
    language, photos = request.language, _photos(request)
    if not photos:
        yield _ask(language)
        return
    given = request.args.get("labels", [])
    labels = [str(label) for label in given] if isinstance(given, list) else [str(given)]
    thing = "" if len(labels) > 1 else asked(request.message.text, language)
    for photo in photos:
        if thing:
            score = images.shows(photo, thing)
            yield Text((YES if score >= 0.5 else NO).say(language, thing=_plain(thing), score=score))
            yield _heat(images, photo, thing, language)
            continue
        ranked = images.tag(photo, labels if len(labels) > 1 else None, 10, language=language)
        title = (AMONG if len(labels) > 1 else TAGS).say(language, name=photo.name)
        rows = tuple((label, round(score, 3)) for label, score in ranked)
        yield Table(
            tuple(COLUMNS.say(language).split("|")),
            rows,
            title,
            scores=(COLUMNS.say(language).split("|")[1],),
        )
        yield _heat(images, photo, ranked[0][0], language)
    yield _how(images, language)


def asked(text: str, language: Language) -> str:
    """Return the thing that a yes-or-no question asks for, or ""."""
    found = (_YES_NO_JA if language == "ja" else _YES_NO_EN).match(text.strip())
    groups = found.groupdict() if found else {}
    return next((value.strip(" ?？") for value in groups.values() if value and value.strip()), "")


def _heat(images: Images, photo: Path, label: str, language: Language) -> Plot:
    matrix = heat(images, photo, label)
    return Plot(
        "heatmap", WHERE.say(language, label=label),
        labels=tuple(str(row + 1) for row in range(len(matrix))),
        columns=tuple(str(column + 1) for column in range(len(matrix[0]))), matrix=matrix,
    )  # fmt: skip


def _find(request: Request, images: Images) -> Iterator[Block]:
    language, query = request.language, str(request.args.get("query", "")).strip()
    photos = _photos(request) if request.message.files else []
    if not query and not photos:
        yield Notice("info", NO_QUERY.say(language), NO_QUERY_HINT.say(language))
        return
    if not images.count(owner=request.owner):
        yield Notice("info", EMPTY.say(language), EMPTY_HINT.say(language))
        return
    words, plus, minus = arithmetic(query)
    like = photos[0] if photos else None
    hits = images.find_images(words, SHOWN, owner=request.owner, plus=plus, minus=minus, like=like)
    yield _gallery(hits, FOUND.say(language, query=query), language)
    yield _how(images, language)


def arithmetic(query: str) -> tuple[str, list[str], list[str]]:
    """Split "beach + sunset - people" into what is wanted, what is added and what is taken away."""
    minus = [(m["word"] or m["ja"]).strip() for m in _MINUS.finditer(query)]
    first, *plus = [part.strip() for part in re.split(r"\s*\+\s*", _MINUS.sub("", query))]
    return first, [part for part in plus if part], [part for part in minus if part]


def _similar(request: Request, images: Images) -> Iterator[Block]:
    language, photos = request.language, _photos(request)
    if not photos:
        yield _ask(language)
        return
    if not images.count(owner=request.owner):
        yield Notice("info", EMPTY.say(language), EMPTY_HINT.say(language))
        return
    looks = images.similar_images(photos[0], SHOWN, "look", owner=request.owner)
    yield _gallery(looks, LOOK.say(language), language)
    meanings = images.similar_images(photos[0], SHOWN, "meaning", owner=request.owner)
    yield _gallery(meanings, MEANING.say(language), language)
    yield _how(images, language)


def _gallery(hits: Sequence[Hit], caption: str, language: Language) -> Gallery:
    return Gallery(tuple(_picture(hit, language) for hit in hits), caption)


def _picture(hit: Hit, language: Language) -> Picture:
    name, folded = str(hit.metadata.get("name", hit.id)), int(hit.scores.get("folded", 0))
    caption = FOLDED.say(language, name=name, count=folded) if folded else name
    return Picture(hit.id, str(hit.metadata.get("thumbnail", "")), caption, round(hit.score, 3))


def _how(images: Images, language: Language) -> Details:
    note = BUILT_IN.say(language) if images.model == "built-in" else ""
    return Details(HOW.say(language), HOW_TEXT.say(language, model=images.model, note=note))


def _plain(text: str) -> str:
    """Escape what markdown would read as markup."""
    return "".join("\\" + c if c in "\\`*_{}[]()#+!|<>~" else c for c in text[:200])
