"""What is asked of the table of results."""

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.forms.listing import CursorField
from consultations.states import StatementOrder


class StatementOrderForm(forms.Form):
    """`after` and `before` are numbers of statements."""

    order = forms.ChoiceField(label=_("Order"), choices=StatementOrder.choices, required=False)
    after = CursorField()
    before = CursorField()
