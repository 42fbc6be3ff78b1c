"""Pieces of the sentences on rules and verdicts: fractions in words, and lists."""

from collections.abc import Iterable
from fractions import Fraction

from django.utils.translation import gettext, pgettext

from principles.rules.rule_set import RuleSet


def share_in_words(share: Fraction) -> str:
    """Exact: in words, else in whole percent, else as a fraction."""
    if share == Fraction(1, 2):
        return gettext("half")
    if share == Fraction(2, 3):
        return gettext("two thirds")
    if share == Fraction(3, 5):
        return gettext("three fifths")
    if share == Fraction(3, 4):
        return gettext("three quarters")
    percent = 100 * share
    if percent.is_integer():
        return gettext("%(percent)s%%") % {"percent": percent.numerator}
    return f"{share.numerator}/{share.denominator}"


def threshold_to_reach(rules: RuleSet) -> str:
    """As in "four groups reached two thirds"."""
    words = share_in_words(rules.threshold)
    return gettext("more than %(share)s") % {"share": words} if rules.strict else words


def threshold_needed(rules: RuleSet) -> str:
    """As in "at least two thirds of the votes"."""
    message = gettext("more than %(share)s") if rules.strict else gettext("at least %(share)s")
    return message % {"share": share_in_words(rules.threshold)}


def names(labels: Iterable[str]) -> str:
    comma = pgettext("in a list of names", ",")
    return f"{comma} ".join(labels)


def clauses(parts: Iterable[str]) -> str:
    semicolon = pgettext("between the clauses of one sentence", ";")
    return f"{semicolon} ".join(parts)
