"""A document as plain values, for programs."""

from typing import Any

from django.db.models import Count

from principles.models import Amendment, Comment, Document
from principles.queries.outline import current_version
from principles.states import DECIDABLE_STATUSES, CommentStatus

Plain = dict[str, Any]


def plain_document(document: Document) -> Plain:
    """The words of today in their sections; the same queries for one principle as for many."""
    version = current_version(document)
    comments = _counts(Comment.objects.filter(document=document, status=CommentStatus.PUBLISHED))
    amendments = _counts(Amendment.objects.filter(document=document, status__in=DECIDABLE_STATUSES))
    sections: list[Plain] = []
    last: int | None = -1
    for text in version.texts.select_related("principle", "section").order_by("position"):
        if text.section_id != last:
            last, section = text.section_id, text.section
            sections.append(
                {
                    "heading": section.heading if section else "",
                    "intro": section.intro if section else "",
                    "principles": [],
                }
            )
        sections[-1]["principles"].append(
            {
                "key": text.principle.key,
                "number": text.number,
                "title": text.title,
                "body": text.body,
                "hash": text.hash,
                "comments": comments.get(text.principle_id, 0),
                "open_amendments": amendments.get(text.principle_id, 0),
            }
        )
    fields = (
        "slug title language stage closes_at visibility current_version "
        "allows_block early_voting results_shown verified_only"
    )
    return {
        **{name: getattr(document, name) for name in fields.split()},
        "sections": sections,
        "comments_on_whole": comments.get(None, 0),
    }


def _counts(things: Any) -> dict[int | None, int]:
    return dict(things.order_by().values_list("principle_id").annotate(Count("pk")))
