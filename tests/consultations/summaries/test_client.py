"""The client against a server that misbehaves: bounded tries, no answer taken for another."""

import json
import re

import pytest

from consultations.summaries.client import BudgetSpent, LanguageModel, ModelFailed, Purse
from consultations.summaries.grounding import Said
from tests.factories.language_model import Answered, FakeModel, fake_model, sentence, sentences

POINTS = (Said(3, "Audits cost too much.", {12: "Yearly audits cost too much for us."}),)
GOOD = sentences(sentence(3, "Audits are a burden.", 12, "audits cost too much"))
BUDGET = 100_000


def test_a_good_answer_is_asked_for_once_by_schema() -> None:
    purse = Purse(BUDGET)
    with fake_model(Answered(GOOD, tokens=321)) as fake:
        answer = fake.client().word(POINTS, purse=purse)
    assert (answer, purse.spent, purse.left) == (json.loads(GOOD), 321, BUDGET - 321)
    assert fake.forms == ["json_schema"]
    assert fake.asked[0]["temperature"] == 0
    assert fake.asked[0]["model"] == "fake-1"


def test_the_model_sees_points_and_numbered_comments_and_nothing_else() -> None:
    with fake_model(Answered(GOOD)) as fake:
        fake.client().word(POINTS, purse=Purse(BUDGET))
    assert json.loads(fake.asked[0]["messages"][1]["content"]) == {
        "points": [
            {
                "point": 3,
                "words": "Audits cost too much.",
                "comments": [{"comment": 12, "text": "Yearly audits cost too much for us."}],
            }
        ]
    }


def test_a_server_that_refuses_the_form_is_asked_in_the_next() -> None:
    with fake_model(Answered(status=400), Answered(status=422), Answered(GOOD)) as fake:
        answer = fake.client().word(POINTS, purse=Purse(BUDGET))
    assert answer == json.loads(GOOD)
    assert fake.forms == ["json_schema", "json_object", "none"]
    assert '"required": ["sentences"]' in fake.asked[2]["messages"][0]["content"]


def test_a_server_that_refuses_every_form_has_failed() -> None:
    with fake_model(Answered(status=400)) as fake, pytest.raises(ModelFailed, match="refused"):
        fake.client().word(POINTS, purse=Purse(BUDGET))
    assert len(fake.asked) == 3


@pytest.mark.parametrize(
    "content", ["", "I would rather not.", '{"sentences": [', "[1, 2]", '{"a": "' + "x" * 50_000]
)
def test_what_is_no_json_is_asked_for_in_every_form_and_then_given_up(content: str) -> None:
    with fake_model(Answered(content)) as fake, pytest.raises(ModelFailed, match="not JSON"):
        fake.client().word(POINTS, purse=Purse(BUDGET))
    assert fake.forms == ["json_schema", "json_object", "none"]


@pytest.mark.parametrize(
    "content", [r'{"text": "\u0000"}', r'{"\ud800": 1}', '{"n": NaN}', '{"n": [1e999]}']
)
def test_what_no_database_can_keep_is_no_answer_and_its_cost_is_known(content: str) -> None:
    purse = Purse(BUDGET)
    with (
        fake_model(Answered(content, tokens=200)) as fake,
        pytest.raises(ModelFailed, match="not JSON"),
    ):
        fake.client().word(POINTS, purse=purse)
    assert purse.spent == 600


def test_json_between_other_words_is_found() -> None:
    with fake_model(Answered(f"Of course!\n```json\n{GOOD}\n```\nAnything else?")) as fake:
        assert fake.client().word(POINTS, purse=Purse(BUDGET)) == json.loads(GOOD)


@pytest.mark.parametrize("raw", [b"<html>Sign in</html>", b"{}", b'{"choices": []}', b"null"])
def test_an_answer_that_is_no_completion_is_given_up(raw: bytes) -> None:
    with fake_model(Answered(raw=raw)) as fake, pytest.raises(ModelFailed):
        fake.client().word(POINTS, purse=Purse(BUDGET))


def test_too_many_requests_waits_as_long_as_it_is_told_to() -> None:
    busy = Answered(status=429, headers={"Retry-After": "7"})
    with fake_model(busy, Answered(GOOD)) as fake:
        fake.client().word(POINTS, purse=Purse(BUDGET))
    assert fake.waited == [7.0]


def test_no_wait_is_longer_than_the_longest() -> None:
    busy = Answered(status=429, headers={"Retry-After": "86400"})
    with fake_model(busy, Answered(GOOD)) as fake:
        fake.client().word(POINTS, purse=Purse(BUDGET))
    assert fake.waited == [20.0]


def test_a_server_that_fails_is_asked_three_times() -> None:
    with (
        fake_model(Answered(status=500)) as fake,
        pytest.raises(ModelFailed, match="It is not available"),
    ):
        fake.client().word(POINTS, purse=Purse(BUDGET))
    assert len(fake.asked) == 3
    assert fake.waited == [1.0, 2.0]


