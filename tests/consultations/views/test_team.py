"""Roles and invitations on the desk."""

from typing import Any

import pytest
from django.utils import timezone

from consultations.actions.invitations import QUIET_FOR
from consultations.models import Consultation, Invitation
from principles.models import Seat
from principles.states import Role, Stage
from tests.consultations.views.pages import at, forms_of, signed_in, words_of
from tests.factories.consultations import InvitationFactory, run_by, running

pytestmark = pytest.mark.django_db


def post(consultation: Consultation, name: str, *args: object, **sent: Any) -> Any:
    return signed_in(run_by(consultation)).post(at(consultation, name, *args), sent, follow=True)


def seat_of(consultation: Consultation, role: Role) -> Seat:
    person = run_by(consultation, role)
    return Seat.objects.get(document=consultation.document, user=person)


def test_invitations_are_sent_to_a_pasted_list() -> None:
    consultation = running(Stage.COMMENT)

    answer = post(
        consultation,
        "desk-team",
        addresses="one@example.org\nTwo <two@example.org>",
        role="moderator",
    )

    assert "2 invitations are on their way." in words_of(answer)
    assert set(Invitation.objects.values_list("email", "role")) == {
        ("one@example.org", "moderator"),
        ("two@example.org", "moderator"),
    }


def test_invitations_that_were_refused_come_back_each_with_why() -> None:
    consultation = running(Stage.COMMENT)

    answer = post(
        consultation,
        "desk-team",
        addresses="one@example.org\nnonsense\none@example.org",
        role="invited",
    )

    said = words_of(answer)
    assert answer.status_code == 400
    assert "1 invitation is on its way." in said
    assert "nonsense: This is not an e-mail address." in said
    assert "one@example.org: This address has an invitation that is not answered." in said
    assert answer.context["form"]["addresses"].value() == "nonsense\none@example.org"
    assert [*Invitation.objects.values_list("email", flat=True)] == ["one@example.org"]


def test_invitations_say_nothing_of_people_who_were_not_typed() -> None:
    """Abuse 18."""
    consultation = running(Stage.COMMENT)
    InvitationFactory.create(consultation=consultation, email="secret@example.org")
    moderator = run_by(consultation, Role.MODERATOR)

    answer = signed_in(moderator).post(
        at(consultation, "desk-team"), {"addresses": "bad", "role": "invited"}
    )

    errors = answer.context["form"].errors.as_text()
    assert "secret@example.org" not in errors


@pytest.mark.parametrize(
    "sent", [{}, {"addresses": "", "role": "invited"}, {"addresses": "a@example.org", "role": "x"}]
)
def test_invitations_need_an_address_and_a_role(sent: dict[str, str]) -> None:
    consultation = running(Stage.COMMENT)

    answer = post(consultation, "desk-team", **sent)

    assert answer.status_code == 400
    assert not Invitation.objects.exists()


def test_moderators_invite_readers_and_nobody_else() -> None:
    """Abuse 21: a role that is not offered is not taken."""
    consultation = running(Stage.COMMENT)
    client = signed_in(run_by(consultation, Role.MODERATOR))
    url = at(consultation, "desk-team")

    page = client.get(url)
    refused = client.post(url, {"addresses": "me@example.org", "role": "owner"})
    sent = client.post(url, {"addresses": "me@example.org", "role": "invited"})

    assert [value for value, _ in page.context["form"].fields["role"].choices] == ["invited"]
    assert (refused.status_code, sent.status_code) == (400, 302)
    assert Invitation.objects.get().role == Role.INVITED


def test_observers_see_no_addresses() -> None:
    consultation = running(Stage.COMMENT)
    InvitationFactory.create(consultation=consultation, email="guest@example.org")

    page = signed_in(run_by(consultation, Role.OBSERVER)).get(at(consultation, "desk-team"))

    assert "guest@example.org" not in page.content.decode()


def test_an_invitation_is_sent_again_and_taken_back() -> None:
    consultation = running(Stage.COMMENT)
    invitation = InvitationFactory.create(
        consultation=consultation, issued_at=timezone.now() - QUIET_FOR
    )

    again = post(consultation, "invitation-resend", invitation.pk)
    soon = post(consultation, "invitation-resend", invitation.pk)
    back = post(consultation, "invitation-revoke", invitation.pk)
    twice = post(consultation, "invitation-revoke", invitation.pk)

    assert "The invitation is on its way again, with a new link." in words_of(again)
    assert "It was sent a few minutes ago: wait before sending it again." in words_of(soon)
    assert "The invitation is taken back; its link no longer works." in words_of(back)
    assert "This invitation was taken back." in words_of(twice)


