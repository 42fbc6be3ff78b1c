"""Role x stage x action, as tables; and "may they?" agrees with "which ones may they?"."""

from collections.abc import Callable
from datetime import timedelta
from itertools import product

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.verdicts import Verdict
from principles import permissions
from principles.models import Amendment, Comment, Document, Participation, Sponsor
from principles.models.participation import standing_of
from principles.states import (
    AmendmentKind,
    AmendmentStatus,
    CommentStatus,
    Role,
    Stage,
    Visibility,
)
from tests.factories.accounts import (
    ConvenerFactory,
    StaffFactory,
    UserFactory,
    ended,
    individual,
    representative,
)
from tests.factories.amendments import AmendmentFactory
from tests.factories.principles import DocumentFactory, joined, principle_of, seated

pytestmark = pytest.mark.django_db

# The stages, in this order: draft, comment, amend, vote, paused, closed (x), concluded (k),
# cancelled (n). A letter says the role may in that stage, a dot that it may not.
LETTERS = dict(zip("dcavpxkn", Stage, strict=True))

PUBLIC = """
action              anonymous  newcomer   individual representative invited  observer  moderator  owner     staff     speaking-moderator
view                .cavpxkn   .cavpxkn   .cavpxkn   .cavpxkn       .cavpxkn dcavpxkn  dcavpxkn   dcavpxkn  dcavpxkn  dcavpxkn
join                ........   .cavpx..   .cavpx..   .cavpx..       .cavpx.. ........  .cavpx..   .cavpx..  .cavpx..  .cavpx..
comment             ........   ........   .cav....   .cav....       ........ ........  ........   ........  ........  .cav....
amend               ........   ........   ..a.....   ..a.....       ........ ........  ........   ........  ........  ........
support             ........   ........   ..av....   ..av....       ........ ........  ........   ........  ........  ........
vote                ........   ........   ...v....   ...v....       ........ ........  ........   ........  ........  ........
vote-early          ........   ........   ..av....   ..av....       ........ ........  ........   ........  ........  ........
observe             ........   ........   ........   ........       ........ dcavpxkn  dcavpxkn   dcavpxkn  dcavpxkn  dcavpxkn
moderate            ........   ........   ........   ........       ........ ........  dcavpxkn   dcavpxkn  dcavpxkn  dcavpxkn
decide              ........   ........   ........   ........       ........ ........  ..avp...   ..avp...  ..avp...  ..avp...
reject              ........   ........   ........   ........       ........ ........  ..avpx..   ..avpx..  ..avpx..  ..avpx..
own                 ........   ........   ........   ........       ........ ........  ........   dcavpxkn  dcavpxkn  ........
edit-own-comment    ........   ........   .cav....   .cav....       ........ ........  ........   ........  ........  .cav....
edit-hidden-comment ........   ........   ........   ........       ........ ........  ........   ........  ........  ........
edit-other-comment  ........   ........   ........   ........       ........ ........  ........   ........  ........  ........
take-back-comment   ........   dcavpx..   dcavpx..   dcavpx..       dcavpx.. dcavpx..  dcavpx..   dcavpx..  dcavpx..  dcavpx..
take-back-others    ........   ........   ........   ........       ........ ........  ........   ........  ........  ........
revise-amendment    ........   ........   ..a.....   ..a.....       ........ ........  ........   ........  ........  ........
revise-others       ........   ........   ........   ........       ........ ........  ........   ........  ........  ........
withdraw-amendment  ........   dcavpx..   dcavpx..   dcavpx..       dcavpx.. dcavpx..  dcavpx..   dcavpx..  dcavpx..  dcavpx..
withdraw-voted      ........   ........   ........   ........       ........ ........  ........   ........  ........  ........
withdraw-others     ........   ........   ........   ........       ........ ........  ........   ........  ........  ........
draft               ........   ........   .cavpx..   .cavpx..       ........ ........  ........   ........  ........  ........
revise-draft        ........   ........   .cavpx..   .cavpx..       ........ ........  ........   ........  ........  ........
discard-draft       ........   dcavpxkn   dcavpxkn   dcavpxkn       dcavpxkn dcavpxkn  dcavpxkn   dcavpxkn  dcavpxkn  dcavpxkn
discard-others      ........   ........   ........   ........       ........ ........  ........   ........  ........  ........
screen              ........   ........   ........   ........       ........ ........  ..avpx..   ..avpx..  ..avpx..  ..avpx..
open-votes          ........   ........   ........   ........       ........ ........  ..av....   ..av....  ..av....  ..av....
vote-on-amendment   ........   ........   ..av....   ..av....       ........ ........  ........   ........  ........  ........
compromise          ........   ........   ..a.....   ..a.....       ........ ........  ..av....   ..av....  ..av....  ..av....
revise-team's       ........   ........   ..a.....   ..a.....       ........ ........  ..av....   ..av....  ..av....  ..av....
take-over           ........   ........   ..a.....   ..a.....       ........ ........  ........   ........  ........  ........
take-over-others    ........   ........   ........   ........       ........ ........  ........   ........  ........  ........
leave-sponsors      ........   ........   dcavpx..   dcavpx..       ........ ........  ........   ........  ........  dcavpx..
leave-others        ........   ........   ........   ........       ........ ........  ........   ........  ........  ........
consent             ........   ........   ..av....   ..av....       ........ ........  ........   ........  ........  ..av....
consent-for-others  ........   ........   ........   ........       ........ ........  ........   ........  ........  ........
answer-decision     ........   ........   dcavpx..   dcavpx..       ........ ........  ........   ........  ........  dcavpx..
answer-team's       ........   dcavpx..   dcavpx..   dcavpx..       dcavpx.. dcavpx..  dcavpx..   dcavpx..  dcavpx..  dcavpx..
answer-for-others   ........   ........   ........   ........       ........ ........  ........   ........  ........  ........
"""
# By invitation: only those with a seat, and staff, come in at all.
INVITED = """
action              anonymous  newcomer   individual representative invited  invited-speaker observer  moderator  owner     staff     speaking-moderator
view                ........   ........   ........   ........       .cavpxkn .cavpxkn        dcavpxkn  dcavpxkn   dcavpxkn  dcavpxkn  dcavpxkn
join                ........   ........   ........   ........       .cavpx.. .cavpx..        ........  .cavpx..   .cavpx..  .cavpx..  .cavpx..
comment             ........   ........   ........   ........       ........ .cav....        ........  ........   ........  ........  .cav....
amend               ........   ........   ........   ........       ........ ..a.....        ........  ........   ........  ........  ........
vote                ........   ........   ........   ........       ........ ...v....        ........  ........   ........  ........  ........
moderate            ........   ........   ........   ........       ........ ........        ........  dcavpxkn   dcavpxkn  dcavpxkn  dcavpxkn
draft               ........   ........   ........   ........       ........ .cavpx..         ........  ........   ........  ........  ........
vote-on-amendment   ........   ........   ........   ........       ........ ..av....         ........  ........   ........  ........  ........
compromise          ........   ........   ........   ........       ........ ..a.....         ........  ..av....   ..av....  ..av....  ..av....
take-over           ........   ........   ........   ........       ........ ..a.....         ........  ........   ........  ........  ........
"""


