"""Votes on amendments: one a holder, on the words that stand, closed by the document's rule."""

from datetime import timedelta
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import EntryPayload, User
from accounts.verdicts import Denied
from principles.actions.amendment_votes import (
    cast_amendment_vote,
    close_amendment_vote,
    open_amendment_votes,
    reorder_votes,
)
from principles.actions.decisions import adopt_amendment, reject_amendment
from principles.actions.editorial import correct_principle
from principles.actions.proposals import wording
from principles.models import (
    Amendment,
    AmendmentVote,
    Decision,
    Document,
    Evaluation,
    Principle,
    Version,
    VotingOrder,
)
from principles.queries.voting_order import exclusive_before
from principles.rules import PRESETS, Inputs, RuleSet, evaluate
from principles.states import AmendmentKind, AmendmentStatus, Role, Stage
from tests.factories.accounts import (
    OrganisationFactory,
    group,
    individual,
    representative,
)
from tests.factories.amendments import (
    AmendmentFactory,
    SubmittedFactory,
    VotingFactory,
    compromise_of,
    rejected,
)
from tests.factories.principles import (
    joined,
    open_document,
    principle_of,
    seated,
    text_of,
)
from tests.principles.actions.amending import conflict, kinds, moves, refused

pytestmark = pytest.mark.django_db

TITLE, BODY = "Reach", "One two three four. Five six seven eight."


@pytest.fixture
def document() -> Document:
    return open_document(Stage.AMEND, texts=[(TITLE, BODY), ("Second", "Another one.")])


@pytest.fixture
def principle(document: Document) -> Principle:
    return principle_of(document)


@pytest.fixture
def moderator(document: Document) -> User:
    return seated(individual(), document)


def person(document: Document, code: str = "civil-society") -> User:
    return joined(individual(code), document).user


def vote(amendment: Amendment, by: User, choice: str = "support", **fields: str) -> AmendmentVote:
    values = {"text_hash": amendment.text_hash, **fields}
    return cast_amendment_vote(amendment=amendment, choice=choice, by=by, **values)


def votes(amendment: Amendment, code: str = "civil-society", **choices: int) -> None:
    """So many new people of the group chose so."""
    for choice, count in choices.items():
        for _ in range(count):
            vote(amendment, person(amendment.document, code), choice, reason="It harms us.")


def close(amendment: Amendment, by: User) -> Evaluation:
    return close_amendment_vote(amendment=amendment, by=by)


def fate(amendment: Amendment) -> str:
    return Amendment.objects.get(pk=amendment.pk).status


# Opening and casting ---------------------------------------------------------------------------


def test_all_that_are_open_on_a_principle_come_under_vote_at_once(
    principle: Principle, document: Document, moderator: User
) -> None:
    two = AmendmentFactory.create_batch(2, principle=principle)
    waits = SubmittedFactory.create(principle=principle)
    elsewhere = AmendmentFactory.create(principle=principle_of(document, 2))
    assert open_amendment_votes(principle=principle, by=moderator) == two
    assert [fate(each) for each in (*two, waits, elsewhere)] == [
        "voting",
        "voting",
        "submitted",
        "open",
    ]
    assert Amendment.objects.get(pk=two[0].pk).voting_since is not None
    assert moves(two[0]) == [("open", "voting")]
    with refused("nothing_to_vote_on"):
        open_amendment_votes(principle=principle, by=moderator)
    with pytest.raises(Denied):
        open_amendment_votes(principle=principle, by=person(document))


def test_invariant_9_a_vote_is_changed_in_place_and_every_change_is_told(
    principle: Principle,
) -> None:
    amendment = VotingFactory.create(principle=principle)
    voter = person(principle.document)
    first = vote(amendment, voter)
    assert vote(amendment, voter) == first
    vote(amendment, voter, "block", reason="It harms us.\r\n")
    stored = AmendmentVote.objects.get()
    assert (stored.choice, stored.reason) == ("block", "It harms us.")
    told = EntryPayload.objects.filter(entry__kind="amendment.vote_cast").order_by("entry_id")
    assert [(each.data["replaces"], each.data["choice"]) for each in told] == [
        (None, "support"),
        ("support", "block"),
    ]


