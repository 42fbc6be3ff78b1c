"""An open amendment when its text has changed: what becomes of it without a person, and what not.

A rebase is the merge of the proposal with the change the text went through. Where they collide,
nothing is decided: the proposer writes it anew.
"""

from dataclasses import dataclass
from enum import StrEnum

from principles.text.collisions import Collision, compare_places
from principles.text.merge import merge_places
from principles.text.places import ground, places_of
from principles.text.tokens import same

# Who is meant in the collisions of a rebase.
CURRENT, PROPOSAL = 0, 1


class Applicability(StrEnum):
    CLEAN = "clean"
    AUTO_REBASED = "auto_rebased"
    ALREADY_SATISFIED = "already_satisfied"
    NEEDS_REBASE = "needs_rebase"
    TARGET_DELETED = "target_deleted"


@dataclass(frozen=True, slots=True)
class Rebased:
    """`text` is the proposal on the new text, None where a person must write it.

    `lost` is what stands against it, between CURRENT and PROPOSAL.
    """

    state: Applicability
    text: str | None
    lost: tuple[Collision, ...] = ()


def rebase(base: str, proposed: str, current: str | None) -> Rebased:
    """The proposal, made on `base`, on the text as it is now; None when that was deleted.

    CLEAN: the text changed in other sentences only, or not at all. AUTO_REBASED: it changed in a
    sentence of the proposal, or has a part of it already, so its proposer must look.
    ALREADY_SATISFIED: it has all of it. Raises TextTooLong.
    """
    if current is None:
        return Rebased(Applicability.TARGET_DELETED, None)
    places = places_of(base, {CURRENT: current, PROPOSAL: proposed})
    asked = [each for each in places if PROPOSAL in each.amendments]
    if same(proposed, current) or all(CURRENT in each.amendments for each in asked):
        return Rebased(Applicability.ALREADY_SATISFIED, current)
    if same(base, current):
        return Rebased(Applicability.CLEAN, proposed)
    here = ground(base)
    comparison = compare_places(here, places, (CURRENT, PROPOSAL))
    if any(comparison.conflicts.values()):
        lost = tuple(each for each in comparison.collisions if each.kind.blocks)
        return Rebased(Applicability.NEEDS_REBASE, None, lost)
    text = merge_places(here, places).text
    state = Applicability.AUTO_REBASED if comparison.collisions else Applicability.CLEAN
    return Rebased(state, text)
