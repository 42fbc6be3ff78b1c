"""Who stands behind an amendment: the threshold, those who propose it together, taking it over."""

from typing import Any

import pytest

from accounts.models import User
from accounts.verdicts import Denied
from principles.actions.amendments import revise_amendment
from principles.actions.proposals import wording
from principles.actions.sponsorship import (
    back_amendment,
    join_sponsors,
    leave_sponsors,
    take_over_amendment,
    unback_amendment,
    withdraw_amendment,
)
from principles.models import Amendment, Document, Principle, Sponsor, Support
from principles.queries.support import support_count
from principles.states import AmendmentStatus, Stage, SupportUnit
from tests.factories.accounts import OrganisationFactory, group, individual, representative
from tests.factories.amendments import (
    AmendmentFactory,
    CollectingFactory,
    SponsorFactory,
    SubmittedFactory,
    VotingFactory,
    rejected,
)
from tests.factories.principles import joined, open_document, principle_of, seated
from tests.principles.actions.amending import conflict, kinds, moves, propose, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def document() -> Document:
    return open_document(Stage.AMEND)


@pytest.fixture
def principle(document: Document) -> Principle:
    return principle_of(document)


def needing(count: int, unit: SupportUnit = SupportUnit.PEOPLE, **fields: Any) -> Document:
    return open_document(Stage.AMEND, support_needed=count, support_unit=unit, **fields)


def person(document: Document, code: str = "civil-society") -> User:
    return joined(individual(code), document).user


def speaker(document: Document, code: str = "civil-society") -> User:
    organisation = OrganisationFactory.create(group=group(code))
    return joined(representative(organisation), document).user


def status_of(amendment: Amendment) -> str:
    return Amendment.objects.get(pk=amendment.pk).status


# The threshold ----------------------------------------------------------------------------------


def test_it_collects_support_until_enough_stand_behind_it() -> None:
    document = needing(3)
    amendment = propose(principle_of(document), person(document))
    assert status_of(amendment) == "collecting"
    back_amendment(amendment=amendment, by=person(document))
    assert status_of(amendment) == "collecting"
    assert "1 more" in support_count(document, amendment).sentence
    back_amendment(amendment=amendment, by=speaker(document))
    assert moves(amendment) == [
        ("draft", "collecting"),
        ("collecting", "submitted"),
        ("submitted", "open"),
    ]


def test_its_author_counts_so_one_is_enough_for_a_threshold_of_one() -> None:
    document = needing(1)
    assert propose(principle_of(document), person(document)).status == "open"


def test_where_moderators_check_enough_support_leads_to_them() -> None:
    document = needing(2, screens_amendments=True)
    amendment = propose(principle_of(document), person(document))
    back_amendment(amendment=amendment, by=person(document))
    assert status_of(amendment) == "submitted"


def test_where_organisations_are_counted_people_are_not() -> None:
    document = needing(2, SupportUnit.ORGANISATIONS)
    amendment = propose(principle_of(document), person(document))
    for _ in range(3):
        back_amendment(amendment=amendment, by=person(document))
    one = OrganisationFactory.create()
    for colleague in (representative(one), representative(one)):
        joined(colleague, document)
        back_amendment(amendment=amendment, by=colleague)
    assert (support_count(document, amendment).have, status_of(amendment)) == (1, "collecting")
    back_amendment(amendment=amendment, by=speaker(document))
    assert status_of(amendment) == "open"


def test_where_groups_are_counted_many_of_one_group_are_one() -> None:
    document = needing(2, SupportUnit.GROUPS)
    amendment = propose(principle_of(document), person(document))
    for _ in range(3):
        back_amendment(amendment=amendment, by=person(document))
    assert (support_count(document, amendment).have, status_of(amendment)) == (1, "collecting")
    back_amendment(amendment=amendment, by=person(document, "academia"))
    assert status_of(amendment) == "open"


def test_who_proposes_it_too_counts_like_a_backer() -> None:
    document = needing(2)
    amendment = propose(principle_of(document), person(document))
    join_sponsors(amendment=amendment, by=person(document))
    assert status_of(amendment) == "open"


def test_backing_of_earlier_words_does_not_count() -> None:
    document = needing(3)
    principle, author = principle_of(document), person(document)
    amendment = propose(principle, author)
    backer = person(document)
    back_amendment(amendment=amendment, by=backer)
    revised = revise_amendment(
        amendment=amendment,
        operations=wording(principle.key, amendment.title, "Better words."),
        rationale="Why.",
        base_hash=amendment.base.hash,
        by=author,
    )
    back_amendment(amendment=revised, by=person(document))
    assert (support_count(document, revised).have, status_of(revised)) == (2, "collecting")
    back_amendment(amendment=revised, by=backer)
    assert status_of(revised) == "open"


def test_what_was_submitted_stays_so_when_backing_is_taken_back() -> None:
    document = needing(2, screens_amendments=True)
    amendment = propose(principle_of(document), person(document))
    backer = person(document)
    back_amendment(amendment=amendment, by=backer)
    unback_amendment(amendment=amendment, by=backer)
    assert (Support.objects.count(), status_of(amendment)) == (0, "submitted")


# Proposing together -----------------------------------------------------------------------------


def test_who_proposes_it_too_is_named_and_no_longer_backs_it(principle: Principle) -> None:
    amendment = AmendmentFactory.create(principle=principle)
    other = person(principle.document)
    back_amendment(amendment=amendment, by=other)
    sponsor = join_sponsors(amendment=amendment, by=other)
    assert (sponsor.holder, Support.objects.count()) == (f"u{other.pk}", 0)
    assert kinds(principle.document) == ["amendment.backed", "amendment.sponsor_joined"]
    with refused("own_amendment"):
        back_amendment(amendment=amendment, by=other)
    with refused("own_amendment"):
        join_sponsors(amendment=amendment, by=other)


