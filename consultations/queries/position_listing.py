"""Positions as they are exported: what the pages say, in sentences and rows."""

from collections.abc import Iterator

from django.db.models.functions import Now
from django.utils.translation import get_language, get_language_bidi, gettext, ngettext

from consultations.models import Consultation
from consultations.queries.coverage import Coverage
from consultations.queries.engines import engine_sentence
from consultations.queries.points import PointShown
from consultations.queries.positions import (
    ChangeAsked,
    GroupPosition,
    Positions,
    PrinciplePosition,
    positions_of,
)
from consultations.queries.quantities import few_voices_sentence
from consultations.queries.themes import ThemeShown
from consultations.writers.positions import (
    ListedGroup,
    ListedPart,
    ListedPoint,
    ListedTheme,
    PositionListing,
)
from principles.models import Document


def position_listing(consultation: Consultation, code: str = "") -> PositionListing:
    """Of all groups, or of the one with this code."""
    positions = positions_of(consultation)
    now = Document.objects.values_list(Now(), flat=True).get(pk=consultation.document_id)
    subtitle = gettext("Where groups stand on version %(number)s, as of %(at)s") % {
        "number": positions.version,
        "at": now.isoformat(sep=" ", timespec="minutes"),
    }
    return PositionListing(
        title=positions.title,
        subtitle=subtitle,
        language=get_language() or positions.language,
        is_rtl=get_language_bidi(),
        changes_heading=gettext("What it asks to change"),
        facts=tuple(_overall(positions)),
        parts=tuple(_part(each, code) for each in positions.principles),
        made_at=now,
    )


def _overall(positions: Positions) -> Iterator[str]:
    if made := engine_sentence({each.engine for each in positions.principles if each.engine}):
        yield made
    if positions.votes_hidden:
        yield positions.votes_hidden
    yield from _covered(positions.coverage)


def _covered(coverage: Coverage | None) -> Iterator[str]:
    if coverage is None or not coverage.overall.comments:
        return
    overall, worst = coverage.overall, coverage.worst
    yield ngettext(
        "%(carried)s of %(comments)s comment is behind a point (%(percent)s%%).",
        "%(carried)s of %(comments)s comments are behind a point (%(percent)s%%).",
        overall.comments,
    ) % {"carried": overall.carried, "comments": overall.comments, "percent": overall.percent}
    if worst is not None and len(coverage.groups) > 1:
        yield gettext("The least of any group: %(group)s, %(percent)s%%.") % {
            "group": worst.label,
            "percent": worst.percent,
        }


def _part(position: PrinciplePosition, code: str) -> ListedPart:
    facts = [*_votes(position), *_covered(position.coverage)]
    silent = [group.label for group in position.silent if code in {"", group.code}]
    if silent:
        facts.append(gettext("Silent: %(groups)s.") % {"groups": "; ".join(silent)})
    return ListedPart(
        number=position.number,
        heading=position.title or gettext("The text as a whole"),
        facts=tuple(facts),
        themes=tuple(
            _theme(theme)
            for theme in position.themes
            if not code or code in {group.code for group in theme.groups}
        ),
        groups=tuple(_group(group) for group in position.speaking if code in {"", group.code}),
    )


def _votes(position: PrinciplePosition) -> Iterator[str]:
    votes = position.votes
    if votes is None or votes.overall is None or votes.least is None:
        return
    yield votes.overall.sentence
    yield gettext("The least of any group: %(group)s, %(percent)s%%.") % {
        "group": votes.least_group,
        "percent": votes.least.percent,
    }
    if votes.left_out_sentence:
        yield votes.left_out_sentence


def _theme(theme: ThemeShown) -> ListedTheme:
    return ListedTheme(
        kind=theme.kind_label,
        label=theme.label,
        facts=tuple(group.sentence for group in theme.groups),
        points=tuple((each.group, each.point.text) for each in theme.points),
    )


def _group(group: GroupPosition) -> ListedGroup:
    facts = []
    if group.vote is not None:
        facts.append(group.vote.turnout_sentence)
        if agreement := group.vote.agreement:
            facts.append(agreement.sentence)
    facts.append(few_voices_sentence(group.said.voices))
    if group.minority is not None:
        facts.append(group.minority.sentence)
    left = group.said.comments - len(group.cited)
    if left and group.summary:
        facts.append(
            ngettext(
                "%(count)s of its comments is behind no point.",
                "%(count)s of its comments are behind no point.",
                left,
            )
            % {"count": left}
        )
    return ListedGroup(
        code=group.code,
        label=group.label,
        facts=tuple(fact for fact in facts if fact),
        points=tuple(_point(point) for side in group.sides for point in side.points),
        changes=tuple(_change(change) for change in group.changes),
    )


def _point(point: PointShown) -> ListedPoint:
    return ListedPoint(
        side=point.side_label,
        text=point.text,
        counted=point.said_by,
        voices=point.voices,
        of=point.of,
        organisations=point.organisations,
        same_text=point.same_text,
        comments=tuple(cited.number for cited in point.citations),
        said_by=tuple(dict.fromkeys(cited.said_by for cited in point.citations)),
    )


def _change(change: ChangeAsked) -> str:
    label = f"{change.label}: " if change.label else ""
    said = f"A-{change.number} {label}{change.proposed_by}. {change.status_label}."
    if not change.backing:
        return said
    return gettext("%(amendment)s Backed by: %(names)s.") % {
        "amendment": said,
        "names": change.backing,
    }
