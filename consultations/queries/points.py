"""What a group says: its points as pages show them, each with the comments behind it.

Words shown are slices of comments as they are published now, or a moderator's wording that such
slices stand behind; a point that no published comment supports any more is not shown.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, Case, F, OuterRef, QuerySet, Subquery, When
from django.urls import reverse

from consultations.models import Citation, Point, PointChange, Summary
from consultations.queries.citations import Cited, resolved
from consultations.queries.quantities import voices_sentence
from consultations.queries.voices import said_by_groups
from consultations.queries.wording import Wording, wording_of
from consultations.states import PointSide, PointStatus, SummaryStatus
from principles.models import PrincipleText

# Comments shown beside a point; the rest are counted and folded.
CITATIONS_SHOWN = 5
IN_ORDER = (PointSide.FOR, PointSide.AGAINST, PointSide.ASKS, PointSide.OPEN)


@dataclass(frozen=True, slots=True)
class CitationShown:
    """`words` as the comment says them today; `said_by` is its organisation or else its author."""

    number: int
    url: str
    words: str
    language: str
    said_by: str
    organisation: str


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """What a moderator did to a point; `before` is the wording it had, if that is what changed."""

    kind_label: str
    by: str
    reason: str
    before: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class PointShown:
    """`text` is verbatim from the first citation, unless a moderator worded it (`is_reworded`).

    `voices` of the `of` people and organisations of the group that commented say it, among them
    `organisations`; of the same text sent by several, `same_text` comments, one voice is counted.
    `theme` is the id of what it is about, `merged_into` of the point it is part of; 0 for nothing.
    """

    pk: int
    number: int
    side: str
    side_label: str
    text: str
    language: str
    is_reworded: bool
    voices: int
    organisations: int
    of: int
    same_text: int
    theme: int
    citations: Sequence[CitationShown]
    changes: Sequence[ChangeShown] = ()
    merged_into: int = 0

    @property
    def first(self) -> Sequence[CitationShown]:
        return self.citations[:CITATIONS_SHOWN]

    @property
    def rest(self) -> Sequence[CitationShown]:
        return self.citations[CITATIONS_SHOWN:]

    @property
    def is_cited_whole(self) -> bool:
        """Whether one comment alone is behind it, of which it repeats the words."""
        return [cited.words for cited in self.citations] == [self.text]

    @property
    def said_by(self) -> str:
        """How many of the group say it, in words that are computed."""
        return voices_sentence(self.voices, self.of)


@dataclass(frozen=True, slots=True)
class SummaryShown:
    """What a group says of a principle, or of the text as a whole (no `principle_key`).

    `on_version` is the version of the text it was made on; `out_of_date` when people have said
    more, or something else, since, or when the words they spoke of changed (`words_changed`).
    `coverage` is the part of the comments, from 0 to 1, that a point carries; None if unknown.
    """

    pk: int
    principle_key: int | None
    group_code: str
    group: str
    points: Sequence[PointShown]
    comments: int
    voices: int
    coverage: float | None
    on_version: int
    out_of_date: bool
    words_changed: bool
    status: str
    status_label: str
    engine: str
    made_at: datetime
    reviewed_by: str
    reviewed_at: datetime | None
    published_at: datetime | None
    input_hash: str
    # A language model's, where the consultation has one.
    wording: Wording | None = None
    # Points that moderators dropped or merged; their changes say why.
    set_aside: Sequence[PointShown] = ()

    @property
    def is_reviewed(self) -> bool:
        """By a person: reviewed, or published after that."""
        return self.status != SummaryStatus.MACHINE

    @property
    def sides(self) -> "Sequence[Side]":
        return sides_of(self.points)


@dataclass(frozen=True, slots=True)
class Side:
    """The points for, or against, or neither."""

    code: str
    label: str
    points: Sequence[PointShown]


def sides_of(points: Iterable[PointShown]) -> list[Side]:
    """Those that have points, in a fixed order."""
    filed: dict[str, list[PointShown]] = defaultdict(list)
    for point in points:
        filed[point.side].append(point)
    return [Side(side.value, str(side.label), filed[side]) for side in IN_ORDER if filed[side]]


def summaries_shown(summaries: QuerySet[Summary]) -> list[SummaryShown]:
    """By principle, the text as a whole last, then group. Four queries, one if there are none."""
    rows = list(with_freshness(summaries))
    if not rows:
        return []
    points, set_aside, bodies = _points_of(rows)
    return [
        as_shown(
            row,
            points.get(row.pk, ()),
            wording_of(row, bodies.get(row.pk, {})),
            set_aside.get(row.pk, ()),
        )
        for row in rows
    ]


def with_freshness(summaries: QuerySet[Summary]) -> QuerySet[Summary, Any]:
    said = said_by_groups().filter(group=OuterRef("group"))
    newest = said.order_by("-id").values("id")
    on_principle = newest.filter(principle=OuterRef("principle"))[:1]
    on_whole = newest.filter(document=OuterRef("consultation__document"), principle__isnull=True)[
        :1
    ]
    words = PrincipleText.objects.filter(principle=OuterRef("principle"))
    then = words.filter(version=OuterRef("version"))
    today = words.filter(version=OuterRef("consultation__document__current_version"))
    return (
        summaries.select_related(
            "group", "version", "reviewed_by", "principle", "consultation__document"
        )
        .annotate(
            newest=Case(
                When(principle__isnull=True, then=Subquery(on_whole)),
                default=Subquery(on_principle),
                output_field=BigIntegerField(),
            ),
            words_then=Subquery(then.values("hash")[:1]),
            words_today=Subquery(today.values("hash")[:1]),
        )
        .order_by(F("principle__key").asc(nulls_last=True), "group__position", "group__name")
    )


def as_shown(
    row: Any,
    points: Sequence[PointShown],
    wording: Wording | None = None,
    set_aside: Sequence[PointShown] = (),
) -> SummaryShown:
    words_changed = row.words_then != row.words_today
    newer = (row.newest or 0) > row.last_comment_id
    return SummaryShown(
        pk=row.pk,
        principle_key=row.principle.key if row.principle else None,
        group_code=row.group.code,
        group=row.group.label,
        points=points,
        comments=row.comment_count,
        voices=row.people_count,
        coverage=row.coverage,
        on_version=row.version.number,
        out_of_date=row.out_of_date or newer or words_changed,
        words_changed=words_changed,
        status=row.status,
        status_label=row.get_status_display(),
        engine=row.engine,
        made_at=row.made_at,
        reviewed_by=row.reviewed_by.public_name if row.reviewed_by else "",
        reviewed_at=row.reviewed_at,
        published_at=row.published_at,
        input_hash=row.input_hash,
        wording=wording,
        set_aside=set_aside,
    )


type _Points = dict[int, list[PointShown]]
type _Bodies = dict[int, dict[int, dict[int, str]]]


def _points_of(summaries: Sequence[Any]) -> tuple[_Points, _Points, _Bodies]:
    """By summary, those to be shown: most voices first, then most organisations; those set aside;
    and the bodies of the comments, by their number, behind each of the former that is in its
    comments' own words."""
    of = {summary.pk: summary.people_count for summary in summaries}
    slugs = {summary.pk: summary.consultation.document.slug for summary in summaries}
    points = list(Point.objects.filter(summary__in=of).order_by("rank", "number"))
    cited = cited_by_point(points)
    changes = changes_by_point(points)
    found: _Points = defaultdict(list)
    set_aside: _Points = defaultdict(list)
    bodies: _Bodies = defaultdict(dict)
    for point in points:
        if citations := cited.get(point.pk):
            home, is_shown = point.summary_id, point.status == PointStatus.SHOWN
            shown = _point(point, citations, of[home], slugs[home], changes.get(point.pk, ()))
            (found if is_shown else set_aside)[home].append(shown)
            if is_shown and not point.wording:
                bodies[home][point.number] = {
                    each.comment.number: each.comment.body for each in citations
                }
    for shown_points in found.values():
        shown_points.sort(key=lambda point: (-point.voices, -point.organisations))
    return found, set_aside, bodies


