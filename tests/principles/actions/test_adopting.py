"""Adopting: every operation makes the text it says, what excludes it falls by name, and the same
is taken in."""

import pytest

from accounts.models import User
from accounts.verdicts import Conflict
from principles.actions.amendment_votes import close_amendment_vote
from principles.actions.decisions import (
    Collide,
    Seen,
    adopt_together,
    lapse_amendments,
    refer_amendment,
    reject_amendment,
)
from principles.actions.proposals import wording
from principles.actions.sponsorship import withdraw_amendment
from principles.actions.versions import publish_text
from principles.models import Amendment, Decision, Document, Principle, Section, Version
from principles.queries.clauses import clauses_of
from principles.queries.history import check_version
from principles.rules import RuleSet
from principles.states import AmendmentKind, AmendmentStatus, Stage
from principles.text.operation_json import operations_as_json
from principles.text.operations import Code, Operation, Words
from principles.text.operations_merge import merge_operations
from tests.factories.accounts import individual
from tests.factories.amendments import (
    AmendmentFactory,
    CollectingFactory,
    DraftFactory,
    ScreeningFactory,
    SubmittedFactory,
    VotingFactory,
    compromise_of,
    rejected,
)
from tests.factories.principles import joined, open_document, principle_of, seated, text_of
from tests.principles.actions.amending import adopt, conflict, propose, refused, texts_of

pytestmark = pytest.mark.django_db

TEXTS = [
    ("First", "One two."),
    ("Second", "Three four."),
    ("Third", "Five six."),
    ("Fourth", "Seven."),
]


@pytest.fixture
def document() -> Document:
    """Four principles in two sections of two, numbered 1 to 4."""
    return open_document(Stage.AMEND, texts=TEXTS, sections=2)


@pytest.fixture
def author(document: Document) -> User:
    return joined(individual(), document).user


@pytest.fixture
def moderator(document: Document) -> User:
    return seated(individual(), document)


def open_one(document: Document, *operations: Operation, key: int = 1) -> Amendment:
    """Open, filed under a principle, and doing this."""
    return AmendmentFactory.create(
        principle=principle_of(document, key), operations=operations_as_json(operations)
    )


def together(document: Document, *amendments: Amendment, by: User, version: int = 1) -> Version:
    seen = [Seen(each, each.text_hash) for each in amendments]
    return adopt_together(seen=seen, version=version, by=by)


def fate(amendment: Amendment) -> tuple[str, str]:
    """Its status, and which amendment made it so."""
    found = Amendment.objects.get(pk=amendment.pk)
    because = found.decision.because if hasattr(found, "decision") else None
    return found.status, str(because or "")


# Operations ------------------------------------------------------------------------------------

F, S, T, L = TEXTS
MOD = Operation(Code.MOD, principle=2, words=Words("Second", "Three and four."))
ADD = Operation(Code.ADD, after=1, words=Words("New", "Fresh words."))
ADD_FIRST = Operation(Code.ADD, section=2, words=Words("New", "Fresh words."))
SUP = Operation(Code.SUP, principle=2)
MOVE = Operation(Code.MOVE, principle=1, after=3)
SPLIT = Operation(
    Code.SPLIT, principle=2, parts=(Words("Second", "Three."), Words("Half", "Four."))
)
JOIN = Operation(Code.JOIN, principle=2, others=(3,), words=Words("Both", "Three to six."))


@pytest.mark.parametrize(
    ("operations", "expected"),
    [
        ((MOD,), [(1, 1, "1", *F), (2, 1, "2", "Second", "Three and four."), (3, 2, "3", *T), (4, 2, "4", *L)]),
        ((ADD,), [(1, 1, "1", *F), (5, 1, "2", "New", "Fresh words."), (2, 1, "3", *S), (3, 2, "4", *T), (4, 2, "5", *L)]),
        ((ADD_FIRST,), [(1, 1, "1", *F), (2, 1, "2", *S), (5, 2, "3", "New", "Fresh words."), (3, 2, "4", *T), (4, 2, "5", *L)]),
        ((SUP,), [(1, 1, "1", *F), (3, 2, "2", *T), (4, 2, "3", *L)]),
        ((MOVE,), [(2, 1, "1", *S), (3, 2, "2", *T), (1, 2, "3", *F), (4, 2, "4", *L)]),
        ((SPLIT,), [(1, 1, "1", *F), (2, 1, "2", "Second", "Three."), (5, 1, "3", "Half", "Four."), (3, 2, "4", *T), (4, 2, "5", *L)]),
        ((JOIN,), [(1, 1, "1", *F), (2, 1, "2", "Both", "Three to six."), (4, 2, "3", *L)]),
        ((MOD, MOVE, ADD_FIRST), [(2, 1, "1", "Second", "Three and four."), (5, 2, "2", "New", "Fresh words."), (3, 2, "3", *T), (1, 2, "4", *F), (4, 2, "5", *L)]),
    ],
)  # fmt: skip
def test_an_operation_makes_the_text_it_says(
    document: Document, moderator: User, operations: tuple[Operation, ...], expected: list[object]
) -> None:
    version = adopt(open_one(document, *operations), moderator)
    assert texts_of(version) == expected
    assert check_version(version)
    # The first version stands as it was (invariant 1).
    [first] = Version.objects.filter(number=1)
    assert [words for _, _, _, *words in texts_of(first)] == [list(text) for text in TEXTS]
    assert check_version(first)


