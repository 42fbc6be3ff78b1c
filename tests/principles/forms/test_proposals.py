"""The form's fields and the operations they stand for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from principles.forms.proposals import Way, fields_of, more_as, more_of, operation_of
from principles.text.operation_json import Malformed
from principles.text.operations import Code, Operation, Words

WORDS = st.builds(Words, st.just("Title"), st.text(min_size=1).filter(str.strip))
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


@pytest.mark.parametrize("forged", ['{"code": "mod"}', '[{"code": "rule"}]', "[1]"])
def test_a_forged_list_is_not_read(forged: str) -> None:
    with pytest.raises(Malformed):
        more_of(forged)


def test_a_rival_text_words_the_principle_anew() -> None:
    values = {"title": "T", "body": "B"}
    assert operation_of(Way.RIVAL, 3, values, 2) == operation_of(Way.MOD, 3, values, 2)


def test_empty_parts_are_left_out() -> None:
    values = {"part_1_title": "One", "part_2_title": "Two", "part_3_title": " "}
    assert operation_of(Way.SPLIT, 1, values, 3).parts == (Words("One", ""), Words("Two", ""))
