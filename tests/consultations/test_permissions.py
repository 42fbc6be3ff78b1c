"""Role x action x stage, for everything this app allows or refuses."""

from collections.abc import Callable
from functools import partial

import pytest

from accounts.models import User
from accounts.verdicts import Verdict
from consultations import permissions
from consultations.models import Consultation
from principles.states import ENDED_STAGES, OPEN_STAGES, Role, Stage, Visibility
from tests.factories.accounts import StaffFactory, UserFactory, individual
from tests.factories.consultations import InvitationFactory, run_by, running
from tests.factories.principles import joined

pytestmark = pytest.mark.django_db

ANONYMOUS, STRANGER, PARTICIPANT, STAFF = "anonymous", "stranger", "participant", "staff"
READER, OBSERVER, MODERATOR, OWNER = Role.INVITED, Role.OBSERVER, Role.MODERATOR, Role.OWNER
EVERYONE = {ANONYMOUS, STRANGER, PARTICIPANT, READER, OBSERVER, MODERATOR, OWNER, STAFF}
TEAM = {OBSERVER, MODERATOR, OWNER, STAFF}
RUNNERS = {MODERATOR, OWNER, STAFF}
OWNERS = {OWNER, STAFF}

type May = Callable[[User | None, Consultation], Verdict]


def on_document(may: Callable[..., Verdict]) -> May:
    return lambda user, consultation: may(user, consultation.document)


def invite(role: Role) -> May:
    return lambda user, consultation: permissions.may_invite_as(user, consultation, role)


# Which roles an action is open to, and in which stages; every other pair is refused with a reason.
ALL = frozenset(Stage)
ENDED = frozenset(ENDED_STAGES)
TABLE: dict[str, tuple[May, set[str], frozenset[Stage]]] = {
    "run": (permissions.may_run, RUNNERS, ALL),
    "see the desk": (permissions.may_see_desk, TEAM, ALL),
    "see invitations": (permissions.may_see_invitations, RUNNERS, ALL),
    "manage the team": (permissions.may_manage_team, OWNERS, ALL),
    "change settings": (permissions.may_change_settings, OWNERS, ALL),
    "create": (on_document(permissions.may_create), OWNERS, ALL),
    "announce": (permissions.may_announce, OWNERS, ALL),
    "cancel": (permissions.may_cancel, OWNERS, ALL),
    "conclude": (permissions.may_conclude, RUNNERS, frozenset({Stage.CLOSED})),
    "designate": (permissions.may_designate, RUNNERS, frozenset({Stage.CLOSED})),
    "object": (permissions.may_object, {PARTICIPANT}, ALL - ENDED - {Stage.DRAFT}),
    "answer an objection": (permissions.may_answer_objection, RUNNERS, ALL - ENDED),
    "state a minority view": (
        permissions.may_write_minority_statement,
        {PARTICIPANT},
        frozenset({Stage.CLOSED}),
    ),
    "hide a minority statement": (permissions.may_hide_minority_statement, RUNNERS, ALL),
    "make the report": (
        permissions.may_make_report,
        RUNNERS,
        frozenset({Stage.CLOSED, Stage.CONCLUDED}),
    ),
    "publish the report": (
        permissions.may_publish_report,
        RUNNERS,
        frozenset({Stage.CONCLUDED}),
    ),
    "give opinions": (permissions.may_give_opinion, {PARTICIPANT}, frozenset(OPEN_STAGES)),
    "propose statements": (
        permissions.may_propose_statement,
        {PARTICIPANT},
        frozenset(OPEN_STAGES),
    ),
    "seed statements": (permissions.may_seed_statements, RUNNERS, ALL - frozenset(ENDED_STAGES)),
    "invite readers": (invite(Role.INVITED), RUNNERS, ALL),
    "invite observers": (invite(Role.OBSERVER), OWNERS, ALL),
    "invite moderators": (invite(Role.MODERATOR), OWNERS, ALL),
    "invite owners": (invite(Role.OWNER), OWNERS, ALL),
}


def person(who: str, consultation: Consultation) -> User | None:
    if who in list(Role):
        return run_by(consultation, Role(who))
    make: dict[str, Callable[[], User | None]] = {
        ANONYMOUS: lambda: None,
        STRANGER: UserFactory.create,
        PARTICIPANT: lambda: joined(individual(), consultation.document).user,
        STAFF: StaffFactory.create,
    }
    return make[who]()


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("who", sorted(EVERYONE))
def test_each_role_may_do_in_each_stage_what_the_table_says(who: str, stage: Stage) -> None:
    consultation = running(stage)
    user = person(who, consultation)

    verdicts = {name: may(user, consultation) for name, (may, _, _) in TABLE.items()}

    assert {name for name, verdict in verdicts.items() if verdict} == {
        name for name, (_, roles, stages) in TABLE.items() if who in roles and stage in stages
    }
    assert all(verdict.reason for verdict in verdicts.values() if not verdict)


@pytest.mark.parametrize("visibility", list(Visibility))
@pytest.mark.parametrize("who", sorted(EVERYONE))
def test_each_role_may_view_what_its_visibility_and_stage_let_it(
    who: str, visibility: Visibility
) -> None:
    draft, announced = (running(s, visibility=visibility) for s in (Stage.DRAFT, Stage.COMMENT))
    team = who in TEAM
    open_to_all = visibility != Visibility.INVITED

    views = [
        bool(permissions.may_view_consultation(person(who, each), each))
        for each in (draft, announced)
    ]

    assert views == [team, team or open_to_all or who == READER]


@pytest.mark.parametrize("who", sorted(EVERYONE))
def test_roles_to_give_are_those_one_may_invite_to(who: str) -> None:
    consultation = running(Stage.COMMENT)
    user = person(who, consultation)
    given = {OWNER: list(Role), STAFF: list(Role), MODERATOR: [Role.INVITED]}

    assert permissions.roles_to_give(user, consultation) == given.get(who, [])


def test_accepting_takes_a_person_who_confirmed_the_address_in_any_case() -> None:
    invitation = InvitationFactory.create(email="guest@example.org")
    may = partial(permissions.may_accept, UserFactory.create(), invitation)

    assert may(["Guest@Example.org"])
    assert not may(["other@example.org"])
    assert not may([])
    assert not permissions.may_accept(None, invitation, ["guest@example.org"])


def test_an_owner_of_one_consultation_is_nobody_at_another() -> None:
    """Abuse 6."""
    mine, other = running(Stage.CLOSED), running(Stage.CLOSED)
    owner = run_by(mine)

    assert [name for name, (may, _, _) in TABLE.items() if may(owner, other)] == []
