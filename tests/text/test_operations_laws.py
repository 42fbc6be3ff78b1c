"""What holds for all documents and all amendments to them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations

from hypothesis import assume, given
from hypothesis import strategies as st

from principles.text.collisions import CollisionKind
from principles.text.components import largest_compatible
from principles.text.operations import Clause, Code, Operation, check_operations
from principles.text.operations_between import changes_between
from principles.text.operations_compare import compare_operations
from principles.text.operations_merge import (
    Clashed,
    Placed,
    apply_operations,
    merge_operations,
)
from principles.text.operations_rebase import rebase_operations
from principles.text.rebase import Applicability
from tests.text.documents import SECTIONS, amendments_to, as_clauses, cases, documents

type Case = tuple[tuple[Clause, ...], Mapping[int, list[Operation]]]
CASES = cases(most=4)


def compatible(case: Case) -> dict[int, list[Operation]]:
    """The largest set of the case's amendments that can be merged."""
    base, amendments = case
    conflicts = compare_operations(base, amendments, SECTIONS).conflicts
    return {each: amendments[each] for each in largest_compatible(amendments, conflicts)}


def merged(case: Case) -> tuple[Placed, ...]:
    return merge_operations(case[0], compatible(case), SECTIONS)


def texts(placed: Sequence[Placed]) -> list[tuple[int, str, str]]:
    return [(each.section, each.words.title, each.words.body) for each in placed]


def ended_by(operations: Sequence[Operation]) -> set[int]:
    deleted = {each.principle for each in operations if each.code == Code.SUP}
    joined = {other for each in operations for other in each.others}
    return {key for key in deleted | joined if key is not None}


@given(CASES)
def test_a_compatible_set_merges_and_no_other_does(case: Case) -> None:
    base, amendments = case
    conflicts = compare_operations(base, amendments, SECTIONS).conflicts
    assert {each.section for each in merged(case)} <= {*SECTIONS}
    try:
        merge_operations(base, amendments, SECTIONS)
        is_merged = True
    except Clashed:
        is_merged = False
    assert is_merged == (not any(conflicts.values()))


@given(CASES)
def test_the_order_of_the_amendments_changes_nothing(case: Case) -> None:
    base, amendments = case
    turned = dict(reversed(list(amendments.items())))
    assert compare_operations(base, turned, SECTIONS) == compare_operations(
        base, amendments, SECTIONS
    )
    chosen = compatible(case)
    assert merge_operations(base, chosen, SECTIONS) == merge_operations(
        base, dict(reversed(list(chosen.items()))), SECTIONS
    )


@given(CASES)
def test_conflicts_are_mutual_and_depend_on_the_two_alone(case: Case) -> None:
    base, amendments = case
    conflicts = compare_operations(base, amendments, SECTIONS).conflicts
    assert conflicts.keys() == amendments.keys()
    for one, other in combinations(amendments, 2):
        both = {each: amendments[each] for each in (one, other)}
        alone = compare_operations(base, both, SECTIONS).conflicts
        assert (other in conflicts[one]) == (one in conflicts[other]) == (other in alone[one])


@given(CASES)
def test_every_conflict_is_told_and_nothing_blocks_without_one(case: Case) -> None:
    base, amendments = case
    found = compare_operations(base, amendments, SECTIONS)
    blocking = [set(clash.between) for clash in found.clashes if clash.kind.blocks]
    for one, others in found.conflicts.items():
        for other in others:
            assert any({one, other} <= between for between in blocking)
    for between in blocking:
        assert any(found.conflicts[one] & between for one in between)


@given(CASES)
def test_every_reading_is_of_those_in_the_clash(case: Case) -> None:
    for clash in compare_operations(*case, SECTIONS).clashes:
        behind = [number for reading in clash.readings for number in reading.amendments]
        assert clash.between == tuple(sorted(set(clash.between)))
        assert set(behind) <= set(clash.between)
        if clash.kind != CollisionKind.REFERENCE:
            assert Counter(behind) == Counter(clash.between)


@given(documents(), st.data(), st.integers(0, 9))
def test_applying_is_merging_one(
    base: tuple[Clause, ...], data: st.DataObject, number: int
) -> None:
    operations = data.draw(amendments_to(base))
    assert apply_operations(base, operations, number, SECTIONS) == merge_operations(
        base, {number: operations}, SECTIONS
    )


