"""Which points carry a comment: for those it is of beside the text, for all on its own page."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from accounts.models import User
from consultations.models import Citation, Point, PointFlag
from consultations.permissions import speaks_as
from consultations.queries.citations import Cited, resolved
from consultations.queries.voices import said_by_groups
from consultations.states import PointStatus
from principles.models import Comment, Document, Principle

READ_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class FlagShown:
    """ "This is not what I said", and what moderators answered; "" while they have not."""

    note: str
    answer: str
    is_settled: bool


@dataclass(frozen=True, slots=True)
class Carrying:
    """A point that carries the comment; `words` are those of the comment it rests on, `text` what
    the point says: words of another comment, or a moderator's."""

    point: int
    number: int
    group: str
    side_label: str
    text: str
    words: str
    flag: FlagShown | None


@dataclass(frozen=True, slots=True)
class OwnComment:
    """`answered` are objections to points that carry it no more, which those who objected
    may still read."""

    pk: int
    number: int
    carried_by: Sequence[Carrying]
    answered: Sequence[FlagShown]


def own_comments(user: User, document: Document, principle: Principle | None) -> list[OwnComment]:
    """Published comments on the principle, or on the text as a whole, of the person and of whom
    they speak for (those they `may_flag`), newest first. Four queries, one where there are none,
    besides those for the standing of the person."""
    own = Q(author=user)
    voice = speaks_as(user, document)
    if voice.startswith("o"):
        own |= Q(participation__organisation=voice[1:])
    comments = list(
        said_by_groups()
        .filter(own, document=document, principle=principle)
        .order_by("-number")
        .only("pk", "number")[:100]
    )
    if not comments:
        return []
    flags = _flags(comments)
    carrying = _carrying(comments, flags)
    return [
        OwnComment(
            pk=each.pk,
            number=each.number,
            carried_by=carrying[each.pk],
            answered=_answered(flags, each.pk, carrying[each.pk]),
        )
        for each in comments
    ]


def points_carrying(comment: Comment) -> Sequence[Carrying]:
    """The points that this comment stands behind. Three queries at most."""
    return _carrying([comment], _flags([comment]))[comment.pk]


type _Flags = dict[tuple[int, int], FlagShown]


def _flags(comments: Sequence[Comment]) -> _Flags:
    """By comment and point."""
    flags = PointFlag.objects.filter(comment__in=[comment.pk for comment in comments])
    return {
        (flag.comment_id, flag.point_id): FlagShown(
            flag.note, flag.answer, flag.settled_at is not None
        )
        for flag in flags
    }


def _answered(flags: _Flags, comment: int, carrying: Sequence[Carrying]) -> list[FlagShown]:
    carried_by = {each.point for each in carrying}
    return [
        flag for (pk, point), flag in flags.items() if pk == comment and point not in carried_by
    ]


def _carrying(comments: Sequence[Comment], flags: _Flags) -> dict[int, list[Carrying]]:
    found: dict[int, list[Carrying]] = defaultdict(list)
    citations = Citation.objects.filter(
        comment__in=[comment.pk for comment in comments], point__status=PointStatus.SHOWN
    )
    own = resolved(
        citations.select_related("comment", "point__summary__group")
        .defer("comment__html")
        .order_by("point")
    )
    texts = _texts(each.citation.point for each in own)
    for each in own:
        pk = each.comment.pk
        flag = flags.get((pk, each.citation.point_id))
        found[pk].append(_carried(each, texts, flag))
    return found


def _texts(points: Iterable[Point]) -> dict[int, str]:
    """The words of each point: a moderator's, else those of the first of its citations that can be
    shown. Citations are read only as far as one must: a point may have thousands."""
    texts = {point.pk: point.wording for point in points}
    missing = {pk for pk, wording in texts.items() if not wording}
    citations = (
        Citation.objects.filter(point__in=missing)
        .select_related("comment")
        .defer("comment__html")
        .order_by("rank", "id")
    )
    for each in citations.iterator(chunk_size=READ_AT_ONCE):
        if each.point_id in missing and (found := resolved([each])):
            texts[each.point_id] = found[0].words
            missing.remove(each.point_id)
        if not missing:
            break
    return texts


def _carried(own: Cited, texts: dict[int, str], flag: FlagShown | None) -> Carrying:
    point = own.citation.point
    return Carrying(
        point=point.pk,
        number=point.number,
        group=point.summary.group.label,
        side_label=str(point.get_side_display()),
        text=texts[point.pk],
        words=own.words,
        flag=flag,
    )
