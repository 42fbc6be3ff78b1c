"""A point found again is the point it was, and what moderators decided stays decided."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from consultations.analysis.same_points import Cell, OldPoint, Planned, Quote, match, plan

FOR, AGAINST = "for", "against"


def quotes(*comments: int) -> tuple[Quote, ...]:
    return tuple((comment, 0, 5) for comment in comments)


def planned(
    old: list[OldPoint], cells: list[Cell], gone: frozenset[int] = frozenset()
) -> list[tuple[int | None, list[int]]]:
    """Number and comments of each point after the run; comments `gone` say something else now."""
    made = plan(old, cells, still_says=lambda quote: quote[0] not in gone)
    return [(each.number, [comment for comment, _, _ in each.quotes]) for each in made]


def test_a_point_of_the_same_theme_and_side_is_the_same_point() -> None:
    old = [OldPoint(4, 1, FOR, quotes(1)), OldPoint(5, 1, AGAINST, quotes(2))]
    assert planned(old, [Cell(1, FOR, quotes(7, 8))]) == [(4, [7, 8])]


def test_a_point_whose_theme_is_gone_is_found_by_its_comments() -> None:
    old = [OldPoint(4, None, FOR, quotes(1, 2, 3))]
    assert planned(old, [Cell(9, FOR, quotes(2, 3, 4))]) == [(4, [2, 3, 4])]
    assert planned(old, [Cell(9, FOR, quotes(3, 4, 5))]) == [(None, [3, 4, 5])]


def test_a_point_never_changes_sides() -> None:
    old = [OldPoint(4, 1, FOR, quotes(1, 2))]
    assert planned(old, [Cell(1, AGAINST, quotes(1, 2))]) == [(None, [1, 2])]


def test_a_point_nobody_makes_any_more_is_gone_unless_a_moderator_touched_it() -> None:
    old = [OldPoint(4, 1, FOR, quotes(1)), OldPoint(5, 2, FOR, quotes(2), is_touched=True)]
    assert planned(old, []) == [(5, [])]


def test_what_was_split_off_keeps_its_comments_and_gets_no_new_ones() -> None:
    old = [
        OldPoint(4, 1, FOR, quotes(1, 2), is_touched=True),
        OldPoint(5, 1, FOR, quotes(3), split_from=4, is_touched=True),
        OldPoint(6, 1, FOR, quotes(4), split_from=5, is_touched=True),
    ]
    cells = [Cell(1, FOR, quotes(1, 3, 4, 7)), Cell(2, FOR, quotes(3, 8))]
    assert planned(old, cells) == [(4, [1, 7]), (None, [3, 8]), (5, [3]), (6, [4])]


def test_a_point_has_the_comments_of_those_merged_into_it() -> None:
    old = [
        OldPoint(4, 1, FOR, quotes(1), is_touched=True),
        OldPoint(5, 2, FOR, quotes(2), merged_into=4, is_touched=True),
        OldPoint(6, 3, FOR, quotes(3), merged_into=5, is_touched=True),
    ]
    cells = [Cell(1, FOR, quotes(1)), Cell(2, FOR, quotes(2, 1)), Cell(3, FOR, quotes(9))]
    assert planned(old, cells) == [(4, [1, 2, 9]), (5, [2, 1, 9]), (6, [9])]


def test_a_comment_taken_out_stays_out_also_by_way_of_a_merged_point() -> None:
    old = [
        OldPoint(4, 1, FOR, quotes(1), is_touched=True, without=frozenset({2, 3})),
        OldPoint(5, 2, FOR, quotes(2), merged_into=4, is_touched=True),
    ]
    cells = [Cell(1, FOR, quotes(1, 3)), Cell(2, FOR, quotes(2))]
    assert planned(old, cells) == [(4, [1]), (5, [2])]


def test_pinned_words_stay_first_while_their_comment_says_them() -> None:
    old = [OldPoint(4, 1, FOR, ((2, 3, 8), (1, 0, 5)), is_pinned=True, is_touched=True)]
    cells = [Cell(1, FOR, quotes(1, 2))]
    made = plan(old, cells, still_says=lambda _: True)
    assert made[0].quotes == ((2, 3, 8), (1, 0, 5))
    assert planned(old, cells, gone=frozenset({2})) == [(4, [1, 2])]


def test_a_comment_taken_out_of_what_was_split_off_does_not_go_back() -> None:
    old = [
        OldPoint(4, 1, FOR, quotes(1), is_touched=True),
        OldPoint(5, 1, FOR, quotes(2), split_from=4, is_touched=True, without=frozenset({3})),
    ]
    assert planned(old, [Cell(1, FOR, quotes(1, 2, 3))]) == [(4, [1]), (5, [2])]


comments = st.lists(st.integers(1, 12), min_size=1, max_size=6, unique=True)
sides = st.sampled_from([FOR, AGAINST])
cells = st.lists(
    st.builds(lambda t, s, c: Cell(t, s, quotes(*c)), st.integers(1, 4), sides, comments)
)


@st.composite
def old_points(draw: st.DrawFn) -> list[OldPoint]:
    points: list[OldPoint] = []
    for number in range(1, draw(st.integers(0, 6)) + 1):
        numbers: list[int | None] = [None, *(p.number for p in points)]
        earlier = st.sampled_from(numbers)
        parent, target = draw(earlier), draw(earlier)
        points.append(
            OldPoint(
                number,
                draw(st.none() | st.integers(1, 4)),
                draw(sides),
                quotes(*draw(comments)),
                split_from=parent,
                merged_into=target,
                is_pinned=draw(st.booleans()),
                is_touched=parent is not None or target is not None or draw(st.booleans()),
                without=frozenset(draw(comments)) if draw(st.booleans()) else frozenset(),
            )
        )
    return points


def made(old: list[OldPoint], found: list[Cell]) -> list[Planned]:
    return plan(old, found, still_says=lambda _: True)


@given(old_points(), cells)
def test_no_number_is_given_twice_and_all_touched_points_stay(
    old: list[OldPoint], found: list[Cell]
) -> None:
    numbers = [each.number for each in made(old, found) if each.number is not None]
    assert len(numbers) == len(set(numbers))
    assert {point.number for point in old if point.is_touched} <= set(numbers)


@given(old_points(), cells)
def test_each_point_cites_a_comment_once_and_none_taken_out_of_it(
    old: list[OldPoint], found: list[Cell]
) -> None:
    without = {point.number: point.without for point in old}
    for each in made(old, found):
        cited = [comment for comment, _, _ in each.quotes]
        assert len(cited) == len(set(cited))
        assert not without.get(each.number or 0, frozenset()) & set(cited)


@given(old_points(), cells)
def test_no_comment_of_a_cell_is_lost_unless_it_was_taken_out(
    old: list[OldPoint], found: list[Cell]
) -> None:
    said = {quote[0] for cell in found for quote in cell.quotes}
    taken_out = {comment for point in old for comment in point.without}
    cited = {quote[0] for each in made(old, found) for quote in each.quotes}
    assert said - taken_out <= cited


@given(old_points(), cells, st.randoms())
def test_the_order_of_old_points_matters_not(
    old: list[OldPoint], found: list[Cell], random: Random
) -> None:
    shuffled = list(old)
    random.shuffle(shuffled)
    assert match(old, found) == match(shuffled, found)
