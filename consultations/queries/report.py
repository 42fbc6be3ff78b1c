"""What goes into an outcome report, as plain values that can be frozen and hashed.

People stand in it by their account's number alone, and get their names when it is read: one who
is forgotten later is forgotten in every report, and the report's hash still holds.
"""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from accounts.models import EntryPayload, StakeholderGroup
from consultations.models import Consultation
from consultations.queries.agreement_report import agreement_contents
from consultations.queries.frozen_votes import as_plain
from consultations.queries.opinion import opinion_of
from consultations.queries.positions import SummaryShown, summaries_of_consultation
from principles.models import Amendment, Comment, Document, Participation, PrincipleText, Version
from principles.queries.amendment_tallies import rule_of
from principles.queries.evaluations import public_evaluations
from principles.queries.outline import current_version
from principles.queries.rows import AmendmentRow, amendment_rows
from principles.queries.tallies import tallies_of, votes_by_group
from principles.states import CommentStatus, Stage

Plain = dict[str, Any]


def report_contents(consultation: Consultation) -> Plain:
    """Everything the report says, at this moment; call it under the document's lock."""
    document = consultation.document
    version = current_version(document)
    names = dict(StakeholderGroup.objects.values_list("code", "name"))
    summaries = _by_principle(summaries_of_consultation(consultation))
    comments = _comments_by_stance(document)
    return {
        "title": version.title,
        "summary": consultation.summary,
        "brief": consultation.brief,
        "language": document.language,
        "timezone": consultation.timezone,
        "version": {
            "number": version.number,
            "hash": version.hash,
            "published_at": _instant(version.published_at),
        },
        "preamble": version.preamble,
        "sections": _sections(consultation, version, names, summaries, comments),
        "comments_on_the_whole": comments.get(None, {}),
        "summaries_of_the_whole": [_summary(each) for each in summaries.get(None, ())],
        "amendments": _amendments(document),
        # Empty where there were too few answers.
        "opinions": opinion_of(consultation).contents,
        "turnout": _turnout(document),
        "regions": _regions(document),
        "process": _process(consultation, names),
    }


def _sections(
    consultation: Consultation,
    version: Version,
    names: dict[str, str],
    summaries: dict[int | None, list[SummaryShown]],
    comments: dict[int | None, dict[str, int]],
) -> list[Plain]:
    """As `principles.queries.outline` reads the document: principles under their sections."""
    document = consultation.document
    votes = votes_by_group(document)
    tallies = tallies_of(document)
    first_words = _hashes_of_first_version(document)
    agreements = agreement_contents(consultation)
    sections: list[Plain] = []
    texts = version.texts.select_related("principle", "section").order_by("position")
    for text in texts:
        if not sections or sections[-1]["id"] != text.section_id:
            sections.append(_section(text))
        key = text.principle.key
        sections[-1]["principles"].append(
            {
                "key": key,
                "number": text.number,
                "title": text.title,
                "body": text.body,
                "hash": text.hash,
                "changed": first_words.get(key) != text.hash,
                "votes": [as_plain(group, names) for group in votes.get(text.principle_id, ())],
                "awaiting": tallies[text.principle_id].awaiting,
                "comments": comments.get(key, {}),
                "summaries": [_summary(each) for each in summaries.get(key, ())],
                "agreement": agreements.get(key),
            }
        )
    return sections


def _section(text: PrincipleText) -> Plain:
    section = text.section
    return {
        "id": text.section_id,
        "heading": section.heading if section else "",
        "intro": section.intro if section else "",
        "principles": [],
    }


def _summary(summary: SummaryShown) -> Plain:
    return {
        "group": summary.group,
        "status": summary.status,
        "out_of_date": summary.out_of_date,
        "voices": summary.voices,
        "comments": summary.comments,
        "on_version": summary.on_version,
        "made_at": _instant(summary.made_at),
        "engine": summary.engine,
        "points": [
            {
                "side": point.side,
                "text": point.text,
                "reworded": point.is_reworded,
                "voices": point.voices,
                "citations": [cited.number for cited in point.citations],
            }
            for point in summary.points
        ],
    }


def _by_principle(summaries: Iterable[SummaryShown]) -> dict[int | None, list[SummaryShown]]:
    """By key; None of the text as a whole."""
    found: dict[int | None, list[SummaryShown]] = {}
    for summary in summaries:
        found.setdefault(summary.principle_key, []).append(summary)
    return found


