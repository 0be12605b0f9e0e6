"""A short warm line to what is said between people: greetings, thanks, complaints, "who are you"."""

from __future__ import annotations

import re

from assistant.message import Message
from assistant.phrase import Phrase

_REPLIES: tuple[tuple[str, Phrase], ...] = (
    (
        r"\bare you (?:an? )?(?:robot|human|ai|bot|real|person|machine|chat ?gpt)|who (?:are|r) (?:you|u)|what are you|your name|introduce yourself|誰|だれ|何者|お名前|名前は|名前なに|ロボット|人間|あなたは(?:何|なに)|自己紹介|ＡＩ|AIな",
        Phrase(
            "I'm a small assistant that runs on this machine: I look things up in your own documents, photos and data. No person sits behind me.",
            "この機械の中で動く小さなアシスタントです。あなたの文書や写真、データの中を探します。中に人はいません。",
        ),
    ),
    (
        r"useless|stupid|wrong|terrible|awful|rubbish|doesn'?t work|not (?:what|helpful|good|right)|hate|annoying|garbage|crap|sucks?\b|bad\b|frustrat|disappoint|使えな|役に立た|違う|ちがう|ちゃう|だめ|ダメ|あかん|ひど|ばか|馬鹿|アホ|間違|まちが|最悪|むかつく|がっかり|いまいち|嫌い",
        Phrase(
            "I'm sorry, that wasn't what you needed. Tell me in other words what you are looking for, and I'll try again.",
            "お役に立てず、ごめんなさい。別の言葉で教えていただければ、もう一度探します。",
        ),
    ),
    (
        r"thank|thx|\btha?nx|cheers|\bty\b|\bta\b|appreciate|ありがと|あざ|おおきに|サンキュ|さんきゅ|助か|感謝|恩に着|どうも",
        Phrase("You're welcome!", "どういたしまして！"),
    ),
    (
        r"\bbye|good ?night|see (?:you|ya|u)|later\b|take care|farewell|さようなら|さよなら|またね|また(?:明日|今度|来)|バイバイ|ばいばい|おやすみ|失礼します|ほな",
        Phrase("See you! Everything stays where it is.", "では、また。全部このまま残しておきますね。"),
    ),
    (
        r"sorry|my bad|apolog|oops|ごめん|すまん|すみません|申し訳|失礼",
        Phrase("No problem at all.", "大丈夫ですよ。"),
    ),
    (
        r"happy new year|merry|happy (?:birthday|holidays|easter)|あけまして|明けまして|あけおめ|よいお年|メリー",
        Phrase("The same to you, all the best!", "こちらこそ、良い一年になりますように！"),
    ),
    (
        r"how (?:are|r) (?:you|u|things)|how'?s it going|what'?s up|how do you (?:do|feel)|元気|調子は|ご機嫌",
        Phrase(
            "All well here, thank you. And you?", "元気です、ありがとうございます。そちらはいかがですか？"
        ),
    ),
    (
        r"tired|bored|sad\b|lonely|stress|exhaust|hungry|sick\b|unwell|rough day|bad day|疲れ|つかれ|ひま|暇|退屈|悲し|さみし|寂し|しんど|だるい|眠い|ねむ|お腹|腹減|つらい|辛い",
        Phrase(
            "I'm sorry to hear it. Take your time; I'm here when you want to look something up.",
            "それは大変ですね。どうぞごゆっくり。何か調べたくなったら声をかけてください。",
        ),
    ),
    (
        r"great|awesome|amazing|\bbest\b|love|good (?:job|work|bot)|well done|nice|brilliant|clever|smart|perfect|excellent|cool|wow|すごい|凄い|さすが|最高|えらい|偉い|賢い|かしこ|いいね|好き|素晴らし|完璧|天才|うまい|お見事",
        Phrase("That's kind of you, thank you!", "そう言っていただけて、うれしいです！"),
    ),
    (
        r"good (?:morning|afternoon|evening|day)|\bhi+\b|hello|hey|\byo\b|morning|evening|howdy|hiya|greetings|おはよ|こんにちは|こんちは|こんばんは|やあ|はじめまして|初めまして|よろしく|もしもし|ハロー|まいど|お疲れ",
        Phrase("Hello! What would you like to look up?", "こんにちは！ 何をお探ししましょうか。"),
    ),
)
_ELSE = Phrase(
    "I'm listening: what would you like to look up?", "はい、聞いています。何をお探ししましょうか。"
)


def reply(message: Message) -> str:
    """Return one line that answers small talk, in the language of the message."""
    text = message.text.casefold()
    found = next((phrase for pattern, phrase in _REPLIES if re.search(pattern, text)), _ELSE)
    return found.say(message.language)
