"""What amendments to a document dispute."""

import random
import time
from collections.abc import Sequence

import pytest

from principles.text.clashes import Clash, Clashes
from principles.text.collisions import CollisionKind as Kind
from principles.text.operations import BadOperation, Clause, Code, Operation, Words
from principles.text.operations_compare import compare_operations
from principles.text.operations_merge import Clashed, merge_operations
from principles.text.readings import Reading
from tests.machine import slowness
from tests.text.documents import (
    DOCUMENT,
    NUMBERS,
    SECTIONS,
    add,
    join,
    mod,
    move,
    outline,
    split,
    sup,
    swap,
)


def compared(*amendments: Operation | Sequence[Operation]) -> Clashes:
    """The amendments numbered from 1."""
    lists = [[each] if isinstance(each, Operation) else each for each in amendments]
    return compare_operations(DOCUMENT, dict(enumerate(lists, 1)), SECTIONS, NUMBERS)


def told(clashes: Clashes) -> list[tuple[Kind, int | None, str, tuple[int, ...]]]:
    return [(each.kind, each.principle, each.part, each.between) for each in clashes.clashes]


def only(clashes: Clashes) -> Clash:
    (clash,) = clashes.clashes
    return clash


def pairs(clashes: Clashes) -> set[tuple[int, int]]:
    return {
        (one, other)
        for one, others in clashes.conflicts.items()
        for other in others
        if one < other and one in clashes.conflicts[other]
    }


def test_two_wordings_of_one_place_collide_and_are_both_told() -> None:
    clashes = compared(
        swap(2, "Governments", "States"), swap(2, "Governments", "Governments and companies")
    )
    assert pairs(clashes) == {(1, 2)}
    clash = only(clashes)
    assert (clash.principle, clash.part, clash.between) == (2, "body", (1, 2))
    assert clash.kind.blocks
    assert clash.collision is not None
    assert clash.base == clash.collision.base
    assert {each.amendments for each in clash.readings} == {(1,), (2,)}


def test_titles_and_bodies_are_compared_apart() -> None:
    assert compared(mod(1, title="Open"), swap(1, "Every record", "Each record")).clashes == ()
    clash = only(compared(mod(1, title="Open"), mod(1, title="Closed")))
    assert (clash.part, clash.principle) == ("title", 1)


def test_words_of_one_sentence_are_pointed_out_and_do_not_conflict() -> None:
    clashes = compared(swap(3, "What is", "Whatever is"), swap(3, "is shown", "is published"))
    assert pairs(clashes) == set()
    assert (only(clashes).kind, only(clashes).part) == (Kind.INTERACTS, "body")


@pytest.mark.parametrize(
    "other",
    [
        swap(1, "open", "free"),
        move(1, after=2),
        split(1, "One.", "Two."),
        join(1, 2, body="Both."),
        join(2, 1, body="Both."),
    ],
    ids=["mod", "move", "split", "join", "joined away"],
)
def test_a_deletion_stands_against_all_that_is_done_to_the_principle(other: Operation) -> None:
    clashes = compared(sup(1), other)
    assert pairs(clashes) == {(1, 2)}
    clash = only(clashes)
    assert (clash.kind, clash.principle, clash.part) == (Kind.DELETED_AND_EDITED, 1, "whole")
    assert clash.base == str(DOCUMENT[0].words)
    assert clash.readings[0] == Reading("", (1,))
    assert clash.readings[1].amendments == (2,)


@pytest.mark.parametrize("act", [split(1, "One.", "Two."), join(1, 2, body="Both.")])
@pytest.mark.parametrize(
    "other",
    [
        swap(1, "open", "free"),
        split(1, "One.", "Three."),
        join(1, 2, body="Other."),
        join(2, 1, body="Both."),
    ],
)
def test_a_split_or_a_joining_overlaps_other_words(act: Operation, other: Operation) -> None:
    clashes = compared(act, other)
    assert pairs(clashes) == {(1, 2)}
    assert {each.kind for each in clashes.clashes} == {Kind.OVERLAPPING}
    assert 1 in {each.principle for each in clashes.clashes}


def test_a_joining_overlaps_a_change_of_what_it_ends() -> None:
    assert told(compared(join(1, 2, body="Both."), swap(2, "safe", "secure"))) == [
        (Kind.OVERLAPPING, 2, "whole", (1, 2))
    ]


@pytest.mark.parametrize(
    "other", [swap(1, "open", "free"), split(1, "One.", "Two."), join(1, 2, body="Both.")]
)
def test_a_principle_may_be_moved_while_its_words_change(other: Operation) -> None:
    clashes = compared(move(1, after=4), other)
    assert clashes.clashes == ()
    assert pairs(clashes) == set()
    placed = merge_operations(DOCUMENT, {1: [move(1, after=4)], 2: [other]})
    assert outline(placed)[2][:2] == [4, 1]


def test_what_a_joining_ends_cannot_be_moved() -> None:
    assert told(compared(move(2, after=4), join(1, 2, body="Both."))) == [
        (Kind.DELETED_AND_EDITED, 2, "whole", (1, 2))
    ]


