"""What an analysis leaves behind, for tests: summaries with points that cite comments.

`point(principle, "academia", "Publish the drafts.", by=3)` is a point for it that three new
individuals of academia make, each in a comment of just these words; `AnalysisFactory` and
`ThemeFactory` say what it is about.
"""

from typing import Any

from factory.declarations import LazyAttribute, LazyFunction, Sequence, SubFactory
from factory.django import DjangoModelFactory

from consultations.models import Analysis, Citation, Consultation, Point, Summary, Theme
from consultations.queries.citations import quote_hash
from consultations.states import PointSide
from principles.models import Comment, Participation, Principle
from principles.states import Stance
from tests.factories.accounts import (
    MembershipFactory,
    OrganisationFactory,
    RepresentativeFactory,
    group,
)
from tests.factories.comments import CommentFactory
from tests.factories.principles import ParticipationFactory

STANCES = {
    PointSide.FOR: Stance.SUPPORT,
    PointSide.AGAINST: Stance.OPPOSE,
    PointSide.ASKS: Stance.SUGGESTION,
    PointSide.OPEN: Stance.QUESTION,
}


class AnalysisFactory(DjangoModelFactory[Analysis]):
    """Of the comments on `principle`, or on the whole of `consultation`."""

    class Meta:
        model = Analysis

    principle: Any = None
    consultation = LazyAttribute(lambda it: it.principle.document.consultation)
    version = LazyAttribute(lambda it: it.consultation.document.current_version)
    input_hash = "0" * 64
    engine = "themes 1 (wordllama)"
    coverage = LazyFunction(lambda: {"overall": 1.0, "groups": {}})


class ThemeFactory(DjangoModelFactory[Theme]):
    """`groups` by code: see the model."""

    class Meta:
        model = Theme

    analysis = SubFactory(AnalysisFactory)
    number = Sequence(lambda n: n + 1)
    label = "drafts, publish"


class SummaryFactory(DjangoModelFactory[Summary]):
    """Machine-made, of `group` on `principle`, or on the whole of `consultation`."""

    class Meta:
        model = Summary

    principle: Any = None
    consultation: Any = LazyAttribute(lambda it: it.principle.document.consultation)
    group = LazyFunction(group)
    version = LazyAttribute(lambda it: it.consultation.document.current_version)
    comment_count = 1
    people_count = 1
    last_comment_id = 2**40
    input_hash = "0" * 64
    engine = "themes 1 (wordllama)"
    coverage = 1.0


class PointFactory(DjangoModelFactory[Point]):
    class Meta:
        model = Point

    summary = SubFactory(SummaryFactory)
    number = Sequence(lambda n: n + 1)
    side = PointSide.FOR


def cited(point: Point, comment: Comment, words: str = "") -> Citation:
    """Of these words of the comment, or all of them."""
    words = words or comment.body
    start = comment.body.index(words)
    return Citation.objects.create(
        point=point,
        comment=comment,
        start=start,
        end=start + len(words),
        quote_hash=quote_hash(words),
        rank=point.citations.count(),
    )


def voice(consultation: Consultation, code: str, organisation: str = "") -> Participation:
    """A new individual of the group, or one who speaks for a new organisation of it."""
    if organisation:
        named = OrganisationFactory.create(name=organisation, group=group(code))
        membership = RepresentativeFactory.create(organisation=named)
    else:
        membership = MembershipFactory.create(group=group(code))
    return ParticipationFactory.create(document=consultation.document, membership=membership)


def point(
    principle: Principle,
    code: str = "civil-society",
    words: str = "Publish the drafts in time.",
    *,
    by: int | tuple[str, ...] = 1,
    side: str = PointSide.FOR,
    **fields: Any,
) -> Point:
    """`by` so many new individuals of the group `code`, or new organisations of these names;
    the summary it is in is made, and counts them."""
    consultation = principle.document.consultation
    names = ("",) * by if isinstance(by, int) else by
    summary = Summary.objects.filter(principle=principle, group__code=code).first()
    if summary is None:
        summary = SummaryFactory.create(
            principle=principle, group=group(code), comment_count=0, people_count=0
        )
    summary.comment_count += len(names)
    summary.people_count += len(names)
    summary.save()
    made = PointFactory.create(
        summary=summary,
        side=side,
        voices=len(names),
        organisations=sum(bool(name) for name in names),
        **fields,
    )
    for name in names:
        said = CommentFactory.create(
            principle=principle,
            participation=voice(consultation, code, name),
            stance=STANCES[PointSide(side)],
            body=words,
        )
        cited(made, said)
    return made
