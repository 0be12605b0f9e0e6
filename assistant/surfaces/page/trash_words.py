"""The sentences about what was deleted, and about erasing everything; see words.py."""

from __future__ import annotations

from assistant.phrase import Phrase

TRASH_WORDS: dict[str, Phrase] = {
    "trash": Phrase("Recently deleted", "最近削除したもの"),
    "trash_days": Phrase(
        "Kept for {days} days, then deleted for good.", "{days} 日間保管し、その後完全に削除します。"
    ),
    "trash_hours": Phrase(
        "Kept until everything of yours is deleted.", "あなたのデータがすべて削除されるまで保管します。"
    ),
    "trash_row": Phrase("deleted {date}, {days} days left", "{date} に削除・残り {days} 日"),
    "trash_row_one": Phrase("deleted {date}, one day left", "{date} に削除・残り 1 日"),
    "trash_row_short": Phrase("deleted {date}", "{date} に削除"),
    "trash_more": Phrase("{n} more were deleted earlier.", "ほか {n} 件はそれ以前に削除したものです。"),
    "kind_conversation": Phrase("conversation", "会話"),
    "bring_back": Phrase("Bring back", "元に戻す"),
    "back": Phrase("Brought back “{name}”.", "「{name}」を元に戻しました。"),
    "not_there": Phrase("That is no longer there.", "それはもうありません。"),
    "purge": Phrase("Delete for good", "完全に削除"),
    "purge_ask": Phrase("Delete “{name}” for good?", "「{name}」を完全に削除しますか？"),
    "purge_more": Phrase("Nothing brings it back after that.", "削除すると元に戻せません。"),
    "purged": Phrase("Deleted “{name}” for good.", "「{name}」を完全に削除しました。"),
    "take_along": Phrase("Take your library along", "ライブラリを持ち帰る"),
    "erase": Phrase("Erase everything of mine", "自分のデータをすべて消去"),
    "erase_ask": Phrase("Erase everything of yours?", "あなたのデータをすべて消去しますか？"),
    "erase_more": Phrase(
        "This goes at once, and nothing brings it back: {counts}.", "すぐに消え、元に戻せません: {counts}。"
    ),
    "erase_nothing": Phrase("There is nothing of yours here.", "ここにあなたのデータはありません。"),
    "erased": Phrase("Everything of yours is erased.", "あなたのデータをすべて消去しました。"),
    "held_documents": Phrase("documents: {n}", "文書 {n} 件"),
    "held_image": Phrase("photos with thumbnails: {n}", "写真と縮小画像 {n} 件"),
    "held_conversations": Phrase("conversations: {n}", "会話 {n} 件"),
    "held_corrections": Phrase("corrections: {n}", "訂正 {n} 件"),
    "held_name": Phrase("taught names: {n}", "教えた名前 {n} 件"),
    "held_labels": Phrase("sets of taught labels: {n}", "教えたラベル {n} 組"),
    "held_graph": Phrase("graphs: {n}", "グラフ {n} 件"),
    "held_baskets": Phrase("sets of baskets: {n}", "購入データ {n} 組"),
    "held_words": Phrase("trained word vectors: {n}", "学習した単語ベクトル {n} 組"),
    "held_files": Phrase("uploads and files made for you: {n}", "アップロードと作成したファイル {n} 件"),
}