def test_invariant_9_an_organisation_has_one_vote_however_many_speak_for_it(
    document: Document, principle: Principle
) -> None:
    amendment = VotingFactory.create(principle=principle)
    organisation = OrganisationFactory.create()
    for choice in ("support", "oppose"):
        speaker = representative(organisation)
        joined(speaker, document)
        vote(amendment, speaker, choice)
    assert [(each.holder, each.choice) for each in AmendmentVote.objects.all()] == [
        (f"o{organisation.pk}", "oppose")
    ]
    stored = AmendmentVote.objects.get()
    stored.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        stored.save(force_insert=True)


def test_invariant_10_a_vote_is_on_the_words_that_were_read(principle: Principle) -> None:
    amendment = VotingFactory.create(principle=principle)
    with conflict("revised"):
        vote(amendment, person(principle.document), text_hash="0" * 64)
    assert AmendmentVote.objects.count() == 0


def test_invariant_11_the_group_is_the_one_at_the_time(
    principle: Principle, moderator: User
) -> None:
    amendment = VotingFactory.create(principle=principle)
    voter = person(principle.document, "academia")
    vote(amendment, voter)
    voter.memberships.update(group=group("governments"))
    assert AmendmentVote.objects.get().group.code == "academia"
    counted = close(amendment, moderator).told["inputs"]["groups"]
    assert {each["code"]: each["support"] for each in counted if each["support"]} == {"academia": 1}


@pytest.mark.parametrize(
    ("choice", "reason", "code"),
    [("maybe", "", "unknown_choice"), ("block", " ", "reason_required")],
)
def test_a_vote_that_says_nothing_is_refused(
    principle: Principle, choice: str, reason: str, code: str
) -> None:
    amendment = VotingFactory.create(principle=principle)
    with refused(code):
        vote(amendment, person(principle.document), choice, reason=reason)


def test_what_is_not_under_vote_is_not_voted_on(principle: Principle) -> None:
    with conflict("not_open"):
        vote(AmendmentFactory.create(principle=principle), person(principle.document))


def test_abuse_67_after_the_last_second_nobody_votes(principle: Principle) -> None:
    amendment = VotingFactory.create(principle=principle)
    voter = person(principle.document)
    Document.objects.update(closes_at=timezone.now() - timedelta(seconds=1))
    with refused("window_closed"):
        vote(amendment, voter)


def test_the_team_and_those_without_a_voice_do_not_vote(
    document: Document, principle: Principle, moderator: User
) -> None:
    amendment = VotingFactory.create(principle=principle)
    joined(moderator, document)
    for other in (moderator, individual(), seated(individual(), document, Role.OBSERVER)):
        with pytest.raises(Denied):
            vote(amendment, other)


# Closing -----------------------------------------------------------------------------------------


def test_what_the_rule_passes_becomes_the_text(principle: Principle, moderator: User) -> None:
    amendment = VotingFactory.create(principle=principle)
    beaten = VotingFactory.create(principle=principle, body=BODY.replace("One", "At one"))
    votes(amendment, support=3, oppose=1)
    told = close(amendment, moderator)
    assert (told.outcome, fate(amendment), fate(beaten)) == ("passed", "adopted", "fallen")
    assert text_of(principle).body == amendment.body
    decision = Decision.objects.get(amendment=amendment)
    assert (decision.reason, decision.by) == (told.sentence, moderator)
    assert kinds(principle.document)[-4:] == [
        "amendment.evaluated",
        "version.published",
        "amendment.adopted",
        "amendment.fallen",
    ]


def test_what_it_does_not_pass_is_not_adopted(principle: Principle, moderator: User) -> None:
    amendment = VotingFactory.create(principle=principle)
    votes(amendment, support=1, oppose=3)
    told = close(amendment, moderator)
    assert (told.outcome, fate(amendment)) == ("not_passed", "rejected")
    assert Decision.objects.get().reason == told.sentence
    assert Version.objects.count() == 1
    with conflict("not_open"):
        close(amendment, moderator)


RULES = {
    "simple": PRESETS["simple_majority"],
    "two thirds": PRESETS["two_thirds_each_group"],
    "consensus": PRESETS["rough_consensus"],
    "two groups": RuleSet(threshold=Fraction(2, 3), strict=False, scope="both", groups_needed=2),
    "quorum": RuleSet(quorum_votes=4, abstentions_count=True),
}


