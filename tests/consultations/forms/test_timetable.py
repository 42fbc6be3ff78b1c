"""Local times as people type them, and the windows they make."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict

from consultations.actions.timetable import WindowPlan
from consultations.forms.timetable import (
    BaseWindowFormSet,
    ExtendForm,
    LocalTimeField,
    MoveForm,
    window_rows,
)
from principles.states import Stage

PARIS = ZoneInfo("Europe/Paris")
# The second of the two instants at which clocks in Paris show 2:30 that night.
TWICE = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def row(n: int, stage: str = "", opens: str = "", closes: str = "", **more: str) -> dict[str, str]:
    values = {"stage": stage, "opens_at": opens, "closes_at": closes, **more}
    return {f"windows-{n}-{name}": value for name, value in values.items()}


def rows(*filled: dict[str, str], initial: int = 0) -> BaseWindowFormSet:
    data = QueryDict(mutable=True)
    data.update({"windows-TOTAL_FORMS": str(len(filled)), "windows-INITIAL_FORMS": str(initial)})
    for each in filled:
        data.update(each)
    return window_rows(data, zone=PARIS)


def errors(formset: BaseWindowFormSet, n: int = 0) -> dict[str, list[str]]:
    assert not formset.is_valid()
    return {name: list(map(str, found)) for name, found in formset.forms[n].errors.items()}


def test_window_rows_are_read_in_the_consultations_own_zone() -> None:
    formset = rows(row(0, "comment", "2026-07-01T09:00", "2026-12-01T18:00"))

    assert formset.is_valid()
    assert formset.plans() == [
        WindowPlan(
            Stage.COMMENT,
            datetime(2026, 7, 1, 7, tzinfo=UTC),
            datetime(2026, 12, 1, 17, tzinfo=UTC),
        )
    ]


def test_window_rows_that_are_empty_are_no_windows() -> None:
    formset = rows(row(0), row(1, "vote", "2026-07-01T09:00", "2026-07-02T09:00"), row(2))

    assert formset.is_valid()
    assert [plan.stage for plan in formset.plans()] == [Stage.VOTE]


def test_window_rows_to_be_removed_are_no_windows_whatever_is_in_them() -> None:
    formset = rows(
        row(0, "comment", "nonsense", "", DELETE="on"),
        row(1, "vote", "2026-07-01T09:00", "2026-07-02T09:00"),
        initial=2,
    )

    assert formset.is_valid()
    assert [plan.stage for plan in formset.plans()] == [Stage.VOTE]


def test_window_rows_half_filled_in_say_what_is_missing() -> None:
    assert errors(rows(row(0, "comment", "2026-07-01T09:00"))) == {
        "closes_at": ["This field is required."]
    }


def test_window_rows_say_when_a_time_is_skipped_by_the_change_of_clocks() -> None:
    assert errors(rows(row(0, "vote", "2026-03-29T02:30", "2026-04-01T09:00"))) == {
        "opens_at": ["Clocks go forward and skip this time: choose 03:30 or another."]
    }


def test_window_rows_say_when_a_time_comes_twice() -> None:
    assert errors(rows(row(0, "vote", "2026-10-01T09:00", "2026-10-25T02:30"))) == {
        "closes_at": ["Clocks go back and show this time twice: choose one outside that hour."]
    }


@pytest.mark.parametrize(
    "text", ["tomorrow", "2026-13-01T00:00", "2026-07-01", "2026-07-01T09:00Z", "0x10"]
)
def test_window_rows_refuse_what_is_no_local_time(text: str) -> None:
    assert errors(rows(row(0, "vote", text, "2026-12-01T09:00"))) == {
        "opens_at": ["Write a date and a time, for example 2027-03-31 18:00."]
    }


def test_window_rows_refuse_years_no_timetable_has() -> None:
    assert errors(rows(row(0, "vote", "2026-07-01T09:00", "9999-12-31T23:59"))) == {
        "closes_at": ["Choose a year between 2000 and 2200."]
    }


def test_window_rows_must_close_after_they_open() -> None:
    assert errors(rows(row(0, "vote", "2026-07-01T09:00", "2026-07-01T09:00"))) == {
        "closes_at": ["It must close after it opens."]
    }


def test_window_rows_give_back_what_was_typed() -> None:
    html = rows(row(0, "vote", "tomorrow", "2026-12-01T09:00")).forms[0].as_p()

    assert 'value="tomorrow"' in html
    assert 'value="2026-12-01T09:00"' in html


def test_window_rows_are_limited_in_number() -> None:
    formset = rows(*(row(n) for n in range(40)))

    assert not formset.is_valid()
    assert len(formset.forms) <= 32


def test_window_rows_that_were_not_touched_stay_the_instants_they_were() -> None:
    """A browser sends minutes, and a time that comes twice would be asked for again."""
    opens_at = datetime(2026, 7, 1, 7, 0, 31, 5, tzinfo=UTC)
    window = WindowPlan(Stage.VOTE, opens_at, TWICE)
    data = QueryDict(mutable=True)
    data.update({"windows-TOTAL_FORMS": "1", "windows-INITIAL_FORMS": "1"})
    data.update(row(0, "vote", "2026-07-01T09:00", "2026-10-25T02:30"))

    formset = window_rows(data, windows=[window], zone=PARIS)

    assert formset.is_valid()
    assert formset.plans() == [window]


def test_window_rows_show_instants_as_local_times() -> None:
    window = WindowPlan(Stage.VOTE, datetime(2026, 7, 1, 7, tzinfo=UTC), TWICE)

    html = window_rows(None, windows=[window], zone=PARIS).forms[0].as_p()

    assert 'value="2026-07-01T09:00"' in html
    assert 'value="2026-10-25T02:30"' in html
    assert 'type="datetime-local"' in html


def test_local_time_field_may_be_left_empty_where_it_is_not_required() -> None:
    assert LocalTimeField(required=False).clean("") is None


def test_extend_form_keeps_the_instant_that_was_not_touched() -> None:
    form = ExtendForm(
        {"closes_at": "2026-10-25T02:30", "reason": "A holiday."},
        zone=PARIS,
        initial={"closes_at": TWICE},
    )

    assert form.is_valid()
    assert form.cleaned_data["closes_at"] == TWICE


@pytest.mark.parametrize(
    ("stage", "choices"),
    [
        (Stage.COMMENT, ["amend", "vote", "paused"]),
        (Stage.PAUSED, ["comment", "amend", "vote"]),
        (Stage.CLOSED, ["comment", "amend", "vote"]),
    ],
)
def test_move_form_offers_where_a_moderator_can_go(stage: Stage, choices: list[str]) -> None:
    form = MoveForm(zone=PARIS, stage=stage)

    offered = form.fields["to"].widget.choices
    assert [value for value, _ in offered] == choices
    assert form.initial["seen"] == stage


def test_times_two_hours_apart_on_the_clock_are_three_apart_when_it_goes_back() -> None:
    formset = rows(row(0, "vote", "2026-10-25T01:30", "2026-10-25T03:30"))

    assert formset.is_valid()
    (plan,) = formset.plans()
    assert plan.closes_at - plan.opens_at == timedelta(hours=3)
