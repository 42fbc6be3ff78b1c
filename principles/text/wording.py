"""The words a person sends: one form of line end, sane lengths, and nothing hidden in them."""

import re
import unicodedata
from functools import cache, lru_cache

TITLE_LENGTH = 300
BODY_LENGTH = 100_000
RATIONALE_LENGTH = 10_000
LABEL_LENGTH = 120

# Shown as nothing although Unicode does not class them as format characters: the grapheme joiner,
# the Hangul fillers, the Khmer inherent vowels, the Mongolian separators, the Braille blank.
_BLANK_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u2800\u3164\uffa0")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_JOINER = re.compile("[\u200c\u200d]")
_LINES_AND_TABS = {ord("\n"): None, ord("\t"): None}
# Line ends and tabs show; joiners are looked at one by one.
_KEPT = frozenset({*_LINES_AND_TABS, 0x200C, 0x200D})
_UNJOINED_SCRIPTS = frozenset({"LATIN", "GREEK", "CYRILLIC", "DIGIT"})


def normalise_lines(text: str) -> str:
    """The text with LF as its only line end, and no white space before the first or after the
    last character: what a browser's textarea changes by itself is no amendment."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def normalise_title(text: str) -> str:
    """The text on one line, parted by single spaces."""
    return " ".join(text.split())


def is_storable(text: str) -> bool:
    """Whether every database can keep it: no NUL, and no half of a surrogate pair."""
    return _UNSTORABLE.search(text) is None


def name_invisible(text: str) -> str:
    """The text with each character that shows as nothing replaced by its code, as "[U+200B]".

    Kept as they are: line ends, tabs, variation selectors, and the two joiners where the script or
    the emoji before them needs them (UTS #39 section 3.1.1 allows them there for the same reason).
    """
    if text.isascii() and text.translate(_LINES_AND_TABS).isprintable():
        return text
    return _JOINER.sub(_named_or_kept, text).translate(_codes())


@cache
def _codes() -> dict[int, str]:
    """What stands for each; beyond the first two planes only tags are such characters."""
    unseen = {
        code
        for code in (*range(0x20000), *range(0xE0000, 0xE0080))
        if unicodedata.category(chr(code)) in {"Cc", "Cf", "Zl", "Zp"}
    }
    unseen |= {ord(each) for each in _BLANK_LETTERS}
    return {code: f"[U+{code:04X}]" for code in unseen - _KEPT}


def _named_or_kept(match: re.Match[str]) -> str:
    joiner, start = match[0], match.start()
    if start > 0 and _joins(match.string[start - 1]):
        return joiner
    return f"[U+{ord(joiner):04X}]"


@lru_cache(maxsize=4096)
def _joins(before: str) -> bool:
    """Whether a joiner after this character changes how it is written."""
    if unicodedata.category(before)[0] not in "LMS":
        return False
    return unicodedata.name(before, "").split(" ")[0] not in _UNJOINED_SCRIPTS