@pytest.mark.parametrize("name", RULES)
def test_invariant_13_a_verdict_is_computed_again_from_what_is_kept(
    document: Document, principle: Principle, moderator: User, name: str
) -> None:
    Document.objects.update(decision_rule=RULES[name].as_json())
    amendment = VotingFactory.create(principle=principle)
    votes(amendment, support=3, oppose=1, abstain=1)
    votes(amendment, "academia", accept=2, block=1)
    told = Evaluation.objects.get(pk=close(amendment, moderator).pk)
    again = evaluate(RuleSet.from_json(told.told["rules"]), Inputs.from_json(told.told["inputs"]))
    assert (again.sentence, again.outcome.value) == (told.sentence, told.outcome)
    assert again.as_json() == told.told
    assert again.rules == RULES[name]
    assert told.text_hash == amendment.text_hash
    [entry] = EntryPayload.objects.filter(entry__kind="amendment.evaluated")
    assert entry.data["told"] == again.public_json()


def test_invariant_13_what_cannot_be_evaluated_stays_for_the_moderators(
    document: Document, principle: Principle, moderator: User
) -> None:
    Document.objects.update(decision_rule=PRESETS["two_thirds_each_group"].as_json())
    amendment = VotingFactory.create(principle=principle)
    votes(amendment, support=5)
    votes(amendment, "academia", support=2)
    told = close(amendment, moderator)
    assert (told.outcome, fate(amendment)) == ("not_evaluable", "voting")
    assert Decision.objects.count() == 0
    amendment.refresh_from_db()
    base_hash = text_of(principle).hash
    with refused("reason_required"):
        adopt_amendment(amendment=amendment, base_hash=base_hash, by=moderator)
    with refused("reason_required"):
        reject_amendment(amendment=amendment, reason="", by=moderator)
    adopt_amendment(
        amendment=amendment, base_hash=base_hash, by=moderator, reason="Nobody is against it."
    )
    assert Decision.objects.get().reason == "Nobody is against it."


def test_silence_waits_for_its_hours_and_then_consents(
    document: Document, principle: Principle, moderator: User
) -> None:
    Document.objects.update(decision_rule=PRESETS["silence"].as_json())
    amendment = VotingFactory.create(principle=principle)
    assert (close(amendment, moderator).outcome, fate(amendment)) == ("pending", "voting")
    Amendment.objects.update(voting_since=timezone.now() - timedelta(hours=73))
    assert (close(amendment, moderator).outcome, fate(amendment)) == ("passed", "adopted")
    assert Evaluation.objects.filter(amendment=amendment).count() == 2


def test_the_one_furthest_from_the_text_is_closed_first(
    principle: Principle, moderator: User
) -> None:
    near = VotingFactory.create(principle=principle, title=TITLE, body=BODY.replace("One", "A"))
    far = VotingFactory.create(principle=principle, title=TITLE, body="A wholly other text.")
    votes(near, support=3)
    with conflict("others_first"):
        close(near, moderator)
    assert (Evaluation.objects.count(), fate(near)) == (0, "voting")
    votes(far, oppose=3)
    close(far, moderator)
    close(near, moderator)
    assert (fate(far), fate(near)) == ("rejected", "adopted")


def test_what_excludes_nothing_waits_for_nobody(principle: Principle, moderator: User) -> None:
    first = VotingFactory.create(principle=principle, title=TITLE, body=BODY.replace("One", "A"))
    last = VotingFactory.create(
        principle=principle, title=TITLE, body=BODY.replace("seven eight", "ten")
    )
    for each in (first, last):
        votes(each, support=3)
        close(each, moderator)
    assert text_of(principle).body == "A two three four. Five six ten."
    assert [fate(first), fate(last)] == ["adopted", "adopted"]


def test_what_a_vote_passes_on_a_sentence_that_changed_a_person_fits_to_it(
    principle: Principle, moderator: User
) -> None:
    first = VotingFactory.create(principle=principle, title=TITLE, body=BODY.replace("One", "A"))
    last = VotingFactory.create(
        principle=principle, title=TITLE, body=BODY.replace("three four", "ten")
    )
    votes(first, support=3)
    votes(last, support=3)
    close(last, moderator)
    assert close(first, moderator).outcome == "passed"
    assert fate(first) == "voting"
    both = wording(principle.key, TITLE, "A two ten. Five six seven eight.")
    adopt_amendment(
        amendment=first,
        base_hash=text_of(principle).hash,
        by=moderator,
        reason="Passed, and fitted to what was passed before.",
        operations=both,
    )
    assert (fate(first), text_of(principle).body) == (
        "adopted_modified",
        "A two ten. Five six seven eight.",
    )


