"""What a consultation is about, who may read it, and its rules."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.actions.settings import SUMMARY_LENGTH, Rules, rules_of
from consultations.forms.decision_rule import DecisionRuleForm, initial_of
from consultations.localtime import zone_names
from consultations.models import Consultation
from consultations.queries.wording import model_host
from principles.markdown import BODY_LENGTH
from principles.models import Document
from principles.states import ResultsShown, SupportUnit, Visibility

_RULES = ("allows_block", "early_voting", "results_shown", "verified_only")
# What stays as it was announced is not asked for again.
_UNTIL_ANNOUNCED = ("timezone", *_RULES, *DecisionRuleForm.base_fields)


class SettingsForm(DecisionRuleForm):
    summary = forms.CharField(
        label=_("In one sentence"),
        help_text=_("What people are asked, as lists and search engines show it."),
        max_length=SUMMARY_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2, "data-keep": ""}),
    )
    brief = forms.CharField(
        label=_("Brief"),
        help_text=_(
            "Why this text, what can still change and what cannot, and what happens with the "
            "outcome. Markdown: **bold**, *emphasis*, lists, links."
        ),
        max_length=BODY_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "data-keep": ""}),
    )
    visibility = forms.ChoiceField(
        label=_("Who may read"), choices=Visibility.choices, widget=forms.RadioSelect
    )
    results_shown = forms.ChoiceField(
        label=_("When results are shown"), choices=ResultsShown.choices, widget=forms.RadioSelect
    )
    allows_block = forms.BooleanField(
        label=_("A vote may block, with a reason"),
        help_text=_("For those who cannot live with the words; others see why."),
        required=False,
    )
    early_voting = forms.BooleanField(
        label=_("Votes may be cast while amendments are open"),
        help_text=_("Whoever voted is asked again when the words change."),
        required=False,
    )
    verified_only = forms.BooleanField(
        label=_("Only verified members take part"),
        help_text=_("The others read."),
        required=False,
    )
    timezone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("The timetable is written and shown in it."),
        choices=[(name, name.replace("_", " ")) for name in zone_names()],
    )

    uses_language_model = forms.BooleanField(
        label=_("A language model may put the points into fluent words"), required=False
    )

    def __init__(self, *args: Any, consultation: Consultation | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer_language_model(consultation)
        if consultation is None or consultation.announced_at is None:
            return
        for name in _UNTIL_ANNOUNCED:
            del self.fields[name]
        visibility = self.fields["visibility"]
        if consultation.document.visibility != Visibility.LINK and isinstance(
            visibility, forms.ChoiceField
        ):
            visibility.choices = [
                choice for choice in Visibility.choices if choice[0] != Visibility.LINK
            ]
            visibility.help_text = _(
                "It cannot become “by link”: its address was announced and is known."
            )

    def _offer_language_model(self, consultation: Consultation | None) -> None:
        host = model_host()
        if consultation is None or not host:
            del self.fields["uses_language_model"]
            return
        self.fields["uses_language_model"].help_text = _(
            "Published comments are then sent to %(host)s, without names. A sentence is shown only "
            "where it quotes a comment word for word, and is labelled."
        ) % {"host": host}

    def values(self) -> dict[str, Any]:
        """For `create_consultation` and `change_settings`."""
        data = self.cleaned_data
        values = {
            "summary": data["summary"],
            "brief": data["brief"],
            "visibility": Visibility(data["visibility"]),
        }
        if "uses_language_model" in data:
            values["uses_language_model"] = data["uses_language_model"]
        if "timezone" in data:
            values["timezone"] = data["timezone"]
            values["rules"] = Rules(
                allows_block=data["allows_block"],
                early_voting=data["early_voting"],
                results_shown=ResultsShown(data["results_shown"]),
                verified_only=data["verified_only"],
                decision_rule=data["decision_rule"],
                support_needed=data["support_needed"] or 0,
                support_unit=SupportUnit(data["support_unit"] or SupportUnit.PEOPLE),
                screens_amendments=data["screens_amendments"],
            )
        return values


def settings_of(document: Document, consultation: Consultation | None = None) -> dict[str, Any]:
    """What the form begins with."""
    rules = rules_of(document)
    return {
        **{name: getattr(rules, name) for name in _RULES},
        **initial_of(rules.decision_rule),
        "support_needed": rules.support_needed,
        "support_unit": rules.support_unit,
        "screens_amendments": rules.screens_amendments,
        "visibility": document.visibility,
        "summary": consultation.summary if consultation else "",
        "brief": consultation.brief if consultation else "",
        "timezone": consultation.timezone if consultation else "UTC",
        "uses_language_model": consultation.uses_language_model if consultation else False,
    }
