"""Read what was said of one part of the text, and store its themes and points; for workers."""

from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from accounts.events import announce
from accounts.record import record
from consultations.actions.coverage import renew_coverage
from consultations.actions.point_store import store_points
from consultations.analysis.findings import AGAINST, SUPPORT, Coverage, Findings
from consultations.events import SummariesMade
from consultations.models import Analysis, Consultation, Summary, Theme
from consultations.queries.remarks import Remarks, hash_of, on_part, remarks_of
from consultations.states import SummaryStatus


def analyse(
    *,
    consultation: Consultation,
    principle_id: int | None,
    fingerprint: str,
    step: Callable[[], None],
    check: Callable[[], None] = lambda: None,
) -> None:
    """Of the principle, or of the text as a whole. `fingerprint` is that of the comments before
    they are read here; `step` is called in the transaction that stores, and may undo it; `check`
    now and then before, and what it raises ends the work.

    What is the same as the last time is not analysed again.
    """
    known = _of(consultation, principle_id)
    read = remarks_of(consultation, principle_id)
    digest = hash_of(read.remarks, settings.ANALYSIS_EMBEDDER)
    same = known.pk is not None and known.input_hash == digest
    findings = None if same else _find(read, bytes(known.centroids), check)
    with transaction.atomic():
        analysis = _of(consultation, principle_id, lock=True)
        # Else another run stored meanwhile, or someone asked for a new one: a job waits for that.
        if (analysis.pk, analysis.fingerprint) == (known.pk, known.fingerprint):
            analysis.fingerprint = fingerprint
            if findings is not None:
                analysis.input_hash = digest
                _store(analysis, read, findings)
            analysis.save()
            if findings is not None:
                renew_coverage(analysis)
        step()


def _of(consultation: Consultation, principle_id: int | None, *, lock: bool = False) -> Analysis:
    found = Analysis.objects.filter(on_part(principle_id), consultation=consultation)
    if lock:
        found = found.select_for_update()
    return found.first() or Analysis(consultation=consultation, principle_id=principle_id)


def _find(read: Remarks, previous: bytes, check: Callable[[], None]) -> Findings:
    if not read.remarks:
        return Findings((), (), (), Coverage(1.0, {}, "", 1.0), previous, "")
    from consultations.analysis.key_points import (  # noqa: PLC0415  # heavy: workers only
        find_points,
    )

    return find_points(
        read.remarks,
        embedder_tier=settings.ANALYSIS_EMBEDDER,
        previous=previous or None,
        step=lambda _done, _of: check(),
    )


def _store(analysis: Analysis, read: Remarks, findings: Findings) -> None:
    analysis.version_id = analysis.consultation.document.current_version_id  # type: ignore[assignment]
    analysis.engine = findings.engine
    analysis.centroids = findings.centroids
    analysis.comment_count = len(read.remarks)
    analysis.voice_count = len({remark.voice for remark in read.remarks})
    analysis.made_at = Now()
    analysis.save()
    themes = _store_themes(analysis, findings)
    known = {
        summary.group.code: summary
        for summary in Summary.objects.select_for_update(of=("self",))
        .filter(on_part(analysis.principle_id), consultation=analysis.consultation)
        .select_related("group")
        .order_by("pk")
    }
    made = 0
    for code in sorted({*read.groups, *known}):
        made += _store_group(analysis, read, findings, themes, code, known.get(code))
    record(
        stream=analysis.consultation.document.stream,
        kind="summaries.made",
        by=None,
        principle=analysis.principle.key if analysis.principle else None,
        groups=made,
        engine=findings.engine,
    )
    if made and analysis.consultation.uses_language_model:
        announce(SummariesMade(consultation_id=analysis.consultation_id))


def _store_themes(analysis: Analysis, findings: Findings) -> dict[int, Theme]:
    """By number. A theme that lives on keeps its row."""
    themes = [
        Theme(
            analysis=analysis,
            number=found.id,
            label=found.label[:200],
            words=list(found.words),
            kind=found.kind,
            groups={
                each.group: {
                    "voices": each.voices,
                    "of": each.of,
                    "share": each.share,
                    "low": None if each.is_tiny else each.low,
                    "high": None if each.is_tiny else each.high,
                    "for": each.stances.get(SUPPORT, 0),
                    "against": each.stances.get(AGAINST, 0),
                }
                for each in found.groups
            },
        )
        for found in findings.themes
    ]
    analysis.themes.exclude(number__in=[theme.number for theme in themes]).delete()
    Theme.objects.bulk_create(
        themes,
        update_conflicts=True,
        unique_fields=["analysis", "number"],
        update_fields=["label", "words", "kind", "groups"],
    )
    return {theme.number: theme for theme in analysis.themes.all()}


def _store_group(
    analysis: Analysis,
    read: Remarks,
    findings: Findings,
    themes: dict[int, Theme],
    code: str,
    summary: Summary | None,
) -> int:
    """1 if the points of the group were made, 0 if they were kept or are gone."""
    own = read.of_group(code)
    digest = hash_of(own, settings.ANALYSIS_EMBEDDER)
    if summary is not None and own and _is_kept(summary, digest, analysis):
        Summary.objects.filter(pk=summary.pk).update(
            out_of_date=summary.input_hash != digest, is_asked_anew=False
        )
        return 0
    if summary is None:
        summary = Summary(
            consultation=analysis.consultation,
            principle_id=analysis.principle_id,
            group_id=read.groups[code],
            version_id=analysis.version_id,
            comment_count=0,
            people_count=0,
            made_at=Now(),
        )
        summary.save()
    found = [point for point in findings.points if point.group == code]
    store_points(summary, found, themes, {remark.id: remark for remark in own})
    if not own and not summary.points.exists():
        summary.delete()
        return 0
    summary.version_id = analysis.version_id
    summary.comment_count = len(own)
    summary.people_count = len({remark.voice for remark in own})
    summary.input_hash = digest
    summary.last_comment_id = max((remark.id for remark in own), default=0)
    summary.engine = findings.engine
    summary.made_at = Now()
    summary.out_of_date = summary.is_asked_anew = False
    summary.fluent = {}
    summary.status = SummaryStatus.MACHINE
    summary.reviewed_by = summary.reviewed_at = summary.published_at = None
    summary.save()
    return 1


def _is_kept(summary: Summary, digest: str, analysis: Analysis) -> bool:
    """One that people reviewed stays, unless a new one was asked for and would be another."""
    if summary.status == SummaryStatus.MACHINE:
        return False
    now = (digest, analysis.engine, analysis.version_id)
    return not summary.is_asked_anew or (
        (summary.input_hash, summary.engine, summary.version_id) == now
    )
