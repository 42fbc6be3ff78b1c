"""Mail to those who proposed an amendment, and to nobody else."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from accounts.models import User
from principles.actions.amendments import propose_amendment, revise_amendment, save_draft
from principles.actions.compromises import propose_compromise
from principles.actions.decisions import adopt_amendment, reject_amendment
from principles.actions.editorial import correct_principle
from principles.actions.proposals import wording
from principles.actions.proposed_decisions import answer_proposed_decision, propose_decision
from principles.actions.screening import refuse_amendment
from principles.actions.sponsorship import join_sponsors
from principles.models import Amendment, Principle
from principles.states import AmendmentStatus, Stage
from tests.factories.accounts import individual
from tests.factories.amendments import AmendmentFactory
from tests.factories.principles import joined, open_document, principle_of, seated, text_of

pytestmark = pytest.mark.django_db

type RunJobs = Callable[[], list[str]]


@pytest.fixture
def principle() -> Principle:
    return principle_of(open_document(Stage.AMEND))


@pytest.fixture
def moderator(principle: Principle) -> User:
    return seated(individual(), principle.document)


def told(person: User) -> list[str]:
    """The first paragraph of each mail to the person."""
    return [
        str(message.body).split("\n\n")[0]
        for message in mail.outbox
        if message.to == [person.email]
    ]


def test_those_who_proposed_it_are_told_of_the_decision(
    principle: Principle, moderator: User, run_jobs: RunJobs
) -> None:
    first, second = AmendmentFactory.create_batch(2, principle=principle)
    cosponsor = joined(individual(), principle.document).user
    join_sponsors(amendment=second, by=cosponsor)
    adopt_amendment(amendment=first, base_hash=first.base.hash, by=moderator, reason="All agree.")
    run_jobs()
    assert told(first.author) == ["Adopted: it is the text since version 2."]
    assert told(second.author) == told(cosponsor) == ["Fell because A-1 was adopted."]
    assert told(moderator) == []
    message = next(each for each in mail.outbox if each.to == [first.author.email])
    assert isinstance(message, EmailMultiAlternatives)
    assert message.subject == "A-1: news of your amendment"
    assert "All agree." in str(message.body)
    assert f"/documents/{principle.document.slug}/amendments/1/" in str(message.body)
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_refusal_to_admit_comes_with_its_reason(
    principle: Principle, moderator: User, run_jobs: RunJobs
) -> None:
    amendment = AmendmentFactory.create(principle=principle, status=AmendmentStatus.SCREENING)
    refuse_amendment(
        amendment=amendment, text_hash=amendment.text_hash, reason="Off topic.", by=moderator
    )
    run_jobs()
    assert told(amendment.author) == ["Not admissible: it is not decided on."]
    assert "Off topic." in str(mail.outbox[0].body)


def _propose_decision(amendment: Amendment, moderator: User) -> None:
    propose_decision(
        amendment=amendment,
        outcome="reject",
        explanation="It says less.",
        text_hash=amendment.text_hash,
        by=moderator,
    )


def test_a_proposed_decision_asks_its_proposer_in_their_language(
    principle: Principle, moderator: User, run_jobs: RunJobs
) -> None:
    amendment = AmendmentFactory.create(principle=principle)
    User.objects.filter(pk=amendment.author_id).update(language="ar")
    _propose_decision(amendment, moderator)
    run_jobs()
    [message] = mail.outbox
    assert isinstance(message, EmailMultiAlternatives)
    assert 'dir="rtl"' in str(message.alternatives[0][0])
    assert "It says less." in str(message.body)
    assert f"/ar/documents/{principle.document.slug}/amendments/1/" in str(message.body)


def test_who_answered_before_the_mail_left_is_not_asked(
    principle: Principle, moderator: User, run_jobs: RunJobs
) -> None:
    amendment = AmendmentFactory.create(principle=principle)
    _propose_decision(amendment, moderator)
    answer_proposed_decision(amendment=amendment, agrees=True, by=amendment.author)
    run_jobs()
    assert mail.outbox == []


def test_those_whose_amendments_a_compromise_would_replace_are_asked(
    principle: Principle, run_jobs: RunJobs
) -> None:
    first, second = AmendmentFactory.create_batch(2, principle=principle)
    base = text_of(principle)
    propose_compromise(
        principle=principle,
        parents=[first, second],
        operations=wording(principle.key, base.title, "Words both can live with."),
        rationale="Both matter.",
        base_hash=base.hash,
        by=first.author,
    )
    run_jobs()
    assert told(second.author) == [
        "A compromise, A-3, would replace your amendment A-2. Do you consent?"
    ]
    assert told(first.author) == []
    assert "/amendments/3/" in str(mail.outbox[0].body)


def _correct(principle: Principle, moderator: User, old: str, new: str) -> None:
    base = text_of(principle)
    correct_principle(
        principle=principle,
        title=base.title,
        body=base.body.replace(old, new),
        rationale="Spelling.",
        base_hash=base.hash,
        by=moderator,
    )


def test_who_must_look_again_after_a_new_version_is_told_once(
    principle: Principle, moderator: User, run_jobs: RunJobs
) -> None:
    base = text_of(principle)
    touched = AmendmentFactory.create(
        principle=principle, body=base.body.replace("network", "common network")
    )
    elsewhere = AmendmentFactory.create(principle=principle_of(principle.document, 2))
    _correct(principle, moderator, "network", "networks")
    _correct(principle, moderator, "whoever", "whosoever")
    run_jobs()
    [sentence] = told(touched.author)
    assert sentence.startswith("Made on version 1. The text now reads otherwise where this")
    assert told(elsewhere.author) == told(moderator) == []


def test_of_a_draft_its_author_alone_is_told(
    principle: Principle, moderator: User, run_jobs: RunJobs
) -> None:
    author = joined(individual(), principle.document).user
    base = text_of(principle)
    save_draft(
        principle=principle,
        operations=wording(principle.key, base.title, base.body.replace("network", "net")),
        rationale="",
        base_hash=base.hash,
        by=author,
    )
    _correct(principle, moderator, "network", "networks")
    run_jobs()
    assert [message.to for message in mail.outbox] == [[author.email]]
    assert told(author) == ["The text you wrote a draft on has changed: look at your draft again."]


def test_mails_end_where_the_person_ended_them(
    client: Client, principle: Principle, moderator: User, run_jobs: RunJobs
) -> None:
    first, second = AmendmentFactory.create_batch(2, principle=principle)
    second.author = first.author
    second.save()
    reject_amendment(amendment=first, reason="No.", by=moderator)
    run_jobs()
    [message] = mail.outbox
    address = message.extra_headers["List-Unsubscribe"].strip("<>").split("/", 3)[3]
    assert client.get(f"/{address}").status_code == 200
    assert User.objects.get(pk=first.author_id).wants_mail
    assert Client(enforce_csrf_checks=True).post(f"/{address}").status_code == 200
    assert not User.objects.get(pk=first.author_id).wants_mail
    reject_amendment(amendment=second, reason="No.", by=moderator)
    run_jobs()
    assert len(mail.outbox) == 1


def test_an_address_made_up_ends_nobodys_mails(client: Client) -> None:
    assert client.post("/me/mail/made:up/stop").status_code == 404


def test_a_proposal_or_its_revision_sends_no_mail(principle: Principle, run_jobs: RunJobs) -> None:
    author = joined(individual(), principle.document).user
    base = text_of(principle)
    amendment = propose_amendment(
        principle=principle,
        operations=wording(principle.key, base.title, "Other words."),
        rationale="Why.",
        base_hash=base.hash,
        by=author,
    )
    revise_amendment(
        amendment=amendment,
        operations=wording(principle.key, base.title, "Better words."),
        rationale="Why.",
        base_hash=base.hash,
        by=author,
    )
    run_jobs()
    assert mail.outbox == []
