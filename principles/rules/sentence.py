"""A verdict as one sentence with its inputs.

Every number in it is of groups that may be shown. Which clauses there are follows from the rule,
those groups and the outcome, never from a count that is withheld.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC

from django.utils.translation import gettext, ngettext

from principles.rules.inputs import Inputs
from principles.rules.rule_set import EVERY_GROUP, RuleSet
from principles.rules.verdicts import GroupFinding, Outcome, groups_needed
from principles.rules.wording import clauses, names, threshold_needed, threshold_to_reach


@dataclass(frozen=True, slots=True)
class _Case:
    """What a sentence may draw on, groups by their code, so that their order says nothing."""

    rules: RuleSet
    outcome: Outcome
    shown: tuple[GroupFinding, ...]
    withheld: tuple[str, ...]
    absent: tuple[str, ...]

    @property
    def groups(self) -> int:
        return len(self.shown) + len(self.withheld)


def sentence_on(
    rules: RuleSet, inputs: Inputs, findings: Sequence[GroupFinding], outcome: Outcome
) -> str:
    ordered = sorted(findings, key=lambda finding: finding.group.code)
    case = _Case(
        rules=rules,
        outcome=outcome,
        shown=tuple(finding for finding in ordered if not finding.group.withheld),
        withheld=tuple(finding.group.label for finding in ordered if finding.group.withheld),
        absent=_absent(rules, inputs),
    )
    reasons = [_silence(case, inputs)] if rules.silence_hours else _votes(case)
    if outcome == Outcome.PASSED:
        message = gettext("Adopted: %(reasons)s.")
    elif outcome == Outcome.PENDING:
        message = gettext("Not decided yet: %(reasons)s.")
    else:
        message = gettext("Not adopted: %(reasons)s.")
    return message % {"reasons": clauses([*reasons, *_withheld(case)])}


def _absent(rules: RuleSet, inputs: Inputs) -> tuple[str, ...]:
    """Codes of groups that have a veto and are not there to use it."""
    known = {EVERY_GROUP, *(group.code for group in inputs.groups)}
    return tuple(code for code in rules.veto_groups if code not in known)


def _withheld(case: _Case) -> list[str]:
    if not case.withheld:
        return []
    return [
        gettext("the votes of %(groups)s are counted, not shown") % {"groups": names(case.withheld)}
    ]


# --- Silence --------------------------------------------------------------------------------------


def _silence(case: _Case, inputs: Inputs) -> str:
    if case.outcome == Outcome.NOT_PASSED:
        return _broken(case)
    if case.outcome == Outcome.NOT_EVALUABLE:
        return gettext("nobody has joined who could have objected")
    if case.outcome == Outcome.PASSED:
        return ngettext(
            "nobody objected within %(hours)s hour",
            "nobody objected within %(hours)s hours",
            case.rules.silence_hours,
        ) % {"hours": case.rules.silence_hours}
    if inputs.silence_until is None:
        return gettext("the silence procedure has not begun")
    until = inputs.silence_until.astimezone(UTC)
    return gettext("nobody has objected so far, and anybody may until %(time)s UTC") % {
        "time": f"{until:%Y-%m-%d %H:%M}"
    }


def _broken(case: _Case) -> str:
    if case.withheld:
        return gettext("the silence was broken by an objection")
    objections = sum(finding.group.against for finding in case.shown)
    return ngettext(
        "the silence was broken by %(objections)s objection",
        "the silence was broken by %(objections)s objections",
        objections,
    ) % {"objections": objections}


# --- Votes ----------------------------------------------------------------------------------------


def _votes(case: _Case) -> list[str]:
    if not case.groups:
        return [gettext("there is no group that could vote")]
    if not case.shown:
        return _needed(case)
    quorum = _missed_quorum(case)
    if quorum and not case.withheld:
        return quorum
    facts = [*quorum, *_overall(case), *_groups(case), *_stops(case), *_not_evaluable(case)]
    if case.withheld and facts:
        facts[0] = gettext("among the votes shown, %(fact)s") % {"fact": facts[0]}
    return facts


def _needed(case: _Case) -> list[str]:
    """What was asked for, where no vote can be shown."""
    needed = []
    if case.rules.scope != "groups":
        needed.append(
            gettext("%(threshold)s in favour was needed overall")
            % {"threshold": threshold_needed(case.rules)}
        )
    if case.rules.scope != "overall":
        number = groups_needed(case.rules, case.groups)
        needed.append(
            ngettext(
                "%(groups)s group had to reach %(threshold)s",
                "%(groups)s groups had to reach %(threshold)s",
                number,
            )
            % {"groups": number, "threshold": threshold_to_reach(case.rules)}
        )
    return needed


def _missed_quorum(case: _Case) -> list[str]:
    votes = sum(finding.group.voted for finding in case.shown)
    if case.outcome != Outcome.NOT_EVALUABLE or votes >= case.rules.quorum_votes:
        return []
    return [
        gettext("too few votes were cast to evaluate it, %(votes)s of at least %(quorum)s")
        % {"votes": votes, "quorum": case.rules.quorum_votes}
    ]


def _overall(case: _Case) -> list[str]:
    if case.rules.scope == "groups":
        return []
    counted = sum(finding.counted for finding in case.shown)
    if not counted:
        return [_nobody(case)]
    if case.rules.abstentions_count:
        message = ngettext(
            "%(in_favour)s of %(counted)s vote, abstentions included, was in favour, where "
            "%(threshold)s was needed",
            "%(in_favour)s of %(counted)s votes, abstentions included, were in favour, where "
            "%(threshold)s was needed",
            counted,
        )
    else:
        message = ngettext(
            "%(in_favour)s of %(counted)s vote for or against was in favour, where "
            "%(threshold)s was needed",
            "%(in_favour)s of %(counted)s votes for or against were in favour, where "
            "%(threshold)s was needed",
            counted,
        )
    return [
        message
        % {
            "in_favour": sum(finding.group.in_favour for finding in case.shown),
            "counted": counted,
            "threshold": threshold_needed(case.rules),
        }
    ]


def _nobody(case: _Case) -> str:
    if any(finding.group.voted for finding in case.shown):
        return gettext("nobody voted for or against")
    return gettext("nobody voted")


def _groups(case: _Case) -> list[str]:
    if case.rules.scope == "overall":
        return []
    reached = ngettext(
        "%(reached)s of %(groups)s group reached %(threshold)s",
        "%(reached)s of %(groups)s groups reached %(threshold)s",
        len(case.shown),
    ) % {
        "reached": sum(finding.reached is True for finding in case.shown),
        "groups": len(case.shown),
        "threshold": threshold_to_reach(case.rules),
    }
    number = groups_needed(case.rules, case.groups)
    needed = ngettext("%(groups)s was needed", "%(groups)s were needed", number)
    return [reached, needed % {"groups": number}]


def _stops(case: _Case) -> list[str]:
    vetoes = [
        ngettext(
            "%(group)s stopped it with %(against)s of %(counted)s vote against",
            "%(group)s stopped it with %(against)s of %(counted)s votes against",
            finding.counted,
        )
        % {
            "group": finding.group.label,
            "against": finding.group.against,
            "counted": finding.counted,
        }
        for finding in case.shown
        if finding.vetoes
    ]
    if case.outcome == Outcome.PASSED and case.rules.veto_groups:
        vetoes.append(gettext("no group that could stop it had a majority against"))
    return vetoes + _blocks(case)


def _blocks(case: _Case) -> list[str]:
    if not case.rules.blocks_stop:
        return []
    if case.outcome == Outcome.PASSED:
        return [gettext("no block stands")]
    blocks = sum(finding.group.block for finding in case.shown)
    if not blocks:
        return []
    return [
        ngettext("%(blocks)s block stands", "%(blocks)s blocks stand", blocks) % {"blocks": blocks}
    ]


def _not_evaluable(case: _Case) -> list[str]:
    """Groups that could not be evaluated, where the rule asks for them."""
    listed = [
        _left_open(case, finding)
        for finding in case.shown
        if finding.reached is None and (case.rules.scope != "overall" or finding.may_veto)
    ]
    listed += [
        gettext("%(group)s has a veto and is not among the groups") % {"group": code}
        for code in case.absent
    ]
    return listed


def _left_open(case: _Case, finding: GroupFinding) -> str:
    if case.outcome == Outcome.NOT_EVALUABLE:
        message = gettext("%(group)s could not be evaluated, %(reason)s")
    elif finding.may_veto and case.outcome == Outcome.PASSED:
        message = gettext("%(group)s could not be evaluated and so not stop it, %(reason)s")
    else:
        message = gettext("whatever the verdict in %(group)s, where %(reason)s")
    return message % {
        "group": finding.group.label,
        "reason": why_not_evaluable(case.rules, finding),
    }


def why_not_evaluable(rules: RuleSet, finding: GroupFinding) -> str:
    group = finding.group
    if not group.voted:
        return gettext("nobody voted") if group.members else gettext("nobody joined")
    if group.voted >= rules.quorum_members:
        return gettext("all who voted abstained")
    return ngettext(
        "%(voted)s of at least %(needed)s member voted",
        "%(voted)s of at least %(needed)s members voted",
        rules.quorum_members,
    ) % {"voted": group.voted, "needed": rules.quorum_members}


def group_sentence(rules: RuleSet, finding: GroupFinding) -> str:
    """Why one group reached the threshold or did not, without numbers when it is withheld."""
    if finding.group.withheld:
        return gettext("Its votes are counted in the decision and not shown.")
    if finding.reached is None:
        return gettext("Could not be evaluated: %(reason)s.") % {
            "reason": why_not_evaluable(rules, finding)
        }
    if finding.reached:
        message = ngettext(
            "Reached: %(in_favour)s of %(counted)s vote in favour, where %(threshold)s was needed.",
            "Reached: %(in_favour)s of %(counted)s votes in favour, where %(threshold)s was "
            "needed.",
            finding.counted,
        )
    else:
        message = ngettext(
            "Not reached: %(in_favour)s of %(counted)s vote in favour, where %(threshold)s was "
            "needed.",
            "Not reached: %(in_favour)s of %(counted)s votes in favour, where %(threshold)s was "
            "needed.",
            finding.counted,
        )
    return message % {
        "in_favour": finding.group.in_favour,
        "counted": finding.counted,
        "threshold": threshold_needed(rules),
    }
