"""Texts cut into runs where people commented: nothing lost, nothing doubled."""

from hypothesis import given
from hypothesis import strategies as st

from principles.passages import MarkedBlock, Passage, Run, marked_blocks

BODIES = st.text(alphabet=st.sampled_from("ab -\n"), max_size=60)


def passages_in(body: str) -> st.SearchStrategy[list[Passage]]:
    ends = st.integers(0, len(body))
    return st.lists(
        st.builds(
            lambda a, b, comments, number: Passage(min(a, b), max(a, b), comments, number),
            ends,
            ends,
            st.integers(1, 9),
            st.integers(1, 99),
        ),
        max_size=6,
    )


def words(blocks: tuple[MarkedBlock, ...]) -> list[list[str]]:
    return [["".join(run.text for run in line) for line in block.lines] for block in blocks]


def test_paragraphs_lines_and_lists_are_told_apart() -> None:
    blocks = marked_blocks("One.\n\nTwo,\nbroken.\n- a\n- b\n \n\nThree.")
    assert [block.is_list for block in blocks] == [False, False, True, False]
    assert words(blocks) == [["One."], ["Two,", "broken."], ["a", "b"], ["Three."]]


def test_empty_text_has_no_blocks() -> None:
    assert marked_blocks("") == ()


def test_passage_is_marked_with_its_comments() -> None:
    (block,) = marked_blocks("a risk-based approach", [Passage(2, 12, 3, 340)])
    assert block.lines == (
        (Run("a "), Run("risk-based", comments=3, number=340), Run(" approach")),
    )


def test_words_under_several_passages_lead_to_the_narrowest_and_count_all() -> None:
    wide, narrow = Passage(0, 9, 2, 1), Passage(4, 5, 1, 7)
    (block,) = marked_blocks("abcd efgh", [wide, narrow])
    assert block.lines == (
        (
            Run("abcd", comments=2, number=1),
            Run(" ", comments=3, number=7),
            Run("efgh", comments=2, number=1),
        ),
    )


def test_passage_over_two_paragraphs_is_marked_in_both() -> None:
    first, second = marked_blocks("ab\n\ncd", [Passage(1, 5, 1, 1)])
    assert first.lines == ((Run("a"), Run("b", 1, 1)),)
    assert second.lines == ((Run("c", 1, 1), Run("d")),)


@given(st.data())
def test_marking_changes_no_word(data: st.DataObject) -> None:
    body = data.draw(BODIES)
    passages = data.draw(passages_in(body))
    assert words(marked_blocks(body, passages)) == words(marked_blocks(body))


@given(BODIES)
def test_every_letter_of_the_text_is_shown_once(body: str) -> None:
    shown = "".join(line for block in words(marked_blocks(body)) for line in block)
    assert [c for c in shown if c.isalpha()] == [c for c in body if c.isalpha()]


@given(st.data())
def test_a_letter_is_marked_exactly_when_a_passage_is_over_it(data: st.DataObject) -> None:
    body = data.draw(st.text(alphabet="abc", min_size=1, max_size=20))
    passages = data.draw(passages_in(body))
    (block,) = marked_blocks(body, passages)
    marked = [run.comments for line in block.lines for run in line for _ in run.text]
    assert marked == [
        sum(each.comments for each in passages if each.start <= position < each.end)
        for position in range(len(body))
    ]
