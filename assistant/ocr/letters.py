"""Chinese forms of letters that a model of both languages reads in Japanese text."""

from __future__ import annotations

import re
from collections.abc import Sequence

_JAPANESE_ONLY = re.compile(
    r"[\u3041-\u3096\u30a1-\u30fa円売駅県図払込気対検権戻桜働読転発関経価単匂峠畑枠榊]"
)
"""Kana, and letters in a form or use that Chinese does not have."""
_CHINESE = (
    "增值內乐戶產說稅黃淸靑绿緣錄单图对铁发变关应实书东车时间门问认识语话读计订设证请课调谈谢议"
    "记许讲论词试详误择泽险检剂济歲岁传转龙亚恶压围樱绘怀扩觉拥举晓鸡权显县杂剧脑迟齿释涩奖净叠"
    "让酿战纤总骚续带团弹铸厅镇递德尔贰卖买缤边丰满译药预摇样谣赖賴览两猎虑灵龄歷曆劳录线级组终"
    "结给统经继维编练约红纸钟钱银错锅镜长闭闻阳阴际陆难须领题颜额风飞饭饮馆马驱驿鱼鸟为产亲仅仪"
    "优伤债倾偿储军农冻减则刚创删别刘办动务勋华协卫员响园场块坚垒备复夹奋妇妈婴孙宁审宪宾导层岛"
    "币师帐库废异张强归执抢护报拟挥换"
)
"""Letters that Japanese does not write: none of them is in Shift JIS, which has the old Japanese forms."""
_JAPANESE = (
    "増値内楽戸産説税黄清青緑縁録単図対鉄発変関応実書東車時間門問認識語話読計訂設証請課調談謝議"
    "記許講論詞試詳誤択沢険検剤済歳歳伝転竜亜悪圧囲桜絵懐拡覚擁挙暁鶏権顕県雑劇脳遅歯釈渋奨浄畳"
    "譲醸戦繊総騒続帯団弾鋳庁鎮逓徳爾弐売買濱辺豊満訳薬預揺様謡頼頼覧両猟慮霊齢歴暦労録線級組終"
    "結給統経継維編練約紅紙鐘銭銀錯鍋鏡長閉聞陽陰際陸難須領題顔額風飛飯飲館馬駆駅魚鳥為産親僅儀"
    "優傷債傾償儲軍農凍減則剛創削別劉弁動務勲華協衛員響園場塊堅塁備復挟奮婦媽嬰孫寧審憲賓導層島"
    "幣師帳庫廃異張強帰執搶護報擬揮換"
)


def japanese(texts: Sequence[str]) -> list[str]:
    """Return the texts of one picture with Japanese forms of letters where the picture is in Japanese, else as they are."""
    if not any(_JAPANESE_ONLY.search(text) for text in texts):
        return list(texts)
    forms = str.maketrans(_CHINESE, _JAPANESE)
    return [text.translate(forms) for text in texts]
