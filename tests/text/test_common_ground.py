"""The text a compromise starts from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from principles.text.common_ground import common_ground

BASE = "Governments should publish rules. Networks stay open. Reports come yearly."
A = "Governments must publish rules. Networks stay open. Reports come monthly."
B = "Governments may publish rules. Networks stay open to all. Reports come yearly."


def test_the_undisputed_is_merged_and_the_base_stays_in_contested_places() -> None:
    ground = common_ground(BASE, {1: A, 2: B})
    assert ground.text({}) == (
        "Governments should publish rules. Networks stay open to all. Reports come monthly."
    )
    [place] = ground.contested
    assert (place.base, [(each.words, each.amendments) for each in place.readings]) == (
        "should",
        [("must", (1,)), ("may", (2,))],
    )


def test_a_reading_takes_the_contested_place() -> None:
    ground = common_ground(BASE, {1: A, 2: B})
    assert ground.text({0: "must"}).startswith("Governments must publish rules.")


def test_a_reading_is_put_into_what_was_written_meanwhile() -> None:
    ground = common_ground(BASE, {1: A, 2: B})
    written = ground.text({}).replace("come monthly", "come twice a year")
    once = ground.put(written, {}, {0: "must"})
    assert once == (
        "Governments must publish rules. Networks stay open to all. Reports come twice a year."
    )
    assert ground.put(once or "", {0: "must"}, {}) == written


def test_a_place_that_was_written_in_is_left_to_the_writer() -> None:
    ground = common_ground(BASE, {1: A, 2: B})
    written = ground.text({}).replace("should", "ought to")
    assert ground.put(written, {}, {0: "must"}) is None


def test_amendments_that_dispute_nothing_are_all_merged() -> None:
    ground = common_ground(BASE, {2: B})
    assert (ground.text({}), ground.contested) == (B, ())


_WORDS = st.lists(st.sampled_from(["a", "b", "c", "d.", "e,", "f"]), max_size=8).map(" ".join)


@given(_WORDS, st.lists(_WORDS, min_size=1, max_size=4))
def test_contested_places_are_apart_and_hold_the_words_of_the_base(
    base: str, texts: list[str]
) -> None:
    ground = common_ground(base, dict(enumerate(texts, 1)))
    ends = [place.end for place in ground.contested]
    starts = [place.start for place in ground.contested]
    assert all(end <= start for end, start in zip(ends, starts[1:], strict=False))
    unchanged = {index: place.base for index, place in enumerate(ground.contested)}
    assert ground.text(unchanged) == ground.text({})


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_the_order_of_amendments_does_not_matter(order: tuple[int, int]) -> None:
    texts = {1: A, 2: B}
    assert common_ground(BASE, {n: texts[n] for n in order}) == common_ground(BASE, texts)
