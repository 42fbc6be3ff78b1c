"""Collisions: found between any number of amendments, named with their words and their readings."""

import random
import time

import pytest

from principles.text.collisions import Collision, CollisionKind, Reading, compare
from principles.text.components import components_of
from tests.machine import slowness

DELETED_AND_EDITED = CollisionKind.DELETED_AND_EDITED
INSERTED_IN_DELETED = CollisionKind.INSERTED_IN_DELETED


def kinds(base: str, *texts: str) -> list[CollisionKind]:
    found = compare(base, dict(enumerate(texts, 1)))
    return [each.kind for each in found.collisions]


@pytest.mark.parametrize(
    ("base", "one", "other", "kind"),
    [
        ("States should act.", "States must act.", "States must act.", CollisionKind.IDENTICAL),
        ("All the old data.", "All new rules.", "All the old rules.", CollisionKind.CONTAINED),
        ("Keep one two three now.", "Keep six two three now.", "Keep six seven now.", CollisionKind.CONTAINED),
        ("Do a bb cc dd now.", "Do ff gg dd now.", "Do a hh ii now.", CollisionKind.OVERLAPPING),
        ("Open data.", "Open public data.", "Open private data.", CollisionKind.SAME_POINT),
        ("Open all the data.", "Open data.", "Open all of the data.", INSERTED_IN_DELETED),
        ("Open all the data.", "Open data.", "Open all our data.", DELETED_AND_EDITED),
        ("Open, free, fair.", "Closed, free, fair.", "Open, cheap, fair.", CollisionKind.ADJACENT),
        ("cross-border data", "trans-border data", "cross-boundary data", CollisionKind.ADJACENT),
        ("数据安全", "信息安全", "数据隐私", CollisionKind.ADJACENT),
    ],
)  # fmt: skip
def test_two_changes_in_one_place_are_called_by_what_they_do(
    base: str, one: str, other: str, kind: CollisionKind
) -> None:
    assert kinds(base, one, other) == [kind]
    assert kinds(base, other, one) == [kind]


def test_a_replaced_subject_never_fuses_with_what_is_added_to_it() -> None:
    found = compare(
        "Governments should act.",
        {7: "States should act.", 3: "Governments and companies should act."},
    )
    assert found.conflicts == {3: frozenset({7}), 7: frozenset({3})}
    assert found.collisions == (
        Collision(
            between=(3, 7),
            kind=CollisionKind.ADJACENT,
            start=0,
            end=2,
            base="Governments ",
            readings=(Reading("Governments and companies ", (3,)), Reading("States ", (7,))),
        ),
    )


def test_identical_changes_do_not_exclude_each_other() -> None:
    found = compare("States act.", dict.fromkeys((1, 2, 3), "Nations act."))
    assert not any(found.conflicts.values())
    assert [(each.kind, each.between) for each in found.collisions] == [
        (CollisionKind.IDENTICAL, (1, 2, 3))
    ]
    assert found.collisions[0].readings == (Reading("Nations", (1, 2, 3)),)


def test_the_same_words_in_another_encoding_are_identical() -> None:
    assert kinds("Go to a bar.", "Go to a caf\u00e9.", "Go to a cafe\u0301.") == [
        CollisionKind.IDENTICAL
    ]


@pytest.mark.parametrize("other", ["very quite good", "really very good"])
def test_a_repeated_word_is_contested_in_all_its_places(other: str) -> None:
    """Which of the two "very" was taken out or doubled cannot be told."""
    for one in ("very good", "very very very good"):
        found = compare("very very good", {1: one, 2: other})
        assert found.conflicts[1] == {2}
        assert found.collisions[0].base == "very very "


def test_the_end_of_a_sentence_that_both_keep_parts_them() -> None:
    assert kinds("One act. Two wait.", "One move. Two wait.", "One act. Ten wait.") == []
    assert kinds("One act\nTwo wait", "One move\nTwo wait", "One act\nTen wait") == []
    assert kinds("一法。二法。", "一律。二法。", "一法。三法。") == []


def test_a_full_stop_after_an_abbreviation_ends_no_sentence() -> None:
    base = "By Art. 5 of the law."
    found = compare(base, {1: "By Sec. 5 of the law.", 2: "By Art. 7 of the law."})
    assert found.conflicts[1] == {2}


def test_a_full_stop_that_one_of_them_takes_for_something_else_parts_nothing() -> None:
    found = compare("We act. Then go.", {1: "We act.com Then go.", 2: "We X. Then go."})
    assert found.conflicts[1] == {2}


def test_a_new_sentence_does_not_contradict_changes_in_its_neighbours() -> None:
    base = "One act. Two wait."
    assert kinds(base, "One act. New thing. Two wait.", "One move. Ten wait.") == []
    assert kinds(base, "One act. Two wait. New thing.", "One act. Two sleep.") == []
    assert kinds(base, "New thing. One act. Two wait.", "Six act. Two wait.") == []


def test_a_sentence_taken_out_does_not_contradict_changes_in_its_neighbours() -> None:
    assert (
        kinds("One act. Two wait. Six go.", "One act. Six go.", "One move. Two wait. Ten go.") == []
    )


def test_two_new_sentences_at_one_point_have_no_order() -> None:
    base = "One act. Two wait."
    assert kinds(base, "One act. New. Two wait.", "One act. Old. Two wait.") == [
        CollisionKind.SAME_POINT
    ]