def test_a_key_is_never_given_twice_invariant_8(document: Document, moderator: User) -> None:
    adopt(open_one(document, ADD), moderator)
    gone = Operation(Code.SUP, principle=5)
    adopt(open_one(document, gone), moderator)
    again = adopt(open_one(document, ADD_FIRST), moderator)
    assert [key for key, *_ in texts_of(again)] == [1, 2, 6, 3, 4]
    assert Principle.objects.filter(document=document, key=5).exists()


def test_a_principle_is_put_into_a_section_that_stands_empty(
    document: Document, author: User, moderator: User
) -> None:
    Section.objects.create(document=document, position=3, heading="Still empty")
    into = Operation(Code.ADD, section=3, words=Words("Alone", "In its section."))
    amendment = propose(principle_of(document), author, (into,))
    other = AmendmentFactory.create(principle=principle_of(document, 2), body="Other words.")
    version = together(document, amendment, other, by=moderator)
    assert texts_of(version)[-1] == (5, 3, "5", "Alone", "In its section.")


def test_a_principle_is_put_before_every_section(
    document: Document, author: User, moderator: User
) -> None:
    first = Operation(Code.ADD, section=0, words=Words("Before", "All others."))
    version = adopt(propose(principle_of(document), author, (first,)), moderator)
    assert [(key, section) for key, section, *_ in texts_of(version)][:2] == [(5, 0), (1, 1)]


@pytest.mark.parametrize(
    ("operations", "code"),
    [
        ((), "empty_wording"),
        ((Operation(Code.SUP, principle=9),), "unknown_principle"),
        ((Operation(Code.ADD, section=7, words=Words("T", "B")),), "unknown_section"),
        ((SUP, MOD), "contradicts"),
        ((Operation(Code.MOVE, principle=1, after=1),), "after_itself"),
        ((Operation(Code.SPLIT, principle=1, parts=(Words("T", "B"),)),), "too_few_parts"),
        ((Operation(Code.JOIN, principle=1, words=Words("T", "B")),), "too_few_joined"),
        ((Operation(Code.MOVE, principle=2, after=1),), "nothing_changed"),
        (tuple([MOD] * 21), "too_many"),
    ],
)
def test_operations_that_cannot_be_are_refused(
    document: Document, author: User, operations: tuple[Operation, ...], code: str
) -> None:
    with refused(code):
        propose(principle_of(document), author, operations)
    assert Amendment.objects.count() == 0


def test_an_amendment_is_found_under_every_principle_it_touches(
    document: Document, author: User
) -> None:
    amendment = propose(principle_of(document, 2), author, (SPLIT, MOVE))
    assert [each.key for each in amendment.touched.order_by("key")] == [1, 2, 3]


def test_the_same_text_is_no_new_version(document: Document, moderator: User) -> None:
    adopt(open_one(document, MOD), moderator)
    again = AmendmentFactory.create(
        principle=principle_of(document, 2),
        base=Version.objects.get(number=1).texts.get(principle__key=2),
        operations=operations_as_json((MOD,)),
    )
    with conflict("already_satisfied"):
        adopt(again, moderator)
    assert Version.objects.count() == 2


def test_what_would_change_a_principle_that_is_gone_is_not_adopted(
    document: Document, moderator: User
) -> None:
    late = SubmittedFactory.create(principle=principle_of(document, 2))
    adopt(open_one(document, SUP), moderator)
    Amendment.objects.filter(pk=late.pk).update(status=AmendmentStatus.OPEN)
    with refused("principle_gone"):
        together(document, Amendment.objects.get(pk=late.pk), by=moderator, version=2)


def test_a_text_published_from_nothing_new_is_refused(document: Document, moderator: User) -> None:
    same = merge_operations(clauses_of(document.current_version_id), {})
    with refused("nothing_changed"):
        publish_text(document=document, placed=same, note="", by=moderator)


# Together --------------------------------------------------------------------------------------


