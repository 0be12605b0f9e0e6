"""Ways of asking for photos that say more than what is on them."""

MANY_LABELS = (
    r"^(?:which|what|is (?:it|this)|tag|classify|label|choose|pick)\b[^\n]*(?:,[^,\n]+){12}",
    r"^(?:[^、\n]+、){12}.*(?:どれ|どちら|何)",
)
_PHOTOS = r"\b(?:photos?|pictures?|pics|images?)\b"
FILTERED = (
    rf"{_PHOTOS}.*\b(?:from|since|before|after|in|of|taken)(?: the)? (?:last|this|past) (?:\d+ )?(?:days?|weeks?|months?|years?|spring|summer|autumn|fall|winter)\b",
    rf"{_PHOTOS}.*\b(?:from|since|before|after|in|of|on|taken)(?: [A-Z]\w+)?(?: \d{{1,2}},?)? (?:(?:19|20)\d\d(?:-\d\d?)*|yesterday|today)\b",
    rf"{_PHOTOS}.*(?:\btagged\b|\b(?:folder|album)\b)",
    rf"{_PHOTOS}.*\b(?:for|to|match(?:es|ing)?|fit(?:s|ting)?) (?:the |this |that )?(?:\w+ )?(?:passage|paragraph)\b",
    r"(?:今日|昨日|先週|今週|先月|今月|去年|昨年|今年|\d{4}年|\d{1,2}月|タグ|フォルダー?|アルバム).*(?:写真|画像)",
    r"(?:箇所|一節|段落)(?:に|の).*(?:写真|画像)",
)
"""Ways of asking that say more about when and where than about what is on the photo."""

TWO = (
    r"^\W*(?:how (?:alike|similar|different) are|compare|what(?:'s| is| are) the (?:differences?|similarit\w+) between|do)\s+(?:they|them|both|(?:these|those|the|my)(?: two| 2| both)?(?: (?:photos|pictures|images|pics))?)\b[^.!\n]{0,24}$",
    r"^(?:この|これらの|添付の)?(?:[2２二]つの?|[2２二]枚の?|ふたつの|両方の)?(?:写真|画像)?(?:どうし)?(?:を|は|の|って)?(?:比べ|比較|見比べ|どれくらい似て|どのくらい似て|似て(?:い)?(?:る|ます)|違い)[^。\n]{0,14}$",
)
"""Ways of asking to compare pictures that came along."""
