"""Two of them at once on amendments, on PostgreSQL; each race is also run the naive way, which
loses it."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest
from django.db import connection, transaction

from accounts.models import User
from accounts.verdicts import Conflict, Refused
from principles.actions.amendments import propose_amendment, revise_amendment
from principles.actions.decisions import adopt_amendment, reject_amendment
from principles.actions.locking import lock_stage_to_move
from principles.actions.proposals import DuplicateWording, Proposal, StaleBase, refuse_duplicate
from principles.actions.sponsorship import back_amendment, withdraw_amendment
from principles.actions.versions import publish_version
from principles.models import Amendment, Decision, Document, Support, Version
from principles.states import AmendmentStatus, Stage
from tests.factories.accounts import OrganisationFactory, individual, representative
from tests.factories.amendments import AmendmentFactory
from tests.factories.principles import joined, open_document, principle_of, seated, text_of

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
ROUNDS = 5


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each act gave, or the refusal it met; they start together, each on a connection of its
    own."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            start.wait(10)
            return act()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture
def document() -> Document:
    return open_document(Stage.AMEND)


def two_moderators(document: Document) -> list[User]:
    return [seated(individual(), document) for _ in range(2)]


def test_abuse_65_of_two_colliding_adoptions_at_once_one_wins_and_the_other_gets_409(
    document: Document,
) -> None:
    principle, (one, two) = principle_of(document), two_moderators(document)
    for number in range(ROUNDS):
        base = text_of(principle)
        first = AmendmentFactory.create(principle=principle, body=f"Words of the first {number}.")
        second = AmendmentFactory.create(principle=principle, body=f"Words of the second {number}.")
        answers = at_once(
            lambda a=first, h=base.hash: adopt_amendment(amendment=a, base_hash=h, by=one),  # type: ignore[misc]
            lambda a=second, h=base.hash: adopt_amendment(amendment=a, base_hash=h, by=two),  # type: ignore[misc]
        )
        assert sorted(type(answer).__name__ for answer in answers) == ["StaleBase", "Version"]
        [lost] = [answer for answer in answers if isinstance(answer, StaleBase)]
        assert (lost.base.hash, lost.current.body) == (base.hash, text_of(principle).body)
        [won] = Amendment.objects.filter(
            pk__in=(first.pk, second.pk), status=AmendmentStatus.ADOPTED
        )
        assert text_of(principle).body == won.body
    assert Version.objects.filter(document=document).count() == 1 + ROUNDS
    assert Decision.objects.count() == ROUNDS


def test_the_base_looked_at_before_the_lock_lets_both_adoptions_through(
    document: Document,
) -> None:
    """The naive version: is the text still the one the amendment changes? Then lock and publish."""
    principle, (one, two) = principle_of(document), two_moderators(document)
    first, second = AmendmentFactory.create_batch(2, principle=principle)
    looked = threading.Barrier(2)

    def adopt(amendment: Amendment, by: User) -> Version:
        assert text_of(amendment.principle).hash == amendment.base.hash
        looked.wait(10)
        with transaction.atomic():
            changes = {principle.pk: (amendment.title, amendment.body)}
            locked = lock_stage_to_move(document.pk)
            return publish_version(document=locked, changes=changes, note="", by=by)

    answers = at_once(lambda: adopt(first, one), lambda: adopt(second, two))
    assert [type(answer) for answer in answers] == [Version, Version]


def propose_twice(document: Document, authors: list[User]) -> list[object]:
    principle = principle_of(document)
    text = text_of(principle)

    def propose(by: User) -> Amendment:
        return propose_amendment(
            principle=principle,
            title=text.title,
            body="Twice the same.",
            rationale="Why.",
            base_hash=text.hash,
            by=by,
        )

    return at_once(*(lambda by=author: propose(by) for author in authors))


@pytest.fixture
def slow_check(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between looking for the same wording and keeping one's own, time for another to look."""

    def slowly(proposal: Proposal, besides: Amendment | None = None) -> None:
        refuse_duplicate(proposal, besides)
        sleep(0.3)

    monkeypatch.setattr("principles.actions.amendments.refuse_duplicate", slowly)


