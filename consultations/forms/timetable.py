"""Windows as people plan them: local times of the consultation's own time zone."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import DELETION_FIELD_NAME, BaseFormSet, formset_factory
from django.http import QueryDict
from django.utils import formats
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consultations.actions.stages import REASON_LENGTH
from consultations.actions.timetable import MAX_WINDOWS, WindowPlan
from consultations.localtime import Repeated, Skipped, instant_of, local_of
from consultations.models import Window
from principles.states import OPEN_STAGES, Stage

STAGES = [(stage.value, stage.label) for stage in Stage if stage in OPEN_STAGES]
_LOCAL_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?")
# Rows for windows that are not there yet.
SPARE = 2


class LocalTimeField(forms.Field):
    """An instant, written as the local time of `zone`.

    A value that was not touched stays the instant it was: a browser sends minutes, and a time that
    clocks show twice would otherwise be asked for again.
    """

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    default_error_messages = {
        "invalid": _("Write a date and a time, for example 2027-03-31 18:00."),
        "skipped": _("Clocks go forward and skip this time: choose %(instead)s or another."),
        "repeated": _("Clocks go back and show this time twice: choose one outside that hour."),
        "far": _("Choose a year between 2000 and 2200."),
    }
    zone = ZoneInfo("UTC")
    known: datetime | None = None

    def prepare_value(self, value: Any) -> Any:
        return local_of(value, self.zone) if isinstance(value, datetime) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial) != _parsed(data or ""))

    def to_python(self, value: Any) -> datetime | None:
        if not value:
            return None
        local = _parsed(str(value))
        if local is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if self.known is not None and local == local_of(self.known, self.zone):
            return self.known
        try:
            return instant_of(local, self.zone)
        except Skipped as skipped:
            instead = formats.time_format(skipped.instead, gettext("H:i"))
            raise ValidationError(
                self.error_messages["skipped"], code="skipped", params={"instead": instead}
            ) from skipped
        except Repeated as repeated:
            raise ValidationError(self.error_messages["repeated"], code="repeated") from repeated
        except OverflowError as error:
            raise ValidationError(self.error_messages["far"], code="far") from error


def _parsed(text: str) -> datetime | None:
    """A naive time, or None for anything else: a date alone names no instant."""
    if not _LOCAL_TIME.fullmatch(text.strip()):
        return None
    try:
        return parse_datetime(text.strip())
    except ValueError:
        return None


class WindowForm(forms.Form):
    stage = forms.ChoiceField(label=_("What is open"), choices=[("", _("Nothing")), *STAGES])
    opens_at = LocalTimeField(label=_("Opens"))
    closes_at = LocalTimeField(label=_("Closes"))

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("opens_at", "closes_at"):
            field = self.fields[name]
            if isinstance(field, LocalTimeField):
                field.zone = zone
                field.known = self.initial.get(name)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        opens_at, closes_at = data.get("opens_at"), data.get("closes_at")
        if opens_at and closes_at and closes_at <= opens_at:
            self.add_error("closes_at", _("It must close after it opens."))
        return data


if TYPE_CHECKING:
    _FormSet = BaseFormSet[WindowForm]
else:  # generic for the type checker alone
    _FormSet = BaseFormSet


class BaseWindowFormSet(_FormSet):
    def add_fields(self, form: WindowForm, index: int | None) -> None:
        super().add_fields(form, index)
        if DELETION_FIELD_NAME in form.fields:
            form.fields[DELETION_FIELD_NAME].label = gettext("Remove this window")

    def plans(self) -> list[WindowPlan]:
        """Of the rows that are filled in and not to be removed."""
        filled = [form for form in self.forms if form not in self.deleted_forms]
        return [
            WindowPlan(
                Stage(form.cleaned_data["stage"]),
                form.cleaned_data["opens_at"],
                form.cleaned_data["closes_at"],
            )
            for form in filled
            if form.cleaned_data.get("stage")
        ]


_WindowFormSet = formset_factory(
    WindowForm,
    formset=BaseWindowFormSet,
    extra=SPARE,
    can_delete=True,
    can_delete_extra=False,
    max_num=MAX_WINDOWS,
    validate_max=True,
    absolute_max=MAX_WINDOWS + SPARE,
)


def window_rows(
    data: QueryDict | None, *, windows: Sequence[Window | WindowPlan] = (), zone: ZoneInfo
) -> BaseWindowFormSet:
    """A row for each of `windows`, in local times of `zone`, and some to spare."""
    initial = [
        {"stage": window.stage, "opens_at": window.opens_at, "closes_at": window.closes_at}
        for window in windows
    ]
    rows = _WindowFormSet(data, prefix="windows", initial=initial, form_kwargs={"zone": zone})
    return cast("BaseWindowFormSet", rows)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("Everyone reads it beside the change."),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "data-keep": ""}),
    )


class TimetableForm(ReasonForm):
    """What goes with the rows: why, once it is announced, and the plan they were made on."""

    base = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, is_announced: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_announced:
            del self.fields["reason"]


class ExtendForm(ReasonForm):
    closes_at = LocalTimeField(label=_("Closes"))
    field_order = ("closes_at", "reason")

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["closes_at"]
        if isinstance(field, LocalTimeField):
            field.zone = zone
            field.known = self.initial.get("closes_at")
            field.help_text = gettext("The time in %(zone)s.") % {"zone": zone.key}


class MoveForm(ReasonForm):
    """Open a stage now, or pause."""

    to = forms.ChoiceField(label=_("From now on"), widget=forms.RadioSelect)
    closes_at = LocalTimeField(label=_("Closes"), required=False)
    seen = forms.ChoiceField(choices=Stage.choices, widget=forms.HiddenInput)
    field_order = ("to", "closes_at", "reason")

    def __init__(self, *args: Any, zone: ZoneInfo, stage: Stage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to, closes_at = self.fields["to"], self.fields["closes_at"]
        if isinstance(to, forms.ChoiceField) and isinstance(closes_at, LocalTimeField):
            to.choices = [choice for choice in _moves_to(stage) if choice[0] != stage]
            closes_at.zone = zone
            closes_at.help_text = gettext(
                "The time in %(zone)s. Left empty, the planned window of the stage keeps its end."
            ) % {"zone": zone.key}
        self.initial.setdefault("seen", stage.value)


def _moves_to(stage: Stage) -> list[tuple[str, Any]]:
    """After the close only an open stage; else also a pause."""
    if stage == Stage.CLOSED:
        return list(STAGES)
    return [*STAGES, (Stage.PAUSED.value, _("Pause until the next window"))]
