"""Hard cases of amendments to whole documents: what must come of them is written beside them."""

from collections.abc import Sequence

import pytest

from principles.text.clashes import Clash
from principles.text.operations import BadOperation, check_operations
from principles.text.operations_compare import compare_operations
from principles.text.operations_merge import Clashed, Placed, merge_operations
from tests.text.cases import NAMES, Case, Contested, cases_in, contested
from tests.text.cases_of_operations import amendments, clauses


@pytest.mark.parametrize("case", cases_in("operations"))
def test_operations(case: Case) -> None:
    base, proposed = clauses(case), amendments(case)
    backwards = dict(reversed(proposed.items()))
    if "refused" in case:
        with pytest.raises(BadOperation) as refused:
            check_operations(base, proposed[1])
        assert f"{refused.value.code} {refused.value.index}" == case["refused"]
    elif "clashes" in case:
        with pytest.raises(Clashed) as clashed:
            merge_operations(base, proposed)
        found = clashed.value.clashes
        assert lines([each for each in found.clashes if each.kind.blocks]) == wanted(
            contested(case, "clashes")
        )
        assert compare_operations(base, backwards) == found
    else:
        placed = merge_operations(base, proposed)
        assert [shown(each) for each in placed] == case.lines("result")
        assert merge_operations(base, backwards) == placed


@pytest.mark.parametrize("case", cases_in("operations", having="meets"))
def test_operations_that_meet(case: Case) -> None:
    found = compare_operations(clauses(case), amendments(case)).clashes
    assert lines([each for each in found if not each.kind.blocks]) == wanted(
        contested(case, "meets")
    )


def lines(clashes: Sequence[Clash]) -> list[tuple[str, tuple[int, ...], tuple[str, ...]]]:
    return sorted(
        (
            str(each.kind),
            each.between,
            (each.part, *([] if each.principle is None else [str(each.principle)])),
        )
        for each in clashes
    )


def wanted(expected: Sequence[Contested]) -> list[tuple[str, tuple[int, ...], tuple[str, ...]]]:
    return sorted((each.kind, each.between, each.rest) for each in expected)


def shown(placed: Placed) -> str:
    """As in the corpus: new principles with those whose words they are."""
    told = f"{placed.words.title} | {placed.words.body}"
    if placed.key is not None:
        return f"{placed.key}. {told}"
    sources = {source for run in placed.title_runs + placed.body_runs for source in run.sources}
    return "+" + "".join(NAMES[source - 1] for source in sorted(sources)) + " " + told
