"""What moderators and proposers send on the page of an amendment, besides a decision itself."""

from django import forms
from django.utils.translation import gettext_lazy as _

from principles.forms.amendments import LARGEST_NUMBER, LinesField
from principles.states import ProposedOutcome
from principles.text.wording import BODY_LENGTH, RATIONALE_LENGTH, TITLE_LENGTH

_YES_NO = {"yes": True, "no": False}


class ProposedDecisionForm(forms.Form):
    """What would be decided; title and body count where it would be adopted with changes."""

    outcome = forms.ChoiceField(
        label=_("What would you decide?"),
        choices=ProposedOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the decisions listed.")},
    )
    title = forms.CharField(
        label=_("Title, if you would change it"),
        required=False,
        max_length=TITLE_LENGTH,
        widget=forms.TextInput(attrs={"data-keep": "", "dir": "auto", "autocomplete": "off"}),
    )
    body = LinesField(
        label=_("Wording, if you would change it"),
        help_text=_("Counts where you would adopt it with changes."),
        required=False,
        max_length=BODY_LENGTH,
        widget=forms.Textarea(attrs={"rows": 8, "data-keep": "", "dir": "auto"}),
    )
    explanation = LinesField(
        label=_("Why"),
        help_text=_("Everyone can read it; its proposer is asked whether they agree."),
        max_length=RATIONALE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4, "data-keep": "", "dir": "auto"}),
        error_messages={"required": _("Say why you would decide so.")},
    )
    text_hash = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class AnswerForm(forms.Form):
    """The proposer's, to the proposed decision named by `proposed_at`."""

    agrees = forms.TypedChoiceField(
        label=_("Do you agree?"),
        choices=(("yes", _("I agree")), ("no", _("I do not agree"))),
        coerce=_YES_NO.__getitem__,
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether you agree.")},
    )
    answer = LinesField(
        label=_("In a sentence"),
        required=False,
        max_length=RATIONALE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "data-keep": "", "dir": "auto"}),
    )
    proposed_at = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)


class ConsentForm(forms.Form):
    """Whether the compromise, in the wording `text_hash`, may replace amendment `parent`."""

    parent = forms.IntegerField(min_value=1, max_value=LARGEST_NUMBER)
    consents = forms.TypedChoiceField(
        choices=(("yes", "yes"), ("no", "no")), coerce=_YES_NO.__getitem__, empty_value=None
    )
    text_hash = forms.CharField(max_length=64)


class SeenForm(forms.Form):
    """The wording the person saw."""

    text_hash = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class ScreeningForm(SeenForm):
    """Only a refusal must say why."""

    reason = LinesField(
        label=_("Reason"),
        help_text=_("Published. Needed where the amendment is not admissible."),
        required=False,
        max_length=RATIONALE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "data-keep": "", "dir": "auto"}),
    )