def read(table: str) -> list[tuple[str, str, str]]:
    """Action, role, and the stages in which the role may."""
    head, *rows = (line.split() for line in table.strip().splitlines())
    return [
        (action, role, cell)
        for action, *cells in rows
        for role, cell in zip(head[1:], cells, strict=True)
    ]


def person(role: str, document: Document) -> User | None:
    """Someone in this role at the document."""
    people: dict[str, Callable[[], User | None]] = {
        "anonymous": lambda: None,
        "newcomer": individual,
        "individual": lambda: joined(individual("academia"), document).user,
        "representative": lambda: joined(representative(), document).user,
        "staff": StaffFactory.create,
        "speaking-moderator": lambda: seated(
            joined(individual(), document).user, document, Role.MODERATOR
        ),
        "invited-speaker": lambda: seated(
            joined(individual(), document).user, document, Role.INVITED
        ),
    }
    return people[role]() if role in people else seated(individual(), document, Role(role))


def comment_of(author: User, document: Document, status: str = CommentStatus.PUBLISHED) -> Comment:
    return Comment(author=author, document=document, status=status)


def amendment_of(author: User, document: Document, status: str = AmendmentStatus.OPEN) -> Amendment:
    """Proposed as an individual, or in the name the person speaks in now."""
    voice = standing_of(author, document).participation or Participation(pk=-1, user=author)
    return Amendment(author=author, document=document, participation=voice, status=status)


