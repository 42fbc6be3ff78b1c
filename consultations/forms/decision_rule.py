"""What decides on amendments: a rule that is known by name, or one put together here."""

import re
from fractions import Fraction
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import StakeholderGroup
from principles.rules import (
    CUSTOM,
    EVERY_GROUP,
    PRESET_EXPLANATIONS,
    PRESET_LABELS,
    PRESETS,
    BadRules,
    RuleSet,
)
from principles.states import SupportUnit

_SHARE = re.compile(r"([0-9]{1,4})\s*(?:/\s*([0-9]{1,4})|%)?")
_SCOPES = (
    ("overall", _("Overall, all votes together")),
    ("groups", _("Within groups")),
    ("both", _("Overall and within groups")),
)
# What a rule of its own is put together from; the form's names are the rule's.
_PARTS = (
    "threshold",
    "strict",
    "scope",
    "groups_needed",
    "veto_groups",
    "abstentions_count",
    "blocks_stop",
    "quorum_votes",
    "quorum_members",
    "silence_hours",
)
_FAULTS = {
    "out_of_range": _("This number is too small or too large."),
    "unreachable": _("Nothing can be more than all: choose “at least”."),
    "not_with_overall": _("Groups are counted only where the share is asked for within groups."),
    "not_with_silence": _(
        "With a silence procedure nothing but silence is asked: leave this empty."
    ),
}


class ShareField(forms.CharField):
    """A share as people write it, "2/3" or "60 %", exactly."""

    def to_python(self, value: Any) -> Any:
        text = (super().to_python(value) or "").strip()
        if not text:
            return None
        match = _SHARE.fullmatch(text)
        if match is None or (match[2] is not None and int(match[2]) == 0):
            raise forms.ValidationError(_("Write a share such as 2/3 or 60 %."), code="invalid")
        return Fraction(int(match[1]), int(match[2] or 100))


def _whole(label: Any, help_text: Any = "", **kwargs: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, help_text=help_text, required=False, min_value=0, max_value=10_000, **kwargs
    )


class DecisionRuleForm(forms.Form):
    """Its part of the settings; what is left out of it stays as in `initial["decision_rule"]`."""

    preset = forms.ChoiceField(
        label=_("What decides on amendments"),
        choices=[*PRESET_LABELS.items()],
        widget=forms.RadioSelect,
        required=False,
    )
    threshold = ShareField(
        label=_("Share in favour"), help_text=_("Such as 2/3 or 60 %."), required=False
    )
    strict = forms.ChoiceField(
        label=_("The share must be"),
        choices=[("", _("reached: at least")), ("on", _("exceeded: more than"))],
        widget=forms.RadioSelect,
        required=False,
    )
    scope = forms.ChoiceField(
        label=_("Where the share is counted"),
        choices=_SCOPES,
        widget=forms.RadioSelect,
        required=False,
    )
    groups_needed = _whole(_("In how many groups"), _("Leave it empty for every group."))
    veto_groups = forms.MultipleChoiceField(
        label=_("A majority against in these groups stops it"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    abstentions_count = forms.BooleanField(
        label=_("Abstentions count among the votes"), required=False
    )
    blocks_stop = forms.BooleanField(label=_("A block stops it"), required=False)
    quorum_votes = _whole(_("Fewest votes in all"))
    quorum_members = _whole(
        _("Fewest votes in a group"), _("A group in which fewer voted is not evaluated.")
    )
    silence_hours = _whole(
        _("Hours of silence"),
        _("If not 0, it is adopted unless somebody objects in this time; nothing else is asked."),
    )
    support_needed = _whole(
        _("How many must stand behind an amendment"),
        _("Before it is submitted. 0: nobody besides who proposes it."),
    )
    support_unit = forms.ChoiceField(
        label=_("Counted are"),
        choices=SupportUnit.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    screens_amendments = forms.BooleanField(
        label=_("Moderators check amendments first"),
        help_text=_("What they refuse as not admissible, they refuse with a reason."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = [
            (each.code, each.label) for each in StakeholderGroup.objects.filter(is_active=True)
        ]
        veto = cast("forms.MultipleChoiceField", self.fields["veto_groups"])
        veto.choices = [(EVERY_GROUP, _("Every group")), *groups]

    @property
    def explanations(self) -> list[tuple[Any, Any]]:
        """Of the rules that are known by name."""
        return [(PRESET_LABELS[code], PRESET_EXPLANATIONS[code]) for code in PRESETS]

    @property
    def parts(self) -> list[forms.BoundField]:
        """What a rule of its own is put together from."""
        return [self[name] for name in _PARTS]

    @property
    def is_own_rule(self) -> bool:
        return bool(self["preset"].value() == CUSTOM)

    def clean(self) -> None:
        super().clean()
        if "preset" not in self.fields or self.errors.keys() & {"preset", *_PARTS}:
            return
        try:
            self.cleaned_data["decision_rule"] = self._rule()
        except BadRules as bad:
            fault = _FAULTS.get(bad.code, _("This is not a rule."))
            self.add_error(bad.field, fault)

    def _rule(self) -> RuleSet:
        data = self.cleaned_data
        if not data["preset"]:
            return cast("RuleSet", self.initial["decision_rule"])
        if data["preset"] != CUSTOM:
            return PRESETS[data["preset"]]
        return RuleSet(
            threshold=data["threshold"] or Fraction(1, 2),
            strict=bool(data["strict"]),
            scope=data["scope"] or "overall",
            groups_needed=data["groups_needed"] or None,
            veto_groups=tuple(data["veto_groups"]),
            abstentions_count=data["abstentions_count"],
            blocks_stop=data["blocks_stop"],
            quorum_votes=data["quorum_votes"] or 0,
            quorum_members=data["quorum_members"] or 0,
            silence_hours=data["silence_hours"] or 0,
        )


def initial_of(rules: RuleSet) -> dict[str, Any]:
    """What the form begins with."""
    plain = rules.as_json()
    is_preset = PRESETS.get(rules.preset) == rules
    return {
        **plain,
        "decision_rule": rules,
        "preset": rules.preset if is_preset else CUSTOM,
        "threshold": f"{rules.threshold.numerator}/{rules.threshold.denominator}",
        "strict": "on" if rules.strict else "",
    }