def test_a_compromise_is_voted_on_before_what_it_replaces(
    principle: Principle, moderator: User
) -> None:
    parents = [VotingFactory.create(principle=principle), VotingFactory.create(principle=principle)]
    between = compromise_of(*parents, status=AmendmentStatus.VOTING, body=BODY.replace("One", "A"))
    with conflict("others_first"):
        close(parents[0], moderator)
    votes(between, support=3)
    close(between, moderator)
    assert [fate(each) for each in parents] == ["subsumed", "subsumed"]


def test_the_chair_orders_the_votes_with_a_reason(principle: Principle, moderator: User) -> None:
    near = VotingFactory.create(principle=principle, title=TITLE, body=BODY.replace("One", "A"))
    far = VotingFactory.create(principle=principle, title=TITLE, body="A wholly other text.")
    with refused("reason_required"):
        reorder_votes(principle=principle, numbers=[near.number], reason=" ", by=moderator)
    for numbers in ([near.number, near.number], [99]):
        with refused("unknown_amendment"):
            reorder_votes(principle=principle, numbers=numbers, reason="Why.", by=moderator)
    with pytest.raises(Denied):
        reorder_votes(
            principle=principle, numbers=[near.number], reason="Why.", by=person(near.document)
        )
    reorder_votes(principle=principle, numbers=[near.number], reason="It is simpler.", by=moderator)
    assert VotingOrder.objects.get().reason == "It is simpler."
    assert kinds(principle.document) == ["amendment.reordered"]
    with conflict("others_first"):
        close(far, moderator)
    close(near, moderator)


def test_a_vote_on_an_amendment_to_one_makes_it_what_that_one_says(
    principle: Principle, moderator: User
) -> None:
    parent = VotingFactory.create(principle=principle, body=BODY.replace("One", "A"))
    child = VotingFactory.create(
        principle=principle, body=BODY.replace("One", "Any"), parent=parent
    )
    early = person(principle.document)
    vote(parent, early)
    votes(child, support=3)
    with conflict("others_first"):
        close(parent, moderator)
    close(child, moderator)
    amended = Amendment.objects.get(pk=parent.pk)
    assert (fate(child), amended.status, amended.body) == ("subsumed", "voting", child.body)
    assert Version.objects.count() == 1
    # What was cast on its former words no longer counts (invariant 10).
    votes(amended, oppose=1)
    told = close(amended, moderator)
    assert sum(each["support"] for each in told.told["inputs"]["groups"]) == 0
    assert fate(amended) == "rejected"


def test_invariant_10_the_same_vote_again_on_new_words_is_a_vote_on_these(
    principle: Principle, moderator: User
) -> None:
    parent = VotingFactory.create(principle=principle, body=BODY.replace("One", "A"))
    child = VotingFactory.create(
        principle=principle, body=BODY.replace("One", "Any"), parent=parent
    )
    voter = person(principle.document)
    vote(parent, voter, "oppose")
    votes(child, support=3)
    close(child, moderator)
    amended = Amendment.objects.get(pk=parent.pk)
    vote(amended, voter, "oppose")
    assert AmendmentVote.objects.get(amendment=parent).text_hash == amended.text_hash
    assert close(amended, moderator).outcome == "not_passed"


def test_new_words_have_the_whole_time_to_object(principle: Principle, moderator: User) -> None:
    parent = VotingFactory.create(principle=principle, body=BODY.replace("One", "A"))
    child = VotingFactory.create(
        principle=principle, body=BODY.replace("One", "Any"), parent=parent
    )
    long_ago = timezone.now() - timedelta(hours=100)
    Amendment.objects.update(voting_since=long_ago)
    principle.document.decision_rule = PRESETS["silence"].as_json()
    principle.document.save()
    person(principle.document)
    assert close(child, moderator).outcome == "passed"
    amended = Amendment.objects.get(pk=parent.pk)
    assert amended.voting_since is not None
    assert amended.voting_since > long_ago
    assert close(amended, moderator).outcome == "pending"


