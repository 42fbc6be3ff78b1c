"""Writing systems: a Latin address for a title in any script, and the likely language of a text."""

import re
import unicodedata
from collections import Counter

# Letters without a decomposition to Latin: simplified ISO 9 and ISO 843, and for Arabic the usual
# consonants. Scripts not here (Han, Hangul, ...) have no letter-by-letter reading.
_CYRILLIC = (
    "а=a б=b в=v г=g ґ=g д=d е=e ё=e є=ye ж=zh з=z и=i і=i ї=yi й=y к=k л=l м=m н=n о=o п=p р=r "
    "с=s т=t у=u ф=f х=kh ц=ts ч=ch ш=sh щ=shch ъ= ы=y ь= э=e ю=yu я=ya ђ=dj ј=j љ=lj њ=nj ћ=c џ=dz"
)
_GREEK = (
    "α=a β=v γ=g δ=d ε=e ζ=z η=i θ=th ι=i κ=k λ=l μ=m ν=n ξ=x ο=o π=p ρ=r σ=s ς=s τ=t υ=y φ=f χ=ch "
    "ψ=ps ω=o"
)
_ARABIC = (
    "ا=a أ=a إ=i آ=a ب=b ت=t ث=th ج=j ح=h خ=kh د=d ذ=dh ر=r ز=z س=s ش=sh ص=s ض=d ط=t ظ=z ع=a غ=gh "
    "ف=f ق=q ك=k ل=l م=m ن=n ه=h ة=a و=w ؤ=w ي=y ئ=y ى=a ء= پ=p چ=ch ژ=zh گ=g ک=k ی=y"
)
_LATIN = "ß=ss æ=ae œ=oe ø=o đ=d ð=d þ=th ł=l ı=i ħ=h"
_READING = {
    ord(letter): reading
    for letter, _, reading in (
        pair.partition("=") for pair in f"{_CYRILLIC} {_GREEK} {_ARABIC} {_LATIN}".split()
    )
}
_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")

# The commonest language written in a script; the uploader corrects it.
_LANGUAGE_OF = {
    "ARABIC": "ar",
    "CYRILLIC": "ru",
    "GREEK": "el",
    "HEBREW": "he",
    "DEVANAGARI": "hi",
    "BENGALI": "bn",
    "THAI": "th",
    "HANGUL": "ko",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "CJK": "zh-hans",
}
_SAMPLE = 4000


def slug_of(title: str, limit: int = 60) -> str:
    """The title in lower-case ASCII words joined by hyphens, at most `limit` characters of whole
    words; "" when none of its letters has a Latin reading."""
    # Letters that are their own before they are taken apart (й), then those that are not (ό).
    latin = unicodedata.normalize("NFKD", title.lower().translate(_READING)).translate(_READING)
    ascii_only = latin.encode("ascii", "ignore").decode()
    slug = _NOT_IN_SLUG.sub("-", ascii_only.replace("'", "")).strip("-")
    if len(slug) <= limit:
        return slug
    return slug[: limit + 1].rpartition("-")[0] or slug[:limit]


def likely_language(text: str, fallback: str) -> str:
    """The language code suggested by the script of the text's opening; for Latin `fallback`, or
    English where that is written in another script."""
    scripts = Counter(
        unicodedata.name(letter, "").partition(" ")[0]
        for letter in text[:_SAMPLE]
        if letter.isalpha()
    )
    if scripts["HIRAGANA"] + scripts["KATAKANA"] > scripts["CJK"] // 10:
        scripts["HIRAGANA"] += scripts.pop("CJK", 0)
    if not scripts:
        return fallback
    script = scripts.most_common(1)[0][0]
    if script == "LATIN" and fallback in _LANGUAGE_OF.values():
        return "en"
    return _LANGUAGE_OF.get(script, fallback)
