"""What moderators do to points: reword, pin, drop, merge, split, and the inverse of each."""

from collections.abc import Collection, Iterable, Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.record import record
from accounts.verdicts import Refused
from consultations.actions.coverage import renew_coverage
from consultations.actions.point_store import count_voices, rank_points
from consultations.actions.summaries import lock_summary
from consultations.models import Analysis, Citation, Point, PointChange, Summary
from consultations.queries.remarks import on_part
from consultations.states import PointChangeKind, PointStatus
from principles.actions.proposals import checked_reason, required_reason
from principles.models import Comment
from principles.text.wording import is_storable, name_invisible

WORDING_LENGTH = 500


@transaction.atomic
def reword_point(*, point: Point, wording: str, reason: str = "", run: int, by: User) -> Point:
    """Say it in other words; without any, in the words of its first comment again."""
    summary = lock_summary(point.summary, run, by)
    point = _shown(summary, point)
    wording, reason = _checked_wording(wording), checked_reason(reason)
    if wording == point.wording:
        return point
    old, point.wording = point.wording, wording
    point.save(update_fields=["wording"])
    _note(
        summary,
        point,
        PointChangeKind.RENAMED,
        by,
        reason,
        old={"wording": old},
        new={"wording": wording},
    )
    return point


@transaction.atomic
def pin_point(*, point: Point, run: int, by: User) -> Point:
    """Keep its words in later runs, as long as the comment they are from still says them."""
    return _pin(point, PointChangeKind.PINNED, run, by)


@transaction.atomic
def unpin_point(*, point: Point, run: int, by: User) -> Point:
    return _pin(point, PointChangeKind.UNPINNED, run, by)


def _pin(point: Point, kind: PointChangeKind, run: int, by: User) -> Point:
    summary = lock_summary(point.summary, run, by)
    point = _shown(summary, point)
    pinned = kind == PointChangeKind.PINNED
    if point.is_pinned != pinned:
        point.is_pinned = pinned
        point.save(update_fields=["is_pinned"])
        _note(summary, point, kind, by)
    return point


@transaction.atomic
def drop_point(*, point: Point, reason: str, run: int, by: User) -> Point:
    """Show it no more; later runs leave it dropped, and its comments count as carried by none."""
    summary = lock_summary(point.summary, run, by)
    point = _shown(summary, point)
    point.status, point.reason = PointStatus.DROPPED, required_reason(reason, _("Say why."))
    point.save(update_fields=["status", "reason"])
    _note(summary, point, PointChangeKind.DROPPED, by, point.reason)
    _settle(summary, point)
    return point


@transaction.atomic
def merge_points(*, point: Point, into: Point, reason: str, run: int, by: User) -> Point:
    """Two that say the same become one: `into` gets the comments of `point`."""
    summary = lock_summary(point.summary, run, by)
    point, into = _shown(summary, point), _shown(summary, into)
    if point.pk == into.pk:
        raise Refused("same_point", _("Choose another point to merge it with."))
    if point.side != into.side:
        raise Refused("other_side", _("Points of different sides cannot be merged."))
    point.status, point.reason = PointStatus.MERGED, required_reason(reason, _("Say why."))
    point.merged_into = into
    point.save(update_fields=["status", "reason", "merged_into"])
    known = set(into.citations.values_list("comment_id", flat=True))
    _cite(into, [cited for cited in point.citations.all() if cited.comment_id not in known])
    _note(summary, point, PointChangeKind.MERGED, by, point.reason, new={"into": into.number})
    _note_silently(into, PointChangeKind.MERGED, by, point.reason, new={"merged": point.number})
    _settle(summary, point, into)
    return into


@transaction.atomic
def split_point(
    *, point: Point, comments: Collection[int], reason: str, run: int, by: User
) -> Point:
    """Make another point of what the comments with these numbers say; returns it."""
    summary = lock_summary(point.summary, run, by)
    point = _shown(summary, point)
    reason = required_reason(reason, _("Say why."))
    cited = list(point.citations.select_related("comment"))
    chosen = [each for each in cited if each.comment.number in comments]
    if not chosen or len(chosen) == len(cited):
        raise Refused("nothing_left", _("Choose some of its comments, and leave it some."))
    summary.points_numbered += 1
    summary.save(update_fields=["points_numbered"])
    part = Point.objects.create(
        summary=summary, theme=point.theme, number=summary.points_numbered, side=point.side
    )
    Citation.objects.filter(pk__in=[each.pk for each in chosen]).update(point=part)
    _note(summary, point, PointChangeKind.SPLIT, by, reason, new={"into": part.number})
    _note_silently(part, PointChangeKind.SPLIT, by, reason, old={"from": point.number})
    _settle(summary, point, part)
    return part