@given(documents(), st.data())
def test_applied_words_are_the_proposers(base: tuple[Clause, ...], data: st.DataObject) -> None:
    operations = data.draw(amendments_to(base))
    placed = apply_operations(base, operations, 3, SECTIONS)
    by_key = {each.key: each.words for each in placed if each.key is not None}
    by_maker = {each.made_by: each.words for each in placed if each.made_by is not None}
    untouched = {clause.key: clause.words for clause in base}
    for index, operation in enumerate(operations):
        for key in (operation.principle, *operation.others):
            if key is not None and operation.code != Code.MOVE:
                untouched.pop(key, None)
        if operation.code in {Code.MOD, Code.JOIN}:
            assert by_key[operation.principle or 0] == operation.words
        elif operation.code == Code.ADD:
            assert by_maker[3, index, 0] == operation.words
        elif operation.code == Code.SPLIT:
            made = [by_maker[3, index, part] for part in range(1, len(operation.parts))]
            assert (by_key[operation.principle or 0], *made) == operation.parts
    assert {key: by_key[key] for key in untouched} == untouched


@given(CASES)
def test_no_principle_is_lost_or_doubled(case: Case) -> None:
    base, _ = case
    chosen = compatible(case)
    placed = merge_operations(base, chosen, SECTIONS)
    ended = ended_by([operation for each in chosen.values() for operation in each])
    kept = [clause.key for clause in base if clause.key not in ended]
    assert sorted(each.key for each in placed if each.key is not None) == sorted(kept)
    assert all((each.key is None) != (each.made_by is None) for each in placed)
    makers = [each.made_by for each in placed if each.made_by]
    assert len(makers) == len(set(makers))


@given(CASES)
def test_principles_that_nobody_moves_keep_their_order(case: Case) -> None:
    base, _ = case
    chosen = compatible(case)
    operations = [operation for each in chosen.values() for operation in each]
    moved = {each.principle for each in operations if each.code == Code.MOVE}
    placed = merge_operations(base, chosen, SECTIONS)
    standing = [(each.section, each.key) for each in placed if each.key not in {None, *moved}]
    gone = moved | ended_by(operations)
    assert standing == [(each.section, each.key) for each in base if each.key not in gone]


@given(CASES)
def test_what_is_put_behind_a_principle_stands_right_behind_it(case: Case) -> None:
    base, _ = case
    chosen = compatible(case)
    placed = merge_operations(base, chosen, SECTIONS)
    place = {each.key: number for number, each in enumerate(placed)}
    new = {each.made_by: number for number, each in enumerate(placed)}
    for amendment, operations in chosen.items():
        for index, operation in enumerate(operations):
            if operation.code not in {Code.ADD, Code.MOVE}:
                continue
            is_move = operation.code == Code.MOVE
            at = place[operation.principle] if is_move else new.get((amendment, index, 0))
            if at is not None and operation.after is not None:
                assert at > place[operation.after]
                assert placed[at].section == placed[place[operation.after]].section
            elif at is not None:
                assert placed[at].section == operation.section


@given(CASES)
def test_the_runs_are_the_words_and_their_sources_are_behind_them(case: Case) -> None:
    base, _ = case
    chosen = compatible(case)
    old = {clause.key: clause.words for clause in base}
    for each in merge_operations(base, chosen, SECTIONS):
        assert "".join(run.words for run in each.title_runs) == each.words.title
        assert "".join(run.words for run in each.body_runs) == each.words.body
        sources = {source for run in each.body_runs for source in run.sources}
        assert sources <= chosen.keys()
        if each.key is None:
            assert each.made_by is not None
            assert each.made_by[0] in chosen
        else:
            changed = {
                number
                for number, operations in chosen.items()
                for operation in operations
                if operation.principle == each.key
                and operation.code in {Code.MOD, Code.SPLIT, Code.JOIN}
            }
            assert sources <= changed
            assert changed or each.words == old[each.key]


