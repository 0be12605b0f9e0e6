"""The sentences of the Library and Settings tabs; see words.py."""

from __future__ import annotations

from assistant.phrase import Phrase

LIBRARY_WORDS: dict[str, Phrase] = {
    # library
    "library_about": Phrase(
        "{documents} documents · {passages} passages · {size}", "文書 {documents} 件 · {passages} 節 · {size}"
    ),
    "search_library": Phrase("Search by name, title or tag", "名前・題名・タグで探す"),
    "all_kinds": Phrase("All kinds", "すべての種類"),
    "all_tags": Phrase("All tags", "すべてのタグ"),
    "kind": Phrase("Kind", "種類"),
    "tags": Phrase("Tags", "タグ"),
    "tag": Phrase("Tag", "タグを付ける"),
    "tag_prompt": Phrase("Tags, separated by commas", "タグ(読点またはコンマ区切り)"),
    "tagged": Phrase("Tags saved.", "タグを保存しました。"),
    "passages": Phrase("Passages", "節"),
    "n_passages": Phrase("{n} passages", "{n} 節"),
    "size": Phrase("Size", "サイズ"),
    "added": Phrase("Added", "追加日"),
    "sample": Phrase("sample", "サンプル"),
    "preview": Phrase("Preview", "プレビュー"),
    "forget": Phrase("Forget", "忘れる"),
    "forget_ask": Phrase("Forget {n} documents?", "{n} 件の文書を忘れますか？"),
    "forget_ask_one": Phrase("Forget “{name}”?", "「{name}」を忘れますか？"),
    "forget_more": Phrase(
        "Gone from search at once. You can undo this.", "すぐに検索結果から消えます。元に戻すこともできます。"
    ),
    "forgot": Phrase("Forgot {n} documents.", "{n} 件の文書を忘れました。"),
    "forgot_one": Phrase("Forgot one document.", "文書を 1 件忘れました。"),
    "brought_back_one": Phrase("Brought back one document.", "文書を 1 件元に戻しました。"),
    "brought_back": Phrase("Brought back {n} documents.", "{n} 件の文書を元に戻しました。"),
    "keep": Phrase("Keep", "残す"),
    "selected": Phrase("{n} selected", "{n} 件選択中"),
    "select_all": Phrase("Select all", "すべて選択"),
    "add_files": Phrase("Add files", "ファイルを追加"),
    "add_text": Phrase("Paste text", "テキストを貼り付け"),
    "add_folder": Phrase("Add folder", "フォルダを追加"),
    "add_title": Phrase("Title (optional)", "題名(省略可)"),
    "add_body": Phrase("Text to remember", "覚えておくテキスト"),
    "sync": Phrase("Sync a folder", "フォルダと同期"),
    "sync_more": Phrase(
        "What was added, changed, renamed or deleted in the folder since is shown first; nothing is done before you say so.",
        "フォルダで追加・変更・改名・削除されたものをまず表示します。確認するまで何も行いません。",
    ),
    "sync_folder": Phrase("Folder", "フォルダ"),
    "sync_look": Phrase("Look", "確認する"),
    "sync_looking": Phrase("Comparing the folder with the library…", "フォルダとライブラリを比べています…"),
    "sync_same": Phrase(
        "The library is already in line with this folder.", "ライブラリはすでにこのフォルダと一致しています。"
    ),
    "sync_none": Phrase(
        "No folder of this computer is in the library yet. Add one first.",
        "このコンピュータのフォルダはまだ追加されていません。先に追加してください。",
    ),
    "sync_gone": Phrase(
        "This list is out of date. Look again.", "この一覧は古くなりました。もう一度確認してください。"
    ),
    "sync_now": Phrase("Synchronise", "同期する"),
    "sync_forget": Phrase("Synchronise and forget {n}", "同期して {n} 件を忘れる"),
    "sync_keep": Phrase("Keep those, do the rest", "それらは残してほかを行う"),
    "would_add": Phrase("{n} to add", "追加 {n} 件"),
    "would_update": Phrase("{n} to update", "更新 {n} 件"),
    "would_rename": Phrase("{n} renamed", "名前変更 {n} 件"),
    "would_forget": Phrase(
        "{n} to forget, because the files are gone", "ファイルがなくなったため忘れる {n} 件"
    ),
    "and_more": Phrase("and {n} more", "ほか {n} 件"),
    "folder_path": Phrase("Path of a folder on this computer", "このコンピュータのフォルダのパス"),
    "add": Phrase("Add", "追加"),
    "stop": Phrase("Stop", "停止"),
    "export_library": Phrase("Export", "書き出す"),
    "empty": Phrase("Nothing here yet", "まだ何もありません"),
    "empty_more": Phrase(
        "Add a PDF, a Word file or any text, and ask about it in Chat.",
        "PDF や Word、テキストを追加して、チャットで質問してみてください。",
    ),
    "more_rows": Phrase(
        "{n} more are not shown; search or choose a kind or tag to find them.",
        "ほか {n} 件は省略しています。検索するか、種類やタグで絞り込んでください。",
    ),
    "no_match": Phrase("No document matches.", "一致する文書はありません。"),
    "not_read": Phrase("Could not be added", "追加できなかったもの"),
    "was_added": Phrase("added", "追加"),
    "was_updated": Phrase("updated", "更新"),
    "was_unchanged": Phrase("already known", "変更なし"),
    "was_renamed": Phrase("renamed", "名前変更"),
    "was_deleted": Phrase("forgotten", "忘れた"),
    "nothing_to_add": Phrase("There was nothing to add.", "追加するものがありません。"),
    "read_only": Phrase("Samples cannot be changed.", "サンプルは変更できません。"),
    # settings
    "language": Phrase("Language", "言語"),
    "appearance": Phrase("Appearance", "外観"),
    "system": Phrase("System", "システム"),
    "light": Phrase("Light", "ライト"),
    "dark": Phrase("Dark", "ダーク"),
    "models": Phrase("Models", "モデル"),
    "in_use": Phrase("in use", "使用中"),
    "built_in": Phrase("built in", "内蔵"),
    "needs_download": Phrase("needs download", "要ダウンロード"),
    "on_this_machine": Phrase("on this machine", "保存済み"),
    "measured": Phrase("measured", "測定値"),
    "how_to_download": Phrase("Download once with", "一度だけダウンロード:"),
    "model_use": Phrase("Use", "使う"),
    "model_ask": Phrase("Use {name}?", "{name} を使いますか？"),
    "model_more": Phrase(
        "The library is embedded again with it. Until that is done, the present model goes on answering.",
        "ライブラリを埋め込み直します。終わるまでは、いまのモデルが答え続けます。",
    ),
    "model_embedding": Phrase("Embedding the library with {name}", "{name} でライブラリを埋め込んでいます"),
    "model_used": Phrase("From now on {name} is in use.", "これからは {name} を使います。"),
    "model_stopped": Phrase(
        "Stopped. The former model stays in use.", "停止しました。以前のモデルを使い続けます。"
    ),
    "model_resume": Phrase("Choose it again to go on.", "もう一度選ぶと続きから進みます。"),
    "photos_small": Phrase(
        "{n} photos were read from their thumbnails, because the files are gone or changed: {names}",
        "{n} 枚は元のファイルがないか変わっているため、縮小画像から読みました: {names}",
    ),
    "photos_lost": Phrase(
        "{n} photos could not be read any more, and words no longer find them: {names}. Forget them, and add them again when the files are back.",
        "{n} 枚は読み取れず、言葉では探せなくなりました: {names}。忘れさせて、ファイルが戻ったら追加し直してください。",
    ),
    "plugins": Phrase("Plugins", "プラグイン"),
    "problems": Phrase("Plugins that did not load", "読み込めなかったプラグイン"),
    "data": Phrase("Your data", "データ"),
    "data_folder": Phrase("Data folder", "保存先フォルダ"),
    "data_public": Phrase(
        "What you add is visible to you only. Everything of yours is deleted {hours} hours after you last changed anything.",
        "追加したものはあなただけに見えます。最後に変更してから {hours} 時間後に、あなたのデータはすべて削除されます。",
    ),
    "data_private": Phrase(
        "Everything stays on this computer. Nothing is sent anywhere.",
        "すべてこのコンピュータの中に保存され、どこにも送信されません。",
    ),
    "health": Phrase("Health", "状態"),
    "healthy": Phrase("All good", "問題ありません"),
    "examples_of": Phrase("for example", "例"),
    "starting": Phrase("Still starting; this takes a few seconds.", "起動中です。数秒お待ちください。"),
}
