"""Outcome reports: frozen when made, published once the consultation is concluded."""

import hashlib
import json
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.events import announce
from accounts.models import User
from accounts.record import record
from accounts.verdicts import Refused, require
from consultations.events import ReportPublished
from consultations.models import Consultation, Report
from consultations.permissions import may_make_report, may_publish_report
from consultations.queries.report import report_contents
from consultations.states import REPORT_MOVES, ReportStatus
from principles.actions.locking import lock_stage_to_move
from principles.states import Stage


def hash_contents(contents: dict[str, Any]) -> str:
    """SHA-256 of the contents as canonical JSON."""
    text = json.dumps(contents, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def make_report(*, consultation: Consultation, by: User) -> Report:
    """Freeze what there is to report as the next draft; earlier ones stay."""
    document = lock_stage_to_move(consultation.document_id)
    consultation.document = document
    require(may_make_report(by, consultation))
    # Stored words are the document's; the reader's language is for whoever reads.
    with translation.override("en"):
        contents = report_contents(consultation)
    newest = consultation.reports.aggregate(newest=Max("number"))["newest"] or 0
    report = Report.objects.create(
        consultation=consultation,
        number=newest + 1,
        contents=contents,
        hash=hash_contents(contents),
        made_by=by,
    )
    record(
        stream=document.stream, kind="report.made", by=by, report=report.number, hash=report.hash
    )
    return report


@transaction.atomic
def publish_report(*, report: Report, by: User) -> Report:
    """Show it to everyone who may see the consultation. One made before the conclusion does not
    tell how it ended, and is refused."""
    consultation = report.consultation
    document = lock_stage_to_move(consultation.document_id)
    consultation.document = document
    require(may_publish_report(by, consultation))
    report = Report.objects.select_for_update().get(pk=report.pk)
    if ReportStatus.PUBLISHED not in REPORT_MOVES[ReportStatus(report.status)]:
        raise Refused("published", _("This report is published already."))
    if Stage.CONCLUDED not in {change["new"] for change in report.contents["process"]["stages"]}:
        raise Refused(
            "before_the_end",
            _("This report was made before the consultation was concluded. Make it again."),
        )
    report.status = ReportStatus.PUBLISHED
    report.published_at = document.now
    report.save(update_fields=["status", "published_at"])
    record(
        stream=document.stream,
        kind="report.published",
        by=by,
        report=report.number,
        hash=report.hash,
    )
    announce(ReportPublished(consultation_id=consultation.pk, report_id=report.pk))
    return report
