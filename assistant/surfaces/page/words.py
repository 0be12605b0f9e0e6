"""Every sentence of the page, in English and Japanese, by key. Templates say `t("key")`."""

from __future__ import annotations

from collections.abc import Callable

from assistant.phrase import Language, Phrase
from assistant.surfaces.page.backup_words import BACKUP_WORDS
from assistant.surfaces.page.key_words import KEY_WORDS
from assistant.surfaces.page.library_words import LIBRARY_WORDS
from assistant.surfaces.page.model_words import MODEL_WORDS
from assistant.surfaces.page.trash_words import TRASH_WORDS

Say = Callable[..., str]

CHAT_WORDS: dict[str, Phrase] = {
    "brand": Phrase("Semantic Assistant", "セマンティック・アシスタント"),
    "chat": Phrase("Chat", "チャット"),
    "library": Phrase("Library", "ライブラリ"),
    "settings": Phrase("Settings", "設定"),
    "advanced": Phrase("Advanced: models, plugins, health", "詳細: モデル・プラグイン・状態"),
    # chat
    "hello": Phrase("What would you like to know?", "何を調べましょうか？"),
    "hello_more": Phrase(
        "Ask in English or Japanese. Answers come from your own documents, with the passage they rest on.",
        "日本語でも英語でも質問できます。答えはあなたの文書から、根拠の箇所とともに示します。",
    ),
    "try": Phrase("Try one of these", "たとえば"),
    "drop": Phrase(
        "Drop files anywhere here: PDF, Word, PowerPoint, Excel, HTML, Markdown, text, CSV, JSONL, EPUB, and photos (JPEG, HEIC, PNG, WebP, GIF, TIFF) · up to {mb} MB each",
        "ここにファイルをドロップできます: PDF・Word・PowerPoint・Excel・HTML・Markdown・テキスト・CSV・JSONL・EPUB、写真（JPEG・HEIC・PNG・WebP・GIF・TIFF）。1件 {mb} MB まで",
    ),
    "drop_now": Phrase("Drop to remember these files", "ドロップするとファイルを覚えます"),
    "placeholder": Phrase("Ask a question, or drop files", "質問を入力、ファイルをドロップ"),
    "slash": Phrase("Type / for commands.", "/ でコマンドの一覧が出ます。"),
    "thinking": Phrase("Thinking…", "考えています…"),
    "stopped": Phrase("Stopped.", "停止しました。"),
    "stopped_hint": Phrase("What was finished before is kept.", "そこまでに終わった分は残っています。"),
    "broken": Phrase("Something went wrong while answering.", "回答中に問題が発生しました。"),
    "broken_hint": Phrase(
        "Your message is kept. Try again; if it happens again, run `assistant doctor`.",
        "メッセージは残っています。もう一度お試しください。続く場合は assistant doctor を実行してください。",
    ),
    "play": Phrase("Play", "再生"),
    "busy": Phrase("An answer is still being written here.", "この会話ではまだ回答中です。"),
    "files": Phrase("{n} files", "ファイル {n} 件"),
    "you": Phrase("You", "あなた"),
    "assistant": Phrase("Assistant", "アシスタント"),
    "too_big": Phrase(
        "{names}: larger than {mb} MB, so it was left out. Split it or make it smaller.",
        "{names} は {mb} MB を超えるため外しました。分割するか小さくしてください。",
    ),
    "copy": Phrase("Copy", "コピー"),
    "copied": Phrase("Copied", "コピーしました"),
    "edit": Phrase("Edit", "編集"),
    "again": Phrase("Try again", "もう一度"),
    "good": Phrase("Good answer", "良い回答"),
    "bad": Phrase("Not what I meant", "意図と違う"),
    "as_table": Phrase("As a table ({n} rows)", "表で見る（{n} 行）"),
    "skip_link": Phrase("Skip to the question box", "入力欄へ移動"),
    "sent_by_you": Phrase("You said", "あなた"),
    "answer_of": Phrase("The assistant answered", "アシスタントの回答"),
    # sources
    "open": Phrase("Open in context", "前後を読む"),
    "low": Phrase("low confidence", "確信度が低い"),
    "folded": Phrase("+{n} near-identical", "ほぼ同じもの他 {n} 件"),
    "score": Phrase("score", "スコア"),
    "answer_sure": Phrase("{percent} % likely", "確かさ {percent}％"),
    "close": Phrase("Close", "閉じる"),
    "gone": Phrase("This document is no longer in the library.", "この文書はもうライブラリにありません。"),
    "previous": Phrase("Previous part", "前の部分"),
    "next": Phrase("Next part", "次の部分"),
    "part": Phrase("Part {n} of {total}", "{n} / {total}"),
    "download": Phrase("Download", "ダウンロード"),
    "expired": Phrase(
        "This file is no longer there; ask for it again.",
        "このファイルはもうありません。もう一度作成してください。",
    ),
    "missing_picture": Phrase("This picture is no longer there.", "この画像はもうありません。"),
    "box_title": Phrase("Mark a part of the photo", "写真の範囲を選ぶ"),
    "box_hint": Phrase(
        "Drag over the photo. With the keyboard: arrows move the frame, Shift and arrows resize it.",
        "写真の上をドラッグしてください。キーボードでは矢印キーで移動、Shift + 矢印キーで大きさを変えます。",
    ),
    "box_yes": Phrase("Find look-alikes", "似た写真を探す"),
    # trace
    "how": Phrase("How?", "どうやって？"),
    "read_as": Phrase("Read as", "読み取った質問"),
    "by": Phrase("Answered by {plugin}", "{plugin} が回答"),
    "unrouted": Phrase("No plugin", "担当なし"),
    "nearest": Phrase("Most similar example sentences", "最も近い例文"),
    "instead": Phrase("Not what you meant? Use instead:", "意図と違うときは:"),
    "should": Phrase("This should have been…", "正しくは…"),
    "should_help": Phrase(
        "Your choice is remembered and improves how later messages are understood.",
        "選んだ内容は記憶され、今後の理解に使われます。",
    ),
    "learned": Phrase(
        "Remembered: messages like this mean “{intent}”.",
        "覚えました。このようなメッセージは「{intent}」です。",
    ),
    "args": Phrase("Understood as", "読み取った内容"),
    # progress
    "progress": Phrase("{done} of {total} {unit}", "{done} / {total} {unit}"),
    "progress_open": Phrase("{done} {unit}", "{done} {unit}"),
    "rate": Phrase("{rate}/s", "毎秒 {rate}"),
    "left_s": Phrase("{n} s left", "残り {n} 秒"),
    "left_m": Phrase("{n} min left", "残り約 {n} 分"),
    "unit_files": Phrase("files", "ファイル"),
    "unit_pages": Phrase("pages", "ページ"),
    "unit_passages": Phrase("passages", "節"),
    "unit_photos": Phrase("photos", "枚"),
    # conversations
    "conversations": Phrase("Conversations", "会話"),
    "new": Phrase("New chat", "新しい会話"),
    "search_conversations": Phrase("Search conversations", "会話を検索"),
    "none_yet": Phrase("No conversations yet.", "まだ会話はありません。"),
    "none_found": Phrase("No conversation contains that.", "該当する会話はありません。"),
    "untitled": Phrase("New conversation", "新しい会話"),
    "rename": Phrase("Rename", "名前を変更"),
    "export": Phrase("Export", "書き出す"),
    "export_md": Phrase("Export as Markdown", "Markdown で書き出す"),
    "delete": Phrase("Delete", "削除"),
    "deleted": Phrase("Deleted “{name}”.", "「{name}」を削除しました。"),
    "undo": Phrase("Undo", "元に戻す"),
    "restored": Phrase("Brought back.", "元に戻しました。"),
    "more_actions": Phrase("More actions", "その他の操作"),
    "menu": Phrase("Conversations", "会話一覧"),
    "name": Phrase("Name", "名前"),
    "save": Phrase("Save", "保存"),
    "cancel": Phrase("Cancel", "キャンセル"),
}
WORDS = CHAT_WORDS | LIBRARY_WORDS | MODEL_WORDS | KEY_WORDS | BACKUP_WORDS | TRASH_WORDS


def say_in(language: Language) -> Say:
    """Return the function that templates call: a key and its fields in, a sentence out."""

    def say(key: str, /, **values: object) -> str:
        return WORDS[key].say(language, **values)

    return say
