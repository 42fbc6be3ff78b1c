"""An amendment to a document that has changed since."""

from collections.abc import Sequence

import pytest

from principles.text.collisions import CollisionKind as Kind
from principles.text.operations import BadOperation, Clause, Code, Operation, Words
from principles.text.operations_merge import apply_operations
from principles.text.operations_rebase import RebasedOperations, rebase_operations
from principles.text.rebase import CURRENT, PROPOSAL, Applicability
from tests.text.documents import (
    DOCUMENT,
    SECTIONS,
    add,
    as_clauses,
    join,
    mod,
    move,
    outline,
    split,
    sup,
    swap,
)


def rebased(proposed: Operation | Sequence[Operation], *adopted: Operation) -> RebasedOperations:
    """What was proposed on DOCUMENT, on the document in which other operations were adopted."""
    operations = [proposed] if isinstance(proposed, Operation) else proposed
    new = as_clauses(apply_operations(DOCUMENT, adopted, sections=SECTIONS))
    return rebase_operations(DOCUMENT, operations, new, SECTIONS)


@pytest.mark.parametrize(
    "proposed",
    [
        swap(1, "open", "free"),
        add("New", after=1),
        sup(1),
        move(1, after=4),
        join(1, 4, body="Both."),
    ],
)
def test_what_changed_elsewhere_leaves_an_amendment_as_it_is(proposed: Operation) -> None:
    result = rebased(proposed, swap(2, "safe", "secure"), sup(3), add("Newer", after=5))
    assert result == RebasedOperations(Applicability.CLEAN, (proposed,), ())


def test_the_words_proposed_are_carried_into_the_new_words() -> None:
    result = rebased(swap(1, "open", "free"), swap(1, "publish them all", "publish most"))
    assert result.state == Applicability.CLEAN
    assert result.operations == (mod(1, "Every record is free. States should publish most."),)


def test_a_new_title_is_no_matter_to_an_amendment_of_the_body() -> None:
    result = rebased(swap(1, "open", "free"), mod(1, title="Open"))
    assert result.operations == (
        mod(1, "Every record is free. States should publish them all.", title="Open"),
    )
    assert result.state == Applicability.CLEAN


def test_a_change_of_the_same_sentence_is_for_the_proposer_to_look_at() -> None:
    result = rebased(swap(3, "What is", "Whatever is"), swap(3, "is shown", "is published"))
    assert result.state == Applicability.AUTO_REBASED
    assert result.operations == (
        mod(3, "Whatever is promised is kept, and what is kept is published."),
    )


def test_what_is_half_adopted_is_for_the_proposer_to_look_at() -> None:
    result = rebased([sup(5), swap(1, "open", "free")], sup(5))
    assert result.state == Applicability.AUTO_REBASED
    assert result.operations == (swap(1, "open", "free"),)


@pytest.mark.parametrize(
    "proposed",
    [
        swap(1, "open", "free"),
        mod(1, title="Open"),
        add("New", after=1),
        add("New", section=3),
        sup(1),
        move(1, after=4),
        split(1, "One.", "Two."),
        join(1, 4, body="Both."),
    ],
)
def test_what_is_adopted_already_is_satisfied(proposed: Operation) -> None:
    result = rebased(proposed, proposed, swap(2, "safe", "secure"))
    assert result == RebasedOperations(Applicability.ALREADY_SATISFIED, (), ())


@pytest.mark.parametrize(
    "proposed",
    [swap(1, "open", "free"), move(1, after=4), split(1, "One.", "Two."), join(4, 1, body="Both.")],
)
def test_the_principle_an_amendment_changes_may_be_gone(proposed: Operation) -> None:
    result = rebased([proposed, sup(5)], sup(1))
    assert (result.state, result.operations) == (Applicability.TARGET_DELETED, None)
    assert [(each.kind, each.principle, each.between) for each in result.lost] == [
        (Kind.DELETED_AND_EDITED, 1, (CURRENT, PROPOSAL))
    ]


