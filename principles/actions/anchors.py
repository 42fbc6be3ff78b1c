"""Where comments stand in the words: placed when posted, and again on every new version."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import batched

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.record.append import record
from accounts.verdicts import Refused
from principles.models import Anchor, Comment, PrincipleText, Version
from principles.queries.lineage import Fate, fates_of, heirs_of
from principles.text.anchors import Found, Quote, carry, locate, quote_at
from principles.text.diff import TextTooLong

_BATCH = 500
# Between two words of a quote: any white space, and the bullet of a list's next line.
_GAP = r"\s+(?:-\s+)?"


def anchor_comment(comment: Comment, quote: Quote) -> Anchor:
    """Place a new comment on the words it quotes from its own version."""
    if comment.principle_id is None:
        raise Refused("quote_not_found", _("Quote words of a principle in a comment on it."))
    text = PrincipleText.objects.filter(
        version=comment.version_id, principle=comment.principle_id
    ).first()
    if text is None:
        raise Refused("principle_gone", _("This principle is no longer part of the text."))
    quote = _as_written(text.body, quote)
    found = locate(text.body, quote)
    if found is None:
        raise _unplaced(text.body, quote)
    kept = quote_at(text.body, found.start, found.end)
    return Anchor.objects.create(
        comment=comment,
        exact=kept.exact,
        prefix=kept.prefix,
        suffix=kept.suffix,
        text=text,
        start=found.start,
        end=found.end,
        placed_text=text,
        placed_start=found.start,
        placed_end=found.end,
        confidence=found.confidence,
    )


def _as_written(body: str, quote: Quote) -> Quote:
    """With the text's own white space: a browser copies line breaks as it likes."""
    if quote.exact in body:
        return quote
    words = _GAP.join(re.escape(word) for word in quote.exact.split())
    match = re.search(words, body)
    return Quote(match[0], quote.prefix, quote.suffix) if match and words else quote


def _unplaced(body: str, quote: Quote) -> Refused:
    if quote.exact.strip() and body.count(quote.exact) > 1:
        return Refused(
            "quote_ambiguous",
            _("These words stand in the text more than once. Add a few words around them."),
        )
    return Refused(
        "quote_not_found", _("These words are not in the text. Copy them exactly from it.")
    )


@transaction.atomic
def reanchor_comments(*, version: Version) -> int:
    """Place every comment anchored in an earlier version on the words of this one; returns how
    many that were. What cannot be placed keeps its quote as an orphan, and is looked for again in
    every later version; that of a principle that is gone stays where it last was. Words are
    followed into the parts of a principle that was split, and into the one it was joined into.
    """
    earlier = Anchor.objects.filter(
        comment__document=version.document_id, placed_text__version__number__lt=version.number
    )
    texts = {text.principle.key: text for text in version.texts.select_related("principle")}
    fates = [fate for fate in fates_of(version.document) if fate.version <= version.number]
    placing = _Placing()
    counted: Counter[str] = Counter()
    for pks in batched(list(earlier.values_list("pk", flat=True)), _BATCH):
        anchors = list(
            Anchor.objects.select_for_update(of=("self",))
            .filter(pk__in=pks)
            .select_related("placed_text__principle", "placed_text__version", "text__principle")
        )
        for anchor in anchors:
            if among := [texts[key] for key in _where_now(anchor, fates) if key in texts]:
                placing.move(anchor, among)
            counted["orphaned" if anchor.is_orphan else "placed"] += 1
        Anchor.objects.bulk_update(
            anchors, ("placed_text", "placed_start", "placed_end", "confidence")
        )
    if counted:
        record(
            stream=version.document.stream,
            kind="comments.reanchored",
            by=None,
            version=version.number,
            placed=counted["placed"],
            orphaned=counted["orphaned"],
        )
    return counted.total()


def _where_now(anchor: Anchor, fates: Sequence[Fate]) -> tuple[int, ...]:
    """The keys of the principles in which its words may stand, its own or its last one first. An
    orphan's are looked for wherever words of its principle ever went."""
    if anchor.is_orphan:
        return heirs_of(anchor.text.principle.key, fates)
    placed = anchor.placed_text
    return heirs_of(placed.principle.key, fates, since=placed.version.number)


class _Placing:
    """Remembers where a passage went: many comments may be on the same words."""

    def __init__(self) -> None:
        self._carried: dict[tuple[int, int, int, int], Found | None] = {}

    def move(self, anchor: Anchor, texts: Sequence[PrincipleText]) -> None:
        """Onto that one of `texts`, of a later version, in which the words are found best, the
        first of equals; an orphan's is the first."""
        if anchor.placed_start is None:
            quote = Quote(anchor.exact, anchor.prefix, anchor.suffix)
            found = [(text, locate(text.body, quote)) for text in texts]
        elif anchor.placed_text.body == texts[0].body:
            anchor.placed_text = texts[0]
            return
        else:
            found = [(text, self._carry(anchor, text)) for text in texts]
        _put(anchor, *max(found, key=lambda each: each[1].confidence if each[1] else -1.0))

    def _carry(self, anchor: Anchor, text: PrincipleText) -> Found | None:
        start, end = anchor.placed_start or 0, anchor.placed_end or 0
        key = (anchor.placed_text_id, text.pk, start, end)
        if key not in self._carried:
            self._carried[key] = _carried(anchor.placed_text.body, text.body, start, end)
        return self._carried[key]


def _carried(old: str, new: str, start: int, end: int) -> Found | None:
    try:
        return carry(old, new, start, end)
    except TextTooLong:
        return locate(new, quote_at(old, start, end))


def _put(anchor: Anchor, text: PrincipleText, found: Found | None) -> None:
    anchor.placed_text = text
    anchor.placed_start = found.start if found else None
    anchor.placed_end = found.end if found else None
    anchor.confidence = found.confidence if found else 0.0