@pytest.mark.usefixtures("slow_check")
def test_one_wording_proposed_by_two_at_once_is_kept_once(document: Document) -> None:
    authors = [joined(individual(), document).user for _ in range(2)]
    answers = propose_twice(document, authors)
    assert sorted(type(answer).__name__ for answer in answers) == ["Amendment", "DuplicateWording"]
    [refused] = [answer for answer in answers if isinstance(answer, DuplicateWording)]
    assert refused.amendment == Amendment.objects.get()


@pytest.mark.usefixtures("slow_check")
def test_without_holding_the_principle_one_wording_is_kept_twice(
    document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("principles.actions.amendments._lock_wordings", lambda principle_id: None)
    authors = [joined(individual(), document).user for _ in range(2)]
    propose_twice(document, authors)
    assert Amendment.objects.count() == 2


def test_invariant_8_amendments_proposed_at_once_all_get_numbers_of_their_own(
    document: Document,
) -> None:
    principle = principle_of(document)
    text = text_of(principle)
    authors = [joined(individual(), document).user for _ in range(6)]

    def propose(by: User) -> list[int]:
        return [
            propose_amendment(
                principle=principle,
                title=text.title,
                body=f"Words {turn} of {by.pk}.",
                rationale="Why.",
                base_hash=text.hash,
                by=by,
            ).number
            for turn in range(4)
        ]

    answers = at_once(*(lambda by=author: propose(by) for author in authors))
    numbers = [number for answer in answers for number in answer]  # type: ignore[attr-defined]
    assert sorted(numbers) == list(range(1, 25))


def test_an_amendment_withdrawn_and_rejected_at_once_has_one_fate(document: Document) -> None:
    principle, (moderator, _) = principle_of(document), two_moderators(document)
    for _round in range(ROUNDS):
        amendment = AmendmentFactory.create(principle=principle)
        answers = at_once(
            lambda a=amendment: withdraw_amendment(amendment=a, by=a.author),  # type: ignore[misc]
            lambda a=amendment: reject_amendment(amendment=a, reason="No.", by=moderator),  # type: ignore[misc]
        )
        assert sorted(isinstance(answer, Conflict) for answer in answers) == [False, True]
        amendment.refresh_from_db()
        decided = Decision.objects.filter(amendment=amendment).exists()
        assert decided == (amendment.status == AmendmentStatus.REJECTED)


def test_without_holding_the_amendment_it_has_two_fates(
    document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = threading.Barrier(2)

    def fetch(amendment: Amendment, locked: Document) -> Amendment:
        found = Amendment.objects.select_related("base", "participation").get(pk=amendment.pk)
        found.document = locked
        together.wait(10)
        return found

    monkeypatch.setattr("principles.actions.amendments._lock_amendment", fetch)
    (moderator, _) = two_moderators(document)
    amendment = AmendmentFactory.create(principle=principle_of(document))
    answers = at_once(
        lambda: withdraw_amendment(amendment=amendment, by=amendment.author),
        lambda: reject_amendment(amendment=amendment, reason="No.", by=moderator),
    )
    assert not any(isinstance(answer, Conflict) for answer in answers)


def test_two_who_speak_for_one_organisation_back_once_at_once(document: Document) -> None:
    organisation = OrganisationFactory.create()
    speakers = [representative(organisation) for _ in range(2)]
    for speaker in speakers:
        joined(speaker, document)
    amendment = AmendmentFactory.create(principle=principle_of(document))
    answers = at_once(
        *(lambda by=each: back_amendment(amendment=amendment, by=by) for each in speakers)
    )
    assert [type(answer) for answer in answers] == [Support, Support]
    assert Support.objects.get().holder == f"o{organisation.pk}"


def test_backing_never_binds_to_a_wording_its_backer_did_not_see(document: Document) -> None:
    amendment = AmendmentFactory.create(principle=principle_of(document))
    backer = joined(individual(), document).user
    for number in range(ROUNDS):
        seen = Amendment.objects.get(pk=amendment.pk)
        at_once(
            lambda a=seen: back_amendment(amendment=a, by=backer),  # type: ignore[misc]
            lambda a=seen, n=number: revise_amendment(  # type: ignore[misc]
                amendment=a,
                title=a.title,
                body=f"Revised {n}.",
                rationale="Why.",
                base_hash=a.base.hash,
                by=a.author,
            ),
        )
        supports = Support.objects.filter(amendment=amendment)
        assert {each.text_hash for each in supports} <= {seen.text_hash} | {
            revision.text_hash for revision in amendment.revisions.all()
        }
