"""Attribution: every word of a version has the amendments behind it."""

from hypothesis import given
from hypothesis import strategies as st

from principles.text.attribution import carry_merged, carry_sources
from principles.text.merge import Run, merge

VERSION = (Run("All ", ()), Run("states ", (3,)), Run("share their data.", (5, 8)))


def test_words_kept_keep_their_sources_and_new_ones_get_theirs() -> None:
    assert carry_sources(VERSION, "All states must share open data.", 9) == (
        Run("All ", ()),
        Run("states ", (3,)),
        Run("must ", (9,)),
        Run("share ", (5, 8)),
        Run("open", (9,)),
        Run(" data.", (5, 8)),
    )


def test_an_adopted_merge_adds_its_own_sources() -> None:
    base = "".join(run.words for run in VERSION)
    merged = merge(base, {11: base.replace("All", "Most"), 12: base + " So be it."})
    assert carry_merged(VERSION, merged) == (
        Run("Most", (11,)),
        Run(" ", ()),
        Run("states ", (3,)),
        Run("share their data.", (5, 8)),
        Run(" So be it.", (12,)),
    )


def test_of_a_repeated_word_the_one_that_was_deleted_loses_its_source() -> None:
    """The two texts alone do not say which "go" is left; the merge does."""
    runs = (Run("We go. ", (1,)), Run("We go. ", (2,)), Run("End.", ()))
    base = "We go. We go. End."
    merged = merge(base, {7: "We go. End.", 8: base.replace("End", "Stop")})
    carried = carry_merged(runs, merged)
    assert "".join(run.words for run in carried) == merged.text == "We go. Stop."
    assert [run.sources for run in carried] in ([(1,), (8,), ()], [(2,), (8,), ()])


def test_words_in_another_encoding_keep_their_sources() -> None:
    runs = (Run("Caf\u00e9 ", (1,)), Run("cre\u0300me", (2,)))
    assert carry_sources(runs, "Cafe\u0301 cr\u00e8me!", 3) == (
        Run("Cafe\u0301 ", (1,)),
        Run("cr\u00e8me", (2,)),
        Run("!", (3,)),
    )


def test_a_text_rewritten_belongs_to_who_rewrote_it() -> None:
    assert carry_sources(VERSION, "Nothing here.", 4)[0] == Run("Nothing here", (4,))
    assert carry_sources(VERSION, "", 4) == ()
    assert carry_sources((), "New.", 4) == (Run("New.", (4,)),)


WORDS = st.lists(
    st.sampled_from(["go", "we", "caf\u00e9", "cafe\u0301", "。", " ", "\n", "\u0301", "数"])
)


@given(st.lists(st.tuples(WORDS.map("".join), st.integers(1, 3))), WORDS.map("".join))
def test_every_code_point_of_the_new_text_is_covered(old: list[tuple[str, int]], new: str) -> None:
    runs = [Run(words, (source,)) for words, source in old]
    carried = carry_sources(runs, new, 9)
    assert "".join(run.words for run in carried) == new
    assert {run.sources for run in carried} <= {(1,), (2,), (3,), (9,)}
