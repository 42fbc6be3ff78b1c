"""A compromise as it is written, with a choice of readings at each contested place."""

import json
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from principles.forms.amendments import LinesField
from principles.text.wording import BODY_LENGTH, LABEL_LENGTH, RATIONALE_LENGTH, TITLE_LENGTH

_TEXT = {"data-keep": "", "dir": "auto"}


class CompromiseForm(forms.Form):
    """`put` says which reading of each place is in the words already, as JSON by the place's
    name."""

    title = forms.CharField(
        label=_("Title of the principle"),
        max_length=TITLE_LENGTH,
        widget=forms.TextInput(attrs={**_TEXT, "autocomplete": "off"}),
        error_messages={"required": _("Write the title; leave it as it is to keep it.")},
    )
    body = LinesField(
        label=_("Wording of the compromise"),
        help_text=_("What nobody disputes is in it. In contested places stand the words of today."),
        max_length=BODY_LENGTH,
        widget=forms.Textarea(attrs={**_TEXT, "rows": 12}),
        error_messages={"required": _("Write the whole wording you propose.")},
    )
    rationale = LinesField(
        label=_("Why"),
        help_text=_("What each side finds of its own in it."),
        max_length=RATIONALE_LENGTH,
        widget=forms.Textarea(attrs={**_TEXT, "rows": 4}),
        error_messages={"required": _("Say why you propose this.")},
    )
    label = forms.CharField(
        label=_("The compromise in a few words"),
        max_length=LABEL_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={**_TEXT, "autocomplete": "off"}),
    )
    base_hash = forms.CharField(max_length=64, widget=forms.HiddenInput)
    put = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("title", "body"):
            self.fields[name].widget.attrs["lang"] = language


def put_of(value: str, names: Sequence[str]) -> dict[str, int]:
    """The index of the reading at each of these places; where nothing else is said, 0: the words
    as they stand."""
    try:
        said = json.loads(value or "{}")
    except (ValueError, RecursionError):
        said = {}
    if not isinstance(said, dict):
        said = {}
    return {name: said[name] if type(said.get(name)) is int else 0 for name in names}
