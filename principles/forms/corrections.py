"""A moderator's correction as it is written."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from principles.forms.amendments import LinesField
from principles.text.wording import BODY_LENGTH, RATIONALE_LENGTH, TITLE_LENGTH

_TEXT = {"data-keep": "", "dir": "auto"}


class CorrectionForm(forms.Form):
    title = forms.CharField(
        label=_("Title of the principle"),
        max_length=TITLE_LENGTH,
        widget=forms.TextInput(attrs={**_TEXT, "autocomplete": "off"}),
        error_messages={"required": _("Write the title; leave it as it is to keep it.")},
    )
    body = LinesField(
        label=_("Corrected wording"),
        help_text=_("Spelling, punctuation, a wrong reference: nothing that changes the meaning."),
        max_length=BODY_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={**_TEXT, "rows": 12}),
    )
    reason = LinesField(
        label=_("What is corrected"),
        help_text=_("Published with the new version."),
        max_length=RATIONALE_LENGTH,
        widget=forms.Textarea(attrs={**_TEXT, "rows": 3}),
        error_messages={"required": _("Say what is corrected.")},
    )
    base_hash = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("title", "body"):
            self.fields[name].widget.attrs["lang"] = language
