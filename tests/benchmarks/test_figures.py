"""Figures beside their targets."""

import json
from pathlib import Path

import pytest

from tests.benchmarks.figures import Figure, calibrate, cpu_of, table, write_json


@pytest.mark.parametrize(
    ("figure", "target", "met"),
    [
        (Figure("page", 14, 10, most=15), "<= 15 ms", "yes"),
        (Figure("page", 16, 10, most=15), "<= 15 ms", "no: ms"),
        (
            Figure("page", 16, 10, most=15, queries=11, most_queries=10),
            "<= 15 ms, <= 10 q",
            "no: ms, queries",
        ),
        (Figure("votes", 240, 10, unit="/s", least=250), ">= 250 /s", "no: /s"),
        (Figure("votes", 250, 10, unit="/s", least=250), ">= 250 /s", "yes"),
        (Figure("bare", 2, 10), "", ""),
    ],
)
def test_figure_says_what_it_misses(figure: Figure, target: str, met: str) -> None:
    assert (figure.target, figure.met) == (target, met)


def test_only_times_have_a_ratio_to_the_loop() -> None:
    figures = [
        Figure("page", 30, 10),
        Figure("start", 2, 10, unit="s"),
        Figure("memory", 3, 10, unit="MB"),
    ]
    assert [figure.ratio for figure in figures] == [3, 200, None]


def test_times_and_loops_are_medians_of_what_the_clock_says() -> None:
    ticks = iter(range(100))
    assert cpu_of(lambda: None, 3, clock=lambda: float(next(ticks))) == (1000, 1000)


def test_loop_takes_time() -> None:
    assert calibrate() > 0


def test_table_and_file_hold_every_figure(tmp_path: Path) -> None:
    figures = [
        Figure("page", 30, 10, most=15, queries=9, marks=2, size=1234, note="slow"),
        Figure("memory", 3000, 10, unit="MB"),
    ]
    heading, rule, first, second = table(figures).splitlines()
    assert heading.split()[:3] == ["operation", "target", "measured"]
    assert set(rule) == {"-", " "}
    expected = "page <= 15 ms 30.0 ms 9+2 1,234 10.0 3.00 no: ms slow"
    assert first.split() == expected.split()
    assert second.split() == ["memory", "3,000", "MB", "10.0"]
    write_json(figures, tmp_path / "figures.json")
    stored = json.loads((tmp_path / "figures.json").read_text())
    assert [(row["operation"], row["met"]) for row in stored] == [
        ("page", "no: ms"),
        ("memory", None),
    ]
