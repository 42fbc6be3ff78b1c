"""Invitations: who may send them, and that each opens one seat, once, for whom it was meant."""

from collections.abc import Callable
from datetime import timedelta
from itertools import product

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actions.users import erase_account
from accounts.models import Job, User
from accounts.queries.personal_data import personal_data
from accounts.verdicts import Denied, Refused
from consultations.actions.invitations import (
    MAX_AT_ONCE,
    QUIET_FOR,
    VALID_FOR,
    accept,
    decline,
    forget,
    invite,
    invite_each,
    resend,
    revoke,
)
from consultations.models import Consultation, Invitation
from consultations.permissions import may_view_consultation
from consultations.states import INVITATION_MOVES, InvitationStatus
from principles.actions.participation import remove_seat
from principles.models import Seat
from principles.states import Role, Stage
from tests.consultations.record import actor_of, acts
from tests.factories.accounts import StaffFactory, UserFactory
from tests.factories.consultations import (
    DAY,
    ConsultationFactory,
    InvitationFactory,
    run_by,
    running,
)
from tests.factories.principles import seated

pytestmark = pytest.mark.django_db

EMAIL = "guest@example.org"


def invited(
    consultation: Consultation | None = None, role: Role = Role.INVITED, email: str = EMAIL
) -> Invitation:
    consultation = consultation or running(Stage.COMMENT)
    return invite(consultation=consultation, email=email, role=role, by=run_by(consultation))


def guest(email: str = EMAIL) -> User:
    """A person who has confirmed this address."""
    return UserFactory.create(email=email, address=True)


def role_of(user: User, consultation: Consultation) -> str | None:
    seat = Seat.objects.filter(document=consultation.document_id, user=user).first()
    return seat.role if seat else None


def expire(invitation: Invitation) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now() - DAY)


def refusal_to(user: User, invitation: Invitation) -> str:
    with pytest.raises(Refused) as caught:
        accept(secret=invitation.secret, by=user)
    return caught.value.code


# --- Inviting -------------------------------------------------------------------------------------


def test_invite_keeps_only_a_hash_of_the_secret_and_no_address_on_the_record() -> None:
    consultation = running(Stage.COMMENT)

    invitation = invited(consultation, email=" Guest@Example.ORG ")

    kept = Invitation.objects.get(pk=invitation.pk)
    assert kept.email == "guest@example.org"
    assert kept.expires_at - kept.issued_at == VALID_FOR == timedelta(days=14)
    row = " ".join(str(value) for value in Invitation.objects.filter(pk=kept.pk).values_list()[0])
    assert invitation.secret not in row
    assert acts(consultation.document) == [{"invitation": kept.pk, "role": "invited"}]


def test_invite_puts_no_secret_and_no_address_in_the_outbox() -> None:
    invitation = invited()

    (job,) = Job.objects.all()
    assert (job.task, job.arguments) == (
        "consultations.send_invitation",
        {"invitation_id": invitation.pk},
    )


def test_invite_makes_a_secret_of_256_bits_that_is_another_each_time() -> None:
    consultation = running(Stage.COMMENT)

    secrets = {invited(consultation, email=f"g{n}@example.org").secret for n in range(3)}

    assert len(secrets) == 3
    assert {len(secret) for secret in secrets} == {64}


@pytest.mark.parametrize(
    ("inviter", "role"), [(by, role) for by, role in product([*Role, None], Role)]
)
def test_invite_gives_no_role_above_ones_own(inviter: Role | None, role: Role) -> None:
    """Abuse 21."""
    consultation = running(Stage.COMMENT)
    by = UserFactory.create() if inviter is None else run_by(consultation, inviter)
    allowed = inviter == Role.OWNER or (inviter == Role.MODERATOR and role == Role.INVITED)

    if allowed:
        assert invite(consultation=consultation, email=EMAIL, role=role, by=by).role == role
        return
    with pytest.raises(Denied):
        invite(consultation=consultation, email=EMAIL, role=role, by=by)
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    "address",
    ["", "nobody", "a@b", "a b@example.org", "x" * 250 + "@example.org", "a@ex\nample.org"],
)
def test_invite_refuses_what_is_no_address(address: str) -> None:
    with pytest.raises(Refused) as caught:
        invited(email=address)

    assert caught.value.code == "no_address"