@given(CASES)
def test_a_new_principle_has_all_who_propose_it(case: Case) -> None:
    base, _ = case
    chosen = compatible(case)
    for each in merge_operations(base, chosen, SECTIONS):
        if each.made_by is None:
            continue
        amendment, index, _part = each.made_by
        operation = chosen[amendment][index]
        if operation.code == Code.ADD:
            alike = [
                number
                for number, operations in chosen.items()
                if any(same_addition(operation, other) for other in operations)
            ]
            assert {run.sources for run in each.body_runs} == {tuple(sorted(alike))}


def same_addition(one: Operation, other: Operation) -> bool:
    return (
        other.code == Code.ADD
        and (one.after, one.section) == (other.after, other.section)
        and one.words is not None
        and other.words is not None
        and one.words.composed == other.words.composed
    )


@given(st.permutations(range(1, 6)), st.data())
def test_a_ring_of_moves_is_never_merged(keys: list[int], data: st.DataObject) -> None:
    base = data.draw(documents(least=3))
    ring = [key for key in keys if key <= len(base)]
    moves = [
        Operation(Code.MOVE, key, after=after)
        for key, after in zip(ring, [*ring[1:], ring[0]], strict=True)
    ]
    dealt: dict[int, list[Operation]] = {}
    for move in moves:
        dealt.setdefault(data.draw(st.integers(1, 3)), []).append(move)
    assume(len(dealt) > 1)
    for operations in dealt.values():
        assume(_can_be_applied(base, operations))
    found = compare_operations(base, dealt, SECTIONS)
    cycles = [each for each in found.clashes if each.kind == CollisionKind.MOVE_CYCLE]
    assert [each.between for each in cycles] == [tuple(sorted(dealt))]
    assert len(largest_compatible(dealt, found.conflicts)) < len(dealt)


def _can_be_applied(base: Sequence[Clause], operations: Sequence[Operation]) -> bool:
    try:
        check_operations(base, operations, SECTIONS)
    except ValueError:
        return False
    return True


@given(documents(), st.data())
def test_the_changes_between_two_versions_lead_from_one_to_the_other(
    base: tuple[Clause, ...], data: st.DataObject
) -> None:
    new = as_clauses(apply_operations(base, data.draw(amendments_to(base)), sections=SECTIONS))
    changes = changes_between(base, new)
    if not changes:
        assert new == base
        return
    applied = apply_operations(base, changes, sections=SECTIONS)
    assert texts(applied) == [(each.section, each.words.title, each.words.body) for each in new]
    old = {clause.key for clause in base}
    assert [each.key for each in applied] == [each.key if each.key in old else None for each in new]


@given(documents(), st.data())
def test_on_an_unchanged_document_an_amendment_stays_as_it_is(
    base: tuple[Clause, ...], data: st.DataObject
) -> None:
    operations = data.draw(amendments_to(base))
    rebased = rebase_operations(base, operations, base, SECTIONS)
    assert (rebased.state, rebased.lost) == (Applicability.CLEAN, ())
    assert rebased.operations == tuple(operations)


@given(documents(), st.data())
def test_what_has_been_adopted_is_satisfied(base: tuple[Clause, ...], data: st.DataObject) -> None:
    operations = data.draw(amendments_to(base))
    new = as_clauses(apply_operations(base, operations, sections=SECTIONS))
    rebased = rebase_operations(base, operations, new, SECTIONS)
    assert rebased.state == Applicability.ALREADY_SATISFIED
    assert (rebased.operations, rebased.lost) == ((), ())


@given(documents(), st.data())
def test_rebased_then_applied_is_applied_then_merged(
    base: tuple[Clause, ...], data: st.DataObject
) -> None:
    first, second = data.draw(amendments_to(base)), data.draw(amendments_to(base))
    new = as_clauses(apply_operations(base, first, sections=SECTIONS))
    rebased = rebase_operations(base, second, new, SECTIONS)
    if rebased.operations is None:
        assert rebased.lost
        assert rebased.state in {Applicability.NEEDS_REBASE, Applicability.TARGET_DELETED}
        return
    assert rebased.lost == ()
    if rebased.state == Applicability.CLEAN:
        applied = apply_operations(new, rebased.operations, sections=SECTIONS)
        # The versions show no more of a joining than what words it left.
        changes = changes_between(base, new)
        adopted = {1: changes, 2: second} if changes else {2: second}
        assert texts(applied) == texts(merge_operations(base, adopted, SECTIONS))
    elif rebased.operations:
        check_operations(new, rebased.operations, SECTIONS)
