"""Citations that may be shown: words of a comment as it is published now."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from consultations.models import Citation
from principles.models import Comment
from principles.states import CommentStatus


@dataclass(frozen=True, slots=True)
class Cited:
    """`words` are a slice of the comment's present body; `comment` is published."""

    citation: Citation
    comment: Comment
    words: str


def quote_hash(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def resolved(citations: Iterable[Citation]) -> list[Cited]:
    """Those whose comment is published and still has the same words there, in the order given.

    Asks nothing of the database if the citations come with their `comment` loaded.
    """
    return [
        Cited(each, each.comment, words)
        for each in citations
        if each.comment.status == CommentStatus.PUBLISHED
        and quote_hash(words := each.comment.body[each.start : each.end]) == each.quote_hash
    ]
