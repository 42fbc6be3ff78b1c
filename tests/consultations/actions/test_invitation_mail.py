"""The mail of an invitation: one, to whom it is for, with a link that works."""

import re
from collections.abc import Callable
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives

from accounts.models import Job
from accounts.models.job import JobStatus
from consultations.actions.invitation_mail import send_invitation
from consultations.actions.invitations import accept, invite, revoke
from consultations.models import Invitation
from consultations.tasks import send_one_invitation
from principles.models import Document
from principles.states import Role, Stage
from tests.factories.accounts import UserFactory
from tests.factories.consultations import InvitationFactory, run_by, running
from tests.factories.principles import seated

pytestmark = pytest.mark.django_db

type RunJobs = Callable[[], list[str]]


def sent_message(**fields: object) -> EmailMultiAlternatives:
    invitation = InvitationFactory.create(**fields)
    send_invitation(invitation_id=invitation.pk, finish=lambda: None)
    (message,) = mail.outbox
    assert isinstance(message, EmailMultiAlternatives)
    return message


def test_send_invitation_carries_a_link_that_is_accepted(run_jobs: RunJobs) -> None:
    consultation = running(Stage.COMMENT)
    invite(
        consultation=consultation,
        email="guest@example.org",
        role=Role.OBSERVER,
        by=run_by(consultation, name="Ana Lima"),
    )
    run_jobs()

    (message,) = mail.outbox
    assert message.to == ["guest@example.org"]
    assert message.subject == f"Invitation: {consultation.document.title}"
    assert str(message.body).startswith(
        f"Ana Lima invites you to the consultation “{consultation.document.title}”."
    )
    (secret,) = re.findall(r"/consultations/invitations/([0-9a-f]{64})/\s", str(message.body))
    person = UserFactory.create(email="guest@example.org", address=True)
    assert accept(secret=secret, by=person).role == Role.OBSERVER
    assert Invitation.objects.get().sent_at is not None


def test_send_invitation_leaves_no_secret_in_the_outbox(run_jobs: RunJobs) -> None:
    consultation = running(Stage.COMMENT)
    invitation = invite(
        consultation=consultation,
        email="guest@example.org",
        role=Role.INVITED,
        by=run_by(consultation),
    )
    run_jobs()

    assert invitation.secret not in str(list(Job.objects.values()))
    assert "guest@example.org" not in str(list(Job.objects.values()))


def test_send_invitation_has_a_link_that_stops_such_mail() -> None:
    message = sent_message()

    assert re.search(r"/invitations/[0-9a-f]{64}/decline/$", str(message.body)) is not None


def test_send_invitation_delivered_three_times_sends_one_mail() -> None:
    """Abuse 62."""
    invitation = InvitationFactory.create()
    for _ in range(3):
        send_invitation(invitation_id=invitation.pk, finish=lambda: None)

    assert len(mail.outbox) == 1


@pytest.mark.parametrize("role", list(Role))
def test_send_invitation_says_what_the_role_is_for(role: Role) -> None:
    body = str(sent_message(role=role).body)

    told = [
        word
        for word in ("As owner", "As moderator", "As observer", "It is not open to everyone")
        if word in body
    ]
    assert len(told) == 1


def test_send_invitation_speaks_the_language_its_reader_chose() -> None:
    UserFactory.create(email="guest@example.org", address=True, language="ar")

    message = sent_message(email="guest@example.org")

    assert "/ar/consultations/invitations/" in str(message.body)


def test_send_invitation_to_a_stranger_speaks_the_language_of_the_text() -> None:
    consultation = running(Stage.COMMENT, language="ar")

    assert "/ar/consultations/invitations/" in str(sent_message(consultation=consultation).body)


def test_send_invitation_falls_back_to_the_sites_language() -> None:
    consultation = running(Stage.COMMENT, language="tlh")

    assert "//localhost:8000/consultations/" in str(sent_message(consultation=consultation).body)


def test_send_invitation_without_an_inviter_names_nobody() -> None:
    assert str(sent_message(invited_by=None).body).startswith("You are invited to")


def test_send_invitation_escapes_in_html_and_not_in_text() -> None:
    """Abuse 30 and 39."""
    consultation = running(Stage.COMMENT, title="<script>alert(1)</script> & co")
    message = sent_message(consultation=consultation)

    (alternative,) = message.alternatives
    assert "<script>alert(1)</script> & co" in str(message.body)
    assert "<script>" not in str(alternative[0])


def test_send_invitation_keeps_its_subject_on_one_line() -> None:
    """Abuse 38."""
    consultation = running(Stage.COMMENT)
    Document.objects.filter(pk=consultation.document_id).update(title="One\r\nBcc: all@example.org")

    message = sent_message(consultation=consultation)

    assert message.subject == "Invitation: One Bcc: all@example.org"


def test_send_invitation_that_was_taken_back_sends_nothing() -> None:
    invitation = InvitationFactory.create(consultation=running(Stage.COMMENT))
    revoke(invitation=invitation, by=run_by(invitation.consultation))

    send_invitation(invitation_id=invitation.pk, finish=lambda: None)

    assert mail.outbox == []


def test_send_invitation_after_the_end_sends_nothing() -> None:
    invitation = InvitationFactory.create(consultation=running(Stage.CANCELLED))

    send_invitation(invitation_id=invitation.pk, finish=lambda: None)

    assert mail.outbox == []


def test_send_invitation_works_after_the_sites_key_changed(
    settings: object, run_jobs: RunJobs
) -> None:
    """What was issued under the old key is sent with a link of the new one."""
    invitation = InvitationFactory.create(email="guest@example.org")
    settings.SECRET_KEY = "another key of the same site " * 3  # type: ignore[attr-defined]

    send_invitation(invitation_id=invitation.pk, finish=lambda: None)

    (secret,) = re.findall(r"/invitations/([0-9a-f]{64})/\s", str(mail.outbox[0].body))
    person = UserFactory.create(email="guest@example.org", address=True)
    assert invitation.invited_by is not None
    seated(invitation.invited_by, invitation.consultation.document, Role.OWNER)
    assert accept(secret=secret, by=person).user == person


def test_send_invitation_tries_again_when_the_mail_server_hangs_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Abuse 70: bounded retries, and no address in the row that failed."""
    consultation = running(Stage.COMMENT)
    invitation = invite(
        consultation=consultation,
        email="guest@example.org",
        role=Role.INVITED,
        by=run_by(consultation),
    )
    job = Job.objects.get()

    def hang_up(self: EmailMultiAlternatives) -> int:
        raise SMTPServerDisconnected("guest@example.org")

    with monkeypatch.context() as patch:
        patch.setattr(EmailMultiAlternatives, "send", hang_up)
        send_one_invitation(job.pk)
    job.refresh_from_db()
    assert job.status == JobStatus.WAITING
    assert "guest@example.org" not in job.error

    send_one_invitation(job.pk)

    assert len(mail.outbox) == 1
    assert Invitation.objects.get(pk=invitation.pk).sent_at is not None
