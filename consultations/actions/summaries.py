"""Summaries: made by a job from published comments, reviewed by a moderator."""

from collections import defaultdict
from collections.abc import Callable, Collection

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.events import announce
from accounts.models import User
from accounts.record import record
from accounts.verdicts import Conflict, Refused, require
from consultations.events import SummariesRequested
from consultations.models import Consultation, Summary
from consultations.permissions import may_run
from consultations.states import SUMMARY_MOVES, SummaryStatus
from consultations.summaries.engine import Engine, Source, as_stored, input_hash
from consultations.summaries.extract import Extractive
from principles.models import Comment, Principle
from principles.states import CommentStatus

CLAIMS = 6
ENGINE: Engine = Extractive()


@transaction.atomic
def request_summaries(*, consultation: Consultation, by: User) -> None:
    """Ask for every summary that is missing or out of date to be made (again), by a job."""
    require(may_run(by, consultation))
    record(stream=consultation.document.stream, kind="summaries.requested", by=by)
    announce(SummariesRequested(consultation_id=consultation.pk))


def summarise_principle(
    *,
    consultation: Consultation,
    principle: Principle,
    finish: Callable[[], None],
    renew_reviewed: bool = False,
) -> None:
    """Make the summaries of each group that spoke; a reviewed one is marked out of date instead,
    unless `renew_reviewed`. `finish` is called in the transaction that stores them."""
    by_group = _sources(principle)
    known = {s.group_id: s for s in Summary.objects.filter(principle=principle)}
    made = []
    for group_id, sources in sorted(by_group.items()):
        digest = input_hash(ENGINE, sources)
        old = known.get(group_id)
        if old is not None and (old.input_hash == digest or _is_kept(old, renew_reviewed)):
            continue
        claims = ENGINE.summarise(sources, limit=CLAIMS)
        made.append(
            Summary(
                consultation=consultation,
                principle=principle,
                group_id=group_id,
                version=consultation.document.current_version,
                claims=[as_stored(claim) for claim in claims],
                comment_count=len(sources),
                people_count=len({source.voice for source in sources}),
                input_hash=digest,
                last_comment_id=max(source.comment for source in sources),
                engine=ENGINE.name,
                status=SummaryStatus.MACHINE,
                made_at=Now(),
            )
        )
    with transaction.atomic():
        _store(made)
        if _mark_out_of_date(principle, by_group) or made:
            record(
                stream=consultation.document.stream,
                kind="summaries.made",
                by=None,
                principle=principle.key,
                groups=len(made),
                engine=ENGINE.name,
            )
        finish()


def _is_kept(summary: Summary, renew_reviewed: bool) -> bool:
    return summary.status == SummaryStatus.REVIEWED and not renew_reviewed


def _sources(principle: Principle) -> dict[int, list[Source]]:
    """By group. Only what all readers may see: a mixed space cannot leak through its summary."""
    rows = (
        Comment.objects.filter(principle=principle, status=CommentStatus.PUBLISHED)
        .order_by("id")
        .values_list(
            "group_id",
            "id",
            "number",
            "participation__organisation_id",
            "author_id",
            "stance",
            "body",
        )
    )
    by_group: dict[int, list[Source]] = defaultdict(list)
    for group_id, pk, number, organisation_id, author_id, stance, body in rows:
        voice = f"o{organisation_id}" if organisation_id else f"u{author_id}"
        by_group[group_id].append(Source(pk, number, voice, stance, body))
    return by_group


def _store(made: list[Summary]) -> None:
    Summary.objects.bulk_create(
        made,
        update_conflicts=True,
        unique_fields=["principle", "group"],
        update_fields=[
            "version",
            "claims",
            "comment_count",
            "people_count",
            "input_hash",
            "last_comment_id",
            "out_of_date",
            "engine",
            "status",
            "made_at",
            "reviewed_by",
            "reviewed_at",
        ],
    )


def _mark_out_of_date(principle: Principle, by_group: dict[int, list[Source]]) -> int:
    """Mark those kept although their comments changed, drop those whose every comment is gone;
    returns how many changed."""
    changed = 0
    for summary in Summary.objects.filter(principle=principle):
        sources = by_group.get(summary.group_id, [])
        stale = summary.input_hash != input_hash(ENGINE, sources)
        if not sources:
            summary.delete()
        elif stale != summary.out_of_date:
            Summary.objects.filter(pk=summary.pk).update(out_of_date=stale)
        else:
            continue
        changed += 1
    return changed


@transaction.atomic
def review_summary(
    *, summary: Summary, keep: Collection[int], input_hash: str, by: User
) -> Summary:
    """Approve the claims with these indices; the others are dropped. `input_hash` is what the
    reviewer saw: a summary made anew meanwhile is a conflict."""
    locked = Summary.objects.select_for_update().get(pk=summary.pk)
    require(may_run(by, locked.consultation))
    if locked.input_hash != input_hash:
        raise Conflict("made_anew", _("This summary was made anew meanwhile. Read it again."))
    if SummaryStatus.REVIEWED not in SUMMARY_MOVES[SummaryStatus(locked.status)]:
        raise Refused("reviewed", _("This summary was reviewed already."))
    dropped = [claim for i, claim in enumerate(locked.claims) if i not in keep]
    locked.claims = [claim for i, claim in enumerate(locked.claims) if i in keep]
    locked.status = SummaryStatus.REVIEWED
    locked.reviewed_by = by
    locked.reviewed_at = Now()
    locked.save(update_fields=["claims", "status", "reviewed_by", "reviewed_at"])
    record(
        stream=locked.consultation.document.stream,
        kind="summary.reviewed",
        by=by,
        summary=locked.pk,
        dropped=[claim["text"] for claim in dropped],
    )
    locked.refresh_from_db()
    return locked