@transaction.atomic
def restore_point(*, point: Point, run: int, by: User) -> Point:
    """Undo that it was dropped or merged: it has its comments again, those above only their own."""
    summary = lock_summary(point.summary, run, by)
    point = _of(summary, point)
    if point.status == PointStatus.SHOWN:
        raise Refused("shown", _("This point is shown already."))
    old, above = point.status, _above(point)
    point.status, point.reason, point.merged_into = PointStatus.SHOWN, "", None
    point.save(update_fields=["status", "reason", "merged_into"])
    places = {(each.comment_id, each.start, each.end) for each in point.citations.all()}
    theirs = Citation.objects.filter(point__in=above).only("point", "comment", "start", "end")
    gone = [each.pk for each in theirs if (each.comment_id, each.start, each.end) in places]
    Citation.objects.filter(pk__in=gone).delete()
    _note(summary, point, PointChangeKind.RESTORED, by, old={"status": old})
    _settle(summary, point, *above)
    return point


def take_out(*, summary: Summary, point: Point, comment_id: int, number: int, by: User) -> None:
    """A comment that does not say it stands behind it no more, in later runs neither, nor behind
    what it was merged into. In the caller's transaction, `summary` locked."""
    above, old = _above(point), {"comment": comment_id}
    for each in above:
        _note_silently(each, PointChangeKind.UNCITED, by, "", old=old)
    Citation.objects.filter(point__in=[point, *above], comment_id=comment_id).delete()
    _note(summary, point, PointChangeKind.UNCITED, by, old=old, number=number)
    _settle(summary, point, *above)


# --- What each of them needs ----------------------------------------------------------------------


def _checked_wording(wording: str) -> str:
    wording = name_invisible(" ".join(wording.split()))
    if len(wording) > WORDING_LENGTH:
        raise Refused("too_long", _("The wording is longer than 500 characters."))
    if not is_storable(wording):
        raise Refused("unreadable", _("This text has characters that cannot be kept."))
    return wording


def _of(summary: Summary, point: Point) -> Point:
    return Point.objects.select_related("merged_into", "theme").get(pk=point.pk, summary=summary)


def _shown(summary: Summary, point: Point) -> Point:
    point = _of(summary, point)
    if point.status != PointStatus.SHOWN:
        raise Refused("not_shown", _("This point was dropped or merged; restore it first."))
    return point


def _above(point: Point) -> list[Point]:
    """What it was merged into, what that was merged into, and so on."""
    above: list[Point] = []
    while (into := (above[-1] if above else point).merged_into) is not None:
        above.append(into)
    return above


def _cite(point: Point, citations: Iterable[Citation]) -> None:
    last = point.citations.count()
    Citation.objects.bulk_create(
        Citation(
            point=point,
            comment_id=each.comment_id,
            start=each.start,
            end=each.end,
            quote_hash=each.quote_hash,
            rank=last + offset,
        )
        for offset, each in enumerate(citations)
    )


def _note(
    summary: Summary,
    point: Point,
    kind: PointChangeKind,
    by: User,
    reason: str = "",
    *,
    old: Mapping[str, object] | None = None,
    new: Mapping[str, object] | None = None,
    **more: object,
) -> None:
    _note_silently(point, kind, by, reason, old=old, new=new)
    record(
        stream=summary.consultation.document.stream,
        kind=f"point.{kind.value}",
        by=by,
        summary=summary.pk,
        principle=summary.principle.key if summary.principle else None,
        group=summary.group.code,
        point=point.number,
        reason=reason,
        old=old,
        new=new,
        **more,
    )


def _note_silently(
    point: Point,
    kind: PointChangeKind,
    by: User,
    reason: str,
    *,
    old: Mapping[str, object] | None = None,
    new: Mapping[str, object] | None = None,
) -> None:
    """The second point of an act that the record has already."""
    PointChange.objects.create(
        point=point, kind=kind, by=by, reason=reason, old=dict(old or {}), new=dict(new or {})
    )


def _settle(summary: Summary, *changed: Point) -> None:
    """Count anew who stands behind those changed, and which comments no point carries."""
    for point in changed:
        cited = point.citations.select_related("comment__participation")
        count_voices(point, [_voice_and_text(each.comment) for each in cited])
    counted = {point.pk: point for point in changed}
    rank_points([counted.get(each.pk, each) for each in summary.points.all()])
    analysis = Analysis.objects.filter(
        on_part(summary.principle_id), consultation_id=summary.consultation_id
    ).select_related("consultation")
    if (found := analysis.first()) is not None:
        renew_coverage(found)


def _voice_and_text(comment: Comment) -> tuple[str, str]:
    return comment.participation.holder, comment.body
