"""Amendments to a document: what they may say, what becomes of the text."""

import pytest

from principles.text.merge import Run
from principles.text.operations import (
    BadOperation,
    Clause,
    Code,
    Operation,
    Words,
    check_operations,
)
from principles.text.operations_between import changes_between
from principles.text.operations_merge import Clashed, Placed, apply_operations, merge_operations
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

UNCHANGED = {1: [1, 2, 3], 2: [4, 5]}


def applied(*operations: Operation) -> tuple[Placed, ...]:
    return apply_operations(DOCUMENT, operations, 7, SECTIONS)


def find(placed: tuple[Placed, ...], name: int | str) -> Placed:
    (found,) = (each for each in placed if name in {each.key, each.words.title, each.words.body})
    return found


def words_of(placed: Placed, *amendments: int) -> str:
    """The words of the body that these amendments, and no others, have brought."""
    brought = [run.words.strip() for run in placed.body_runs if run.sources == amendments]
    return " ... ".join(brought)


def fault(*operations: Operation) -> tuple[str, int]:
    with pytest.raises(BadOperation) as error:
        check_operations(DOCUMENT, operations, SECTIONS)
    return error.value.code, error.value.index


@pytest.mark.parametrize(
    ("operations", "code", "index"),
    [
        ([], "empty", 0),
        ([mod(1, body=" ", title="\n")], "empty", 0),
        ([Operation(Code.MOD, 1)], "empty", 0),
        ([sup(1), Operation(Code.ADD, words=Words("", ""), after=2)], "empty", 1),
        ([split(1, "One.", "")], "empty", 0),
        ([join(1, 2, body="")], "empty", 0),
        ([sup(9)], "unknown_principle", 0),
        ([Operation(Code.SUP)], "unknown_principle", 0),
        ([sup(1), add("New", after=9)], "unknown_principle", 1),
        ([join(1, 9, body="One.")], "unknown_principle", 0),
        ([move(1, after=9)], "unknown_principle", 0),
        ([add("New", section=4)], "unknown_section", 0),
        ([add("New")], "unknown_section", 0),
        ([move(1, section=9)], "unknown_section", 0),
        ([move(1, after=1)], "after_itself", 0),
        ([split(1, "One.")], "too_few_parts", 0),
        ([join(1, body="One.")], "too_few_joined", 0),
        ([join(1, 1, body="One.")], "too_few_joined", 0),
        ([join(1, 2, 2, body="One.")], "too_few_joined", 0),
        ([mod(1)], "no_change", 0),
        ([move(2, after=1)], "no_change", 0),
        ([move(4, section=2)], "no_change", 0),
        ([mod(1, "New."), sup(1)], "contradicts", 1),
        ([mod(1, "New."), mod(1, title="New")], "contradicts", 1),
        ([move(1, after=2), move(1, after=3)], "contradicts", 1),
        ([mod(1, "New."), move(1, after=2), mod(1, "Newer.")], "contradicts", 2),
        ([sup(1), sup(1)], "contradicts", 1),
        ([split(1, "One.", "Two."), move(1, after=2)], "contradicts", 1),
        ([join(1, 2, body="One."), mod(2, "New.")], "contradicts", 1),
        ([join(1, 2, body="One."), join(2, 3, body="Two.")], "contradicts", 1),
        ([add("New", after=1), sup(1)], "contradicts", 0),
        ([move(3, after=2), join(1, 2, body="One.")], "contradicts", 0),
        ([move(1, after=2), move(2, after=1)], "contradicts", 0),
        ([move(1, after=2), move(2, after=3), move(3, after=1)], "contradicts", 0),
    ],
)
def test_what_cannot_be_applied_is_refused_with_its_reason(
    operations: list[Operation], code: str, index: int
) -> None:
    assert fault(*operations) == (code, index)


def test_words_that_are_only_encoded_otherwise_are_no_change() -> None:
    base = (Clause(1, 0, Words("Caf\u00e9", "Open.")),)
    with pytest.raises(BadOperation, match="no_change"):
        check_operations(base, [Operation(Code.MOD, 1, Words("Cafe\u0301", "Open."))])


def test_a_principle_may_be_changed_and_moved_by_one_amendment() -> None:
    placed = applied(mod(1, "All of it is new."), move(1, after=4))
    assert outline(placed) == {1: [2, 3], 2: [4, 1, 5]}
    assert find(placed, 1).words.body == "All of it is new."


def test_a_changed_principle_has_the_words_of_its_proposer_to_the_code_point() -> None:
    body = "Cafe\u0301s  are\topen.\r\n"
    placed = applied(mod(1, body))
    assert find(placed, 1).words == Words("Open to all", body)
    assert outline(placed) == UNCHANGED


def test_the_words_say_whose_they_are() -> None:
    placed = find(applied(swap(2, "Governments", "States")), 2)
    assert placed.title_runs == (Run("Safe by law", ()),)
    assert placed.body_runs == (
        Run("States", (7,)),
        Run(" should keep each record safe from harm.", ()),
    )


def test_new_principles_stand_behind_another_or_first_in_the_order_proposed() -> None:
    placed = applied(add("A", after=2), add("B", section=1), add("C", after=2), add("D", section=3))
    assert outline(placed) == {1: ["B", 1, 2, "A", "C", 3], 2: [4, 5], 3: ["D"]}
    new = find(placed, "C")
    assert (new.key, new.made_by) == (None, (7, 2, 0))
    assert new.title_runs == (Run("C", (7,)),)


def test_a_deleted_principle_is_gone_and_nothing_else() -> None:
    assert outline(applied(sup(1), sup(4), sup(5))) == {1: [2, 3]}