def test_a_server_that_recovers_is_used() -> None:
    with fake_model(Answered(status=503), Answered(GOOD)) as fake:
        assert fake.client().word(POINTS, purse=Purse(BUDGET)) == json.loads(GOOD)


def test_a_server_that_does_not_answer_in_time_is_given_up() -> None:
    with (
        fake_model(Answered(GOOD, after=0.4)) as fake,
        pytest.raises(ModelFailed, match="It does not answer"),
    ):
        fake.client(timeout=0.1).word(POINTS, purse=Purse(BUDGET))
    assert len(fake.asked) == 3


def test_a_connection_that_is_cut_is_tried_again() -> None:
    with fake_model(Answered(cut=True), Answered(GOOD)) as fake:
        assert fake.client().word(POINTS, purse=Purse(BUDGET)) == json.loads(GOOD)


def test_a_key_that_is_refused_is_not_tried_again() -> None:
    with fake_model(Answered(status=401)) as fake, pytest.raises(ModelFailed, match="refused"):
        fake.client().word(POINTS, purse=Purse(BUDGET))
    assert len(fake.asked) == 1


def test_a_redirect_leads_nowhere() -> None:
    with (
        fake_model(Answered(GOOD)) as elsewhere,
        fake_model(
            Answered(status=307, headers={"Location": f"{elsewhere.url}/chat/completions"})
        ) as fake,
        pytest.raises(ModelFailed),
    ):
        fake.client().word(POINTS, purse=Purse(BUDGET))
    assert elsewhere.asked == []


def test_nothing_is_sent_when_it_might_cost_more_than_is_left() -> None:
    with fake_model(Answered(GOOD)) as fake, pytest.raises(BudgetSpent):
        fake.client().word(POINTS, purse=Purse(1_000))
    assert fake.asked == []


def test_each_form_is_held_against_what_the_one_before_it_cost() -> None:
    with fake_model(Answered("no", tokens=4_000)) as fake, pytest.raises(BudgetSpent):
        fake.client().word(POINTS, purse=Purse(6_000))
    assert fake.forms == ["json_schema"]


@pytest.mark.parametrize("tokens", [None, -5, 10**9])
def test_a_server_that_lies_about_the_cost_is_counted_by_the_bound(tokens: int | None) -> None:
    purse = Purse(BUDGET)
    with fake_model(Answered(GOOD, tokens=tokens)) as fake:
        fake.client().word(POINTS, purse=purse)
    assert purse.spent == bound_of(fake)


@pytest.mark.parametrize(
    "lost", [Answered(GOOD, after=0.4), Answered(cut=True), Answered(raw=b"{")]
)
def test_an_answer_that_does_not_arrive_is_counted_by_the_bound(lost: Answered) -> None:
    purse = Purse(BUDGET)
    with fake_model(lost) as fake, pytest.raises(ModelFailed):
        fake.client(timeout=0.1).word(POINTS, purse=purse)
    assert purse.spent == bound_of(fake) * len(fake.asked)


def test_a_gateway_that_waited_in_vain_is_counted_by_the_bound() -> None:
    purse = Purse(BUDGET)
    with fake_model(Answered(status=504)) as fake, pytest.raises(ModelFailed):
        fake.client().word(POINTS, purse=purse)
    assert purse.spent == bound_of(fake) * 3


@pytest.mark.parametrize("status", [307, 400, 401, 429, 500])
def test_a_question_that_was_refused_costs_nothing(status: int) -> None:
    purse = Purse(BUDGET)
    with fake_model(Answered(status=status)) as fake, pytest.raises(ModelFailed):
        fake.client().word(POINTS, purse=purse)
    assert (purse.spent, purse.left) == (0, BUDGET)


def test_a_server_that_is_not_reached_costs_nothing() -> None:
    with fake_model(Answered(GOOD)) as fake:
        gone = fake.client()
    purse = Purse(BUDGET)
    with pytest.raises(ModelFailed, match="It does not answer"):
        gone.word(POINTS, purse=purse)
    assert (purse.spent, purse.left) == (0, BUDGET)


def test_each_try_is_held_against_what_the_one_before_it_may_have_cost() -> None:
    with fake_model(Answered(GOOD, after=0.4)) as fake, pytest.raises(BudgetSpent):
        fake.client(timeout=0.1).word(POINTS, purse=Purse(4_000))
    assert len(fake.asked) == 1


def bound_of(fake: FakeModel) -> int:
    """The most that the first question could cost."""
    text = "".join(message["content"] for message in fake.asked[0]["messages"])
    return len(text.encode()) + 2_000


def test_comments_travel_by_https_or_stay_on_this_machine() -> None:
    with pytest.raises(ValueError, match=re.escape("https")):
        LanguageModel("http://model.example/v1", "m", "")
    assert LanguageModel("https://model.example/v1", "m", "").host == "model.example"
    assert LanguageModel("http://127.0.0.1:8080/v1", "m", "").host == "127.0.0.1"