def _comments_by_stance(document: Document) -> dict[int | None, dict[str, int]]:
    """By the principle's key; None of those on the text as a whole."""
    counted = (
        Comment.objects.filter(document=document, status=CommentStatus.PUBLISHED)
        .order_by()
        .values_list("principle__key", "stance")
        .annotate(Count("pk"))
    )
    found: dict[int | None, dict[str, int]] = {}
    for key, stance, number in counted:
        found.setdefault(key, {})[stance] = number
    return found


def _hashes_of_first_version(document: Document) -> dict[int, str]:
    first = PrincipleText.objects.filter(version__document=document, version__number=1)
    return dict(first.values_list("principle__key", "hash"))


def _amendments(document: Document) -> list[Plain]:
    found = Amendment.objects.filter(document=document)
    known: dict[int, Any] = {
        row["number"]: row
        for row in found.values(
            "number",
            "author_id",
            "decision__because__number",
            "proposed_decision__outcome",
            "proposed_decision__explanation",
            "proposed_decision__operations",
            "proposed_decision__is_agreed",
        )
    }
    evaluations = public_evaluations(document)
    return [
        _amendment(row, known[row.number], evaluations.get(row.number))
        for row in amendment_rows(document)
    ]


def _amendment(row: AmendmentRow, known: Plain, evaluation: Plain | None) -> Plain:
    """`because` is the adopted one it fell for, or was taken into; `evaluation` what may be
    published of how the rule decided."""
    plain = asdict(row) | {
        "author": known["author_id"],
        "organisations": list(row.organisations),
        "operations": list(row.operations),
        "because": known["decision__because__number"],
        "evaluation": evaluation,
        "proposed_decision": _proposed_decision(known),
    }
    for name in ("created_at", "revised_at", "closed_at"):
        plain[name] = _instant(plain[name])
    return plain


def _proposed_decision(known: Plain) -> Plain | None:
    if known["proposed_decision__outcome"] is None:
        return None
    return {
        name: known[f"proposed_decision__{name}"]
        for name in ("outcome", "explanation", "operations", "is_agreed")
    }


def _turnout(document: Document) -> list[Plain]:
    """People, organisations, commenters by the group they spoke for."""
    voices = (
        Participation.objects.filter(document=document)
        .values("group__code", "group__name", "group__position")
        .annotate(
            people=Count("user", distinct=True),
            organisations=Count("organisation", distinct=True),
            commenters=Count(
                "user", distinct=True, filter=Q(comments__status=CommentStatus.PUBLISHED)
            ),
        )
        .order_by("group__position", "group__name")
    )
    return [
        {
            "code": row["group__code"],
            "name": row["group__name"],
            "people": row["people"],
            "organisations": row["organisations"],
            "commenters": row["commenters"],
        }
        for row in voices
    ]


def _regions(document: Document) -> list[Plain]:
    counted = (
        Participation.objects.filter(document=document)
        .order_by("region")
        .values_list("region")
        .annotate(Count("user", distinct=True))
    )
    return [{"code": region, "people": people} for region, people in counted]


def _process(consultation: Consultation, names: dict[str, str]) -> Plain:
    document = consultation.document
    return {
        "rules": {
            "allows_block": document.allows_block,
            "early_voting": document.early_voting,
            "results_shown": document.results_shown,
            "verified_only": document.verified_only,
            "decision_rule": rule_of(document).as_json(),
            "support_needed": document.support_needed,
            "support_unit": document.support_unit,
            "screens_amendments": document.screens_amendments,
        },
        "group_names": names,
        "windows": [
            {
                "stage": window.stage,
                "opened_at": _instant(window.opened_at),
                "closed_at": _instant(window.closed_at),
            }
            for window in consultation.windows.filter(opened_at__isnull=False)
        ],
        "stages": [
            {
                "old": change.old,
                "new": change.new,
                "by": change.by_id,
                "reason": change.reason,
                "at": _instant(change.changed_at),
            }
            for change in consultation.stage_changes.order_by("id")
        ],
        **_frozen_votes(document),
    }


def _frozen_votes(document: Document) -> Plain:
    """What the record noted when the votes were frozen, at the last close."""
    closing = (
        EntryPayload.objects.filter(
            entry__stream=document.stream, entry__kind="stage.changed", data__new=Stage.CLOSED.value
        )
        .order_by("-entry_id")
        .first()
    )
    data = closing.data if closing else {}
    return {"votes": data.get("votes", 0), "votes_sha256": data.get("votes_sha256", "")}


def _instant(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
