""" "This is not what I said": authors object to a point that carries their comment; the answers."""

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.record import record
from accounts.verdicts import Refused, require
from consultations.actions.points import take_out
from consultations.actions.summaries import lock_summary
from consultations.models import Point, PointFlag
from consultations.permissions import may_flag, may_run
from consultations.queries.citations import resolved
from consultations.states import PointStatus
from principles.actions.proposals import checked_reason, required_reason
from principles.models import Comment


@transaction.atomic
def flag_point(*, comment: Comment, point: Point, note: str = "", by: User) -> PointFlag:
    """By those it is of, once a comment and point: said again, it is the one that was said."""
    require(may_flag(by, comment))
    # Locked, so that no run deletes the point meanwhile.
    point = (
        Point.objects.select_for_update(of=("self",))
        .select_related("summary__group", "summary__principle")
        .get(pk=point.pk)
    )
    citations = point.citations.filter(comment=comment).select_related("comment")
    if point.status != PointStatus.SHOWN or not resolved(citations):
        raise Refused("not_cited", _("This point does not rest on your comment any more."))
    flag, is_new = PointFlag.objects.get_or_create(
        point=point, comment=comment, defaults={"note": checked_reason(note), "by": by}
    )
    if is_new:
        record(
            stream=comment.document.stream,
            kind="point.flagged",
            by=by,
            summary=point.summary_id,
            principle=point.summary.principle.key if point.summary.principle else None,
            group=point.summary.group.code,
            point=point.number,
            comment=comment.pk,
            number=comment.number,
        )
    return flag


@transaction.atomic
def settle_flag(*, flag: PointFlag, answer: str, take_out_comment: bool, by: User) -> PointFlag:
    """Answer the author, and if they are right take the comment out of the point."""
    summary = lock_summary(flag.point.summary, None, by)
    require(may_run(by, summary.consultation))
    flag = (
        PointFlag.objects.select_for_update(of=("self",))
        .select_related("point", "comment")
        .get(pk=flag.pk)
    )
    if flag.settled_at is not None:
        raise Refused("settled", _("This was answered already."))
    flag.answer = required_reason(answer, _("Answer who wrote the comment."))
    flag.settled_by, flag.settled_at = by, Now()
    flag.save(update_fields=["answer", "settled_by", "settled_at"])
    if take_out_comment:
        number = flag.comment.number
        take_out(
            summary=summary, point=flag.point, comment_id=flag.comment_id, number=number, by=by
        )
    record(
        stream=summary.consultation.document.stream,
        kind="point.settled",
        by=by,
        summary=summary.pk,
        principle=summary.principle.key if summary.principle else None,
        group=summary.group.code,
        point=flag.point.number,
        number=flag.comment.number,
        taken_out=take_out_comment,
        reason=flag.answer,
    )
    flag.refresh_from_db()
    return flag
