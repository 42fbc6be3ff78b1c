"""What is kept, and that a cache is never needed."""

import pytest
from django.core.cache import caches
from pytest_django import Settings

from accounts.caching import kept
from tests.factories.cache import empty_cache


def made(times: list[int]) -> int:
    times.append(1)
    return len(times)


def test_what_was_made_for_a_key_is_given_again() -> None:
    times: list[int] = []
    assert [kept(("page", 1), lambda: made(times)) for _ in range(3)] == [1, 1, 1]
    assert kept(("page", 2), lambda: made(times)) == 2


def test_a_number_and_its_figures_are_different_keys() -> None:
    assert kept((1, "2"), lambda: "one") == "one"
    assert kept(("1", 2), lambda: "other") == "other"


def test_what_is_not_worth_it_is_made_each_time() -> None:
    times: list[int] = []
    answers = [kept(("x",), lambda: made(times), worth=lambda n: n > 1) for _ in range(3)]
    assert answers == [1, 2, 2]


def test_nothing_is_kept_while_one_develops(settings: Settings) -> None:
    settings.DEBUG = True
    times: list[int] = []
    assert [kept(("x",), lambda: made(times)) for _ in range(2)] == [1, 2]


@pytest.mark.parametrize("broken", ["get", "set"])
def test_a_cache_that_is_down_costs_nothing_but_time(
    broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_: object, **__: object) -> None:
        raise ConnectionError("nobody answers")

    monkeypatch.setattr(caches["default"], broken, down)
    times: list[int] = []
    assert [kept(("x",), lambda: made(times)) for _ in range(2)] == [1, 2]


def test_an_empty_cache_has_nothing() -> None:
    times: list[int] = []
    kept(("x",), lambda: made(times))
    empty_cache()
    assert kept(("x",), lambda: made(times)) == 2
