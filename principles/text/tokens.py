"""Text as tokens: words, spaces and punctuation, none lost.

Scripts written without spaces between words are cut by character, as UAX #29 does without a
dictionary; a mark stays with what it marks, and a joined emoji, its tone or a flag stays whole.
"""

import re
import unicodedata
from collections.abc import Sequence

# Han, kana, Thai, Lao, Khmer, Myanmar, Tibetan: a word's end is not in the text.
_UNSPACED = (
    "\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_LETTER = rf"[^\W{_UNSPACED}]"
_TOKEN = re.compile(
    rf"\d+(?:[.,:]\d+)+(?!\w)|{_LETTER}+(?:['’ʼ]{_LETTER}+)*|[^\S\n]+|\n\s*|.", re.DOTALL
)
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")
_JOINERS = frozenset("\u200c\u200d")
_VARIANTS_AND_TONES = (*range(0xFE00, 0xFE10), *range(0x1F3FB, 0x1F400))
_EXTENDING = frozenset(map(chr, _VARIANTS_AND_TONES))
_FLAG_LETTERS = frozenset(map(chr, range(0x1F1E6, 0x1F200)))
# Where only these occur there are no marks, joiners or flags to look after.
_NEEDS_CARE = re.compile(
    r"[^\x00-\u02ff\u2010-\u203a\u20ac\u3001-\u3002\u4e00-\u9fff\uff00-\uff60]"
)


def tokenize(text: str) -> list[str]:
    """The tokens in order; joined they are the text. Linear in its length."""
    tokens: list[str] = _TOKEN.findall(text)
    return _whole(tokens) if _NEEDS_CARE.search(text) else tokens


def join(tokens: Sequence[str]) -> str:
    """The text the tokens were cut from."""
    return "".join(tokens)


def is_word(token: str) -> bool:
    return token[:1].isalnum() or token[:1] == "_"


def is_unspaced(token: str) -> bool:
    """Whether the token is a character of a script that does not part its words."""
    return _IS_UNSPACED.match(token) is not None


def count_words(text: str) -> int:
    return sum(map(is_word, tokenize(text)))


def same(one: str, other: str) -> bool:
    """Whether the two are canonically equivalent (NFC), whatever code points they are stored in."""
    return unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other)


def splits_word(text: str, position: int) -> bool:
    """Whether `position` lies inside a word, a number, a joined emoji or a flag, so that nothing
    may begin or end there. Before an apostrophe and behind it, something may.
    """
    if not 0 < position < len(text) or text[position - 1].isspace():
        return False
    before, after = text[position - 1], text[position]
    if _is_mark(after) or after in _EXTENDING or not _JOINERS.isdisjoint((before, after)):
        return not after.isspace()
    if after in _FLAG_LETTERS:
        return _flag_letters_before(text, position) % 2 == 1
    base = _marked_by(text, position - 1)
    if is_unspaced(base) or is_unspaced(after):
        return False
    return (is_word(base) and is_word(after)) or _splits_number(text, position)


def _marked_by(text: str, position: int) -> str:
    """The character that the marks up to `position` stand on."""
    while position > 0 and _is_mark(text[position]) and not text[position - 1].isspace():
        position -= 1
    return text[position]


def _flag_letters_before(text: str, position: int) -> int:
    start = position
    while start > 0 and text[start - 1] in _FLAG_LETTERS:
        start -= 1
    return position - start


def _splits_number(text: str, position: int) -> bool:
    """Whether a digit, its point or comma and the next digit lie around: "10,000", "1.5"."""
    return any(
        0 < sign < len(text) - 1
        and text[sign] in ".,:"
        and text[sign - 1].isdecimal()
        and text[sign + 1].isdecimal()
        for sign in (position - 1, position)
    )


def _whole(tokens: Sequence[str]) -> list[str]:
    """Put together again what a mark, a joiner, a tone or a flag holds together."""
    whole: list[str] = []
    parts: list[str] = []
    for token in tokens:
        if parts and not _goes_on(parts, token):
            whole.append("".join(parts))
            parts = []
        parts.append(token)
    return [*whole, "".join(parts)] if parts else whole


def _goes_on(parts: Sequence[str], token: str) -> bool:
    first, last = token[0], parts[-1]
    if last.isspace():
        return False
    if _is_mark(first) or first in _JOINERS or first in _EXTENDING:
        return True
    if first in _FLAG_LETTERS:
        return len(parts) == 1 and last in _FLAG_LETTERS
    if last[-1] in _JOINERS:
        return not first.isspace()
    # A word goes on behind a mark, which Python's pattern for letters does not know.
    is_letter = is_word(token) and not is_unspaced(token)
    is_marked_word = is_word(parts[0]) and not is_unspaced(parts[0]) and _is_mark(last[-1])
    return is_letter and is_marked_word


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "M"
