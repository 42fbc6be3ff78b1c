"""How far a proposal is from the text: the measure of the order of votes."""

from unicodedata import normalize

from rapidfuzz.distance import Indel

from principles.text.alignment import MOST_WORDS, TextTooLong
from principles.text.tokens import is_word, tokenize


def distance(base: str, text: str) -> float:
    """The share of words put in or taken out among all words of both, from 0 to 1.

    The normalised Indel distance; in scripts without spaces, of characters. Punctuation and spaces
    do not count, nor does another encoding. Raises TextTooLong.
    """
    before, after = _words(base), _words(text)
    return Indel.normalized_distance(before, after)


def _words(text: str) -> list[str]:
    words = [token for token in tokenize(normalize("NFC", text)) if is_word(token)]
    if len(words) > MOST_WORDS:
        raise TextTooLong(f"more than {MOST_WORDS} words")
    return words
