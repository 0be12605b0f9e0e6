"""Sentences of the page about API keys, by key."""

from __future__ import annotations

from assistant.phrase import Phrase

KEY_WORDS: dict[str, Phrase] = {
    "keys": Phrase("API keys", "API の鍵"),
    "keys_about": Phrase(
        "With a key a program searches or adds here in your name: Authorization: Bearer KEY at /api or /mcp.",
        "鍵を使うと、プログラムがあなたの名前で検索や追加をできます。/api か /mcp に Authorization: Bearer 鍵 を送ります。",
    ),
    "key_make": Phrase("Make a key", "鍵を作る"),
    "key_name": Phrase("Name of the program", "プログラムの名前"),
    "key_scope": Phrase("It may", "できること"),
    "key_read": Phrase("read only", "読むだけ"),
    "key_write": Phrase("read and write", "読み書き"),
    "key_made": Phrase("Your key for “{name}”", "「{name}」の鍵"),
    "key_once": Phrase("Keep it now: it is not shown again.", "いま控えてください。もう表示されません。"),
    "key_secret": Phrase("Key", "鍵"),
    "key_kept": Phrase("I have kept it", "控えました"),
    "key_revoke": Phrase("Revoke", "取り消す"),
    "key_revoked": Phrase("Revoked “{name}”.", "「{name}」を取り消しました。"),
}
