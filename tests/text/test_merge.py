"""Merging: all of them or none, whatever the order, every word with its origin."""

import itertools

import pytest

from principles.text.collisions import CollisionKind
from principles.text.merge import Collided, Run, merge

BASE = "All states share their public data with us. Others may wait."


def test_amendments_that_do_not_collide_are_all_applied() -> None:
    merged = merge(
        BASE,
        {
            4: BASE.replace("All", "Some"),
            9: BASE.replace("public ", ""),
            2: BASE.replace("Others may", "Others, too, may"),
        },
    )
    assert merged.text == "Some states share their data with us. Others, too, may wait."
    assert merged.runs == (
        Run("Some", (4,)),
        Run(" states share their data with us. Others", ()),
        Run(", too,", (2,)),
        Run(" may wait.", ()),
    )


def test_the_order_they_come_in_changes_nothing() -> None:
    texts = {1: BASE.replace("All", "Some"), 2: BASE.replace("us", "all"), 3: BASE + " So be it."}
    results = {merge(BASE, dict(order)) for order in itertools.permutations(texts.items())}
    assert len(results) == 1


def test_what_several_propose_is_applied_once_in_the_name_of_all() -> None:
    text = BASE.replace("public", "open")
    merged = merge(BASE, {8: text, 5: text.replace("All", "Some")})
    assert merged.runs[:4] == (
        Run("Some", (5,)),
        Run(" states share their ", ()),
        Run("open", (5, 8)),
        Run(" data with us. Others may wait.", ()),
    )


def test_amendments_that_exclude_each_other_are_not_merged() -> None:
    with pytest.raises(Collided) as refused:
        merge("Governments act.", {1: "States act.", 2: "Governments and companies act."})
    assert [each.kind for each in refused.value.comparison.collisions] == [CollisionKind.ADJACENT]


@pytest.mark.parametrize(
    "text",
    ["", "Caf\u00e9s and Cafe\u0301s.\n", "All", " ", "数据。", BASE + "\n"],
)
@pytest.mark.parametrize("base", ["", BASE, "Cafe\u0301s and Caf\u00e9s.\n", "数据"])
def test_one_amendment_alone_gives_its_own_text_to_the_code_point(base: str, text: str) -> None:
    merged = merge(base, {3: text})
    assert merged.text == text
    assert "".join(run.words for run in merged.runs) == text


def test_without_amendments_the_base_stands() -> None:
    assert merge(BASE, {}).runs == (Run(BASE, ()),)
    assert merge("", {}).runs == ()


def test_new_sentences_at_both_ends_of_an_edited_one_are_put_in() -> None:
    merged = merge("Two.", {1: "One. Two.", 2: "Two. Three.", 3: "Ten."})
    assert merged.text == "One. Ten. Three."


def test_a_passage_several_delete_is_gone_once() -> None:
    assert merge("One. Two. Six.", {1: "One. Six.", 2: "One. Six."}).text == "One. Six."
