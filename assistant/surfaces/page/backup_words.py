"""Sentences of the page about backups, by key."""

from __future__ import annotations

from assistant.phrase import Phrase

BACKUP_WORDS: dict[str, Phrase] = {
    "backups": Phrase("Backups", "バックアップ"),
    "backups_about": Phrase(
        "Everything in one file, made while the program runs; the newest seven are kept in {folder}.",
        "すべてを一つのファイルに、起動中に保存します。新しい七つを {folder} に残します。",
    ),
    "backups_back": Phrase("Put one back, with the program closed:", "戻すには、プログラムを閉じてから:"),
    "backup_off": Phrase("Off", "しない"),
    "backup_daily": Phrase("Every day", "毎日"),
    "backup_weekly": Phrase("Every week", "毎週"),
    "backup_monthly": Phrase("Every month", "毎月"),
    "backup_now": Phrase("Back up now", "今すぐバックアップ"),
    "backup_set": Phrase(
        "From now on backups are made by themselves; the newest {kept} are kept.",
        "自動でバックアップします。新しい {kept} 個が残ります。",
    ),
    "backup_stopped": Phrase("There are no more automatic backups.", "自動バックアップを止めました。"),
    "backup_made": Phrase(
        "Backed up: {documents} documents, {mb} MB.", "バックアップしました: {documents} 文書、{mb} MB"
    ),
    "backup_none": Phrase("None yet.", "まだありません。"),
}