@pytest.mark.parametrize(
    ("operation", "principle", "part"),
    [
        (sup(1), 1, "whole"),
        (split(1, "One.", "Two."), 1, "whole"),
        (join(1, 2, body="Both."), 1, "whole"),
        (move(1, after=4), 1, "place"),
        (add("New", after=1), 1, "place"),
        (add("New", section=3), None, "place"),
        (mod(1, title="New"), 1, "title"),
    ],
)
def test_the_same_by_several_is_identical_and_told_once(
    operation: Operation, principle: int | None, part: str
) -> None:
    clashes = compared(operation, sup(5), operation, operation)
    assert told(clashes) == [(Kind.IDENTICAL, principle, part, (1, 3, 4))]
    assert pairs(clashes) == set()


def test_the_same_words_encoded_otherwise_are_identical() -> None:
    composed, decomposed = (
        Operation(Code.ADD, words=Words(title, "Open."), after=1)
        for title in ("Caf\u00e9", "Cafe\u0301")
    )
    assert only(compared(composed, decomposed)).kind == Kind.IDENTICAL


def test_one_principle_moved_to_two_places() -> None:
    clashes = compared(move(1, after=3), move(1, section=2), move(1, after=3))
    assert pairs(clashes) == {(1, 2), (2, 3)}
    assert told(clashes) == [(Kind.MOVED_TWICE, 1, "place", (1, 2, 3))]
    assert only(clashes).readings == (Reading("Trust", (1, 3)), Reading("", (2,)))


def test_two_principles_put_in_one_place() -> None:
    clashes = compared(add("A", after=1), add("B", after=1), move(5, after=1), add("C", after=2))
    assert pairs(clashes) == {(1, 2), (1, 3), (2, 3)}
    clash = only(clashes)
    assert told(clashes) == [(Kind.SAME_POINT, 1, "place", (1, 2, 3))]
    assert clash.readings[0] == Reading("A\n\nA is new.", (1,))
    assert clash.readings[2] == Reading(str(DOCUMENT[4].words), (3,))


def test_the_first_place_of_a_section_is_a_place() -> None:
    assert told(compared(add("A", section=2), move(1, section=2), add("B", section=1))) == [
        (Kind.SAME_POINT, None, "place", (1, 2))
    ]


def test_one_of_two_new_principles_in_a_place_is_not_the_same() -> None:
    both = [add("A", after=1), add("B", after=1)]
    assert told(compared(both, add("A", after=1))) == [(Kind.SAME_POINT, 1, "place", (1, 2))]
    assert told(compared(both, both[::-1])) == [(Kind.SAME_POINT, 1, "place", (1, 2))]


@pytest.mark.parametrize("end", [sup(1), join(2, 1, body="Both.")])
@pytest.mark.parametrize("put", [add("New", after=1), move(5, after=1)])
def test_nothing_is_put_behind_a_principle_that_ends(end: Operation, put: Operation) -> None:
    clashes = compared(end, put)
    assert pairs(clashes) == {(1, 2)}
    assert told(clashes) == [(Kind.INSERTED_IN_DELETED, 1, "place", (1, 2))]
    assert only(clashes).base == str(DOCUMENT[0].words)


def test_nothing_is_put_behind_a_principle_that_another_moves() -> None:
    assert told(compared(move(1, after=4), add("New", after=1), move(5, after=1))) == [
        (Kind.SAME_POINT, 1, "place", (2, 3)),
        (Kind.OVERLAPPING, 1, "place", (1, 2, 3)),
    ]


def test_who_moves_a_principle_may_put_another_behind_it() -> None:
    both = [move(1, after=4), add("New", after=1)]
    clashes = compared(both, both, move(1, after=4))
    assert pairs(clashes) == set()
    assert outline(merge_operations(DOCUMENT, {1: both, 2: [move(1, after=4)]})) == {
        1: [2, 3],
        2: [4, 1, "New", 5],
    }


def test_moves_that_wait_for_each_other_are_a_cycle() -> None:
    clashes = compared(move(1, after=3), move(3, after=1), swap(2, "safe", "secure"))
    assert pairs(clashes) == {(1, 2)}
    assert told(clashes) == [(Kind.MOVE_CYCLE, 1, "place", (1, 2))]
    assert only(clashes).base == "Open to all\n\nTrust"
    assert only(clashes).readings == (
        Reading("Trust\n\nOpen to all", (1,)),
        Reading("Open to all\n\nTrust", (2,)),
    )


def test_a_cycle_of_three_is_between_all_three() -> None:
    clashes = compared(move(1, after=2), move(2, after=4), move(4, after=1))
    assert pairs(clashes) == {(1, 2), (2, 3), (1, 3)}
    assert told(clashes) == [(Kind.MOVE_CYCLE, 1, "place", (1, 2, 3))]