def test_of_two_amendments_to_one_the_second_does_not_undo_the_first(
    principle: Principle, moderator: User
) -> None:
    parent = VotingFactory.create(principle=principle, body=BODY.replace("One", "A"))
    children = [
        VotingFactory.create(principle=principle, body=parent.body.replace(old, new), parent=parent)
        for old, new in (("two", "zwei"), ("eight", "acht"))
    ]
    for child in children:
        votes(child, support=3)
    close(next(each for each in children if not exclusive_before(each)), moderator)
    assert sorted(map(fate, children)) == ["fallen", "subsumed"]
    taken = next(each for each in children if fate(each) == "subsumed")
    assert Amendment.objects.get(pk=parent.pk).body == taken.body


def test_what_excludes_it_from_another_principle_is_closed_first_too(
    document: Document, principle: Principle, moderator: User
) -> None:
    joining = VotingFactory.create(
        principle=principle,
        operations=[{"code": "join", "principle": 1, "others": [2], "title": TITLE, "body": BODY}],
    )
    other = VotingFactory.create(principle=principle_of(document, 2), body="Another two.")
    with conflict("others_first"):
        close(other, moderator)
    votes(joining, oppose=3)
    close(joining, moderator)
    votes(other, support=3)
    close(other, moderator)
    assert (fate(joining), fate(other)) == ("rejected", "adopted")


def test_after_the_close_what_was_under_vote_still_gets_an_answer(
    document: Document, principle: Principle, moderator: User
) -> None:
    amendment = VotingFactory.create(principle=principle)
    Document.objects.filter(pk=document.pk).update(stage=Stage.CLOSED)
    reject_amendment(amendment=amendment, reason="Nobody counted it in time.", by=moderator)
    assert fate(amendment) == "rejected"


def test_where_what_it_would_change_is_gone_it_stands_for_itself(
    principle: Principle, moderator: User
) -> None:
    parent = VotingFactory.create(principle=principle, body=BODY.replace("One", "A"))
    child = VotingFactory.create(
        principle=principle, body=BODY.replace("One", "Any"), parent=parent
    )
    rejected(parent)
    votes(child, support=3)
    close(child, moderator)
    assert (fate(child), text_of(principle).body) == ("adopted", child.body)


def test_of_rival_texts_one_stands(principle: Principle, moderator: User) -> None:
    rivals = [
        VotingFactory.create(
            principle=principle, body=f"A text of its own, {n}.", kind=AmendmentKind.RIVAL
        )
        for n in range(2)
    ]
    beside = VotingFactory.create(
        principle=principle, title=TITLE, body=BODY.replace("eight", "nine")
    )
    order = {each.number: each for each in (*rivals, beside)}
    votes(rivals[0], support=3)
    close(rivals[0], moderator)
    assert [fate(each) for each in order.values()] == ["adopted", "fallen", "fallen"]


def test_what_only_a_person_can_fit_to_the_text_is_not_passed_by_a_count(
    principle: Principle, moderator: User
) -> None:
    amendment = VotingFactory.create(
        principle=principle,
        base=text_of(principle),
        operations=[
            {"code": "mod", "principle": 1, "title": TITLE, "body": BODY.replace("One", "A")}
        ],
    )
    correct_principle(
        principle=principle,
        title=TITLE,
        body=BODY.replace("One", "Once"),
        rationale="A slip.",
        base_hash=text_of(principle).hash,
        by=moderator,
    )
    votes(amendment, support=3)
    assert close(amendment, moderator).outcome == "passed"
    assert (fate(amendment), text_of(principle).body) == ("voting", BODY.replace("One", "Once"))


def test_abuse_1_only_moderators_close_and_not_their_own(principle: Principle) -> None:
    amendment = VotingFactory.create(principle=principle)
    with pytest.raises(Denied):
        close(amendment, person(principle.document))
    with pytest.raises(Denied):
        close(amendment, seated(amendment.author, principle.document))


def test_no_operations_of_a_vote_are_the_moderators(principle: Principle, moderator: User) -> None:
    """Under vote the wording voted on is the one that is adopted."""
    amendment = VotingFactory.create(principle=principle)
    changed = wording(principle.key, TITLE, "The moderator's own.")
    with conflict("vote_open"):
        adopt_amendment(
            amendment=amendment,
            base_hash=text_of(principle).hash,
            by=moderator,
            reason="It reads better.",
            operations=changed,
        )
    assert fate(amendment) == "voting"
