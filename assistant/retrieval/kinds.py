"""What people call the kinds of documents: "pdfs", 「ワード」, 「メモ」."""

from __future__ import annotations

_KINDS = {
    "pdf": "pdf", "word": "docx", "docx": "docx", "excel": "xlsx", "xlsx": "xlsx", "spreadsheet": "xlsx",
    "slide": "pptx", "powerpoint": "pptx", "pptx": "pptx", "html": "html", "web page": "html", "webpage": "html",
    "markdown": "md", "md": "md", "text": "txt", "txt": "txt", "text file": "txt", "csv": "csv", "epub": "epub", "ebook": "epub",
    "jsonl": "jsonl", "note": "text", "memo": "text", "photo": "image", "picture": "image", "image": "image",
    "ワード": "docx", "エクセル": "xlsx", "スライド": "pptx", "パワーポイント": "pptx", "パワポ": "pptx", "テキスト": "txt",
    "マークダウン": "md", "メモ": "text", "ノート": "text", "写真": "image", "画像": "image", "電子書籍": "epub",
}  # fmt: skip


def kind_of(said: str) -> str:
    """Return the kind that a word means, "" where it means none."""
    word = said.casefold().strip(" .。「」\"'")
    for ending in (" files", " file", " documents", " document", "ファイル", "文書", "形式"):
        word = word.removesuffix(ending)
    return _KINDS.get(word) or _KINDS.get(word.removesuffix("s"), "")
