"""Short titles taken from the opening words of a text that has none of its own."""

import re
import unicodedata

TITLE_LENGTH = 80
ELLIPSIS = "…"

_SENTENCE_END = re.compile(r"[.!?؟।](?=[\"'”’»)\]]*\s+\S)|[。！？]")
_ABBREVIATION = re.compile(
    r"arts?|cf|ch|dr|e\.g|eg|etc|fig|i\.e|ie|inc|ltd|mrs?|ms|nos?|nr|paras?|pp?|prof|resp|sec|st|"
    r"vol|vs|[^\W\d_]|(?:[a-z]\.)+[a-z]"
)
# Words a phrase may stop before; "of" is left out, since "part" without its "of" says nothing.
_PHRASE_STARTS = (
    r"about|across|after|against|among|and|as|at|because|before|between|but|by|during|for|from|if|"
    r"in|including|into|on|or|over|so|such|than|that|through|to|towards?|under|unless|until|when|"
    r"where|which|while|who|whose|with|within|without"
)
_PHRASE_START = re.compile(_PHRASE_STARTS)
_DANGLING = re.compile(_PHRASE_STARTS + r"|an?|its|of|our|the|their|this|these|those|your")
_STOPS = ".:;,،؛。、：；，"
# What is left of a list's last comma.
_CONJUNCTION = re.compile(r"[,;]\s+(?:and|or|et|ou|und|oder|y|o)$")
_BRACKETS = {"(": ")", "[": "]", "“": "”", "«": "»", "„": "“", "「": "」", "『": "』"}


def derive_title(text: str, limit: int = TITLE_LENGTH) -> str:
    """The first sentence, or as many of its whole phrases as fit in `limit` and an ellipsis."""
    sentence = first_sentence(text, limit * 4)
    bare = _trimmed(sentence)
    if len(bare) <= limit:
        return bare
    label, colon, _ = bare.partition(": ")
    if colon and len(label) <= limit and len(label.split()) <= 8:
        return label
    return _cut(bare, limit) + ELLIPSIS


def first_sentence(text: str, limit: int = 400) -> str:
    """The opening sentence, with its full stop; at most `limit` code points are looked at."""
    opening = text.strip().partition("\n")[0][: limit + 1]
    opening = " ".join(opening.removeprefix("- ").split())
    for found in _SENTENCE_END.finditer(opening):
        before = opening[: found.start()].rpartition(" ")[2].lstrip("(\"'“‘").lower()
        following = opening[found.end() :].lstrip("\"'”’»)] ")[:1]
        if not _ABBREVIATION.fullmatch(before) and not following.islower():
            return opening[: found.end()]
    return opening


def _trimmed(sentence: str) -> str:
    trimmed = _CONJUNCTION.sub("", sentence.strip()).rstrip(_STOPS + " ")
    for opening, closing in _BRACKETS.items():
        if trimmed.startswith(opening) and closing not in trimmed:
            trimmed = trimmed[1:]
    if trimmed[:1] == '"' and trimmed.count('"') == 1:
        trimmed = trimmed[1:]
    return trimmed.strip() or sentence.strip()


def _cut(sentence: str, limit: int) -> str:
    """Cut before a word that opens a phrase, else at a word, else between two characters."""
    ends = [found.start() for found in re.finditer(r"\s+|(?<=[，、；])", sentence[: limit + 1])]
    ends = [end for end in ends if end > 0]
    if not ends:
        end = limit
        while end > 1 and unicodedata.combining(sentence[end]):
            end -= 1
        return sentence[:end]
    for end in reversed(ends):
        following = sentence[end:].split(maxsplit=1)[0].lower()
        opens_phrase = _PHRASE_START.fullmatch(following) or sentence[end - 1] in _STOPS
        if end >= limit // 2 and opens_phrase:
            return sentence[:end].rstrip(_STOPS + " ")
    words = sentence[: ends[-1]].split()
    while len(words) > 1 and _DANGLING.fullmatch(words[-1].lower()):
        words.pop()
    return " ".join(words).rstrip(_STOPS + " ")
