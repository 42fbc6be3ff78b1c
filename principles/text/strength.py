"""The words that make a sentence bind more or less: must, should, may, not.

A short table for the languages whose amendments turn on them most often; a word too many in it only
lets someone look twice.
"""

import re
from unicodedata import normalize

_WORDS = (
    r"must|shall|should|ought|may|might|can|could|cannot|will|would|not|never|no|\w+n['’]t|"
    r"doit|doivent|devrait|devraient|devra|devront|peut|peuvent|pourrait|pourraient|ne|pas|jamais|"
    r"debe|deben|debería|deberían|deberá|deberán|puede|pueden|podrá|podrán|nunca|"
    r"يجب|ينبغي|يمكن|يجوز|لا|لن|لم|ليس"
)
_HAN = r"必须|必須|应当|應當|应该|應該|应|應|可以|可|能够|能|不得|不|须|須|禁止|勿"
_STRENGTH = re.compile(rf"\b(?:{_WORDS})\b|{_HAN}", re.IGNORECASE)


def strength_of(text: str) -> tuple[str, ...]:
    """The words of obligation, permission and negation in the text, in order, in lower case."""
    return tuple(found.casefold() for found in _STRENGTH.findall(normalize("NFC", text)))