def test_what_stands_behind_a_moved_principle_goes_with_it_only_if_put_there() -> None:
    placed = applied(move(1, after=5), add("New", after=1))
    assert outline(placed) == {1: [2, 3], 2: [4, 5, 1, "New"]}


def test_principles_may_be_moved_behind_each_other_in_a_row() -> None:
    assert outline(applied(move(1, after=5), move(2, after=1), move(3, after=2))) == {
        2: [4, 5, 1, 2, 3]
    }
    # Behind the principle it is behind already, which moves away.
    assert outline(applied(move(2, after=1), move(1, section=2))) == {1: [3], 2: [1, 2, 4, 5]}


def test_two_principles_may_change_places() -> None:
    assert outline(applied(move(2, section=1), move(4, after=5))) == {1: [2, 1, 3], 2: [5, 4]}


def test_the_first_part_of_a_split_keeps_the_key_and_words_kept_stay_the_bases() -> None:
    placed = applied(
        split(1, "Every record is open.", "States shall publish them all."), add("New", after=1)
    )
    assert outline(placed) == {
        1: [1, "States shall publish them all.", "New", 2, 3],
        2: [4, 5],
    }
    first, second = placed[:2]
    assert (first.key, first.made_by) == (1, None)
    assert (second.key, second.made_by) == (None, (7, 0, 1))
    assert first.body_runs == (Run("Every record is open.", ()),)
    assert words_of(second, 7) == "shall"


def test_what_is_joined_stands_where_the_kept_principle_does() -> None:
    placed = applied(
        join(3, 1, 5, body="Every record is open. What is kept is shown. Review every year.")
    )
    assert outline(placed) == {1: [2, 3], 2: [4]}
    joined = find(placed, 3)
    assert joined.words.title == ""
    assert joined.title_runs == ()
    assert joined.body_runs[0] == Run("Every record is open. ", ())
    assert "this other" not in words_of(joined, 7)


def test_sections_have_the_order_given_else_that_of_their_principles() -> None:
    base = (Clause(1, 8, Words("", "One.")), Clause(2, 3, Words("", "Two.")))
    new = [Operation(Code.MOD, 1, Words("", "New."))]
    assert [each.key for each in apply_operations(base, new)] == [1, 2]
    assert [each.key for each in apply_operations(base, new, sections=[3, 8])] == [2, 1]


def test_a_document_without_sections_or_principles_can_be_begun() -> None:
    (placed,) = apply_operations((), [add("First")])
    assert (placed.section, placed.words) == (0, Words("First", "First is new."))


def test_a_chain_of_a_thousand_moves_is_followed() -> None:
    base = tuple(Clause(key, 1, Words("", str(key))) for key in range(1_000))
    turned = [move(key, after=key + 1) for key in range(999)]
    assert [each.key for each in apply_operations(base, turned)] == [*reversed(range(1_000))]


def test_amendments_to_different_principles_merge() -> None:
    placed = merge_operations(
        DOCUMENT,
        {
            3: [swap(1, "open", "free"), move(4, after=1)],
            1: [sup(5), add("New", after=2)],
            2: [mod(2, title="Kept safe")],
        },
    )
    assert outline(placed) == {1: [1, 4, 2, "New", 3]}
    assert find(placed, 2).words.title == "Kept safe"
    assert find(placed, "New").made_by == (1, 1, 0)
    assert find(placed, 1).body_runs[1] == Run("free", (3,))


def test_changes_apart_in_one_principle_merge() -> None:
    placed = merge_operations(
        DOCUMENT,
        {
            1: [swap(1, "Every record", "Each record")],
            2: [swap(1, "publish them all", "publish some")],
            3: [mod(1, title="Open")],
        },
    )
    assert find(placed, 1).words == Words(
        "Open", "Each record is open. States should publish some."
    )


def test_what_several_propose_alike_is_done_once_and_has_them_all() -> None:
    same = [sup(5), add("New", after=1), move(3, after=4), split(2, "One.", "Two.")]
    placed = merge_operations(DOCUMENT, {4: same, 2: same, 9: [swap(1, "open", "free")]})
    assert outline(placed) == {1: [1, "New", 2, "Two."], 2: [4, 3]}
    assert find(placed, "New").body_runs == (Run("New is new.", (2, 4)),)
    assert find(placed, "New").made_by == (2, 1, 0)
    assert words_of(find(placed, "Two."), 2, 4).startswith("Two")


def test_conflicting_amendments_are_not_merged() -> None:
    with pytest.raises(Clashed, match="2 amendments conflict") as error:
        merge_operations(DOCUMENT, {1: [sup(1)], 2: [swap(1, "open", "free")], 3: [sup(5)]})
    assert error.value.clashes.conflicts == {
        1: frozenset({2}),
        2: frozenset({1}),
        3: frozenset(),
    }


def test_without_amendments_the_document_is_the_base() -> None:
    placed = merge_operations(DOCUMENT, {})
    assert as_clauses(placed) == DOCUMENT
    assert {run.sources for each in placed for run in each.body_runs} == {()}


def test_the_operations_between_two_versions_are_few() -> None:
    new = (
        Clause(6, 1, Words("New", "First.")),
        Clause(2, 1, DOCUMENT[1].words),
        Clause(1, 1, DOCUMENT[0].words),
        Clause(7, 1, Words("Newer", "Last.")),
        Clause(5, 2, Words("Last words", "Changed.")),
        Clause(3, 2, DOCUMENT[2].words),
    )
    assert changes_between(DOCUMENT, new) == (
        sup(4),
        Operation(Code.ADD, words=Words("New", "First."), section=1),
        move(2, section=1),
        Operation(Code.ADD, words=Words("Newer", "Last."), after=1),
        mod(5, "Changed."),
        move(3, after=5),
    )
    assert changes_between(DOCUMENT, DOCUMENT) == ()