def test_invite_does_not_send_a_second_one_to_an_address_that_has_one() -> None:
    consultation = running(Stage.COMMENT)
    invited(consultation)

    with pytest.raises(Refused) as caught:
        invited(consultation, email="GUEST@example.org")

    assert caught.value.code == "invited_already"


def test_invite_to_one_consultation_is_independent_of_another() -> None:
    assert invited().consultation != invited().consultation


def test_invite_after_an_invitation_expired_takes_its_place() -> None:
    consultation = running(Stage.COMMENT)
    old = invited(consultation)
    expire(old)

    new = invited(consultation)

    old.refresh_from_db()
    assert old.revoked_at is not None
    assert new.secret != old.secret


def test_invite_does_not_ask_again_who_declined() -> None:
    consultation = running(Stage.COMMENT)
    decline(secret=invited(consultation).secret)

    with pytest.raises(Refused) as caught:
        invited(consultation)

    assert caught.value.code == "declined"


def test_invite_has_a_limit_of_open_invitations(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("consultations.actions.invitations.MAX_OPEN", 1)
    consultation = running(Stage.COMMENT)
    invited(consultation)

    with pytest.raises(Refused) as caught:
        invited(consultation, email="second@example.org")

    assert caught.value.code == "too_many"


def test_invite_after_the_end_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        invited(running(Stage.CONCLUDED))

    assert caught.value.code == "ended"


# --- Many at once ---------------------------------------------------------------------------------


def test_invite_each_reads_lines_commas_and_names_and_loses_nothing() -> None:
    consultation = running(Stage.COMMENT)
    invited(consultation, email="known@example.org")

    sent, unsent = invite_each(
        consultation=consultation,
        addresses=(
            "one@example.org, two@example.org;\n"
            "Ana Lima <three@example.org>\r\n\n  nonsense  \nknown@example.org\none@example.org"
        ),
        role=Role.INVITED,
        by=run_by(consultation),
    )

    assert [each.email for each in sent] == [
        "one@example.org",
        "two@example.org",
        "three@example.org",
    ]
    assert [(each.address, str(each.reason)) for each in unsent] == [
        ("nonsense", "This is not an e-mail address."),
        ("known@example.org", "This address has an invitation that is not answered."),
        ("one@example.org", "This address has an invitation that is not answered."),
    ]


def test_invite_each_stops_at_a_number_and_gives_the_rest_back() -> None:
    consultation = running(Stage.COMMENT)
    addresses = "\n".join(f"g{n}@example" for n in range(MAX_AT_ONCE + 2))

    sent, unsent = invite_each(
        consultation=consultation, addresses=addresses, role=Role.INVITED, by=run_by(consultation)
    )

    assert (len(sent), len(unsent)) == (0, MAX_AT_ONCE + 2)
    assert [each.address for each in unsent[-2:]] == ["g200@example", "g201@example"]
    assert str(unsent[-1].reason) == "Only 200 addresses are invited at once: send again for these."


def test_invite_each_of_nothing_is_nothing() -> None:
    consultation = running(Stage.COMMENT)

    assert invite_each(
        consultation=consultation, addresses=" \n,; ", role=Role.INVITED, by=run_by(consultation)
    ) == ([], [])


def test_invite_each_asks_for_the_right_before_it_reads_anything() -> None:
    consultation = running(Stage.COMMENT)

    with pytest.raises(Denied):
        invite_each(
            consultation=consultation,
            addresses="",
            role=Role.OWNER,
            by=run_by(consultation, Role.MODERATOR),
        )


# --- Accepting ------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
def test_accept_gives_the_seat_in_the_name_of_whoever_invited(role: Role) -> None:
    invitation = invited(role=role)
    person = guest()

    seat = accept(secret=invitation.secret, by=person)

    invitation.refresh_from_db()
    assert (seat.user, seat.role) == (person, role)
    assert invitation.accepted_by == person
    document = invitation.consultation.document
    assert actor_of(document, "invitation.accepted") == person.pk
    assert actor_of(document, "seat.changed") == invitation.invited_by_id


def test_accept_by_someone_else_is_denied() -> None:
    """Abuse 20: a link that was passed on opens nothing."""
    invitation = invited()
    stranger = guest("stranger@example.org")

    with pytest.raises(Denied):
        accept(secret=invitation.secret, by=stranger)

    assert role_of(stranger, invitation.consultation) is None


def test_accept_with_an_address_that_was_never_confirmed_is_denied() -> None:
    """Abuse 20: claiming the address is not having it."""
    invitation = invited()
    person = UserFactory.create(email=EMAIL)
    EmailAddress.objects.create(user=person, email=EMAIL, verified=False, primary=True)

    with pytest.raises(Denied):
        accept(secret=invitation.secret, by=person)


def test_accept_with_any_confirmed_address_in_any_case() -> None:
    invitation = invited()
    person = guest("main@example.org")
    EmailAddress.objects.create(user=person, email="Guest@Example.org", verified=True)

    assert accept(secret=invitation.secret, by=person).role == Role.INVITED


def test_accept_works_once_even_for_the_same_person() -> None:
    """Abuse 20: it does not give a seat back that was taken away."""
    invitation = invited()
    person = guest()
    seat = accept(secret=invitation.secret, by=person)
    remove_seat(seat=seat, by=StaffFactory.create())

    assert refusal_to(person, invitation) == "invitation_accepted"
    assert role_of(person, invitation.consultation) is None


def test_accept_after_it_expired_is_refused_even_to_who_resets_their_password() -> None:
    """Abuse 19: nothing but an open invitation gives a seat, however the person signed in."""
    invitation = invited()
    expire(invitation)
    person = guest()
    person.set_password("another-quiet-harbour")
    person.save()

    assert refusal_to(person, invitation) == "invitation_expired"
    assert role_of(person, invitation.consultation) is None


def test_accept_of_one_that_was_taken_back_is_refused() -> None:
    invitation = invited()
    revoke(invitation=invitation, by=run_by(invitation.consultation))

    assert refusal_to(guest(), invitation) == "invitation_revoked"


def test_accept_of_one_that_was_declined_is_refused() -> None:
    invitation = invited()
    decline(secret=invitation.secret)

    assert refusal_to(guest(), invitation) == "invitation_declined"


def test_accept_with_a_secret_nobody_has_is_refused() -> None:
    invitation = invited()

    with pytest.raises(Refused) as caught:
        accept(secret=invitation.secret_hash, by=guest())

    assert caught.value.code == "no_invitation"


def test_accept_with_the_old_link_after_it_was_sent_again_is_refused() -> None:
    invitation = invited()
    old = invitation.secret
    Invitation.objects.update(issued_at=timezone.now() - QUIET_FOR)
    resend(invitation=invitation, by=run_by(invitation.consultation))

    with pytest.raises(Refused) as caught:
        accept(secret=old, by=guest())

    assert caught.value.code == "no_invitation"


def test_accept_after_whoever_invited_left_the_team_gives_nothing() -> None:
    """Abuse 14: an owner who is removed cannot come back through their own invitation."""
    consultation = running(Stage.COMMENT)
    invitation = invited(consultation, Role.OWNER)
    run_by(consultation)
    inviter = Seat.objects.get(document=consultation.document, user=invitation.invited_by_id)
    remove_seat(seat=inviter, by=StaffFactory.create())
    person = guest()

    assert refusal_to(person, invitation) == "inviter_left"
    assert role_of(person, consultation) is None
    assert Invitation.objects.get(pk=invitation.pk).accepted_at is None


def test_accept_when_whoever_invited_is_gone_gives_nothing() -> None:
    invitation = InvitationFactory.create(invited_by=None, email=EMAIL)

    assert refusal_to(guest(), invitation) == "inviter_left"


def test_accept_when_whoever_invited_was_blocked_gives_nothing() -> None:
    invitation = invited()
    User.objects.filter(email=str(invitation.invited_by and invitation.invited_by.email)).update(
        is_active=False
    )

    assert refusal_to(guest(), invitation) == "inviter_left"


@pytest.mark.parametrize(("held", "offered"), list(product(Role, Role)))
def test_accept_never_takes_a_higher_role_away(held: Role, offered: Role) -> None:
    order = [Role.INVITED, Role.OBSERVER, Role.MODERATOR, Role.OWNER]
    invitation = invited(role=offered)
    person = seated(guest(), invitation.consultation.document, held)

    accept(secret=invitation.secret, by=person)

    assert role_of(person, invitation.consultation) == max(held, offered, key=order.index)


def test_accept_after_the_end_is_refused() -> None:
    invitation = invited()
    document = invitation.consultation.document
    type(document).objects.filter(pk=document.pk).update(stage=Stage.CONCLUDED, closes_at=None)

    assert refusal_to(guest(), invitation) == "ended"


# --- Declining, taking back, sending again --------------------------------------------------------


def test_decline_needs_no_account_and_may_be_said_twice() -> None:
    invitation = invited()

    decline(secret=invitation.secret)
    decline(secret=invitation.secret)

    assert Invitation.objects.get(pk=invitation.pk).declined_at is not None
    assert len(acts(invitation.consultation.document, "invitation.declined")) == 1


def test_decline_of_an_expired_one_stops_further_ones() -> None:
    invitation = invited()
    expire(invitation)

    decline(secret=invitation.secret)

    with pytest.raises(Refused):
        invited(invitation.consultation)


def test_decline_after_accepting_is_refused() -> None:
    invitation = invited()
    accept(secret=invitation.secret, by=guest())

    with pytest.raises(Refused) as caught:
        decline(secret=invitation.secret)

    assert caught.value.code == "invitation_accepted"


def test_revoke_is_for_those_who_may_invite_to_the_role() -> None:
    invitation = invited(role=Role.MODERATOR)

    with pytest.raises(Denied):
        revoke(invitation=invitation, by=run_by(invitation.consultation, Role.MODERATOR))

    assert Invitation.objects.get(pk=invitation.pk).revoked_at is None


def test_revoke_of_an_answered_one_is_refused() -> None:
    invitation = invited()
    accept(secret=invitation.secret, by=guest())

    with pytest.raises(Refused) as caught:
        revoke(invitation=invitation, by=run_by(invitation.consultation))

    assert caught.value.code == "invitation_accepted"


def test_resend_gives_a_new_link_and_the_whole_time_again() -> None:
    invitation = invited()
    expire(invitation)
    Invitation.objects.update(issued_at=timezone.now() - QUIET_FOR, sent_at=timezone.now())
    moderator = run_by(invitation.consultation, Role.MODERATOR)

    renewed = resend(invitation=invitation, by=moderator)

    assert renewed.secret_hash != invitation.secret_hash
    assert renewed.expires_at - renewed.issued_at == VALID_FOR
    assert (renewed.sent_at, renewed.invited_by) == (None, moderator)
    assert accept(secret=renewed.secret, by=guest()).role == Role.INVITED


def test_resend_floods_nobody() -> None:
    invitation = invited()

    with pytest.raises(Refused) as caught:
        resend(invitation=invitation, by=run_by(invitation.consultation))

    assert caught.value.code == "too_soon"


def test_resend_of_a_declined_one_is_refused() -> None:
    invitation = invited()
    decline(secret=invitation.secret)

    with pytest.raises(Refused) as caught:
        resend(invitation=invitation, by=run_by(invitation.consultation))

    assert caught.value.code == "invitation_declined"


# --- Persons who leave, states, constraints -------------------------------------------------------


def test_erasing_an_account_forgets_the_addresses_it_was_invited_under(
    run_jobs: Callable[[], list[str]],
) -> None:
    person = guest()
    accepted, open_one = invited(), invited()
    other = invited(email="other@example.org")
    accept(secret=accepted.secret, by=person)

    erase_account(user=person, by=person)
    Job.objects.exclude(task="consultations.forget_invitation").delete()
    run_jobs()

    for invitation in (accepted, open_one, other):
        invitation.refresh_from_db()
    assert accepted.email == f"{accepted.pk}@erased.invalid"
    assert accepted.accepted_by == person
    assert accepted.revoked_at is None
    assert open_one.email == f"{open_one.pk}@erased.invalid"
    assert open_one.revoked_at is not None
    assert other.email == "other@example.org"


def test_forget_twice_changes_nothing_more() -> None:
    invitation = invited()

    forget(invitation=invitation)
    forget(invitation=invitation)

    assert Invitation.objects.get(pk=invitation.pk).email == f"{invitation.pk}@erased.invalid"


def test_personal_data_lists_invitations_received_and_to_whom_none_were_sent() -> None:
    person = guest()
    received = invited()
    accept(secret=received.secret, by=person)
    declined = invited()
    decline(secret=declined.secret)
    pending = invited()
    sent = InvitationFactory.create(invited_by=person, email="other@example.org")

    data = personal_data(person)["invitations"]

    assert isinstance(data, dict)
    assert [
        (row["consultation"], row["email"], row["answer"] and [*row["answer"]])
        for row in data["received"]
    ] == [
        (received.consultation.document.title, EMAIL, ["accepted"]),
        (declined.consultation.document.title, EMAIL, ["declined"]),
        (pending.consultation.document.title, EMAIL, None),
    ]
    assert [row["consultation"] for row in data["sent"]] == [sent.consultation.document.title]
    assert "other@example.org" not in str(data)


@pytest.mark.parametrize("status", list(InvitationStatus))
def test_invitation_moves_are_those_of_the_table(status: InvitationStatus) -> None:
    """Every answer to an invitation in every state, against `INVITATION_MOVES`."""
    now = timezone.now()
    fields = {
        InvitationStatus.OPEN: {},
        InvitationStatus.EXPIRED: {"expires_at": now - DAY},
        InvitationStatus.ACCEPTED: {"accepted_at": now},
        InvitationStatus.DECLINED: {"declined_at": now},
        InvitationStatus.REVOKED: {"revoked_at": now},
    }[status]
    acted = set()
    for to in (InvitationStatus.ACCEPTED, InvitationStatus.DECLINED, InvitationStatus.REVOKED):
        invitation = invited(email=f"{to}@example.org")
        Invitation.objects.filter(pk=invitation.pk).update(**fields)
        person = guest(invitation.email)
        try:
            if to == InvitationStatus.ACCEPTED:
                accept(secret=invitation.secret, by=person)
            elif to == InvitationStatus.DECLINED:
                decline(secret=invitation.secret)
            else:
                revoke(invitation=invitation, by=run_by(invitation.consultation))
        except Refused:
            continue
        acted.add(to)

    # Declining again is no move.
    acted -= {status}
    assert acted == INVITATION_MOVES[status] - {InvitationStatus.OPEN, InvitationStatus.EXPIRED}
    assert invitation.status_at(now) == InvitationStatus.OPEN


def test_invitations_that_are_open_are_one_an_address_by_the_databases_own_rule() -> None:
    invitation = InvitationFactory.create(email=EMAIL)

    with pytest.raises(IntegrityError), transaction.atomic():
        InvitationFactory.create(consultation=invitation.consultation, email=EMAIL)


def test_invitations_end_in_one_way_by_the_databases_own_rule() -> None:
    now = timezone.now()

    for ends in (("accepted_at", "revoked_at"), ("accepted_at", "declined_at")):
        with pytest.raises(IntegrityError), transaction.atomic():
            InvitationFactory.create(**dict.fromkeys(ends, now))


def test_invitations_to_a_draft_open_it_to_the_team_and_not_yet_to_readers() -> None:
    consultation = ConsultationFactory.create()
    moderator, reader = guest("m@example.org"), guest("r@example.org")
    for person, role in ((moderator, Role.MODERATOR), (reader, Role.INVITED)):
        accept(secret=invited(consultation, role, person.email).secret, by=person)

    assert may_view_consultation(moderator, Consultation.objects.get())
    assert not may_view_consultation(reader, Consultation.objects.get())
