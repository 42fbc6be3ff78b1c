"""How a document decides on amendments, in sentences for whoever proposes or votes."""

from django.utils.translation import gettext, ngettext

from accounts.models import StakeholderGroup
from principles.models import Document
from principles.queries.amendment_tallies import rule_of
from principles.rules import EVERY_GROUP, RuleSet, describe
from principles.states import SupportUnit


def rule_sentence(document: Document) -> str:
    """One query where single groups have a veto, else none."""
    rules = rule_of(document)
    return describe(rules, labels_for(rules))


def labels_for(rules: RuleSet) -> dict[str, str]:
    """Of the groups that a rule names, by code."""
    named = [code for code in rules.veto_groups if code != EVERY_GROUP]
    if not named:
        return {}
    return {each.code: each.label for each in StakeholderGroup.objects.filter(code__in=named)}


def way_in_sentences(needed: int, unit: SupportUnit, *, screens: bool) -> list[str]:
    """What an amendment must pass before it is open; nothing where it is at once."""
    sentences = []
    if needed:
        sentences.append(_backing(needed, unit))
    if screens:
        sentences.append(gettext("Moderators check an amendment before it is open."))
    return sentences


def _backing(needed: int, unit: SupportUnit) -> str:
    texts = {
        SupportUnit.PEOPLE: ngettext(
            "An amendment needs %(needed)s person or organisation behind it.",
            "An amendment needs %(needed)s people or organisations behind it.",
            needed,
        ),
        SupportUnit.ORGANISATIONS: ngettext(
            "An amendment needs %(needed)s organisation behind it.",
            "An amendment needs %(needed)s organisations behind it.",
            needed,
        ),
        SupportUnit.GROUPS: ngettext(
            "An amendment needs %(needed)s stakeholder group behind it.",
            "An amendment needs %(needed)s stakeholder groups behind it.",
            needed,
        ),
    }
    return texts[unit] % {"needed": needed}


def amendment_sentences(document: Document) -> list[str]:
    """The way of an amendment into the text, a sentence a step. Queries as `rule_sentence`."""
    return [
        *way_in_sentences(
            document.support_needed,
            SupportUnit(document.support_unit),
            screens=document.screens_amendments,
        ),
        rule_sentence(document),
    ]