def sponsored_by(user: User | None, document: Document) -> Amendment:
    """Of somebody else, proposed together with the person, if they have a voice."""
    amendment = AmendmentFactory.create(principle=principle_of(document))
    amendment.document = document
    voice = standing_of(user, document).participation if user else None
    if voice is not None:
        Sponsor.objects.create(amendment=amendment, holder=voice.holder, participation=voice)
    return amendment


def of_the_team(author: User, document: Document) -> Amendment:
    """In nobody's name."""
    return Amendment(author=author, document=document, kind=AmendmentKind.COMPROMISE)


def early(document: Document) -> Document:
    document.early_voting = True
    return document


type Ask = Callable[[User | None, Document], Verdict]
ASK: dict[str, Ask] = {
    "view": permissions.may_view,
    "join": permissions.may_join,
    "comment": permissions.may_comment,
    "amend": permissions.may_amend,
    "support": permissions.may_support,
    "vote": permissions.may_vote,
    "vote-early": lambda user, it: permissions.may_vote(user, early(it)),
    "observe": permissions.may_observe,
    "moderate": permissions.may_moderate,
    "decide": permissions.may_decide,
    "reject": permissions.may_reject,
    "own": permissions.may_own,
    "edit-own-comment": lambda user, it: permissions.may_edit_comment(
        user, comment_of(user or UserFactory.create(), it)
    ),
    "edit-hidden-comment": lambda user, it: permissions.may_edit_comment(
        user, comment_of(user or UserFactory.create(), it, CommentStatus.HIDDEN)
    ),
    "edit-other-comment": lambda user, it: permissions.may_edit_comment(
        user, comment_of(UserFactory.create(), it)
    ),
    "take-back-comment": lambda user, it: permissions.may_withdraw_comment(
        user, comment_of(user or UserFactory.create(), it)
    ),
    "take-back-others": lambda user, it: permissions.may_withdraw_comment(
        user, comment_of(UserFactory.create(), it)
    ),
    "revise-amendment": lambda user, it: permissions.may_revise_amendment(
        user, amendment_of(user or UserFactory.create(), it)
    ),
    "revise-others": lambda user, it: permissions.may_revise_amendment(
        user, amendment_of(UserFactory.create(), it)
    ),
    "withdraw-amendment": lambda user, it: permissions.may_withdraw_amendment(
        user, amendment_of(user or UserFactory.create(), it)
    ),
    "withdraw-voted": lambda user, it: permissions.may_withdraw_amendment(
        user, amendment_of(user or UserFactory.create(), it, AmendmentStatus.VOTING)
    ),
    "withdraw-others": lambda user, it: permissions.may_withdraw_amendment(
        user, amendment_of(UserFactory.create(), it)
    ),
    "draft": permissions.may_draft,
    "revise-draft": lambda user, it: permissions.may_revise_amendment(
        user, amendment_of(user or UserFactory.create(), it, AmendmentStatus.DRAFT)
    ),
    "discard-draft": lambda user, it: permissions.may_discard_draft(
        user, amendment_of(user or UserFactory.create(), it, AmendmentStatus.DRAFT)
    ),
    "discard-others": lambda user, it: permissions.may_discard_draft(
        user, amendment_of(UserFactory.create(), it, AmendmentStatus.DRAFT)
    ),
    "screen": permissions.may_screen,
    "open-votes": permissions.may_open_votes,
    "vote-on-amendment": permissions.may_vote_on_amendments,
    "compromise": permissions.may_compromise,
    "revise-team's": lambda user, it: permissions.may_revise_amendment(
        user, of_the_team(user or UserFactory.create(), it)
    ),
    "take-over": lambda user, it: permissions.may_take_over(user, sponsored_by(user, it)),
    "take-over-others": lambda user, it: permissions.may_take_over(user, sponsored_by(None, it)),
    "leave-sponsors": lambda user, it: permissions.may_leave_sponsors(user, sponsored_by(user, it)),
    "leave-others": lambda user, it: permissions.may_leave_sponsors(user, sponsored_by(None, it)),
    "consent": lambda user, it: permissions.may_consent(
        user, amendment_of(user or UserFactory.create(), it)
    ),
    "consent-for-others": lambda user, it: permissions.may_consent(
        user, amendment_of(UserFactory.create(), it)
    ),
    "answer-decision": lambda user, it: permissions.may_answer_decision(
        user, amendment_of(user or UserFactory.create(), it)
    ),
    "answer-team's": lambda user, it: permissions.may_answer_decision(
        user, of_the_team(user or UserFactory.create(), it)
    ),
    "answer-for-others": lambda user, it: permissions.may_answer_decision(
        user, amendment_of(UserFactory.create(), it)
    ),
}


