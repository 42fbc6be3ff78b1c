"""Opinion groups: what may not matter, what adds up, and what is found where it is known."""

import json
import random
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consultations.analysis.clusters import agreement
from consultations.analysis.opinion import analyse
from consultations.analysis.opinion_result import OpinionResult, as_json, from_json
from tests.analysis.conversations import Row, conversation, noise

SEEDS = st.integers(0, 10_000)
FEW = settings(max_examples=12)
CONVERSATIONS = st.builds(
    conversation,
    seed=SEEDS,
    sizes=st.lists(st.integers(1, 25), min_size=1, max_size=4).map(tuple),
    statements=st.integers(1, 20),
    asked=st.sampled_from([0.3, 0.8, 1.0]),
)


def shuffled(rows: list[Row], seed: int) -> list[Row]:
    return random.Random(seed).sample(rows, len(rows))


def labels(result: OpinionResult) -> np.ndarray:
    return np.array(result.groups) + 1


@given(CONVERSATIONS, SEEDS)
@FEW
def test_the_order_of_votes_changes_nothing(rows: list[Row], seed: int) -> None:
    assert as_json(analyse(shuffled(rows, seed))) == as_json(analyse(rows))


@given(CONVERSATIONS, SEEDS)
@FEW
def test_a_vote_that_comes_twice_counts_once(rows: list[Row], seed: int) -> None:
    again = shuffled(rows, seed)[: len(rows) // 2]
    assert as_json(analyse([*rows, *again])) == as_json(analyse(rows))


@given(SEEDS, SEEDS)
@FEW
def test_other_names_change_nothing(seed: int, names: int) -> None:
    rows = conversation(seed=seed, sizes=(18, 13, 9), statements=15)
    people = sorted({person for person, _, _ in rows})
    statements = sorted({statement for _, statement, _ in rows})
    generator = random.Random(names)
    new_name = dict(zip(people, generator.sample(range(1000), len(people)), strict=True))
    new_number = dict(zip(statements, generator.sample(range(1000), len(statements)), strict=True))
    before = analyse(rows)
    after = analyse(
        (f"q{new_name[person]}", new_number[statement], vote) for person, statement, vote in rows
    )
    group_after = dict(zip(after.participants, after.groups, strict=True))
    assert [group_after[f"q{new_name[person]}"] for person in people] == list(before.groups)
    assert after.sizes == before.sizes
    assert after.stability == pytest.approx(before.stability)
    aware = {one.id: one.group_aware for one in after.statements}
    assert [aware[new_number[one.id]] for one in before.statements] == [
        one.group_aware for one in before.statements
    ]
    assert sorted(new_number[one] for one in before.slate.statements) == sorted(
        after.slate.statements
    )


@given(CONVERSATIONS)
@FEW
def test_what_is_counted_adds_up(rows: list[Row]) -> None:
    result = analyse(rows)
    voted = Counter((statement, vote) for _, statement, vote in rows)
    assert [
        (one.id, one.counts.agree, one.counts.disagree, one.counts.passed)
        for one in result.statements
    ] == [
        (statement, voted[statement, 1], voted[statement, -1], voted[statement, 0])
        for statement in sorted({statement for _, statement, _ in rows})
    ]
    grouped = result.group_of()
    seen = Counter(
        (grouped[person], statement) for person, statement, _ in rows if person in grouped
    )
    assert [[counts.seen for counts in one.groups] for one in result.statements] == [
        [seen[group, one.id] for group in range(result.k)] for one in result.statements
    ]
    assert result.sizes == tuple(Counter(grouped.values())[group] for group in range(result.k))


@given(CONVERSATIONS)
@FEW
def test_figures_stay_within_their_bounds(rows: list[Row]) -> None:
    result = analyse(rows)
    assert 0 <= result.stability <= 1
    assert -1 <= result.silhouette <= 1
    assert bool(rows) <= result.k <= 5
    assert 0 not in result.sizes
    assert result.is_clear <= (result.k > 1)
    assert all(0 <= share <= 1 for share in (*result.slate.shares, *result.slate.observed))
    assert all(
        one.group_aware.product
        <= one.group_aware.minimum
        <= one.group_aware.geometric_mean * (1 + 1e-12)
        for one in result.statements
    )
    assert all(len(found) <= 5 for found in result.representative)
    assert all(abs(value) < 1e3 for place in result.positions for value in place)


@given(CONVERSATIONS)
@FEW
def test_the_json_is_plain_and_gives_the_result_back(rows: list[Row]) -> None:
    plain = as_json(analyse(rows))
    assert as_json(from_json(json.loads(json.dumps(plain)))) == plain


@pytest.mark.parametrize("sizes", [(40, 25), (40, 30, 25)])
def test_groups_that_are_there_are_found_and_clear(sizes: tuple[int, ...]) -> None:
    result = analyse(conversation(seed=3, sizes=sizes, statements=30))
    truth = np.repeat(np.arange(len(sizes)), sizes)
    assert agreement(np.array(result.groups), truth) > 0.95
    assert result.is_clear


@pytest.mark.parametrize("seed", range(5))
def test_no_clear_groups_are_found_in_noise(seed: int) -> None:
    assert not analyse(noise(seed=seed)).is_clear


def test_the_larger_group_has_the_lower_number() -> None:
    assert analyse(conversation(sizes=(9, 30), statements=30)).sizes == (30, 9)


def test_groups_keep_the_numbers_they_had() -> None:
    rows = conversation(sizes=(30, 15), statements=30)
    first = analyse(rows)
    swapped = {person: 1 - group for person, group in first.group_of().items()}
    second = analyse(rows, previous=swapped)
    assert second.group_of() == swapped
    assert second.sizes == first.sizes[::-1]
    assert second.representative == first.representative[::-1]
    assert second.centres == first.centres[::-1]


def test_somebody_with_few_votes_is_in_no_group() -> None:
    rows = [*conversation(sizes=(30, 15)), ("newcomer", 1, 1)]
    assert "newcomer" not in analyse(rows).group_of()


def test_who_was_in_a_group_stays_in_one() -> None:
    rows = [*conversation(sizes=(30, 15)), ("newcomer", 1, 1)]
    before = analyse(rows).group_of()
    result = analyse(rows, previous={**before, "newcomer": 0})
    assert "newcomer" in result.group_of()


def test_of_few_people_the_most_active_are_taken_in() -> None:
    rows = [*conversation(sizes=(10,), statements=12, asked=1.0)]
    rows += [(f"a{n}", statement, 1) for n in range(8) for statement in range(n % 4 + 1)]
    result = analyse(rows)
    # Three votes or four: two people each; then one of the two with two votes, by name.
    added = {person for person in result.group_of() if person.startswith("a")}
    assert added == {"a2", "a3", "a6", "a7", "a1"}


def test_votes_on_moderated_statements_count_nowhere() -> None:
    rows = conversation(sizes=(30, 15))
    moderated = {2, 5}
    without = [row for row in rows if row[1] not in moderated]
    assert as_json(analyse(rows, moderated=moderated)) == as_json(analyse(without))


def test_who_only_agrees_makes_no_group() -> None:
    rows = conversation(sizes=(30, 30), statements=20, asked=0.6)
    agreeing = [(f"yes{n}", statement, 1) for n in range(12) for statement in range(20)]
    result = analyse([*rows, *agreeing])
    assert result.k == 2
    assert sum(result.uniform) == 12
    assert (
        agreement(
            np.array([result.group_of()[f"p{n:03d}"] for n in range(60)]), np.repeat([0, 1], 30)
        )
        == 1
    )


def test_two_camps_that_agree_to_everything_and_to_nothing_are_two_groups() -> None:
    rows = [(f"yes{n}", statement, 1) for n in range(12) for statement in range(8)]
    rows += [(f"no{n}", statement, -1) for n in range(8) for statement in range(8)]
    result = analyse(rows)
    assert result.sizes == (12, 8)
    assert result.is_clear


def test_everybody_of_one_mind_is_one_group() -> None:
    result = analyse((f"p{n}", statement, 1) for n in range(20) for statement in range(8))
    assert (result.k, result.sizes, result.is_clear) == (1, (20,), False)
    assert result.representative == ((),)
    assert [one.statement for one in result.consensus] == [0, 1, 2, 3, 4]


def test_one_voice_is_one_group_of_one() -> None:
    result = analyse([("only", 7, -1)])
    assert (result.k, result.sizes, result.stability) == (1, (1,), 0)


def test_no_votes_give_no_groups() -> None:
    result = analyse([])
    assert (result.k, result.groups, result.statements, result.consensus) == (0, (), (), ())
    assert as_json(from_json(as_json(result))) == as_json(result)


def test_only_moderated_statements_give_no_groups() -> None:
    result = analyse([("a", 1, 1), ("b", 1, -1)], moderated={1})
    assert (result.k, result.groups) == (0, (-1, -1))
    assert result.participants == ("a", "b")


@pytest.mark.parametrize("vote", [2, -2, 300])
def test_another_vote_is_refused(vote: int) -> None:
    with pytest.raises(ValueError, match="a vote is"):
        analyse([("a", 1, vote)])
