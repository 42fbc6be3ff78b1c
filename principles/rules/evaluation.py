"""A rule held against counts: the verdict, its sentence, and what is kept and what is published."""

from dataclasses import dataclass
from fractions import Fraction
from math import prod

from principles.rules.inputs import Inputs
from principles.rules.rule_set import RuleSet
from principles.rules.sentence import group_sentence, sentence_on
from principles.rules.strict_json import fraction_text
from principles.rules.verdicts import (
    GroupFinding,
    Outcome,
    findings_on,
    outcome_of,
    overall_share_of,
)


@dataclass(frozen=True, slots=True)
class GroupVerdict:
    """Whether one group reached the threshold; `reached` None: it could not be evaluated.

    Numbers of a group that is `withheld` are for the record, not for a page; `why` names none.
    """

    code: str
    label: str
    in_favour: int
    counted: int
    share: Fraction | None
    reached: bool | None
    why: str
    withheld: bool = False

    def as_json(self) -> dict[str, object]:
        return {
            "code": self.code,
            "label": self.label,
            "in_favour": self.in_favour,
            "counted": self.counted,
            "share": _text_or_none(self.share),
            "reached": self.reached,
            "why": self.why,
            "withheld": self.withheld,
        }

    def public_json(self) -> dict[str, object]:
        if not self.withheld:
            return self.as_json()
        return {"code": self.code, "label": self.label, "why": self.why, "withheld": True}


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A verdict with all it rests on; the sentence is in the language that was active.

    `overall_share`, `least_share` and `geometric_mean` (of the shares of the groups that could be
    evaluated, None where none could) cover groups that are withheld: publish `public_json`, or
    these only where `inputs.has_withheld` is false. The mean is the one float; nothing is decided
    by it.
    """

    rules: RuleSet
    inputs: Inputs
    outcome: Outcome
    sentence: str
    groups: tuple[GroupVerdict, ...]
    overall_share: Fraction | None
    least_share: Fraction | None
    geometric_mean: float | None

    def as_json(self) -> dict[str, object]:
        """Everything: `rules` and `inputs` of it, evaluated again, give the same.

        Not for the public when a group is withheld.
        """
        return {
            "rules": self.rules.as_json(),
            "inputs": self.inputs.as_json(),
            "outcome": self.outcome.value,
            "sentence": self.sentence,
            "groups": [group.as_json() for group in self.groups],
            "overall_share": _text_or_none(self.overall_share),
            "least_share": _text_or_none(self.least_share),
            "geometric_mean": self.geometric_mean,
        }

    def public_json(self) -> dict[str, object]:
        """What may be published. No number of a group that is withheld can be computed from it.

        It depends on the rule, the groups that are shown and the outcome, and on nothing else: two
        sets of counts that differ in withheld groups only, and have one outcome, give the same
        JSON. Whoever reads it thus learns of the withheld votes that they led to this outcome,
        which a published decision always says, and nothing besides. So there is no share over all
        votes, from which those shown could be subtracted, no least share or mean, which can be a
        withheld group's own, and no word on whether a withheld group reached the threshold, which
        is all there is to know of a group of one; rounding would not do, since few votes have few
        possible shares. That holds for one verdict on one count: the outcomes of many rules on the
        same votes, or of one rule after every vote, would close in on what is withheld, so only
        the rule laid down beforehand may be evaluated for the public, and once.
        """
        withheld = self.inputs.has_withheld
        return {
            "rules": self.rules.as_json(),
            "inputs": self.inputs.public_json(),
            "outcome": self.outcome.value,
            "sentence": self.sentence,
            "groups": [group.public_json() for group in self.groups],
            "overall_share": None if withheld else _text_or_none(self.overall_share),
            "least_share": None if withheld else _text_or_none(self.least_share),
            "geometric_mean": None if withheld else self.geometric_mean,
        }


def evaluate(rules: RuleSet, inputs: Inputs) -> Evaluation:
    """Total: there is an outcome for every rule and all counts, whatever they lack."""
    findings = findings_on(rules, inputs.groups)
    outcome = outcome_of(rules, inputs, findings)
    shares = [finding.share for finding in findings if finding.share is not None]
    return Evaluation(
        rules=rules,
        inputs=inputs,
        outcome=outcome,
        sentence=sentence_on(rules, inputs, findings, outcome),
        groups=tuple(_verdict(rules, finding) for finding in findings),
        overall_share=overall_share_of(findings),
        least_share=min(shares, default=None),
        geometric_mean=_geometric_mean(shares),
    )


def _verdict(rules: RuleSet, finding: GroupFinding) -> GroupVerdict:
    return GroupVerdict(
        code=finding.group.code,
        label=finding.group.label,
        in_favour=finding.group.in_favour,
        counted=finding.counted,
        share=finding.share,
        reached=finding.reached,
        why=group_sentence(rules, finding),
        withheld=finding.group.withheld,
    )


def _geometric_mean(shares: list[Fraction]) -> float | None:
    # The product is exact, so that the order of the groups does not show in the last digit.
    return float(prod(shares)) ** (1 / len(shares)) if shares else None


def _text_or_none(share: Fraction | None) -> str | None:
    return None if share is None else fraction_text(share)
