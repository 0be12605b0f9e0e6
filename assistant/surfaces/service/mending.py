"""`assistant doctor --repair`: mending a store, and what became of each damage, as people are told it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.phrase import Language, Phrase

if TYPE_CHECKING:
    from store.repair import Repair
    from store.rowseal import Damage

Json = dict[str, Any]
TABLES = {
    "spaces": Phrase("space", "空間"), "items": Phrase("passage or vector", "節またはベクトル"),
    "documents": Phrase("document", "文書"), "forgotten": Phrase("note of what was forgotten", "忘れたものの記録"),
    "conversations": Phrase("conversation", "会話"), "exchanges": Phrase("message", "メッセージ"),
    "corrections": Phrase("correction", "訂正"), "settings": Phrase("setting", "設定"),
}  # fmt: skip
KINDS = {
    "changed": Phrase(
        "The {what} {name} has changed on the disk.", "{what}{name}がディスク上で変わっています。"
    ),
    "missing": Phrase("The {what} {name} is missing.", "{what}{name}が失われています。"),
    "foreign": Phrase(
        "The {what} {name} was not written by this program.",
        "{what}{name}はこのプログラムが書いたものではありません。",
    ),
    "miscounted": Phrase(
        "Of the kind {what}, entries were lost together with their seals.",
        "{what}の一部が、封印ごと失われています。",
    ),
}
OUTCOMES = {
    "restored": Phrase("Brought back from the copy {source}.", "控え {source} から戻しました。"),
    "mended": Phrase(
        "The damaged bit was found and turned back: it is what it was.",
        "壊れたビットを見つけて元に戻しました。",
    ),
    "kept": Phrase(
        "No copy has it: kept as it now reads, please look at it.",
        "控えにないため、いま読める形で残しました。確認してください。",
    ),
    "removed": Phrase(
        "It could not be mended and was taken out: add its file again.",
        "直せないため取り除きました。元のファイルをもう一度追加してください。",
    ),
    "gone": Phrase("No copy has it: it is gone.", "控えにないため、失われました。"),
}
NOTHING = Phrase("Nothing had to be mended.", "直すところはありませんでした。")
LOST = Phrase(
    "The last {n} changes before the program was stopped are gone; everything before them is whole.",
    "最後の {n} 件の変更は失われました。それより前はすべて無事です。",
)
REPLACED = Phrase(
    "The data file could not be read; the backup {copy} took its place.",
    "データを読めないため、控え {copy} に置き換えました。",
)
ASIDE = Phrase("What was damaged is kept in {path}.", "壊れていたものは {path} に残してあります。")


def damaged(damage: Damage, language: Language) -> str:
    """Return a line that names a damage."""
    what = TABLES[damage.table].say(language)
    name = damage.label or ("" if damage.key is None else f"#{damage.key}")
    return KINDS[damage.kind].say(
        language, what=what, name=f"“{name}”" if language == "en" else f"「{name}」"
    )


def mend(home: Path, language: Language) -> list[Json]:
    """Mend the store of a home that is not open and return what was done as checks; StoreLocked, StoreDamaged."""
    from store.repair import repair

    return _told(repair(home / "store"), language)


def _told(done: Repair, language: Language) -> list[Json]:
    lines: list[tuple[str, str]] = []
    if done.replaced:
        lines.append((REPLACED.say(language, copy=done.replaced.name), ""))
    if done.lost:
        lines.append((LOST.say(language, n=done.lost), ""))
    for one in done.mends:
        text = damaged(one.damage, language)
        lines.append((text, OUTCOMES[one.outcome].say(language, source=one.source)))
    if done.aside:
        lines.append((ASIDE.say(language, path=done.aside), ""))
    if not lines:
        lines.append((NOTHING.say(language), ""))
    return [{"name": "repair", "state": "ok", "text": text, "hint": hint} for text, hint in lines]
