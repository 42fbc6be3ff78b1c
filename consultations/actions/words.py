"""What people write in their own words, as it is kept: checked once, for all who write."""

import hashlib

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.verdicts import Refused
from principles.text.wording import is_storable, name_invisible, normalise_lines


def checked_words(text: str, *, limit: int, empty: str | Promise) -> str:
    """Refused where there are none, with `empty`, or more than `limit` characters of them."""
    if not is_storable(text):
        raise Refused("unreadable", _("This text has characters that cannot be kept."))
    # Measured before and after: naming what is invisible makes a text longer.
    words = name_invisible(normalise_lines(text)) if len(text) <= limit * 2 else text
    if len(words) > limit:
        raise Refused(
            "too_long",
            _("This has at most %(limit)s characters; it has %(length)s now.")
            % {"limit": limit, "length": len(words)},
        )
    if not words:
        raise Refused("empty", empty)
    return words


def hash_of_words(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()
