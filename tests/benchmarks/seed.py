"""Documents with many comments and votes, inserted in bulk: no act, no record, no jobs."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from accounts.models import (
    Evidence,
    Membership,
    MembershipRole,
    Organisation,
    OrganisationType,
    StakeholderGroup,
    User,
)
from consultations.models import Consultation, Report
from principles.markdown import render
from principles.models import (
    Anchor,
    Comment,
    Document,
    NumberSeries,
    Participation,
    Principle,
    PrincipleText,
    Vote,
)
from principles.states import Capacity, Choice, CommentType, Stage, Stance
from tests.factories.consultations import running
from tests.factories.principles import principle_of, text_of

CONSULTATIONS = 25
PRINCIPLES = 8
BATCH = 2000
# Of ten voices one speaks for an organisation.
ORGANISATION_EVERY = 10
# Five comments are two threads, one with a reply, one with a reply and an answer to it.
PATTERN = (None, 0, None, 2, 3)
ANCHOR_EVERY = 10
SENTENCES = (
    "Who checks this, and how often?",
    "We run a small network and could keep to it *only* with a year to prepare.",
    "The second half says what, the first half never says **who**.",
    "In our region the opposite was tried; see [the report](https://example.org/report).",
    "I can live with these words if the exception for emergencies is named.",
)
WORDS = (
    "Everyone may reach every part of the network, whoever runs it and wherever they are. "
    "Operators publish how they treat traffic, at least once a year, in words that those who use "
    "the network understand.\n\n"
    "Whoever limits access says why, for how long, and who decided it; a court may review it.\n\n"
    "- in emergencies within a week;\n- in every other case beforehand."
)


@dataclass(frozen=True, slots=True)
class Sized:
    """A document; its first principle has so many comments and votes."""

    comments: int
    votes: int
    principle: Principle
    text: PrincipleText
    # Who has a voice on it, and has voted if `votes` reach so far.
    voters: list[User]
    report: Report

    @property
    def document(self) -> Document:
        return self.principle.document

    @property
    def slug(self) -> str:
        return self.document.slug


@dataclass(frozen=True, slots=True)
class Seeded:
    sized: dict[int, Sized]
    owner: User


def seed(sizes: dict[int, int]) -> Seeded:
    """`sizes` is comments -> votes, a document each; small ones besides, 25 consultations in all.

    The people are shared by the documents, their groups go round.
    """
    owner = User.objects.create_user("owner@example.org", name="Olive Owner", is_convener=True)
    people = _people(max(*sizes.values(), 200))
    sized = {comments: _sized(comments, votes, people, owner) for comments, votes in sizes.items()}
    for n in range(CONSULTATIONS - len(sizes)):
        consultation = _consultation(f"bench-list-{n}", f"Rules for a region, draft {n}", owner)
        document = consultation.document
        voices = _voices(document, people[:20])
        _comments(principle_of(document), voices, 20)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return Seeded(sized, owner)


def _people(count: int) -> list[Membership]:
    """Each with one membership, whose user, group and organisation are at hand."""
    groups = list(StakeholderGroup.objects.all())
    users = User.objects.bulk_create(
        (
            User(email=f"person{n}@example.org", name=f"Person {n}", country="KE", password="!")
            for n in range(count)
        ),
        batch_size=BATCH,
    )
    organisations = Organisation.objects.bulk_create(
        (
            Organisation(
                name=f"Organisation {n}",
                group=groups[n % len(groups)],
                type=OrganisationType.NGO,
                country="BR",
            )
            for n in range(count // ORGANISATION_EVERY)
        ),
        batch_size=BATCH,
    )
    return Membership.objects.bulk_create(
        (
            Membership(user=user, organisation=organisations[n // ORGANISATION_EVERY], role=_SPEAKS)
            if n % ORGANISATION_EVERY == 0 and n // ORGANISATION_EVERY < len(organisations)
            else Membership(user=user, group=groups[n % len(groups)])
            for n, user in enumerate(users)
        ),
        batch_size=BATCH,
    )


_SPEAKS = MembershipRole.REPRESENTATIVE


def _consultation(slug: str, title: str, owner: User) -> Consultation:
    return running(
        Stage.VOTE,
        closes_in=timedelta(weeks=4),
        slug=slug,
        title=title,
        owner=owner,
        texts=[(f"Open access, part {n}", WORDS) for n in range(1, PRINCIPLES + 1)],
    )


def _sized(comments: int, votes: int, people: list[Membership], owner: User) -> Sized:
    consultation = _consultation(f"bench-{comments}", f"Rules with {comments} comments", owner)
    document = consultation.document
    principle = principle_of(document)
    principle.document = document
    # A few more than vote: the first votes are among what is measured.
    voices = _voices(document, people[: max(votes, 200)])
    _comments(principle, voices, comments)
    _votes(principle, voices[:votes])
    return Sized(
        comments=comments,
        votes=votes,
        principle=principle,
        text=text_of(principle),
        voters=[voice.user for voice in voices[:200]],
        report=Report.objects.create(
            consultation=consultation, number=1, contents={}, hash="0" * 64, made_by=owner
        ),
    )


def _voices(document: Document, people: list[Membership]) -> list[Participation]:
    return Participation.objects.bulk_create(
        (
            Participation(
                document=document,
                user=each.user,
                membership=each,
                capacity=Capacity.ORGANISATION if each.organisation else Capacity.INDIVIDUAL,
                group=each.stakeholder_group,
                organisation=each.organisation,
                evidence=Evidence.SELF_DECLARED,
            )
            for each in people
        ),
        batch_size=BATCH,
    )


def _comments(principle: Principle, voices: list[Participation], count: int) -> None:
    document = principle.document
    stances, types = Stance.values, CommentType.values
    made = [
        _comment(principle, voices[n % len(voices)], n, stances[n % len(stances)], types[n % 3])
        for n in range(count)
    ]
    for n, comment in enumerate(made):
        answered = PATTERN[n % len(PATTERN)]
        if answered is not None:
            comment.parent = made[n - n % len(PATTERN) + answered]
            comment.root = comment.parent.root or comment.parent
    # Of the five places of the pattern one after the other: a reply needs the id it answers to.
    for place in range(len(PATTERN)):
        Comment.objects.bulk_create(made[place :: len(PATTERN)], batch_size=BATCH)
    _anchors(principle, made[::ANCHOR_EVERY])
    NumberSeries.objects.create(document=document, kind="comment", last=count)


def _comment(
    principle: Principle, voice: Participation, n: int, stance: str, type_: str
) -> Comment:
    body = f"{SENTENCES[n % 5]}\n\n{SENTENCES[(n + 2) % 5]} {SENTENCES[(n + 3) % 5]} ({n})"
    return Comment(
        document=principle.document,
        number=n + 1,
        principle=principle,
        version=principle.document.current_version,
        author=voice.user,
        participation=voice,
        group_id=voice.group_id,
        stance=stance,
        type=type_,
        body=body,
        html=render(body),
        language="en",
    )


def _anchors(principle: Principle, comments: list[Comment]) -> None:
    text = text_of(principle)
    passages = [(n * 25, n * 25 + 20) for n in range((len(text.body) - 20) // 25)]
    Anchor.objects.bulk_create(
        (
            Anchor(
                comment=comment,
                exact=text.body[start:end],
                text=text,
                start=start,
                end=end,
                placed_text=text,
                placed_start=start,
                placed_end=end,
            )
            for n, comment in enumerate(comments)
            for start, end in [passages[n % len(passages)]]
        ),
        batch_size=BATCH,
    )


def _votes(principle: Principle, voices: list[Participation]) -> None:
    text, now = text_of(principle), timezone.now()
    choices = [choice for choice in Choice.values if choice != Choice.BLOCK]
    Vote.objects.bulk_create(
        (
            Vote(
                principle=principle,
                holder=voice.holder,
                text=text,
                text_hash=text.hash,
                choice=choices[n * n % len(choices)],
                participation=voice,
                group_id=voice.group_id,
                organisation_id=voice.organisation_id,
                cast_at=now,
            )
            for n, voice in enumerate(voices)
        ),
        batch_size=BATCH,
    )