def allowed_stages(action: str, role: str, visibility: Visibility) -> str:
    """As a cell of the table; a refusal must say why."""
    document = DocumentFactory.create(principles=1, visibility=visibility)
    user = person(role, document)
    cell = ""
    for letter, stage in LETTERS.items():
        document.stage = stage
        verdict = ASK[action](user, document)
        assert verdict.allowed or str(verdict.reason).endswith("."), (action, role, stage)
        cell += letter if verdict else "."
    return cell


@pytest.mark.parametrize(("action", "role", "expected"), read(PUBLIC))
def test_on_a_public_document_a_role_may(action: str, role: str, expected: str) -> None:
    assert allowed_stages(action, role, Visibility.PUBLIC) == expected


@pytest.mark.parametrize(("action", "role", "expected"), read(INVITED))
def test_on_an_invited_document_a_role_may(action: str, role: str, expected: str) -> None:
    assert allowed_stages(action, role, Visibility.INVITED) == expected


@pytest.mark.parametrize(
    ("action", "role", "expected"), [row for row in read(PUBLIC) if row[0] in {"view", "vote"}]
)
def test_by_link_all_is_as_if_public_for_those_who_have_it(
    action: str, role: str, expected: str
) -> None:
    assert allowed_stages(action, role, Visibility.LINK) == expected


def test_the_table_asks_every_permission_on_a_document() -> None:
    asked = {"view", "join", "comment", "amend", "support", "vote", "observe", "moderate", "decide"}
    asked |= {"reject", "own", "edit_comment", "withdraw_comment", "revise_amendment"}
    asked |= {"withdraw_amendment", "convene", "judge", "speak"}  # these three below
    asked |= {"draft", "discard_draft", "screen", "open_votes", "vote_on_amendments"}
    asked |= {"compromise", "take_over", "leave_sponsors", "consent", "answer_decision"}
    own = {
        name.removeprefix("may_")
        for name, value in vars(permissions).items()
        if name.startswith("may_") and value.__module__ == permissions.__name__
    }
    assert own == asked


# --- Which ones may they? -----------------------------------------------------------------------

ROLES = [
    "anonymous", "newcomer", "individual", "representative", "invited", "observer", "moderator",
    "owner", "staff", "speaking-moderator", "invited-speaker",
]  # fmt: skip


@pytest.mark.parametrize(("role", "visibility"), list(product(ROLES, Visibility)))
def test_documents_are_listed_for_exactly_those_who_may_view_them(
    role: str, visibility: Visibility
) -> None:
    document = DocumentFactory.create(principles=1, visibility=visibility)
    user = person(role, document)
    for stage in Stage:
        Document.objects.update(stage=stage)
        document.stage = stage
        listed = Document.objects.listed_for(user).filter(pk=document.pk).exists()
        may_view = permissions.may_view(user, document).allowed
        # What is "by link" is not listed for those who have no seat and no voice in it.
        knows_of_it = visibility != Visibility.LINK or role not in {"anonymous", "newcomer"}
        assert listed == (may_view and knows_of_it), (role, visibility, stage)


def test_documents_listed_for_a_person_come_once() -> None:
    document = DocumentFactory.create(stage=Stage.COMMENT)
    user = seated(joined(individual(), document).user, document, Role.OWNER)
    assert list(Document.objects.listed_for(user)) == [document]


def test_a_seat_at_one_document_opens_no_other() -> None:
    own, other = DocumentFactory.create_batch(2, visibility=Visibility.INVITED)
    user = seated(UserFactory.create(), own, Role.OWNER)
    assert list(Document.objects.listed_for(user)) == [own]
    assert [bool(permissions.may_moderate(user, each)) for each in (own, other)] == [True, False]


# --- Without a document, and on an amendment --------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "expected"),
    [("anonymous", False), ("newcomer", False), ("convener", True), ("staff", True)],
)
def test_conveners_and_staff_start_consultations(who: str, expected: bool) -> None:
    people: dict[str, Callable[[], User | None]] = {
        "anonymous": lambda: None,
        "newcomer": individual,
        "convener": ConvenerFactory.create,
        "staff": StaffFactory.create,
    }
    assert permissions.may_convene(people[who]()).allowed is expected


