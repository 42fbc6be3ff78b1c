"""What a rule says of counts, in exact fractions; and of what cannot be known, that it cannot.

A condition is fulfilled (True), failed (False), or not evaluable (None). Failed outweighs not
evaluable, and that outweighs fulfilled (Kleene's strong three-valued logic), so that nothing passes
on a threshold without enough votes, and nothing waits for votes that cannot change it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from principles.rules.inputs import GroupCount, Inputs
from principles.rules.rule_set import EVERY_GROUP, RuleSet


class Outcome(StrEnum):
    PASSED = "passed"
    NOT_PASSED = "not_passed"
    NOT_EVALUABLE = "not_evaluable"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class GroupFinding:
    """One group under a rule: `share` and `reached` are None where it cannot be evaluated."""

    group: GroupCount
    counted: int
    share: Fraction | None
    reached: bool | None
    may_veto: bool

    @property
    def vetoes(self) -> bool:
        """Whether a majority against stops it; a group that cannot be evaluated stops nothing."""
        return self.may_veto and self.share is not None and 2 * self.group.against > self.counted


def findings_on(rules: RuleSet, groups: Sequence[GroupCount]) -> tuple[GroupFinding, ...]:
    return tuple(_finding(rules, group) for group in groups)


def _finding(rules: RuleSet, group: GroupCount) -> GroupFinding:
    counted = group.counted(abstentions_count=rules.abstentions_count)
    share = Fraction(group.in_favour, counted) if counted else None
    if group.voted < rules.quorum_members:
        share = None
    return GroupFinding(
        group=group,
        counted=counted,
        share=share,
        reached=None if share is None else rules.is_reached_by(share),
        may_veto=rules.may_veto(group.code),
    )


def overall_share_of(findings: Sequence[GroupFinding]) -> Fraction | None:
    """Of all votes that count, those in groups too small to be evaluated included."""
    counted = sum(finding.counted for finding in findings)
    if not counted:
        return None
    return Fraction(sum(finding.group.in_favour for finding in findings), counted)


def groups_needed(rules: RuleSet, groups: int) -> int:
    return groups if rules.groups_needed is None else rules.groups_needed


def outcome_of(rules: RuleSet, inputs: Inputs, findings: Sequence[GroupFinding]) -> Outcome:
    if rules.silence_hours:
        return _outcome_of_silence(inputs)
    if inputs.voted < rules.quorum_votes:
        return Outcome.NOT_EVALUABLE
    conditions = [
        not (rules.blocks_stop and any(finding.group.block for finding in findings)),
        _is_free_of_vetoes(rules, findings),
    ]
    if rules.scope != "groups":
        share = overall_share_of(findings)
        conditions.append(None if share is None else rules.is_reached_by(share))
    if rules.scope != "overall":
        conditions.append(_is_reached_in_groups(rules, findings))
    if False in conditions:
        return Outcome.NOT_PASSED
    return Outcome.NOT_EVALUABLE if None in conditions else Outcome.PASSED


def _outcome_of_silence(inputs: Inputs) -> Outcome:
    """Broken at once by an objection; unbroken at its end, which the period does not include."""
    if any(group.against for group in inputs.groups):
        return Outcome.NOT_PASSED
    until, now = inputs.silence_until, inputs.now
    if until is None or now is None or now < until:
        return Outcome.PENDING
    could_object = any(group.members or group.voted for group in inputs.groups)
    return Outcome.PASSED if could_object else Outcome.NOT_EVALUABLE


def _is_free_of_vetoes(rules: RuleSet, findings: Sequence[GroupFinding]) -> bool | None:
    if any(finding.vetoes for finding in findings):
        return False
    if EVERY_GROUP in rules.veto_groups and all(finding.share is None for finding in findings):
        return None
    return True


def _is_reached_in_groups(rules: RuleSet, findings: Sequence[GroupFinding]) -> bool | None:
    """N of M: what is open counts as failed for a yes, and as reached for a no."""
    if not findings:
        return None
    needed = groups_needed(rules, len(findings))
    reached = sum(finding.reached is True for finding in findings)
    unknown = sum(finding.reached is None for finding in findings)
    if reached >= needed:
        return True
    return None if reached + unknown >= needed else False
