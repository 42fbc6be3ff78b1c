"""Store what a run found for one group, and keep what moderators decided."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import batched

from consultations.analysis.findings import AGAINST, ASKING, SUPPORT, Remark
from consultations.analysis.findings import Point as Found
from consultations.analysis.same_points import Cell, OldPoint, Planned, Quote, plan
from consultations.models import Citation, Point, Summary, SummaryVersion, Theme
from consultations.queries.citations import quote_hash
from consultations.queries.runs import snapshot
from consultations.states import PointChangeKind, PointSide, PointStatus

BATCH = 2000
_SIDES = {SUPPORT: PointSide.FOR, AGAINST: PointSide.AGAINST, ASKING: PointSide.ASKS}


def store_points(
    summary: Summary,
    found: Sequence[Found],
    themes: Mapping[int, Theme],
    remarks: Mapping[int, Remark],
) -> None:
    """Replace the points of `summary`, locked and stored, by those found; `themes` by number.
    Where that changes them, a `SummaryVersion` keeps what they were and the run counts on."""
    points = {point.number: point for point in points_of(summary)}
    before = snapshot(summary)
    planned = plan(
        [_old(point) for point in points.values()],
        [_cell(each) for each in found],
        still_says=_still_says(points.values(), remarks),
    )
    kept = {each.number for each in planned}
    Point.objects.filter(
        pk__in=[point.pk for number, point in points.items() if number not in kept]
    ).delete()
    stored = _write(summary, planned, points, themes)
    _write_citations(stored, remarks)
    for point, each in stored:
        _count(point, each, found, remarks)
    rank_points([point for point, _ in stored])
    if before and before != snapshot(summary):
        SummaryVersion.objects.create(
            summary=summary,
            number=summary.run,
            points=before,
            comment_count=summary.comment_count,
            input_hash=summary.input_hash,
            engine=summary.engine,
            made_at=summary.made_at,
        )
        summary.run += 1


def points_of(summary: Summary) -> list[Point]:
    """With all that hangs on them. Five queries."""
    return list(
        summary.points.select_related("theme", "merged_into")
        .prefetch_related("citations", "changes", "flags")
        .order_by("number")
    )


def rank_points(points: Iterable[Point]) -> None:
    """Those shown first, by their voices; stores counts and ranks."""
    ordered = sorted(
        points, key=lambda each: (each.status != PointStatus.SHOWN, -each.voices, each.number)
    )
    for rank, point in enumerate(ordered):
        point.rank = rank
    Point.objects.bulk_update(ordered, ["theme", "voices", "organisations", "same_text", "rank"])


def count_voices(point: Point, remarks: Iterable[tuple[str, str]]) -> None:
    """By (voice, text) of each comment: the same text from several voices counts as one."""
    voices: set[str] = set()
    texts: dict[str, str] = {}
    sizes: dict[str, int] = {}
    organisations = set()
    for voice, text in remarks:
        digest = quote_hash(" ".join(text.split()).casefold())
        voices.add(texts.setdefault(digest, voice))
        sizes[digest] = sizes.get(digest, 0) + 1
        if voice.startswith("o"):
            organisations.add(voice)
    point.voices, point.organisations = len(voices), len(organisations)
    largest = max(sizes.values(), default=0)
    point.same_text = largest if largest > 1 else 0


# --- Between the stored and the pure --------------------------------------------------------------


def _old(point: Point) -> OldPoint:
    changes = list(point.changes.all())
    return OldPoint(
        number=point.number,
        theme=point.theme.number if point.theme else None,
        side=point.side,
        quotes=tuple((c.comment_id, c.start, c.end) for c in point.citations.all()),
        split_from=next((each.old["from"] for each in changes if "from" in each.old), None),
        merged_into=point.merged_into.number if point.merged_into else None,
        is_pinned=point.is_pinned,
        is_touched=bool(changes or point.flags.all()),
        without=frozenset(
            each.old["comment"] for each in changes if each.kind == PointChangeKind.UNCITED
        ),
    )


def _cell(found: Found) -> Cell:
    quotes = tuple((span.remark, span.start, span.end) for span in found.support)
    return Cell(found.theme, _SIDES.get(found.stance, PointSide.OPEN), quotes)


def _still_says(points: Iterable[Point], remarks: Mapping[int, Remark]) -> Callable[[Quote], bool]:
    hashes = {
        (cited.comment_id, cited.start, cited.end): cited.quote_hash
        for point in points
        for cited in point.citations.all()
    }

    def still_says(quote: Quote) -> bool:
        comment, start, end = quote
        remark = remarks.get(comment)
        return remark is not None and quote_hash(remark.text[start:end]) == hashes[quote]

    return still_says


# --- Writing --------------------------------------------------------------------------------------


def _write(
    summary: Summary,
    planned: Sequence[Planned],
    points: Mapping[int, Point],
    themes: Mapping[int, Theme],
) -> list[tuple[Point, Planned]]:
    stored = []
    for each in planned:
        if each.number is None:
            summary.points_numbered += 1
            point = Point(summary=summary, number=summary.points_numbered, side=each.side)
        else:
            point = points[each.number]
        point.theme = themes.get(each.theme) if each.theme is not None else None
        stored.append((point, each))
    Point.objects.bulk_create([point for point, each in stored if each.number is None])
    return stored


def _write_citations(
    stored: Sequence[tuple[Point, Planned]], remarks: Mapping[int, Remark]
) -> None:
    """Writes only what differs: of a hundred thousand, a new comment changes few."""
    gone: list[int] = []
    new: list[Citation] = []
    for point, each in stored:
        old = {} if each.number is None else {c.comment_id: c for c in point.citations.all()}
        for rank, (comment, start, end) in enumerate(each.quotes):
            words = remarks[comment].text[start:end]
            cited = Citation(
                point=point,
                comment_id=comment,
                start=start,
                end=end,
                quote_hash=quote_hash(words),
                rank=rank,
            )
            before = old.pop(comment, None)
            if before is not None and _equal(before, cited):
                continue
            if before is not None:
                gone.append(before.pk)
            new.append(cited)
        gone += [cited.pk for cited in old.values()]
    for some in batched(gone, BATCH):
        Citation.objects.filter(pk__in=some).delete()
    Citation.objects.bulk_create(new, batch_size=BATCH)


def _equal(a: Citation, b: Citation) -> bool:
    names = ("start", "end", "quote_hash", "rank")
    return all(getattr(a, name) == getattr(b, name) for name in names)


def _count(
    point: Point, each: Planned, found: Sequence[Found], remarks: Mapping[int, Remark]
) -> None:
    """As the run counted, unless a moderator's decision changed who stands behind the point."""
    cited = [remarks[comment] for comment, _, _ in each.quotes]
    count_voices(point, ((remark.voice, remark.text) for remark in cited))
    if each.cell is not None and _cell(found[each.cell]).quotes == each.quotes:
        point.voices, point.same_text = found[each.cell].voices, found[each.cell].duplicates
