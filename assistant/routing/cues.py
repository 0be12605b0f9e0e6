"""What a message looks like beside what it means: quotations, lists, attachments and telling words.

A sentence encoder blurs exactly what separates these intents (two quoted sentences or two words,
「写真」 or 「文書」), so the classifier sees these yes/no features beside the embedding.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np

from assistant.message import Message
from assistant.paths import is_picture
from assistant.routing.slots.negation import affirmed
from assistant.routing.slots.quotes import frame, quoted
from store.types import Vector

# One line per cue. They are read over the lower-cased message without what it quotes.
_WORDS = (
    r"photo|picture|image|\bpics?\b|snapshot|\bshots?\b|illustration|写真|画像|イラスト|一枚|ピクチャ|フォト|撮っ|撮影|写し|写っ|写る",
    r"like th(?:is|at|ese)|like the attached|these lines|twin|resembl|look(?:s|ing)? (?:like|alike)|これ(?:に|と)|こういう|こんな|この(?:写真|画像|絵)(?:に|と)",
    r"similar|alike|close(?:st)?\b|near(?:est|by)?\b|neighbou?r|resembl|似|近[いしくさ]|近傍|類似|そっくり|近所|隣",
    r"\bwords?\b|\bterms?\b|vocab|単語|言葉|ことば|用語|\b語\b|語を|語は|語彙",
    r"synonym|thesaurus|another word|類義|同義|類語|言い換え|関連語|近義|連想|類似語",
    r"sentence|phrase|paraphras|次の2文|二つの文|2つの文|二文|文の|文として|文章として|言い換え|両文",
    r"\bmeans?\b|meaning|\bsense|意味|語義|言うて|言って|使われ|使い方|用法",
    r"\bsame\b|equivalent|identical|同じ|一緒|同一|ほぼ",
    r"differ|違|ちゃう|異な",
    r"premise|hypothes|entail|imply|implies|infer|follows?\b|conclu|contradict|前提|仮説|含意|推論|導[かけき]|言えま|言える|言い切|結論|矛盾|成り立|論理|ゆえに|therefore|両立",
    r"suppose|assum|given\b|\bif\b|ならば|なら|とすると|としたら|とき|正しい|ということ",
    r"classif|categor|\blabels?\b|\bbucket|sort (?:this|it|the)|sentiment|\btopics?\b|genre|\bspam\b|分類|カテゴリ|ラベル|感情|ジャンル|トピック|仕分け|振り分|分野|どれに当た|評価",
    r"blank|\bmask|missing word|\bgap\b|fill|complete|cloze|空欄|穴埋め|空所|マスク|伏せ字|抜けて|欠けて|空白|埋め|入る言葉|入りそう|何が入",
    r"\btag|\bdescribe|\bidentif|recogni|what(?:'s| is) (?:this|that|in|it)|looking at|what do you see|タグ|何が写|何の(?:写真|画像)|これ(?:は)?何|これ(?:は)?なん|見分け|認識|何が見え|写ってい?る",
    r"\bnodes?\b|vert(?:ex|ices)|\bgraph|network|karate|\bmembers?\b|\bedges?\b|ノード|頂点|グラフ|ネットワーク|空手|メンバー|\bid\s*\d|番さん|辺",
    r"connect|\blink|friend|\bties?\b|\btied|adjacen|acquaint|つなが|繋が|リンク|友達|隣|結ば|知り合|くっつ|仲良|関係",
    r"predict|likely|\bnext\b|future|missing|potential|might|will\b|should|suggest|forecast|probabl|possible|予測|今後|次[にはのだ]|将来|これから|なりそう|できそう|可能性|未来|新し[いく]|新た|まだ|いずれ|そう(?:な|や|です|[?？]|$)",
    r"recommend|suggest|bought|\bbuy|purchas|basket|cart|customers|people who|fans?\b|watch|enjoy|i like|おすすめ|お勧め|お薦め|薦め|勧め|推薦|買[いうっわえ]|購入|かご|カート|好きな人|ファン|観る|見たら|合うもの|一緒に買|セット",
    r"\bmap\b|\bplot|scatter|2d\b|two dimension|visuali[sz]e|\bpca\b|t-?sne|umap|project(?:ion)?\b|layout|laid out|spread|地図|マップ|プロット|散布図|可視化|二次元|2次元|平面|分布|配置|図[をにで、]|図$|描",
    r"remember|\bsave|\bstore\b|note down|\bnote:|keep in mind|memori[sz]e|jot|write down|\badd\b|import|upload|覚え|保存し|保存を|メモし|メモっ|メモ[:し]|記憶|登録し|登録を|登録な|追加|取り込|入れと|入れてお|控え|書き留|記録|忘れん|忘れないよう",
    r"\blist\b|inventory|\bshow (?:me )?(?:all|every)|what(?:'s| is| have| files| do| did)|how many|一覧|リスト|全部|すべて|何件|いくつ|一通り|中身|何が(?:入|あ)|順に",
    r"stored|saved|so far|holding|available|contents|uploaded|given you|入って|入れた|保存済|登録され|預か|アップロード|追加した|これまで|今まで|手元|ある資料|持って",
    r"forget|delete|remove|erase|discard|get rid|wipe|trash|drop\b|don't (?:need|keep)|unlearn|忘れて|削除|消し|消去|取り除|破棄|捨て|抹消|除去|いらん|いらな|不要|取り消|クリア|空に",
    r"\bhelp\b|how (?:do|would|can|should) (?:i|you)|can you do|abilit|feature|command|instruction|guide|usage|what can|使い方|ヘルプ|できますか|できること|機能|操作|説明書|何ができ|使える|どう(?:やって|すれば|したら)|どないしたら|はじめて|初めて|困っ",
    r"\bnotes?\b|\bdocs?\b|document|\bfiles?\b|\bpapers?\b|passage|librar|\bpdfs?\b|paragraph|section|minutes|handbook|manual|contract|ノート|メモ|資料|文書|ドキュメント|書類|ファイル|ライブラリ|論文|議事録|マニュアル|段落|箇所|ページ|記述|記事|文献",
    r"\babout\b|regarding|concerning|mention|\bsays?\b|discuss|written|wrote|explain|describ|について|に関[すしわ]|のこと|書い[てた]|触れ|言及|記載|載っ|の話|記述",
    r"search|\bfind|look(?:ing)? (?:for|up)|where|dig|検索|探[しすせ]|調べ|どこ|見つけ|どれ|教えて",
    r"\bodd|belong|doesn'?t (?:fit|match)|outlier|intruder|not like the others|unrelated|misfit|仲間[外は]|なかま|浮いて|異質|一つだけ|ひとつだけ|一個だけ|違うもの|違うの|紛れ|場違い|異なるもの|関係ない",
    r"similarity|score|cosine|\bcos\b|\brate\b|distance|how (?:close|near|similar|alike|related|much)|scale|類似度|近さ|距離|コサイン|関連度|どのくらい|どれくらい|どれぐらい|どんくらい|どんだけ|どれほど|どの程度|数値",
    r"is to|analog|\bminus\b|\bplus\b|goes with|relates? to|同じ関係|引[いくき]|足[しす]|類推|アナロジー|にとって|に対する|に対して|が.+なら|やったら",
    r"\S+\s+-\s+\S+|\S+\s*\+\s*\S+|::|→|->|=\s*\?|[:=]\s*\?",
    r"weather|translate|\bjoke|\balarm|remind|reserv|\bbook (?:a|me|two|us)|\bcall\b|\bemail|\bsend\b|order|\bpay\b|convert|essay|poem|haiku|python|javascript|\bcode\b|\bsing\b|music|news|stock|flight|ticket|draw (?:a|me|an)|generate|天気|訳して|翻訳|予約|電話|メールを|送って|注文|払っ|作文|詩を|俳句|歌っ|ニュース|株価|切符|タクシー|起こして|描いて|アラーム|タイマー|冗談|小説",
    r"^(?:hi|hello|hey|yo|thanks?|thank you|good (?:morning|night|evening)|bye)\b|こんにちは|おはよ|こんばんは|ありがと|さようなら|おやすみ|やあ|ねえ",
    r"translate|翻訳|に訳|\d+\s*(?:times|plus|minus|divided|[x×*/÷+])\s*\d+|かける\d|足す\d|割る\d|what time|何時|today|tomorrow|明日|今日|あした",
    r"\bfree\b|\bchat\b|how are you|who are you|love you|your (?:favorite|name|childhood)|好き[?？]|元気|あなた",
    r"\bwho\b|whom|誰|だれ|相手|人物",
    r"this (?:text|message|review|email|sentence|headline)|the (?:following|review|snippet)|次の文|この(?:文|テキスト|問い合わせ|メール|レビュー)|文章",
    r"this (?:file|document|pdf|note|one)|these (?:files|documents)|この(?:ファイル|文書|書類|資料|メモ)|添付",
    r"everything|\ball\b|entire|whole|全て|すべて|全部|全体|ぜんぶ",
    r"summar|sum(?:s|med)? (?:it |this |that |them )?up|tl;?dr|too long|\bgist\b|in (?:short|brief|a nutshell|a few words|plain words)|briefly|key (?:points|facts)|main (?:points|things|ideas?|takeaways?)|takeaways?|bottom line|boil(?:s|ed)? (?:\w+ )?down|come(?:s)? down to|condense|digest|shorten|recap|overview|outline|highlights|upshot|précis|abstract|bullet points|要約|サマリ|まとめ|要点|要旨|ざっくり|ざっと|かいつまん|概要|あらまし|あらすじ|三行|ひとことで|一言で|手短|結局|要するに|ポイント|平たく|かみくだ",
    r"^(?:please |pls |can you |could you |let me )*(?:open|show|view|display|bring up|pull up|see|read)\b|full text|開い|開け|ひらい|見せて|見して|表示|全文|画面に|読ませ|まるごと",
    r"how many|how often|number of|\bcount\b|total of|何件|いくつ|何通|何個|何枚|何本|何回|件数|なんぼある|数えて",
    r"\b(?:any|every|each|which|all|list)\b.*\b(?:files?|documents?|docs?|notes?|letters?|pdfs?|reports?|emails?|recipes?|papers?|things?|stuff|entries|minutes|contracts?)\b|everything (?:i|we|about|on|related)|(?:どの|どれ|すべて|全部|ぜんぶ|一覧|残らず|ありったけ|漏れなく|並べて|列挙).*|(?:もの|やつ|資料|書類|文書|ファイル|メモ|手紙)(?:を)?(?:全部|すべて|ぜんぶ|一覧)",
    r"differ|\bvs\b|versus|compare|changed?\b|next to|side by side|against|違い|差分|相違|比べ|見比べ|対比|照らし|変更点|どこが変わ",
    r"(?:documents?|files?|notes?|letters?|ones?|anything|something|more|else|others?) (?:\w+ )?(?:like|similar|close|comparable|along the lines)|(?:similar|related|comparable) (?:documents?|files?|ones?|to)|resembl|に似|と似|類似|みたいなの|そっくり",
)
_GAP = re.compile(r"_{2,}|\[mask\]|<mask>|〇〇|○○|◯◯|□□|\[\s*\]|\(\s+\)|\.{4,}|\*{3,}", re.IGNORECASE)
_FILE = re.compile(
    r"[\w\-]+\.(?:pdf|docx?|txt|md|csv|xlsx?|pptx?|html?|jsonl?|epub|png|jpe?g)\b|\bdoc-[0-9a-f]{6,}", re.I
)
_NUMBER = re.compile(r"(?<![\w.])#?\d{1,4}(?![\w.])|\d{1,4}番|ノード\s*\d+")
_ITEM = re.compile(r"\s*(?:,|、|・|/|;|\bor\b|\band\b|\bn\b|か(?=\S)|と(?=\S)|それとも)\s*")


@cache
def _compiled() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(line, re.IGNORECASE) for line in _WORDS)


def _wordlike(text: str) -> bool:
    spaced = len(text.split())
    return spaced <= 2 and len(text) <= (18 if text.isascii() else 6)


def _run(text: str) -> int:
    """Return the length of the longest run of short, separated pieces: how much a list it is."""
    best = run = 0
    for piece in _ITEM.split(text):
        run = run + 1 if piece and _wordlike(piece.strip(" 「」\"'?!.。")) else 0
        best = max(best, run)
    return best


def cues(message: Message) -> Vector:
    """Return the features of one message: (n,) float32, 0 or 1 (counts are one-hot)."""
    text = message.text
    quotes = quoted(text)
    short = sum(_wordlike(quote.text) for quote in quotes)
    long = len(quotes) - short
    outside = affirmed(frame(text)).lower()
    run, size = _run(text), len(text) * (1 if message.language == "en" else 2.5)
    images = sum(is_picture(file) for file in message.files)
    shape = (
        *(short == n for n in (1, 2)),
        short > 2,
        *(long == n for n in (1, 2)),
        long > 2,
        run == 2,
        run == 3,
        run > 3,
        bool(_GAP.search(text)),
        bool(_FILE.search(text)),
        bool(_NUMBER.search(text)),
        images == 1,
        images > 1,
        len(message.files) > images,
        not text,
        size < 20,
        size > 60,
        size > 120,
        ":" in outside,
        "|" in text or "\n" in text or " / " in text,
        text.endswith("?"),
        message.language == "ja",
    )
    words = (bool(cue.search(outside)) for cue in _compiled())
    return np.array([*shape, *words], np.float32)
