"""One sentence that says why a message went where it went."""

from __future__ import annotations

from assistant.phrase import Phrase

COMMAND = Phrase("You typed the command /{command}.", "コマンド /{command} が入力されました。")
NO_COMMAND = Phrase(
    "There is no command /{command}; here is what there is.",
    "/{command} というコマンドはありません。使えるものを示します。",
)
EMPTY = Phrase(
    "The message is empty, so here is what I can do.", "メッセージが空なので、できることを示します。"
)
IMAGE_ALONE = Phrase(
    "A picture without words asks what is in it.", "言葉のない画像は、何が写っているかの質問とみなしました。"
)
FILES_ALONE = Phrase(
    "Files without words are kept in the library.", "言葉のないファイルはライブラリに保存します。"
)
CORRECTED = Phrase(
    "You told me before that this message means this.", "以前、このメッセージの意味を教えていただきました。"
)
LEARNED = Phrase(
    "It is like a message that you corrected: “{example}”.",
    "以前訂正されたメッセージに似ています:「{example}」。",
)
PATTERN = Phrase(
    "Its wording fits a known form, and it is most like “{example}”.",
    "決まった言い方に当てはまり、「{example}」に最も似ています。",
)
NEAREST = Phrase("It is most like “{example}”.", "「{example}」に最も似ています。")
UNSURE = Phrase(
    "It could mean more than one thing; it is nearest to “{example}”.",
    "いくつかの意味に取れます。最も近い例は「{example}」です。",
)
NOTHING = Phrase("It is like nothing that I can do.", "私にできることのどれとも似ていません。")
CHOSEN = Phrase("You picked this yourself.", "ご自分で選ばれたものです。")
BLIND = Phrase(
    "The encoder that tells requests apart is damaged or missing, so this was decided by its form alone.",
    "依頼を見分けるモデルが壊れているか見つからないため、文の形だけで判断しました。",
)