def test_an_author_and_their_colleagues_propose_it_already(document: Document) -> None:
    organisation = OrganisationFactory.create()
    author, colleague = representative(organisation), representative(organisation)
    for each in (author, colleague):
        joined(each, document)
    amendment = propose(principle_of(document), author)
    for each in (author, colleague):
        with refused("own_amendment"):
            join_sponsors(amendment=amendment, by=each)


def test_abuse_66_nobody_proposes_words_they_did_not_see(principle: Principle) -> None:
    seen = AmendmentFactory.create(principle=principle)
    revise_amendment(
        amendment=seen,
        operations=wording(principle.key, seen.title, "Other words than you saw."),
        rationale="Why.",
        base_hash=seen.base.hash,
        by=seen.author,
    )
    with conflict("revised"):
        join_sponsors(amendment=seen, by=person(principle.document))


def test_who_leaves_no_longer_proposes_it(principle: Principle) -> None:
    amendment = AmendmentFactory.create(principle=principle)
    other = person(principle.document)
    join_sponsors(amendment=amendment, by=other)
    leave_sponsors(amendment=amendment, by=other)
    assert Sponsor.objects.count() == 0
    with pytest.raises(Denied):
        leave_sponsors(amendment=amendment, by=other)


@pytest.mark.parametrize(
    "make", [VotingFactory.create, lambda **f: rejected(AmendmentFactory.create(**f))]
)
def test_under_vote_and_after_it_nobody_joins_or_leaves(principle: Principle, make: object) -> None:
    amendment = make(principle=principle)  # type: ignore[operator]
    sponsor = SponsorFactory.create(amendment=amendment).participation.user
    with conflict("not_open"):
        join_sponsors(amendment=amendment, by=person(principle.document))
    with pytest.raises(Denied):
        leave_sponsors(amendment=amendment, by=sponsor)


# Withdrawing and taking over --------------------------------------------------------------------


@pytest.mark.parametrize("make", [CollectingFactory, SubmittedFactory, AmendmentFactory])
def test_it_is_withdrawn_wherever_it_stands_before_the_vote(
    principle: Principle, make: type[AmendmentFactory]
) -> None:
    amendment = make.create(principle=principle)
    assert withdraw_amendment(amendment=amendment, by=amendment.author).status == "withdrawn"


def test_under_vote_it_is_not_withdrawn(principle: Principle) -> None:
    amendment = VotingFactory.create(principle=principle)
    with pytest.raises(Denied) as denied:
        withdraw_amendment(amendment=amendment, by=amendment.author)
    assert "vote on it is open" in str(denied.value)


def test_who_proposed_it_too_takes_over_what_its_author_withdrew(principle: Principle) -> None:
    amendment = AmendmentFactory.create(principle=principle)
    heir = SponsorFactory.create(amendment=amendment).participation
    stays = SponsorFactory.create(amendment=amendment)
    withdraw_amendment(amendment=amendment, by=amendment.author)
    taken = take_over_amendment(amendment=amendment, by=heir.user)
    assert (taken.author, taken.participation, taken.status) == (heir.user, heir, "open")
    assert (taken.number, taken.closed_at) == (amendment.number, None)
    assert list(taken.sponsors.all()) == [stays]
    assert moves(amendment) == [("open", "withdrawn"), ("withdrawn", "open")]
    with pytest.raises(Denied):
        withdraw_amendment(amendment=amendment, by=amendment.author)


def test_abuse_1_nobody_else_takes_it_over(principle: Principle) -> None:
    amendment = AmendmentFactory.create(principle=principle)
    backer = person(principle.document)
    back_amendment(amendment=amendment, by=backer)
    withdraw_amendment(amendment=amendment, by=amendment.author)
    for other in (backer, seated(individual(), principle.document), amendment.author):
        with pytest.raises(Denied):
            take_over_amendment(amendment=amendment, by=other)


def test_what_stands_is_not_taken_over(principle: Principle) -> None:
    amendment = AmendmentFactory.create(principle=principle)
    with conflict("not_open"):
        take_over_amendment(
            amendment=amendment,
            by=SponsorFactory.create(amendment=amendment).participation.user,
        )


def test_what_still_collected_support_goes_on_collecting_when_taken_over() -> None:
    document = needing(3)
    amendment = propose(principle_of(document), person(document))
    heir = person(document)
    join_sponsors(amendment=amendment, by=heir)
    withdraw_amendment(amendment=amendment, by=amendment.author)
    # Its author no longer stands behind it.
    assert take_over_amendment(amendment=amendment, by=heir).status == "collecting"
    assert support_count(document, Amendment.objects.get()).have == 1


def test_abuse_a_wording_nobody_checked_is_not_opened_by_a_change_of_hands() -> None:
    document = open_document(Stage.AMEND, screens_amendments=True)
    principle = principle_of(document)
    amendment = AmendmentFactory.create(principle=principle)
    heir = SponsorFactory.create(amendment=amendment).participation.user
    revised = revise_amendment(
        amendment=amendment,
        operations=wording(principle.key, amendment.title, "What no moderator has read."),
        rationale="Why.",
        base_hash=amendment.base.hash,
        by=amendment.author,
    )
    withdraw_amendment(amendment=revised, by=amendment.author)
    assert take_over_amendment(amendment=revised, by=heir).status == AmendmentStatus.SUBMITTED
