"""Questions about one photo that want a yes or a no: "is there a beach in it?", 「犬は写っていますか」."""

from __future__ import annotations

import re

from assistant.phrase import Language

_ENGLISH = re.compile(
    r"^(?:is|are) there (?:an? |any |some )?(?P<thing>.+?)(?: (?:in|on|anywhere in) (?:it|this|the|that)\b.*)?\??$|"
    r"^(?:does|do|can you see|do you see) (?:it|this|the \w+)?\s*(?:photo|picture|image)?\s*(?:show|contain|have)?s? ?(?:an? |any )?(?P<shown>[^?]+?)(?: in (?:it|this).*)?\??$|"
    r"^is (?:this|that|it) (?:an? |the )?(?P<one>(?!or\b)[\w' -]{2,40}?)(?: in (?:it|this|the).*)?\?$",
    re.IGNORECASE,
)
_JAPANESE = re.compile(
    r"^(?:この(?:写真|画像)に(?:は)?|これに(?:は)?)?(?P<thing>[^、はがに]+?)(?:は|が)?(?:写って(?:い)?(?:る|ます)|あります|います|見えます|ある|いる)(?:か|の)?[?？]*$"
    r"|^(?:これ|この(?:写真|画像))は(?P<one>[^、はが何どなん]{1,20}?)(?:ですか|なの|かな)?[?？]$"
)
_NOTHING = re.compile(r"(?:it|this|that|what|何|なに|なん|だれ|誰)\w*", re.IGNORECASE)


def asked(text: str, language: Language) -> str:
    """Return the thing that a yes-or-no question asks for, or ""."""
    found = (_JAPANESE if language == "ja" else _ENGLISH).match(text.strip())
    groups = found.groupdict() if found else {}
    thing = next((value.strip(" ?？") for value in groups.values() if value and value.strip()), "")
    return "" if _NOTHING.fullmatch(thing) or " or " in thing else thing
