"""Tells how much agreement the chair found in the end, and who differs."""

from collections.abc import Callable, Iterator
from functools import partial

from accounts.models import User
from consultations.actions.designations import designate
from consultations.actions.minority_statements import write_minority_statement
from consultations.demo.content import Plain
from consultations.states import ConsensusLevel
from principles.models import Principle

type Timed = Iterator[tuple[float, Callable[[], object]]]

_LEVELS = {
    "full-consensus": ConsensusLevel.FULL,
    "consensus": ConsensusLevel.CONSENSUS,
    "strong-support-significant-opposition": ConsensusLevel.STRONG_SUPPORT,
    "divergence": ConsensusLevel.DIVERGENCE,
}


def agreement_acts(
    outcome: Plain, people: dict[str, User], principles: dict[str, Principle], chair: User
) -> Timed:
    for key, told in outcome["principles"].items():
        yield (
            told["at"],
            partial(
                designate,
                principle=principles[key],
                level=_LEVELS[told["designation"]],
                rationale=told["rationale"],
                replaces=None,
                by=chair,
            ),
        )
    for told in outcome["minority_statements"]:
        yield (
            told["at"],
            partial(
                write_minority_statement,
                principle=principles[told["principle"]],
                body=told["body"],
                by=people[told["person"]],
            ),
        )