def test_invitations_of_a_role_above_ones_own_have_no_buttons() -> None:
    consultation = running(Stage.COMMENT)
    invitation = InvitationFactory.create(consultation=consultation, role=Role.MODERATOR)
    client = signed_in(run_by(consultation, Role.MODERATOR))

    page = client.get(at(consultation, "desk-team"))
    answer = client.post(at(consultation, "invitation-revoke", invitation.pk))

    assert at(consultation, "invitation-revoke", invitation.pk) not in forms_of(page)
    assert answer.status_code == 403


def test_roles_are_changed_and_taken_by_owners() -> None:
    consultation = running(Stage.COMMENT)
    seat = seat_of(consultation, Role.OBSERVER)

    changed = post(consultation, "seat-change", seat.pk, role="moderator")
    seat.refresh_from_db()
    role = seat.role
    removed = post(consultation, "seat-remove", seat.pk)

    assert ("The role is changed." in words_of(changed), role) == (True, "moderator")
    assert "The person has no role here any more." in words_of(removed)
    assert not Seat.objects.filter(pk=seat.pk).exists()


@pytest.mark.parametrize("name", ["seat-change", "seat-remove"])
def test_the_last_owner_stays(name: str) -> None:
    consultation = running(Stage.COMMENT)
    owner = run_by(consultation)
    seat = Seat.objects.get(user=owner)

    answer = signed_in(owner).post(
        at(consultation, name, seat.pk), {"role": "observer"}, follow=True
    )

    assert "A consultation keeps at least one owner." in words_of(answer)
    assert Seat.objects.get(user=owner).role == Role.OWNER


def test_an_owner_who_leaves_goes_to_the_public_page() -> None:
    consultation = running(Stage.COMMENT)
    run_by(consultation)
    seat = seat_of(consultation, Role.OWNER)

    answer = signed_in(seat.user).post(at(consultation, "seat-remove", seat.pk))

    assert answer["Location"] == f"/consultations/{consultation.document.slug}/"


@pytest.mark.parametrize("role", ["", "king", "invited"])
def test_roles_there_are_not_are_refused(role: str) -> None:
    consultation = running(Stage.COMMENT)
    seat = seat_of(consultation, Role.MODERATOR)

    answer = post(consultation, "seat-change", seat.pk, role=role)

    assert "Choose one of the roles listed." in words_of(answer)
    assert Seat.objects.get(pk=seat.pk).role == Role.MODERATOR


def test_readers_are_listed_and_removed_by_moderators() -> None:
    consultation = running(Stage.COMMENT)
    seat = seat_of(consultation, Role.INVITED)
    client = signed_in(run_by(consultation, Role.MODERATOR))

    page = client.get(at(consultation, "desk-team"))
    answer = client.post(at(consultation, "seat-remove", seat.pk))

    assert seat.user.public_name in words_of(page)
    assert answer.status_code == 302
    assert not Seat.objects.filter(pk=seat.pk).exists()


def test_moderators_take_nobodys_seat_in_the_team() -> None:
    consultation = running(Stage.COMMENT)
    seat = seat_of(consultation, Role.OBSERVER)

    answer = signed_in(run_by(consultation, Role.MODERATOR)).post(
        at(consultation, "seat-remove", seat.pk)
    )

    assert answer.status_code == 403


def test_nobody_is_invited_after_the_end() -> None:
    consultation = running(Stage.CONCLUDED)
    client = signed_in(run_by(consultation))

    page = client.get(at(consultation, "desk-team"))
    answer = client.post(
        at(consultation, "desk-team"), {"addresses": "a@example.org", "role": "invited"}
    )

    assert page.context["form"] is None
    assert "" not in forms_of(page)
    assert not Invitation.objects.exists()
    assert answer.status_code == 400


def test_names_on_the_team_page_are_escaped() -> None:
    """Abuse 30."""
    consultation = running(Stage.COMMENT)
    run_by(consultation, Role.MODERATOR, name="<script>alert(1)</script>")

    page = signed_in(run_by(consultation)).get(at(consultation, "desk-team"))

    assert b"<script>alert(1)" not in page.content