def cited_by_point(points: Iterable[Point]) -> dict[int, list[Cited]]:
    citations = (
        Citation.objects.filter(point__in=[point.pk for point in points])
        .select_related("comment__author", "comment__participation__organisation")
        .defer("comment__html")
        .order_by("rank", "id")
    )
    found: dict[int, list[Cited]] = defaultdict(list)
    for each in resolved(citations):
        found[each.citation.point_id].append(each)
    return found


def changes_by_point(points: Iterable[Point]) -> dict[int, list[ChangeShown]]:
    changes = PointChange.objects.filter(point__in=[point.pk for point in points])
    found: dict[int, list[ChangeShown]] = defaultdict(list)
    for each in changes.select_related("by").order_by("id"):
        shown = ChangeShown(
            kind_label=str(each.get_kind_display()),
            by=each.by.public_name if each.by else "",
            reason=each.reason,
            before=each.old.get("wording", ""),
            changed_at=each.changed_at,
        )
        found[each.point_id].append(shown)
    return found


def _point(
    point: Point, cited: Sequence[Cited], of: int, slug: str, changes: Sequence[ChangeShown]
) -> PointShown:
    first = cited[0]
    voices = {each.comment.participation.holder for each in cited}
    organisations = {voice for voice in voices if voice.startswith("o")}
    # What was stored may count comments that were taken back since.
    heard = max(1, min(point.voices, len(voices)))
    return PointShown(
        pk=point.pk,
        number=point.number,
        side=point.side,
        side_label=str(point.get_side_display()),
        text=point.wording or first.words,
        language="" if point.wording else first.comment.language,
        is_reworded=bool(point.wording),
        voices=heard,
        organisations=min(point.organisations, len(organisations), heard),
        of=max(of, heard),
        same_text=min(point.same_text, len(cited)),
        theme=point.theme_id or 0,
        citations=[citation_shown(each, slug) for each in cited],
        changes=changes,
        merged_into=point.merged_into_id or 0,
    )


def citation_shown(cited: Cited, slug: str) -> CitationShown:
    comment = cited.comment
    organisation = comment.participation.organisation
    return CitationShown(
        number=comment.number,
        url=reverse("principles:comment-detail", args=[slug, comment.number]),
        words=cited.words,
        language=comment.language,
        said_by=str(organisation or comment.author.public_name),
        organisation=str(organisation or ""),
    )