def test_different_words_of_one_sentence_interact_without_excluding_each_other() -> None:
    base = "All states share their public data with us. Others wait."
    found = compare(
        base,
        {
            1: base.replace("All", "Some"),
            2: base.replace("us", "them"),
            3: base.replace("Others", "They"),
        },
    )
    assert not any(found.conflicts.values())
    assert [(each.kind, each.between, each.why) for each in found.collisions] == [
        (CollisionKind.INTERACTS, (1, 2), "sentence")
    ]
    assert found.collisions[0].base == "All states share their public data with us. "


@pytest.mark.parametrize(
    ("base", "weaker", "other"),
    [
        ("All must have open data.", "All should have open data.", "All must have free data."),
        ("Tous doivent ouvrir leurs données.", "Tous peuvent ouvrir leurs données.", "Tous doivent ouvrir leurs archives."),
        ("Todos deben abrir sus datos.", "Todos pueden abrir sus datos.", "Todos deben abrir sus archivos."),
        ("يجب على الدول نشر البيانات.", "يمكن على الدول نشر البيانات.", "يجب على الدول نشر السجلات."),
        ("各国必须公开数据。", "各国可以公开数据。", "各国必须公开信息。"),
        ("We share our open data.", "We share our open data, not sell it.", "They share our open data."),
    ],
)  # fmt: skip
def test_a_weaker_or_stronger_obligation_is_named(base: str, weaker: str, other: str) -> None:
    found = compare(base, {1: weaker, 2: other})
    assert [(each.kind, each.why) for each in found.collisions] == [
        (CollisionKind.INTERACTS, "strength")
    ]


def test_a_contested_place_is_one_collision_however_many_meet_in_it() -> None:
    base = "We keep aa bb cc dd ee ff gg today."
    found = compare(
        base,
        {
            1: base.replace("aa bb", "xx"),
            2: base.replace("bb cc dd", "yy"),
            3: base.replace("dd ee", "zz"),
            4: base.replace("dd ee", "zz"),
        },
    )
    place, meeting = sorted(found.collisions, key=lambda each: not each.kind.blocks)
    assert (meeting.between, meeting.kind) == ((1, 3, 4), CollisionKind.INTERACTS)
    assert (place.between, place.kind) == ((1, 2, 3, 4), CollisionKind.OVERLAPPING)
    assert place.base == "aa bb cc dd ee"
    assert place.readings == (
        Reading("xx cc dd ee", (1,)),
        Reading("aa yy ee", (2,)),
        Reading("aa bb cc zz", (3, 4)),
    )
    assert found.conflicts == {1: {2}, 2: {1, 3, 4}, 3: {2}, 4: {2}}


def test_a_change_two_have_in_common_does_not_part_their_others() -> None:
    """Without the word both replace, nothing of the base stands between "One" and "three"."""
    base = "One!\nTwo!\nthree"
    shared = "One!\nDos!\nthree"
    found = compare(
        base, {1: shared.replace("One!\n", "Uno, "), 2: shared.replace("\nthree", " tres")}
    )
    assert found.conflicts[1] == {2}


def test_deleting_everything_contradicts_every_other_change() -> None:
    found = compare("One. Two.", {1: "", 2: "One. Ten.", 3: "One. Two. Three.", 4: ""})
    assert found.conflicts[1] == found.conflicts[4] == {2, 3}
    assert found.conflicts[3] == {1, 4}


def test_the_order_of_the_amendments_changes_nothing() -> None:
    base = "We keep all the old open data today."
    texts = {1: "We keep data.", 2: base.replace("old", "new"), 3: base.replace("all", "all of")}
    assert compare(base, texts) == compare(base, dict(reversed(texts.items())))


def test_an_amendment_that_changes_nothing_meets_nobody() -> None:
    found = compare("One two.", {1: "One two.", 2: "One three."})
    assert found.conflicts == {1: frozenset(), 2: frozenset()}
    assert found.collisions == ()


@pytest.mark.parametrize("changes", [1, 3, 8])
def test_five_hundred_amendments_on_one_principle_are_grouped_in_good_time(changes: int) -> None:
    chance = random.Random(changes)
    vocabulary = [f"word{number}" for number in range(100)] + ["the", "of", "and", "must"] * 8
    words = [chance.choice(vocabulary) + "." * (number % 18 == 17) for number in range(400)]

    def amended() -> str:
        text = list(words)
        for _ in range(changes):
            place = chance.randrange(len(text) - 4)
            text[place : place + chance.randrange(3)] = chance.choices(
                vocabulary, k=chance.randrange(3)
            )
        return " ".join(text)

    texts = {number: amended() for number in range(500)}
    started = time.process_time()
    found = compare(" ".join(words), texts)
    assert len(components_of(texts, found.conflicts)) >= 1
    assert time.process_time() - started < 2 * slowness()


def test_five_hundred_rival_texts_are_told_apart_in_good_time() -> None:
    base = "All states share their public data with us. " * 45
    texts = {number: f"A rival text of number {number} for all. " * 45 for number in range(500)}
    started = time.process_time()
    found = compare(base, texts)
    assert all(len(against) == 499 for against in found.conflicts.values())
    assert time.process_time() - started < 10 * slowness()