@pytest.mark.parametrize(
    ("proposed", "adopted", "kind"),
    [
        (add("New", after=1), sup(1), Kind.INSERTED_IN_DELETED),
        (add("New", after=1), move(1, after=4), Kind.OVERLAPPING),
        (add("New", after=1), add("Newer", after=1), Kind.SAME_POINT),
        (move(1, after=4), move(1, after=3), Kind.MOVED_TWICE),
        (move(1, after=3), move(3, after=1), Kind.MOVE_CYCLE),
        (sup(1), swap(1, "open", "free"), Kind.DELETED_AND_EDITED),
        (split(1, "One.", "Two."), swap(1, "open", "free"), Kind.OVERLAPPING),
        (join(2, 1, body="Both."), swap(1, "open", "free"), Kind.OVERLAPPING),
    ],
)
def test_what_collides_with_the_new_document_is_for_a_person(
    proposed: Operation, adopted: Operation, kind: Kind
) -> None:
    result = rebased(proposed, adopted)
    assert (result.state, result.operations) == (Applicability.NEEDS_REBASE, None)
    assert [each.kind for each in result.lost] == [kind]


def test_words_that_collide_are_told_with_their_readings() -> None:
    result = rebased(
        swap(2, "Governments", "States"), swap(2, "Governments", "Governments and companies")
    )
    assert result.state == Applicability.NEEDS_REBASE
    (clash,) = result.lost
    assert (clash.principle, clash.part, clash.between) == (2, "body", (CURRENT, PROPOSAL))
    assert {each.amendments for each in clash.readings} == {(CURRENT,), (PROPOSAL,)}


def test_a_section_may_be_gone() -> None:
    new = tuple(clause for clause in DOCUMENT if clause.section == 1)
    result = rebase_operations(DOCUMENT, [add("New", section=2)], new)
    assert result.state == Applicability.NEEDS_REBASE
    assert [(each.kind, each.principle) for each in result.lost] == [
        (Kind.INSERTED_IN_DELETED, None)
    ]


def test_moves_in_a_row_of_which_one_is_made_already() -> None:
    proposed = [move(1, after=4), move(2, after=1)]
    result = rebased(proposed, move(1, after=4))
    assert result.state == Applicability.AUTO_REBASED
    assert result.operations == (move(2, after=1),)
    new = as_clauses(apply_operations(DOCUMENT, [move(1, after=4)]))
    assert outline(apply_operations(new, result.operations)) == {1: [3], 2: [4, 1, 2, 5]}


def test_what_was_never_possible_is_refused() -> None:
    with pytest.raises(BadOperation, match="contradicts"):
        rebase_operations(DOCUMENT, [sup(1), sup(1)], DOCUMENT)


def test_words_encoded_otherwise_in_the_new_document_are_no_change() -> None:
    old = (Clause(1, 0, Words("", "Caf\u00e9s are open. Shops are shut.")),)
    new = (Clause(1, 0, Words("", "Cafe\u0301s are open. Shops are shut.")),)
    proposed = Operation(Code.MOD, 1, Words("", "Caf\u00e9s are open. Shops are open."))
    result = rebase_operations(old, [proposed], new)
    assert result.state == Applicability.CLEAN


def test_principles_of_equal_words_are_still_two() -> None:
    twins = tuple(Clause(key, 0, Words("", "The same.")) for key in (1, 2))
    assert rebase_operations(twins, [move(1, after=2)], twins) == RebasedOperations(
        Applicability.CLEAN, (move(1, after=2),), ()
    )


def test_what_is_put_behind_what_was_moved_to_its_place_is_found_there() -> None:
    proposed = [move(1, after=2), add("New", after=2)]
    result = rebased(proposed, *proposed)
    assert result == RebasedOperations(Applicability.ALREADY_SATISFIED, (), ())
