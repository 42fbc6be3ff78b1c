"""Filters and cursors of lists."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

ANY = ("", _("Any"))
_STATES = [
    ANY,
    ("open", _("Open now")),
    ("upcoming", _("Not open yet, or between two windows")),
    ("closed", _("Closed, outcome to come")),
    ("concluded", _("Ended")),
]
# The largest number a database has for a row.
_LARGEST = 2**63 - 1


class CursorField(forms.IntegerField):
    """Where a page of a list begins; never shown."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False, min_value=1, max_value=_LARGEST)

    def clean(self, value: object) -> int:
        """0 for the first page."""
        return super().clean(value) or 0


class ConsultationFilterForm(forms.Form):
    state = forms.ChoiceField(label=_("State"), required=False, choices=_STATES)
    q = forms.CharField(label=_("Words in the title"), required=False, max_length=100)
    before = CursorField()
    after = CursorField()

    def __init__(self, *args: Any, has_drafts: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        state = self.fields["state"]
        if isinstance(state, forms.ChoiceField) and has_drafts:
            state.choices = [*_STATES, ("draft", _("Draft: seen by its team only"))]


class CursorForm(forms.Form):
    before = CursorField()


class AfterForm(forms.Form):
    """The cursor of a list that begins with the first."""

    after = CursorField()
