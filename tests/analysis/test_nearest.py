"""Passages and the principles they are about."""

from consultations.analysis.embedding import TfIdf
from consultations.analysis.nearest import embedder_of, nearest

PRINCIPLES = [
    (
        "Clean water\n\nEvery household has clean water. Rivers and wells are kept clean. Water is "
        "tested each month, and the tests of the water are published."
    ),
    (
        "Safe roads\n\nRoads are safe for children. Cars are slow near schools. Every road has a path "
        "for bicycles, and roads are lit at night."
    ),
    (
        "Open books\n\nThe accounts of the town are open. Anyone reads the budget of the town. The "
        "budget is explained at a public meeting."
    ),
]
ABOUT = [
    "The wells in our street are not clean, and nobody tested the water this year.",
    "Cars drive fast where the children walk to school: the roads need a path.",
    "We never saw the accounts; the budget of the town must be explained.",
]
ELSEWHERE = "Our orchestra plays on Sundays and invites whoever likes music."


def test_passage_is_put_with_the_principle_it_is_about() -> None:
    embed = TfIdf("en")
    assert nearest([[*ABOUT, ELSEWHERE]], PRINCIPLES, embed) == [[0, 1, 2, None]]


CLEAN = "Clean water from clean wells: the water of every household is tested each month."


def test_one_between_two_on_the_same_is_on_it_too() -> None:
    passages = [CLEAN, ELSEWHERE, CLEAN, *ABOUT[1:]]
    assert nearest([passages], PRINCIPLES, TfIdf("en"))[0][:3] == [0, 0, 0]


def test_what_others_say_before_and_after_it_places_no_passage() -> None:
    submissions = [[CLEAN, ELSEWHERE], [], [CLEAN, *ABOUT[1:]]]
    assert nearest(submissions, PRINCIPLES, TfIdf("en")) == [[0, None], [], [0, 1, 2]]


def test_nothing_is_near_nothing() -> None:
    assert nearest([[], []], PRINCIPLES, TfIdf("en")) == [[], []]
    assert nearest([ABOUT], [], TfIdf("en")) == [[None, None, None]]


def test_text_of_one_principle_and_one_of_a_single_sentence_are_no_trouble() -> None:
    assert len(nearest([ABOUT], PRINCIPLES[:1], TfIdf("en"))[0]) == 3
    assert len(nearest([ABOUT], ["Clean water", *PRINCIPLES[1:]], TfIdf("en"))[0]) == 3


def test_static_vectors_and_words_go_side_by_side() -> None:
    [places] = nearest([[*ABOUT, ELSEWHERE]], PRINCIPLES, embedder_of("wordllama", "en"))
    assert places[:3] == [0, 1, 2]
    assert isinstance(embedder_of("wordllama", "ar"), TfIdf)
