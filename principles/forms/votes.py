"""The ballot on one principle."""

from typing import Any, cast

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from principles.actions.votes import REASON_LENGTH
from principles.states import Choice

_OUT_OF_DATE = _("This page is out of date. Load it again.")


class VoteForm(forms.Form):
    """`text_hash` names the words that were on the page."""

    choice = forms.ChoiceField(
        label=_("Your position on these words"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose one of the positions."),
            "invalid_choice": _("Choose one of the positions listed."),
        },
    )
    reason = forms.CharField(
        label=_("Why you block"),
        help_text=_("Say what would have to change for you to be able to live with it."),
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4, "data-keep": ""}),
    )
    text_hash = forms.CharField(
        widget=forms.HiddenInput,
        validators=[RegexValidator(r"\A[0-9a-f]{64}\Z", _OUT_OF_DATE)],
        error_messages={"required": _OUT_OF_DATE},
    )

    def __init__(self, *args: Any, allows_block: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ChoiceField", self.fields["choice"])
        field.choices = [
            choice for choice in Choice.choices if allows_block or choice[0] != Choice.BLOCK
        ]

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("choice") != Choice.BLOCK or "reason" in self.errors:
            return
        if not self.cleaned_data.get("reason"):
            self.add_error("reason", _("Say why you block: others must be able to answer."))