def test_nobody_judges_their_own_amendment() -> None:
    document = DocumentFactory.create(principles=1)
    with_them = joined(individual(), document).user
    amendment = sponsored_by(with_them, document)
    people = (amendment.author, with_them, UserFactory.create())
    judged = [bool(permissions.may_judge(each, amendment)) for each in people]
    assert judged == [False, False, True]


def test_what_the_team_wrote_in_nobodys_name_any_of_them_judges() -> None:
    author = UserFactory.create()
    written = of_the_team(author, DocumentFactory.create(principles=1))
    assert permissions.may_judge(author, written)


def test_who_changed_voice_no_longer_acts_for_the_old_one() -> None:
    document = DocumentFactory.create(principles=1, stage=Stage.AMEND)
    speaker = representative()
    joined(speaker, document)
    amendment = amendment_of(speaker, document)
    assert permissions.may_revise_amendment(speaker, amendment)
    assert permissions.may_withdraw_amendment(speaker, amendment)
    Participation.objects.update(left_at=document.created_at)
    again = Document.objects.get(pk=document.pk)
    amendment.document = again
    assert not permissions.may_revise_amendment(speaker, amendment)
    assert not permissions.may_withdraw_amendment(speaker, amendment)


@pytest.mark.parametrize(("make", "expected"), [(individual, True), (representative, False)])
def test_who_no_longer_speaks_for_an_organisation_does_not_leave_for_it(
    make: Callable[[], User], expected: bool
) -> None:
    document = DocumentFactory.create(principles=1, stage=Stage.AMEND)
    user = joined(make(), document).user
    amendment = sponsored_by(user, document)
    assert permissions.may_leave_sponsors(user, amendment)
    ended(user.memberships.get(), timezone.now() - timedelta(minutes=1))
    amendment.document = Document.objects.get(pk=document.pk)
    assert permissions.may_leave_sponsors(user, amendment).allowed is expected


# --- Once joined, still the same -----------------------------------------------------------------


def may(user: User, document: Document) -> dict[str, bool]:
    """Asked anew, as a later request does."""
    again = Document.objects.get(pk=document.pk)
    return {
        name: bool(ASK[name](user, again))
        for name in ("view", "comment", "support", "vote-early", "amend")
    }


ALL = {"view": True, "comment": True, "support": True, "vote-early": True, "amend": True}
NONE = {name: name == "view" for name in ALL}


@pytest.mark.parametrize("make", [individual, representative])
def test_whose_membership_ended_speaks_no_more(make: Callable[[], User]) -> None:
    """ABUSE 14: removed from a group, edits still."""
    document = DocumentFactory.create(principles=1, stage=Stage.AMEND)
    user = joined(make(), document).user
    assert may(user, document) == ALL
    ended(user.memberships.get(), timezone.now() - timedelta(minutes=1))
    assert may(user, document) == NONE
    assert permissions.may_comment(user, document).reason == permissions.NO_LONGER
    user.memberships.all().delete()
    assert may(user, document) == NONE


def test_a_self_declared_representative_yields_to_a_verified_one() -> None:
    document = DocumentFactory.create(principles=1, stage=Stage.AMEND)
    declared = representative()
    voice = joined(declared, document)
    verified = representative(voice.organisation, verified=True)
    joined(verified, document)
    assert (may(declared, document), may(verified, document)) == (NONE, ALL)


def test_a_representative_made_a_mere_member_speaks_no_more() -> None:
    document = DocumentFactory.create(principles=1, stage=Stage.AMEND)
    user = joined(representative(), document).user
    user.memberships.update(role="member")
    assert may(user, document) == NONE


def test_where_only_verified_members_take_part_the_others_speak_no_more() -> None:
    """ABUSE 15: a right enforced on joining but not on acting."""
    document = DocumentFactory.create(principles=1, stage=Stage.AMEND)
    declared = joined(individual(), document).user
    verified = joined(representative(verified=True), document).user
    Document.objects.update(verified_only=True)
    assert (may(declared, document), may(verified, document)) == (NONE, ALL)
    again = Document.objects.get(pk=document.pk)
    assert permissions.may_speak(declared, again).reason == permissions.VERIFIED_ONLY


def test_standing_takes_one_query_for_those_with_a_voice(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    document = DocumentFactory.create(principles=1, stage=Stage.AMEND)
    user = joined(representative(), document).user
    again = Document.objects.get(pk=document.pk)
    with django_assert_num_queries(1):
        assert permissions.may_comment(user, again)
        assert permissions.may_amend(user, again)
