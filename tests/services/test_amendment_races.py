"""Two of them at once on amendments, on PostgreSQL; each race is also run the naive way, which
loses it."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now

from accounts.models import EntryPayload, User
from accounts.verdicts import Conflict, Denied, Refused
from principles.actions.amendment_votes import (
    cast_amendment_vote,
    close_amendment_vote,
    open_amendment_votes,
)
from principles.actions.amendments import (
    discard_draft,
    propose_amendment,
    revise_amendment,
    save_draft,
    submit_draft,
)
from principles.actions.compromises import answer_consent
from principles.actions.decisions import adopt_amendment, reject_amendment
from principles.actions.locking import lock_stage_to_move
from principles.actions.proposals import (
    DuplicateWording,
    Proposal,
    StaleBase,
    refuse_duplicate,
    wording,
)
from principles.actions.sponsorship import back_amendment, withdraw_amendment
from principles.actions.versions import publish_version
from principles.models import (
    Amendment,
    AmendmentVote,
    Decision,
    Document,
    Evaluation,
    Support,
    Version,
)
from principles.queries.support import SupportCount, support_count
from principles.states import AmendmentStatus, Stage
from tests.factories.accounts import OrganisationFactory, individual, representative
from tests.factories.amendments import (
    AmendmentFactory,
    CollectingFactory,
    DraftFactory,
    VotingFactory,
    compromise_of,
)
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
    # The other fell with it, by name; whoever adopted it is told of the text, not of that alone.
    fallen = Amendment.objects.filter(status=AmendmentStatus.FALLEN)
    assert fallen.count() == ROUNDS
    assert all(
        each.decision.because in Amendment.objects.filter(status="adopted") for each in fallen
    )
    assert Decision.objects.count() == 2 * ROUNDS


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
            operations=wording(principle.key, text.title, "Twice the same."),
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
    monkeypatch.setattr("principles.actions.amendments.lock_wordings", lambda principle_id: None)
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
                operations=wording(principle.key, text.title, f"Words {turn} of {by.pk}."),
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

    for module in ("sponsorship", "decisions"):
        monkeypatch.setattr(f"principles.actions.{module}.lock_amendment", fetch)
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
                operations=wording(a.principle.key, a.title, f"Revised {n}."),
                rationale="Why.",
                base_hash=a.base.hash,
                by=a.author,
            ),
        )
        supports = Support.objects.filter(amendment=amendment)
        assert {each.text_hash for each in supports} <= {seen.text_hash} | {
            revision.text_hash for revision in amendment.revisions.all()
        }


# Drafts, support, consent and votes ----------------------------------------------------------------


def status_of(amendment: Amendment) -> str:
    return Amendment.objects.get(pk=amendment.pk).status


def entered(amendment: Amendment, status: str) -> int:
    """How often the record says it came to stand there."""
    told = EntryPayload.objects.filter(entry__stream=amendment.document.stream)
    return told.filter(data__amendment=amendment.pk, data__new=status).count()


def revise(amendment: Amendment, body: str) -> Amendment:
    return revise_amendment(
        amendment=amendment,
        operations=wording(amendment.principle.key, amendment.title, body),
        rationale="Why.",
        base_hash=amendment.base.hash,
        by=amendment.author,
    )


def test_what_is_adopted_is_what_the_moderator_saw_or_nothing(document: Document) -> None:
    principle, (moderator, _) = principle_of(document), two_moderators(document)
    for number in range(ROUNDS):
        seen = AmendmentFactory.create(principle=principle, body=f"Seen {number}.")
        answers = at_once(
            lambda a=seen: adopt_amendment(amendment=a, base_hash=a.base.hash, by=moderator),  # type: ignore[misc]
            lambda a=seen, n=number: revise(a, f"Revised {n}."),  # type: ignore[misc]
        )
        [lost] = [answer for answer in answers if isinstance(answer, Refused)]
        adopted = status_of(seen) == AmendmentStatus.ADOPTED
        # The text changed, or the wording did: both are conflicts that say so.
        assert isinstance(lost, Conflict)
        assert lost.code in ({"stale_base", "not_open"} if adopted else {"revised"})
        assert (text_of(principle).body == f"Seen {number}.") == adopted


@pytest.mark.parametrize("missing", [1, 2])
def test_two_who_back_at_once_submit_it_once(missing: int) -> None:
    document = open_document(Stage.AMEND, support_needed=1 + missing)
    principle = principle_of(document)
    backers = [joined(individual(), document).user for _ in range(2)]
    for _round in range(ROUNDS):
        amendment = CollectingFactory.create(principle=principle)
        answers = at_once(
            *(lambda a=amendment, by=each: back_amendment(amendment=a, by=by) for each in backers)
        )
        assert [type(answer) for answer in answers] == [Support, Support]
        assert status_of(amendment) == AmendmentStatus.OPEN
        assert [entered(amendment, each) for each in ("submitted", "open")] == [1, 1]


def test_without_holding_the_amendment_neither_of_two_backers_sees_it_is_enough(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document = open_document(Stage.AMEND, support_needed=3)
    together = threading.Barrier(2)
    count = support_count

    def fetch(amendment: Amendment, locked: Document) -> Amendment:
        found = Amendment.objects.select_related("base", "participation").get(pk=amendment.pk)
        found.document = locked
        return found

    def counted(locked: Document, amendment: Amendment) -> SupportCount:
        together.wait(10)
        return count(locked, amendment)

    monkeypatch.setattr("principles.actions.sponsorship.lock_amendment", fetch)
    monkeypatch.setattr("principles.actions.amendments.support_count", counted)
    amendment = CollectingFactory.create(principle=principle_of(document))
    backers = [joined(individual(), document).user for _ in range(2)]
    at_once(*(lambda by=each: back_amendment(amendment=amendment, by=by) for each in backers))
    assert (Support.objects.count(), status_of(amendment)) == (2, AmendmentStatus.COLLECTING)


def test_a_draft_submitted_twice_at_once_is_proposed_once(document: Document) -> None:
    for _round in range(ROUNDS):
        draft = DraftFactory.create(principle=principle_of(document))
        answers = at_once(
            *(lambda d=draft: submit_draft(amendment=d, by=d.author) for _ in range(2))
        )
        assert sorted(type(answer).__name__ for answer in answers) == ["Amendment", "Conflict"]
        assert [entered(draft, each) for each in ("submitted", "open")] == [1, 1]


def test_a_draft_submitted_and_discarded_at_once_is_one_or_the_other(document: Document) -> None:
    for _round in range(ROUNDS):
        draft = DraftFactory.create(principle=principle_of(document))
        answers = at_once(
            lambda d=draft: submit_draft(amendment=d, by=d.author),  # type: ignore[misc]
            lambda d=draft: discard_draft(amendment=d, by=d.author),  # type: ignore[misc]
        )
        assert sum(isinstance(answer, Conflict) for answer in answers) == 1
        stands = Amendment.objects.filter(pk=draft.pk).exists()
        assert isinstance(answers[1], Conflict) == stands


def test_consent_comes_before_the_vote_or_not_at_all(document: Document) -> None:
    principle, (moderator, _) = principle_of(document), two_moderators(document)
    for _round in range(ROUNDS):
        parents = AmendmentFactory.create_batch(2, principle=principle)
        made = compromise_of(*parents, consents=None)
        answers = at_once(
            lambda c=made, p=parents[0]: answer_consent(  # type: ignore[misc]
                compromise=c, parent=p, consents=True, text_hash=c.text_hash, by=p.author
            ),
            lambda: open_amendment_votes(principle=principle, by=moderator),
        )
        refused = isinstance(answers[0], Conflict)
        assert made.consents.get(parent=parents[0]).is_given is (None if refused else True)
        assert status_of(made) == AmendmentStatus.VOTING
        consented = EntryPayload.objects.filter(
            entry__kind="amendment.consent_answered", data__amendment=made.pk
        ).values_list("entry_id", flat=True)
        opened = EntryPayload.objects.get(
            entry__kind="amendment.vote_opened", data__amendment=made.pk
        ).entry_id
        assert all(entry < opened for entry in consented)


def test_an_amendment_withdrawn_as_the_vote_opens_is_voted_on_or_gone(document: Document) -> None:
    principle, (moderator, _) = principle_of(document), two_moderators(document)
    for _round in range(ROUNDS):
        amendment = AmendmentFactory.create(principle=principle)
        answers = at_once(
            lambda a=amendment: _told(lambda: withdraw_amendment(amendment=a, by=a.author)),  # type: ignore[misc]
            lambda: open_amendment_votes(principle=principle, by=moderator),
        )
        gone = isinstance(answers[0], Amendment)
        assert status_of(amendment) == ("withdrawn" if gone else "voting")
        assert isinstance(answers[1], Refused) == gone
        Amendment.objects.filter(pk=amendment.pk).delete()


def _told(act: Callable[[], object]) -> object:
    """What it gave, or the denial it met."""
    try:
        return act()
    except Denied as denied:
        return denied


def test_of_two_that_close_one_vote_one_counts(document: Document) -> None:
    principle, moderators = principle_of(document), two_moderators(document)
    for _round in range(ROUNDS):
        amendment = VotingFactory.create(principle=principle)
        answers = at_once(
            *(
                lambda a=amendment, by=each: close_amendment_vote(amendment=a, by=by)
                for each in moderators
            )
        )
        Amendment.objects.filter(pk=amendment.pk, status="voting").update(status="referred")
        told = [answer for answer in answers if isinstance(answer, Evaluation)]
        if told[0].outcome in {"passed", "not_passed"}:
            assert len(told) == 1
            assert Decision.objects.filter(amendment=amendment).count() == 1
        assert Evaluation.objects.filter(amendment=amendment).count() == len(told)


def test_a_vote_cast_as_it_closes_is_counted_or_refused(document: Document) -> None:
    principle, (moderator, _) = principle_of(document), two_moderators(document)
    voters = [joined(individual(), document).user for _ in range(4)]
    for _round in range(ROUNDS):
        amendment = VotingFactory.create(principle=principle)
        for voter in voters[:3]:
            cast_amendment_vote(
                amendment=amendment, choice="oppose", text_hash=amendment.text_hash, by=voter
            )
        answers = at_once(
            lambda a=amendment: cast_amendment_vote(  # type: ignore[misc]
                amendment=a, choice="oppose", text_hash=a.text_hash, by=voters[3]
            ),
            lambda a=amendment: close_amendment_vote(amendment=a, by=moderator),  # type: ignore[misc]
        )
        [told] = [answer for answer in answers if isinstance(answer, Evaluation)]
        counted = sum(each["oppose"] for each in told.told["inputs"]["groups"])
        assert counted == AmendmentVote.objects.filter(amendment=amendment).count()
        assert isinstance(answers[0], Conflict) == (counted == 3)


def test_abuse_67_a_deadline_crossed_in_mid_submission_is_told_by_the_databases_clock(
    document: Document,
) -> None:
    """The text was sent in time and waits for whoever holds the document; it is kept as a draft."""
    principle = principle_of(document)
    text = text_of(principle)
    author = joined(individual(), document).user
    values = {
        "principle": principle,
        "operations": wording(principle.key, text.title, "Sent in the last second."),
        "rationale": "Why.",
        "base_hash": text.hash,
        "by": author,
    }
    held, sent = threading.Event(), threading.Event()

    def hold_over_the_deadline() -> None:
        with transaction.atomic():
            lock_stage_to_move(document.pk)
            held.set()
            sent.wait(10)
            sleep(0.3)
            Document.objects.filter(pk=document.pk).update(closes_at=Now())
            sleep(0.1)

    def send() -> Amendment:
        held.wait(10)
        sent.set()
        return propose_amendment(**values)  # type: ignore[arg-type]

    answers = at_once(hold_over_the_deadline, send)
    assert isinstance(answers[1], Refused)
    assert answers[1].code == "window_closed"
    assert Amendment.objects.count() == 0
    assert save_draft(**values).body == "Sent in the last second."  # type: ignore[arg-type]
