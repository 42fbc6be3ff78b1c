"""Which comments a shown point carries, and which none does."""

from collections import Counter

from django.db.models import F, Q, QuerySet

from consultations.models import Analysis, Citation, Summary
from consultations.queries.citations import resolved
from consultations.queries.remarks import on_part
from consultations.queries.voices import said_by_groups
from consultations.states import PointStatus


def renew_coverage(analysis: Analysis) -> None:
    """Of what is published now, for the part of the text and for each group."""
    comments = dict(
        said_by_groups()
        .filter(on_part(analysis.principle_id), document_id=analysis.consultation.document_id)
        .order_by("id")
        .values_list("id", "group__code")
    )
    summaries = Summary.objects.filter(
        on_part(analysis.principle_id), consultation_id=analysis.consultation_id
    )
    cited = _cited(Citation.objects.filter(point__summary__in=summaries))
    said = Counter(comments.values())
    carried = Counter(code for pk, code in comments.items() if pk in cited)
    shares = {code: carried[code] / said[code] for code in sorted(said)}
    analysis.residual = [pk for pk in comments if pk not in cited]
    overall = carried.total() / said.total() if said else 1.0
    analysis.coverage = {"overall": overall, "groups": shares}
    analysis.save(update_fields=["residual", "coverage"])
    for summary in summaries.select_related("group"):
        Summary.objects.filter(pk=summary.pk).update(coverage=shares.get(summary.group.code))


def _cited(citations: QuerySet[Citation]) -> set[int]:
    """The comments that still say the words they are cited with. A summary that was reviewed is
    kept also where a comment was edited since: only of such are the words read."""
    shown = citations.filter(point__status=PointStatus.SHOWN).order_by()
    is_edited = Q(comment__edited_at__gte=F("point__summary__made_at"))
    edited = resolved(shown.filter(is_edited).select_related("comment"))
    as_read = shown.exclude(is_edited).values_list("comment_id", flat=True)
    return {*as_read, *(each.comment.pk for each in edited)}
