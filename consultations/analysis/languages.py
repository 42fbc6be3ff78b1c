"""In which language a passage is, by its most common words. Standard library only.

A long contribution says one language, and quotes another or goes on in it. Small words tell which:
they are a third of any text, and few of them are in two languages (Ingle 1976; Grefenstette 1995).
"""

import re
from collections.abc import Sequence

from consultations.analysis.stop_words import STOP_WORDS

# Fewer words than this tell nothing.
FEWEST_WORDS = 6
# This share of a text's words are small ones of its language, in all of them.
AT_LEAST = 0.2
# So many small words more than of the declared language another one must have.
CLEARLY = 3
_SPACED = {language: STOP_WORDS[language] for language in ("en", "fr", "es", "pt", "de", "it")}
_LATIN = re.compile(r"[a-zA-Z]")


def language_of(text: str, words: Sequence[str], declared: str) -> str:
    """An ISO 639-1 code: that of the passage where its words say so, else the declared one; empty
    where its script is not that of the declared one. `words` are those of `text`, case-folded."""
    if declared in _SPACED and not _LATIN.search(text):
        return ""
    if len(words) < FEWEST_WORDS:
        return declared
    own = _SPACED.get(declared, frozenset())
    said = sum(word in own for word in words)
    if said >= AT_LEAST * len(words):
        return declared
    counts = {language: sum(word in small for word in words) for language, small in _SPACED.items()}
    best = max(counts, key=lambda language: (counts[language], language))
    return best if counts[best] >= said + CLEARLY else declared
