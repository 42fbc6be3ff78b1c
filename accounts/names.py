"""Names that people give themselves and their organisations."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Category Cf holds, besides marks that reorder or hide text, two joiners that scripts need.
_JOINERS = {"\u200c", "\u200d"}


def clean_name(text: str) -> str:
    """In NFC with single spaces; refuses line breaks and marks that hide or reorder letters.

    Names stand in mail subjects, tables and the record: a line break there forges a header, a
    direction mark makes one name look like another.
    """
    text = text.strip(" ")
    if not text:
        raise ValidationError(_("Write a name."), code="required")
    if any(_is_refused(character) for character in text):
        raise ValidationError(
            _("Use letters, digits, spaces and punctuation on one line only."), code="invalid_name"
        )
    return " ".join(unicodedata.normalize("NFC", text).split())


def _is_refused(character: str) -> bool:
    if unicodedata.category(character) in {"Cc", "Zl", "Zp", "Cs", "Co", "Cn"}:
        return True
    return unicodedata.category(character) == "Cf" and character not in _JOINERS
