"""Comments and votes for tests, many at a time and without their acts.

`CommentFactory.create(principle=...)` is a comment of a new individual, `create(principle=None,
document=...)` one on the text as a whole; `thread(root, 12)` answers
to it; `votes(principle, "civil-society", "support", 6)` votes of so many new individuals.
"""

from typing import Any

from factory.declarations import LazyAttribute, Sequence, SubFactory
from factory.django import DjangoModelFactory

from principles.markdown import render
from principles.models import Anchor, Comment, Participation, Principle, Vote
from principles.states import CommentType, Stance
from tests.factories.accounts import (
    MembershipFactory,
    OrganisationFactory,
    RepresentativeFactory,
    group,
)
from tests.factories.principles import ParticipationFactory, text_of


class CommentFactory(DjangoModelFactory[Comment]):
    """Published, on the present version; `participation` says who wrote it."""

    class Meta:
        model = Comment

    participation: Any = SubFactory(
        ParticipationFactory,
        document=LazyAttribute(lambda it: it.factory_parent.document),
    )
    document = LazyAttribute(lambda it: it.principle.document)
    number = Sequence(lambda n: n + 1)
    version = LazyAttribute(lambda it: it.document.current_version)
    root = LazyAttribute(lambda it: it.parent and (it.parent.root or it.parent))
    parent: Any = None
    author = LazyAttribute(lambda it: it.participation.user)
    group = LazyAttribute(lambda it: it.participation.group)
    stance = Stance.CONCERN
    type = CommentType.GENERAL
    body = Sequence(lambda n: f"Who checks this, and how often? ({n})")
    html = LazyAttribute(lambda it: render(it.body))


def thread(root: Comment, answers: int, parent: Comment | None = None) -> list[Comment]:
    """So many answers of one new person to `parent`, or to the root itself."""
    voice = ParticipationFactory.create(document=root.document)
    return [
        CommentFactory.create(
            principle=root.principle,
            document=root.document,
            parent=parent or root,
            root=root,
            participation=voice,
        )
        for _ in range(answers)
    ]


def anchored(comment: Comment, exact: str, *, is_orphan: bool = False) -> Anchor:
    """The comment, on these words of the present text; or on such as are gone."""
    assert comment.principle
    text = text_of(comment.principle)
    start = 0 if is_orphan else text.body.index(exact)
    end = start + len(exact)
    return Anchor.objects.create(
        comment=comment,
        exact=exact,
        text=text,
        start=start,
        end=end,
        placed_text=text,
        placed_start=None if is_orphan else start,
        placed_end=None if is_orphan else end,
        confidence=0 if is_orphan else 1,
    )


def cast_by(voice: Participation, principle: Principle, choice: str, **fields: Any) -> Vote:
    """The vote of this voice on the words of today."""
    text = text_of(principle)
    values = {"text": text, "text_hash": text.hash, "cast_at": voice.joined_at, **fields}
    return Vote.objects.create(
        principle=principle,
        holder=voice.holder,
        choice=choice,
        participation=voice,
        group=voice.group,
        organisation=voice.organisation,
        **values,
    )


def votes(principle: Principle, code: str, choice: str, individuals: int) -> list[Vote]:
    """Of new individuals of the group `code`."""
    return [
        cast_by(
            ParticipationFactory.create(
                document=principle.document,
                membership=MembershipFactory.create(group=group(code)),
            ),
            principle,
            choice,
        )
        for _ in range(individuals)
    ]


def organisation_vote(
    principle: Principle, code: str, choice: str, name: str = "", **fields: Any
) -> Vote:
    """Of a new organisation of the group `code`."""
    named = {"name": name} if name else {}
    organisation = OrganisationFactory.create(group=group(code), **named)
    membership = RepresentativeFactory.create(organisation=organisation)
    voice = ParticipationFactory.create(document=principle.document, membership=membership)
    return cast_by(voice, principle, choice, **fields)
