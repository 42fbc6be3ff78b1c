"""A rule set as one sentence."""

from collections.abc import Mapping

from django.utils.translation import gettext, ngettext

from principles.rules.rule_set import EVERY_GROUP, RuleSet
from principles.rules.wording import clauses, names, threshold_needed


def describe(rules: RuleSet, labels: Mapping[str, str] | None = None) -> str:
    """The whole rule in one sentence; `labels` of groups by code, else the code is used."""
    if rules.silence_hours:
        return ngettext(
            "Adopted unless somebody opposes or blocks it within %(hours)s hour.",
            "Adopted unless somebody opposes or blocks it within %(hours)s hours.",
            rules.silence_hours,
        ) % {"hours": rules.silence_hours}
    conditions = [_threshold(rules), *_stops(rules, labels or {}), *_quorums(rules)]
    return gettext("Adopted when %(conditions)s.") % {"conditions": clauses(conditions)}


def _threshold(rules: RuleSet) -> str:
    needed = threshold_needed(rules)
    if rules.abstentions_count:
        share = gettext("%(threshold)s of all votes, abstentions included,")
    else:
        share = gettext("%(threshold)s of the votes for or against")
    words = {"share": share % {"threshold": needed}, "groups": rules.groups_needed}
    return _place(rules) % words


def _place(rules: RuleSet) -> str:
    if rules.scope == "overall":
        return gettext("%(share)s are in favour")
    if rules.groups_needed is None:
        if rules.scope == "groups":
            return gettext("%(share)s are in favour in every group")
        return gettext("%(share)s are in favour overall and in every group")
    if rules.scope == "groups":
        return ngettext(
            "%(share)s are in favour in at least %(groups)s group",
            "%(share)s are in favour in at least %(groups)s groups",
            rules.groups_needed,
        )
    return ngettext(
        "%(share)s are in favour overall and in at least %(groups)s group",
        "%(share)s are in favour overall and in at least %(groups)s groups",
        rules.groups_needed,
    )


def _stops(rules: RuleSet, labels: Mapping[str, str]) -> list[str]:
    stops = []
    if EVERY_GROUP in rules.veto_groups:
        stops.append(gettext("no group has a majority against"))
    elif rules.veto_groups:
        with_veto = names(labels.get(code, code) for code in rules.veto_groups)
        stops.append(
            ngettext(
                "there is no majority against in %(groups)s, which has a veto",
                "there is no majority against in any of %(groups)s, which have a veto",
                len(rules.veto_groups),
            )
            % {"groups": with_veto}
        )
    if rules.blocks_stop:
        stops.append(gettext("no block stands"))
    return stops


def _quorums(rules: RuleSet) -> list[str]:
    quorums = []
    if rules.quorum_votes:
        quorums.append(
            ngettext(
                "at least %(votes)s vote was cast",
                "at least %(votes)s votes were cast",
                rules.quorum_votes,
            )
            % {"votes": rules.quorum_votes}
        )
    if rules.quorum_members and (rules.scope != "overall" or rules.veto_groups):
        quorums.append(
            ngettext(
                "a group is evaluated once at least %(members)s of its members has voted",
                "a group is evaluated once at least %(members)s of its members have voted",
                rules.quorum_members,
            )
            % {"members": rules.quorum_members}
        )
    return quorums
