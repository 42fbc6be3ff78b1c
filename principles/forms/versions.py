"""Which versions to compare."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class CompareForm(forms.Form):
    """Two versions to compare, by number; at first the newest and the one before."""

    old = forms.TypedChoiceField(label=_("From version"), coerce=int)
    new = forms.TypedChoiceField(label=_("To version"), coerce=int)

    def __init__(self, *args: Any, numbers: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        newest = {"old": numbers[min(1, len(numbers) - 1)], "new": numbers[0]}
        for name, field in self.fields.items():
            field.initial = newest[name]
            field.choices = [(number, str(number)) for number in numbers]  # type: ignore[attr-defined]
