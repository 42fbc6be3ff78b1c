"""Rules that need no explaining to those who know them, and an explanation for those who do not."""

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from principles.rules.rule_set import CUSTOM, EVERY_GROUP, RuleSet

PRESETS: Mapping[str, RuleSet] = MappingProxyType(
    {
        "simple_majority": RuleSet(preset="simple_majority"),
        "two_thirds_each_group": RuleSet(
            preset="two_thirds_each_group",
            threshold=Fraction(2, 3),
            strict=False,
            scope="groups",
        ),
        # RFC 7282, section 3: asked is who cannot live with it, so those who can are in favour. A
        # majority against in any group stops it. Where all groups can be evaluated the threshold
        # follows from that; it is there for many groups too small to be evaluated, and against.
        "rough_consensus": RuleSet(
            preset="rough_consensus",
            strict=False,
            veto_groups=(EVERY_GROUP,),
            blocks_stop=True,
        ),
        "silence": RuleSet(preset="silence", blocks_stop=True, silence_hours=72),
    }
)

PRESET_LABELS: Mapping[str, str | Promise] = MappingProxyType(
    {
        "simple_majority": _("Simple majority"),
        "two_thirds_each_group": _("Two thirds in every group"),
        "rough_consensus": _("Rough consensus"),
        "silence": _("Silence procedure"),
        CUSTOM: _("A rule of its own"),
    }
)

PRESET_EXPLANATIONS: Mapping[str, str | Promise] = MappingProxyType(
    {
        "simple_majority": _(
            "A text is adopted when more people are for it than against it, all groups together."
        ),
        "two_thirds_each_group": _(
            "A text is adopted when two thirds of those for or against it are for it in every "
            "single group, so that no group can be outvoted by the others."
        ),
        "rough_consensus": _(
            "A text is adopted when everybody's objections have been dealt with: no block stands, "
            "and no group has a majority against it, where those who can live with it count as in "
            "favour."
        ),
        "silence": _("A text is sent round and adopted when nobody objects within three days."),
        CUSTOM: _("The team has put this rule together for this document."),
    }
)


def label_of(rules: RuleSet) -> str:
    """The name of a preset, as long as nothing in it was changed."""
    unchanged = PRESETS.get(rules.preset) == rules
    return str(PRESET_LABELS[rules.preset if unchanged else CUSTOM])