def test_several_that_go_together_are_adopted_in_one_version(
    document: Document, moderator: User
) -> None:
    last = Operation(Code.MOVE, principle=3, after=4)
    ones = [open_one(document, MOD), open_one(document, ADD), open_one(document, last)]
    version = together(document, *ones, by=moderator)
    assert (version.number, Version.objects.count()) == (2, 2)
    assert version.note.startswith("A-1 Say who answers, A-2")
    assert {(each.outcome, each.version) for each in Decision.objects.all()} == {
        ("adopted", version)
    }
    assert [title for *_, title, _ in texts_of(version)] == [
        "First",
        "New",
        "Second",
        "Fourth",
        "Third",
    ]


def test_invariant_5_of_several_that_collide_none_is_adopted(
    document: Document, moderator: User
) -> None:
    fits, one, two = (
        open_one(document, ADD),
        open_one(document, MOD, key=2),
        open_one(document, *wording(2, "Second", "Three or four."), key=2),
    )
    with pytest.raises(Collide) as told:
        together(document, fits, one, two, by=moderator)
    [clash] = told.value.clashes.clashes
    assert clash.between == (2, 3)
    assert {fate(each) for each in (fits, one, two)} == {("open", "")}
    assert (Version.objects.count(), Decision.objects.count()) == (1, 0)


def test_a_rival_text_is_one_whole_and_goes_with_nothing_else(
    document: Document, moderator: User
) -> None:
    rival = AmendmentFactory.create(
        principle=principle_of(document), body="One two.", title="Other", kind=AmendmentKind.RIVAL
    )
    beside = open_one(document, *wording(1, "First", "One two. Three."))
    with pytest.raises(Collide):
        together(document, rival, beside, by=moderator)
    adopt(rival, moderator)
    assert fate(beside) == ("fallen", "A-1")


def test_abuse_an_amendment_of_another_document_is_not_adopted_into_this_one(
    document: Document, moderator: User
) -> None:
    own = open_one(document, MOD)
    other = open_one(open_document(Stage.AMEND, texts=TEXTS), SUP)
    with conflict("no_amendment"):
        together(document, own, other, by=moderator)
    assert Version.objects.filter(document=document).count() == 1


def test_together_holds_for_the_version_and_the_wordings_seen(
    document: Document, moderator: User
) -> None:
    one, two = open_one(document, MOD), open_one(document, ADD)
    with refused("nothing_chosen"):
        adopt_together(seen=[], version=1, by=moderator)
    with conflict("revised"):
        adopt_together(seen=[Seen(one, "0" * 64)], version=1, by=moderator)
    adopt(one, moderator)
    with conflict("stale_version"):
        together(document, two, by=moderator)
    assert together(document, two, by=moderator, version=2).number == 3


def test_what_is_not_open_is_not_adopted_with_others(document: Document, moderator: User) -> None:
    for make in (DraftFactory, CollectingFactory, SubmittedFactory, ScreeningFactory):
        other = make.create(principle=principle_of(document, 2))
        with conflict("not_open"):
            together(document, open_one(document, ADD), other, by=moderator)


# What becomes of the others ----------------------------------------------------------------------


def test_what_it_excludes_falls_by_name_and_the_rest_stays(
    document: Document, moderator: User
) -> None:
    adopted = open_one(document, MOD, key=2)
    against = open_one(document, SUP, key=2)
    voted = VotingFactory.create(principle=principle_of(document, 2))
    elsewhere = open_one(document, *wording(3, "Third", "Five or six."), key=3)
    waiting = SubmittedFactory.create(principle=principle_of(document, 2))
    version = adopt(adopted, moderator)
    assert [fate(each) for each in (against, voted, elsewhere, waiting)] == [
        ("fallen", "A-1"),
        ("fallen", "A-1"),
        ("open", ""),
        ("submitted", ""),
    ]
    assert (against.__class__.objects.get(pk=against.pk).decision.version, version.number) == (
        None,
        2,
    )


def test_the_very_same_is_taken_in(document: Document, moderator: User) -> None:
    adopted, same = open_one(document, MOD, key=2), open_one(document, MOD, key=2)
    adopt(adopted, moderator)
    assert fate(same) == ("subsumed", "A-1")


def test_what_falls_through_one_of_several_names_that_one(
    document: Document, moderator: User
) -> None:
    one, two = open_one(document, ADD), open_one(document, MOD, key=2)
    loser = open_one(document, SUP, key=2)
    together(document, one, two, by=moderator)
    assert fate(loser) == ("fallen", str(two))


def test_a_compromise_takes_in_those_whose_authors_consent(
    document: Document, moderator: User
) -> None:
    parents = [open_one(document, MOD, key=2), open_one(document, SUP, key=2)]
    compromise = compromise_of(*parents, body="Three with four.")
    adopt(compromise, moderator)
    assert [fate(each) for each in parents] == [("subsumed", "A-3")] * 2


