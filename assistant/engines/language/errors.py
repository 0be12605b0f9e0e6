"""What can go wrong with sentences, as people are told it."""

from __future__ import annotations

from assistant.errors import AssistantError
from assistant.phrase import Phrase


class EmptySentence(AssistantError):
    """A sentence without a single character."""

    what = Phrase("One of the sentences is empty.", "空の文があります。")
    hint = Phrase("Write something in both places.", "両方に文を書いてください。")


class NoBlank(AssistantError):
    """A text to fill that has no blank."""

    what = Phrase("There is no blank in that sentence.", "その文には空欄がありません。")
    hint = Phrase(
        "Mark it with [MASK], ___ or 〇〇, for instance: The cat sat on the [MASK].",
        "[MASK]、___、〇〇 のどれかで空欄を示してください。例: The cat sat on the [MASK].",
    )


class TooManyBlanks(AssistantError):
    """More blanks than can be filled jointly. Fields: got, most."""

    what = Phrase(
        "That text has {got} blanks; I fill at most {most} at once.",
        "空欄が{got}個あります。一度に埋められるのは{most}個までです。",
    )
    hint = Phrase("Split it into shorter texts.", "文章を分けてください。")


class BlankCutOff(AssistantError):
    """A blank behind the part of a long text that the model reads. Field: most (tokens)."""

    what = Phrase(
        "A blank lies beyond the {most} tokens that the model reads.",
        "モデルが読める{most}トークンより後ろに空欄があります。",
    )
    hint = Phrase("Give only the sentences around the blank.", "空欄の前後の文だけを渡してください。")


class NotEnglish(AssistantError):
    """A Japanese blank for the built-in filler, which knows English only."""

    what = Phrase(
        "The built-in blank filler is English; it cannot fill Japanese blanks.",
        "内蔵の穴埋めモデルは英語専用で、日本語の空欄は埋められません。",
    )
    hint = Phrase(
        "Name a Japanese BERT that is on this machine: set ASSISTANT_FILL_MODEL to its folder or hub name "
        "(for instance tohoku-nlp/bert-base-japanese-v3, about 450 MB to download once).",
        "このコンピューターにある日本語BERTを ASSISTANT_FILL_MODEL にフォルダーか名前で指定してください"
        "（例: tohoku-nlp/bert-base-japanese-v3、ダウンロードは一度だけ約450MB）。",
    )


class NotMasked(AssistantError):
    """A model that is no masked language model, or needs packages that are absent. Fields: name, why."""

    what = Phrase("{name} cannot fill blanks: {why}", "{name} では穴埋めができません: {why}")
    hint = Phrase(
        "Name a BERT with a masked-language head, in safetensors.",
        "マスク言語モデルの頭を持つ BERT（safetensors）を指定してください。",
    )


class NotInference(AssistantError):
    """A model that does not judge pairs of sentences. Fields: name, why."""

    what = Phrase(
        "{name} cannot judge pairs of sentences: {why}", "{name} では文の関係を判定できません: {why}"
    )
    hint = Phrase(
        "Name a cross-encoder with the labels entailment, neutral and contradiction, in safetensors "
        "(for instance cross-encoder/nli-MiniLM2-L6-H768), or unset ASSISTANT_INFER_MODEL.",
        "entailment・neutral・contradiction をラベルに持つクロスエンコーダー（safetensors、例: "
        "cross-encoder/nli-MiniLM2-L6-H768）を指定するか、ASSISTANT_INFER_MODEL を外してください。",
    )


class TooFewLabels(AssistantError):
    """Labels are missing, or all the same."""

    what = Phrase("I need at least two different labels.", "異なるラベルが二つ以上必要です。")
    hint = Phrase(
        'For instance: classify "The team won" as sports, politics or science',
        "例: 「チームが勝った」をスポーツ、政治、科学に分類して",
    )


class TooFewExamples(AssistantError):
    """A label taught with too few examples. Fields: label, got, needed."""

    what = Phrase(
        "“{label}” has {got} example(s); I need at least {needed} for each label.",
        "「{label}」の例が{got}個です。ラベルごとに{needed}個以上必要です。",
    )
    hint = Phrase("Give a few more examples of it.", "例をもう少し加えてください。")


class WordAbsent(AssistantError):
    """A word that a sentence does not contain. Fields: word, sentence."""

    what = Phrase("“{word}” does not occur in “{sentence}”.", "「{word}」は「{sentence}」に出てきません。")
    hint = Phrase(
        "Give sentences that contain the word as it is written.", "その言葉を含む文を書いてください。"
    )


class BadTable(AssistantError):
    """A file for a batch that lacks a column. Fields: name, columns."""

    what = Phrase("{name} lacks the columns {columns}.", "{name} に列 {columns} がありません。")
    hint = Phrase("Its first line has to name the columns.", "先頭行に列名を書いてください。")


class HeadDamaged(AssistantError):
    """A shipped head that is absent or not the one it was. Field: name."""

    what = Phrase(
        "The trained head {name} is absent or damaged.",
        "学習済みの重み {name} が見つからないか壊れています。",
    )
    hint = Phrase("Install the program again.", "プログラムを再インストールしてください。")
