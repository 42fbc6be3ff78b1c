"""The form's fields and the operations they stand for."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from principles.forms.compromises import put_of
from principles.forms.proposals import (
    Way,
    fields_of,
    more_as,
    more_of,
    number_in,
    operation_of,
)
from principles.text.operation_json import Malformed
from principles.text.operations import Code, Operation, Words
from principles.text.wording import is_storable

STORABLE = st.text(min_size=1).filter(str.strip).filter(is_storable)
WORDS = st.builds(Words, st.just("Title"), STORABLE)
KEYS = st.integers(1, 9)
PLACES = st.one_of(st.tuples(KEYS, st.just(0)), st.tuples(st.none(), st.integers(0, 9)))
OPERATIONS = st.one_of(
    st.builds(lambda k, w: Operation(Code.MOD, k, w), KEYS, WORDS),
    st.builds(lambda k: Operation(Code.SUP, k), KEYS),
    st.builds(lambda w, p: Operation(Code.ADD, None, w, *p), WORDS, PLACES),
    st.builds(lambda k, p: Operation(Code.MOVE, k, None, *p), KEYS, PLACES),
    st.builds(
        lambda k, parts: Operation(Code.SPLIT, k, parts=tuple(parts)),
        KEYS,
        st.lists(WORDS, min_size=2, max_size=5),
    ),
    st.builds(
        lambda k, w, others: Operation(Code.JOIN, k, w, others=tuple(others)),
        KEYS,
        WORDS,
        st.lists(KEYS, unique=True),
    ),
)


@given(OPERATIONS)
def test_an_operation_comes_back_from_the_fields_it_fills(operation: Operation) -> None:
    fields = fields_of(operation)
    way = Way(fields["kind"])
    assert operation_of(way, fields["key"] or 1, fields, fields.get("parts", 2)) == operation


@given(st.lists(OPERATIONS, max_size=4))
def test_a_list_of_operations_comes_back(operations: list[Operation]) -> None:
    assert more_of(more_as(operations)) == tuple(operations)


@pytest.mark.parametrize(
    "forged",
    [
        '{"code": "mod"}',
        '[{"code": "rule"}]',
        '[{"code": []}]',
        '[{"code": {}}]',
        "[1]",
        '[{"code": "move", "principle": 1, "after": [], "section": 0}]',
        '[{"code": "move", "principle": 1, "after": false, "section": 0}]',
        pytest.param("[" * 100_000, id="too deep"),
    ],
)
def test_a_forged_list_is_not_read(forged: str) -> None:
    with pytest.raises(Malformed):
        more_of(forged)


@pytest.mark.parametrize(
    "operation",
    [
        Operation(Code.MOD, 1, Words("Half \ud800", "Words.")),
        Operation(Code.MOD, 1, Words("Title", "Half \ud800")),
        Operation(Code.SPLIT, 1, parts=(Words("One", "Words."), Words("Two", "Half \ud800"))),
    ],
)
def test_a_list_with_half_a_character_is_not_read(operation: Operation) -> None:
    written = json.dumps(json.loads(more_as([operation])))
    assert "\\ud800" in written
    with pytest.raises(Malformed):
        more_of(written)


def test_where_readings_nested_too_deep_are_sent_none_is_put_in() -> None:
    assert put_of('{"body_0":' * 100_000, ["body_0"]) == {"body_0": 0}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("0", 0),
        ("٣", 3),
        ("999999999", 999_999_999),
        ("1000000000", None),
        pytest.param("9" * 5_000, None, id="too long"),
        ("²", None),
        ("-1", None),
        ("1.5", None),
        ("x", None),
        ("", None),
    ],
)
def test_a_number_is_read_where_it_is_one_and_can_be_a_key(text: str, number: int | None) -> None:
    assert number_in(text) == number


@pytest.mark.parametrize("said", ["²", pytest.param("9" * 5_000, id="too long")])
def test_a_forged_place_or_principle_is_none(said: str) -> None:
    assert operation_of(Way.JOIN, 1, {"others": ["2", said]}, 2).others == (2,)
    moved = operation_of(Way.MOVE, 1, {"place": f"after-{said}"}, 2)
    assert (moved.after, moved.section) == (None, 0)


def test_a_rival_text_words_the_principle_anew() -> None:
    values = {"title": "T", "body": "B"}
    assert operation_of(Way.RIVAL, 3, values, 2) == operation_of(Way.MOD, 3, values, 2)


def test_empty_parts_are_left_out() -> None:
    values = {"part_1_title": "One", "part_2_title": "Two", "part_3_title": " "}
    assert operation_of(Way.SPLIT, 1, values, 3).parts == (Words("One", ""), Words("Two", ""))