@pytest.mark.parametrize("answer", [False, None])
def test_without_consent_the_compromise_makes_them_fall(
    document: Document, moderator: User, answer: bool | None
) -> None:
    parents = [open_one(document, MOD, key=2), open_one(document, SUP, key=2)]
    adopt(compromise_of(*parents, body="Three with four.", consents=answer), moderator)
    assert [fate(each) for each in parents] == [("fallen", "A-3")] * 2


def test_consent_to_a_former_wording_is_none(document: Document, moderator: User) -> None:
    parents = [open_one(document, MOD, key=2), open_one(document, SUP, key=2)]
    compromise = compromise_of(*parents, body="Three with four.")
    compromise.consents.update(text_hash="0" * 64)
    adopt(compromise, moderator)
    assert [fate(each)[0] for each in parents] == ["fallen", "fallen"]


# With changes, for later, and at the end -------------------------------------------------------------


def test_with_a_moderators_words_it_is_adopted_with_changes(
    document: Document, moderator: User
) -> None:
    amendment = open_one(document, MOD, key=2)
    changed = wording(2, "Second", "Three, and also four.")
    version = adopt(amendment, moderator, operations=changed, reason="Clearer.")
    assert fate(amendment)[0] == "adopted_modified"
    assert text_of(principle_of(document, 2)).body == "Three, and also four."
    decision = Decision.objects.get()
    assert (decision.outcome, decision.version, decision.reason) == (
        "adopted_modified",
        version,
        "Clearer.",
    )
    # What its author proposed stands as they wrote it.
    assert Amendment.objects.get().body == "Three and four."


def test_with_its_own_words_it_is_adopted_as_it_is(document: Document, moderator: User) -> None:
    amendment = open_one(document, MOD, key=2)
    adopt(amendment, moderator, operations=(MOD,))
    assert fate(amendment)[0] == "adopted"


def test_a_moderators_words_are_checked_like_any(document: Document, moderator: User) -> None:
    amendment = open_one(document, MOD, key=2)
    with refused("empty_wording"):
        adopt(amendment, moderator, operations=wording(2, "Second", " "))
    assert fate(amendment)[0] == "open"


def test_it_is_left_for_later_with_a_reason(document: Document, moderator: User) -> None:
    amendment = open_one(document, MOD, key=2)
    with refused("reason_required"):
        refer_amendment(amendment=amendment, reason=" ", by=moderator)
    refer_amendment(amendment=amendment, reason="When the law is passed.", by=moderator)
    assert fate(amendment)[0] == "referred"
    assert Decision.objects.get().reason == "When the law is passed."
    with pytest.raises(Conflict):
        adopt(amendment, moderator)


def test_what_is_under_vote_moderators_decide_with_a_reason_only(
    document: Document, moderator: User
) -> None:
    document.decision_rule = RuleSet(quorum_votes=9).as_json()
    document.save()
    amendment = VotingFactory.create(principle=principle_of(document, 2))
    for reason in ("", "Nobody objects."):
        with conflict("vote_open"):
            adopt(amendment, moderator, reason=reason)
        with conflict("vote_open"):
            reject_amendment(amendment=amendment, reason="It is late.", by=moderator)
    assert close_amendment_vote(amendment=amendment, by=moderator).outcome == "not_evaluable"
    with refused("reason_required"):
        adopt(amendment, moderator)
    adopt(amendment, moderator, reason="Too few could vote, and nobody objects.")
    assert fate(amendment)[0] == "adopted"


def test_at_the_end_drafts_stay_and_all_else_that_waits_lapses(document: Document) -> None:
    principle = principle_of(document)
    makes = (DraftFactory, CollectingFactory, SubmittedFactory, ScreeningFactory)
    waiting = [
        make.create(principle=principle) for make in (*makes, AmendmentFactory, VotingFactory)
    ]
    decided = rejected(AmendmentFactory.create(principle=principle))
    withdrawn = AmendmentFactory.create(principle=principle)
    withdraw_amendment(amendment=withdrawn, by=withdrawn.author)
    assert lapse_amendments(document=document, by=None) == 5
    assert [fate(each)[0] for each in waiting] == ["draft", *["lapsed"] * 5]
    assert [fate(each)[0] for each in (decided, withdrawn)] == ["rejected", "withdrawn"]
    assert lapse_amendments(document=document, by=None) == 0


def test_only_what_can_be_decided_is_rejected(document: Document, moderator: User) -> None:
    for make in (DraftFactory, CollectingFactory, SubmittedFactory, ScreeningFactory):
        waiting = make.create(principle=principle_of(document))
        with conflict("not_open"):
            reject_amendment(amendment=waiting, reason="No.", by=moderator)
