"""What the links in an invitation lead to."""

from typing import Any

import pytest
from django.test import Client

from consultations.models import Invitation
from principles.models import Seat
from principles.states import Role, Stage, Visibility
from tests.consultations.views.pages import forms_of, signed_in, words_of
from tests.factories.accounts import UserFactory
from tests.factories.consultations import (
    ConsultationFactory,
    InvitationFactory,
    run_by,
    running,
)

pytestmark = pytest.mark.django_db

EMAIL = "guest@example.org"


def invitation_to(
    stage: Stage = Stage.COMMENT, role: Role = Role.INVITED, **fields: Any
) -> Invitation:
    consultation = (
        ConsultationFactory.create() if stage == Stage.DRAFT else running(stage, **fields)
    )
    return InvitationFactory.create(
        consultation=consultation, email=EMAIL, role=role, invited_by=run_by(consultation)
    )


def guest() -> Client:
    return signed_in(UserFactory.create(email=EMAIL, address=True))


def url(invitation: Invitation, end: str = "") -> str:
    return f"/consultations/invitations/{invitation.secret}/{end}"


def test_the_link_asks_a_stranger_to_sign_in_and_comes_back() -> None:
    invitation = invitation_to()
    page = signed_in(None).get(url(invitation))

    said = words_of(page)
    assert page.status_code == 200
    assert "Sign in, or sign up, with the address it was sent to: g…@example.org." in said
    assert EMAIL not in page.content.decode()
    assert f"/accounts/login/?next={url(invitation)}" in page.content.decode()
    assert forms_of(page) == []


def test_the_link_lets_whoever_it_was_sent_to_accept() -> None:
    invitation = invitation_to(role=Role.MODERATOR)
    client = guest()

    page = client.get(url(invitation))
    answer = client.post(url(invitation))

    slug = invitation.consultation.document.slug
    assert forms_of(page) == [url(invitation)]
    assert answer["Location"] == f"/consultations/{slug}/desk/"


def test_a_reader_who_accepted_reads_what_is_by_invitation() -> None:
    invitation = invitation_to(visibility=Visibility.INVITED)
    slug = invitation.consultation.document.slug
    client = guest()
    assert client.get(f"/consultations/{slug}/").status_code == 404

    answer = client.post(url(invitation))

    assert answer["Location"] == f"/consultations/{slug}/"
    assert client.get(f"/consultations/{slug}/").status_code == 200


def test_a_reader_of_a_draft_is_told_to_wait() -> None:
    invitation = invitation_to(Stage.DRAFT)

    answer = guest().post(url(invitation), follow=True)

    assert answer.redirect_chain == [("/", 302)]
    assert "You can read it once it is announced." in words_of(answer)


def test_looking_at_the_link_accepts_and_declines_nothing() -> None:
    """Mail programs fetch the links in a mail."""
    invitation = invitation_to()
    client = guest()

    for end in ("", "decline/"):
        client.get(url(invitation, end))
        client.head(url(invitation, end))

    invitation.refresh_from_db()
    assert (invitation.accepted_at, invitation.declined_at) == (None, None)


def test_another_person_is_told_why_not_and_cannot_force_it() -> None:
    """Abuse 20."""
    invitation = invitation_to()
    client = signed_in(UserFactory.create(address=True))

    page = client.get(url(invitation))
    answer = client.post(url(invitation))

    assert "sent to an address that is not among your confirmed ones" in words_of(page)
    assert forms_of(page) == []
    assert answer.status_code == 403
    assert EMAIL not in page.content.decode()
    assert not Seat.objects.filter(role=Role.INVITED).exists()


def test_a_link_used_before_says_so() -> None:
    invitation = invitation_to()
    client = guest()
    client.post(url(invitation))

    page = client.get(url(invitation))
    answer = client.post(url(invitation))

    assert "This link does not work any more." in words_of(page)
    assert forms_of(page) == []
    assert answer.status_code == 400
    assert "This invitation was accepted already." in words_of(answer)


@pytest.mark.parametrize("secret", ["0" * 64, "x", "a" * 500])
def test_a_link_nobody_sent_is_not_found(secret: str) -> None:
    for end in ("", "decline/"):
        address = f"/consultations/invitations/{secret}/{end}"
        assert guest_or_none().get(address).status_code == 404
        assert guest_or_none().post(address).status_code == 404


def guest_or_none() -> Client:
    return signed_in(None)


def test_the_hash_in_the_database_is_no_link() -> None:
    invitation = invitation_to()
    address = f"/consultations/invitations/{invitation.secret_hash}/"

    assert signed_in(None).get(address).status_code == 404


def test_declining_needs_no_account_and_is_said_by_a_button() -> None:
    invitation = invitation_to()
    client = signed_in(None)

    asked = client.get(url(invitation, "decline/"))
    done = client.post(url(invitation, "decline/"))
    again = client.get(url(invitation, "decline/"))

    assert forms_of(asked) == [url(invitation, "decline/")]
    assert "You declined." in words_of(done)
    assert "You declined." in words_of(again)
    assert Invitation.objects.get(pk=invitation.pk).declined_at is not None


def test_declining_after_accepting_says_that_it_is_too_late() -> None:
    invitation = invitation_to()
    guest().post(url(invitation))

    page = signed_in(None).get(url(invitation, "decline/"))
    answer = signed_in(None).post(url(invitation, "decline/"))

    assert "There is nothing to decline any more." in words_of(page)
    assert answer.status_code == 400


def test_declining_needs_a_token_from_this_site() -> None:
    """Abuse 50."""
    invitation = invitation_to()

    answer = Client(enforce_csrf_checks=True).post(url(invitation, "decline/"))

    assert answer.status_code == 403
    assert Invitation.objects.get(pk=invitation.pk).declined_at is None


def test_links_are_kept_by_no_cache_and_no_search_engine() -> None:
    page = signed_in(None).get(url(invitation_to()))

    assert "no-store" in page["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in page.content.decode()
    assert page["Referrer-Policy"] == "same-origin"


def test_what_others_wrote_is_escaped_on_the_page() -> None:
    """Abuse 30."""
    invitation = invitation_to(title="<script>alert(1)</script>")

    assert b"<script>alert(1)" not in signed_in(None).get(url(invitation)).content
