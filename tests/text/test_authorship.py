"""Authorship: every word of every version has someone who wrote it."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from principles.text.authorship import Claim, written, written_together
from principles.text.merge import Run

FIRST, MODERATORS = 0, -1
BASE = "States publish records. Nobody is cut off without a reason."
OLD = (Run(BASE, (FIRST,)),)


def text_of(runs: Sequence[Run]) -> str:
    return "".join(run.words for run in runs)


def words_of(runs: Sequence[Run], source: int) -> list[str]:
    return [run.words.strip() for run in runs if run.sources == (source,)]


def test_the_parts_of_a_split_keep_who_wrote_them() -> None:
    old = (Run("States publish records. ", (3,)), Run("Nobody is cut off.", (FIRST,)))
    one, two = written([old], ["States publish all records.", "Nobody is ever cut off."], 9)
    assert one == (
        Run("States publish ", (3,)),
        Run("all ", (9,)),
        Run("records.", (3,)),
    )
    assert words_of(two, FIRST) == ["Nobody is", "cut off."]
    assert words_of(two, 9) == ["ever"]


def test_a_joined_principle_brings_its_words_with_it() -> None:
    one, other = (Run("Prices are fair.", (3,)),), (Run("Rules are open.", (5,)),)
    [joined] = written([one, other], ["Prices are fair. So: Rules are open."], 9)
    assert [words_of(joined, source) for source in (3, 5)] == [
        ["Prices are fair."],
        ["Rules are open."],
    ]
    assert "".join(words_of(joined, 9)) == "So:"


def test_words_keep_their_sources_where_a_joined_or_split_text_turns_them_round() -> None:
    one, other = (Run("Prices are fair.", (3,)),), (Run("Rules are open.", (5,)),)
    [joined] = written([one, other], ["Rules are open. Prices are fair."], 9)
    assert words_of(joined, 5)[0].startswith("Rules are open")
    assert words_of(joined, 3)[0].startswith("Prices are fair")
    first, second = written([joined], ["Prices are fair.", "Rules are open."], 10)
    assert words_of(first, 3)[0].startswith("Prices are fair")
    assert words_of(second, 5)[0].startswith("Rules are open")


def test_what_moderators_left_of_an_amendment_stays_its_own() -> None:
    proposed = BASE.replace("records", "all records").replace("a reason", "good cause")
    adopted = BASE.replace("records", "all records").replace("cut off", "cut off or slowed")
    [runs] = written([OLD], [adopted], MODERATORS, [Claim(7, BASE, proposed)])
    assert words_of(runs, 7) == ["all"]
    assert words_of(runs, MODERATORS) == ["or slowed"]


def test_a_compromise_leaves_its_parents_the_words_it_took_from_them() -> None:
    parents = [
        Claim(1, BASE, BASE.replace("records", "open records")),
        Claim(2, BASE, BASE.replace("records", "records without delay")),
    ]
    [runs] = written(
        [OLD], [BASE.replace("records", "open records without delay or fee")], 3, parents
    )
    assert words_of(runs, 1) == ["open"]
    assert words_of(runs, 2) == ["without delay"]
    assert words_of(runs, 3) == ["or fee"]


def test_amendments_adopted_together_have_their_own_words() -> None:
    claims = {
        4: Claim(4, BASE, BASE.replace("records", "all records")),
        5: Claim(5, BASE, BASE.replace("a reason", "good cause")),
    }
    new = "States publish all records. Nobody is cut off without good cause."
    runs = written_together(OLD, new, MODERATORS, claims, {})
    assert (words_of(runs, 4), words_of(runs, 5)) == (["all"], ["good cause"])
    assert words_of(runs, MODERATORS) == []


def test_amendments_written_on_an_earlier_text_are_read_on_the_later_one() -> None:
    later = "In short: " + BASE
    claims = {
        4: Claim(4, BASE, BASE.replace("records", "all records")),
        5: Claim(5, later, later.replace("a reason", "good cause")),
    }
    old = (Run("In short: ", (2,)), *OLD)
    new = "In short: States publish all records. Nobody is cut off without good cause."
    runs = written_together(old, new, MODERATORS, claims, {})
    assert [words_of(runs, source) for source in (2, 4, 5)] == [
        ["In short:"],
        ["all"],
        ["good cause"],
    ]


def test_what_cannot_be_merged_still_goes_to_those_who_proposed_it() -> None:
    claims = {
        4: Claim(4, BASE, BASE.replace("records", "reports")),
        5: Claim(5, BASE, BASE.replace("records", "papers").replace("cut", "shut out or cut")),
    }
    new = BASE.replace("records", "reports").replace("cut", "shut out or cut") + " Ever."
    runs = written_together(OLD, new, MODERATORS, claims, {})
    assert (words_of(runs, 4), words_of(runs, 5)) == (["reports"], ["shut out or"])
    assert "".join(words_of(runs, MODERATORS)) == ". Ever"


WORDS = st.lists(
    st.sampled_from(
        ["all", "states", "share", "data", "now.", "e\u0301tat", "\u00e9tat", "公开", "\n\n"]
    ),
    max_size=9,
).map(" ".join)
STEPS = st.lists(
    st.tuples(st.sampled_from(["change", "split", "join", "add", "drop"]), WORDS, WORDS, WORDS),
    max_size=7,
)


@given(WORDS, STEPS)
def test_every_word_of_a_history_has_a_source_and_the_runs_are_the_text(
    first: str, steps: Sequence[tuple[str, str, str, str]]
) -> None:
    texts: list[tuple[Run, ...]] = [(Run(first, (FIRST,)),) if first else ()]
    for number, (deed, one, other, proposed) in enumerate(steps, 1):
        olds, news = {
            "change": (texts[:1], [one]),
            "split": (texts[:1], [one, other]),
            "join": (texts[:2], [one]),
            "add": ([], [one]),
            "drop": (texts[:1], []),
        }[deed]
        claims = [Claim(number + 100, text_of(texts[0]) if texts else "", proposed)]
        made = written(olds, news, number, claims) if news else ()
        assert [text_of(runs) for runs in made] == news
        texts = [*made, *texts[len(olds) :]]
        known = {FIRST, *range(1, number + 1), *range(101, number + 101)}
        for runs in texts:
            assert all(run.words and len(run.sources) == 1 for run in runs)
            assert {source for run in runs for source in run.sources} <= known


@given(WORDS, WORDS, WORDS, WORDS)
def test_what_several_changed_at_once_has_sources_throughout(
    base: str, one: str, other: str, new: str
) -> None:
    old = (Run(base, (FIRST,)),) if base else ()
    claims = {1: Claim(1, base, one), 2: Claim(2, base, other)}
    runs = written_together(old, new, MODERATORS, claims, {1: [Claim(9, base, other)]})
    assert text_of(runs) == new
    assert all(run.sources for run in runs)
