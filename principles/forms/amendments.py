"""What people write of amendments: another wording, a decision; and what they filter by."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from principles.states import AmendmentStatus
from principles.text.wording import (
    RATIONALE_LENGTH,
    normalise_lines,
)

LARGEST_NUMBER = 2**31 - 1


class LinesField(forms.CharField):
    """Text in a textarea; a line end counts as one character however the browser sends it."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return normalise_lines(super().to_python(value) or "")


class DecisionForm(forms.Form):
    """What the moderator saw, and why they decide so; only a refusal must say why."""

    reason = LinesField(
        label=_("Reason"),
        help_text=_("Published with the decision. Needed where the amendment is not adopted."),
        required=False,
        max_length=RATIONALE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4, "data-keep": "", "dir": "auto"}),
    )
    base_hash = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    text_hash = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class SeenField(forms.Field):
    """Amendments by number, each with the hash of the wording that was seen: "12:4f0c"."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> dict[int, str]:
        pairs = [str(each).partition(":")[::2] for each in value or ()]
        if any(not (number.isdecimal() and len(number) < 10) for number, _hash in pairs):
            raise forms.ValidationError(gettext("Choose the amendments again."))
        return {int(number): text_hash for number, text_hash in pairs}


class AdoptTogetherForm(forms.Form):
    """What the moderator saw of several amendments and of the text, and why they adopt them."""

    reason = LinesField(
        label=_("Reason"),
        help_text=_("Published with the decision. Needed where one of them is under vote."),
        required=False,
        max_length=RATIONALE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4, "data-keep": "", "dir": "auto"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    seen = SeenField()


class AmendmentFilterForm(forms.Form):
    """What is not declared here filters nothing."""

    status = forms.ChoiceField(label=_("Status"), required=False)
    principle = forms.TypedChoiceField(
        label=_("Principle"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, principles: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        """`principles` are pairs of key and heading."""
        super().__init__(*args, **kwargs)
        self._offer("status", gettext("Any status"), AmendmentStatus.choices)
        self._offer("principle", gettext("All principles"), principles)

    def _offer(self, name: str, everything: str, choices: Sequence[tuple[Any, Any]]) -> None:
        field = cast("forms.ChoiceField", self.fields[name])
        field.choices = [("", everything), *choices]


class CursorForm(forms.Form):
    """Between which numbers a page of the list begins."""

    before = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_NUMBER)
    after = forms.IntegerField(required=False, min_value=0, max_value=LARGEST_NUMBER)