def test_of_a_longer_cycle_only_those_conflict_who_wait_for_each_other() -> None:
    clashes = compared(
        move(1, after=2), move(2, after=4), move(4, after=5), move(5, after=1), add("A", after=1)
    )
    assert pairs(clashes) == {(1, 2), (2, 3), (3, 4), (1, 4), (1, 5), (4, 5)}
    assert (Kind.MOVE_CYCLE, 1, "place", (1, 2, 3, 4)) in told(clashes)
    assert outline(merge_operations(DOCUMENT, {1: [move(1, after=2)], 3: [move(4, after=5)]})) == {
        1: [2, 1, 3],
        2: [5, 4],
    }


def test_a_principle_that_is_referred_to_by_its_title_is_pointed_out_when_it_ends() -> None:
    refers = swap(4, "Nobody is cut off.", "See Safe by law.")
    clashes = compared(sup(2), refers)
    assert pairs(clashes) == set()
    assert told(clashes) == [(Kind.REFERENCE, 2, "whole", (1, 2))]
    assert only(clashes).readings == (Reading("Safe by law", (2,)),)


@pytest.mark.parametrize(
    "words",
    ["As Principle 2 says.", "See principles 1, 2 and 4.", "见原则2。", "Voir le principe 2."],
)
def test_a_principle_that_is_referred_to_by_its_number_is_pointed_out(words: str) -> None:
    clashes = compared(join(1, 2, body="Both."), add_words(words))
    assert told(clashes) == [(Kind.REFERENCE, 2, "whole", (1, 2))]


def test_a_title_that_is_changed_or_shared_refers_to_nothing() -> None:
    assert told(compared(sup(2), swap(2, "safe", "secure"))) == [
        (Kind.DELETED_AND_EDITED, 2, "whole", (1, 2))
    ]
    assert compared(sup(2), mod(1, title="Safe by law")).clashes == ()


@pytest.mark.parametrize(
    "words",
    ["As Principle 22 says.", "Principle 2.1", "unsafe by lawyers", "Safe by lawyers", "Trust"],
)
def test_what_is_only_like_a_reference_is_none(words: str) -> None:
    assert compared([sup(2), sup(3)], add_words(words)).clashes == ()


def test_words_of_the_base_that_stay_may_refer_to_what_ends() -> None:
    base = (
        *DOCUMENT,
        Clause(6, 2, Words("", "Open to all means what it says.")),
    )
    rewords = Operation(Code.MOD, 6, Words("", "It means what it says."))
    alone = compare_operations(base, {1: [sup(1)], 2: [sup(5)]}, numbers=NUMBERS)
    assert told(alone) == [(Kind.REFERENCE, 1, "whole", (1,))]
    assert only(alone).readings == (Reading("Open to all", ()),)
    assert compare_operations(base, {1: [sup(1), rewords]}).clashes == ()
    assert compare_operations(base, {1: [sup(1), sup(6)]}).clashes == ()


def add_words(words: str) -> Operation:
    return Operation(Code.ADD, words=Words("", words), after=4)


def test_what_cannot_be_applied_cannot_be_compared() -> None:
    with pytest.raises(BadOperation, match="unknown_principle"):
        compared(sup(1), sup(9))


def test_compatible_amendments_merge_and_one_more_is_refused() -> None:
    with pytest.raises(Clashed) as error:
        merge_operations(DOCUMENT, {1: [move(1, after=3)], 2: [move(3, after=1)]})
    assert error.value.clashes.clashes[0].kind == Kind.MOVE_CYCLE


def test_five_hundred_amendments_to_forty_principles_are_compared_in_two_seconds() -> None:
    chance = random.Random(4)
    sentence = "Every public office shall publish what it decides on matter {} within one month. "
    base = tuple(
        Clause(
            key,
            key // 10,
            Words(f"Rule number {key}", "".join(sentence.format(f"{key}.{n}") for n in range(8))),
        )
        for key in range(40)
    )
    amendments = {number: [*_some_operations(base, number, chance)] for number in range(1, 501)}
    started = time.process_time()
    clashes = compare_operations(base, amendments, numbers={key: str(key) for key in range(40)})
    assert time.process_time() - started < 2 * slowness()
    assert {each.kind for each in clashes.clashes} >= {Kind.SAME_POINT, Kind.OVERLAPPING}
    assert len(clashes.conflicts) == 500


def _some_operations(base: Sequence[Clause], number: int, chance: random.Random) -> list[Operation]:
    """One to three, each on another principle."""
    operations = []
    for clause in chance.sample(base, chance.randint(1, 3)):
        kind = chance.random()
        body = clause.words.body.split(" ")
        body[chance.randrange(len(body))] = chance.choice(["must", "may", f"word{number}"])
        if kind < 0.7:
            changed = Words(clause.words.title, " ".join(body))
            operations.append(Operation(Code.MOD, clause.key, changed))
        elif kind < 0.8:
            operations.append(add(f"New {number}", after=clause.key))
        elif kind < 0.9:
            operations.append(sup(clause.key))
        else:
            operations.append(split(clause.key, clause.words.body[:200], clause.words.body[200:]))
    return operations
