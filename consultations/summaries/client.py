"""A language model behind any server that speaks OpenAI's protocol, asked with patience and once.

It is asked for a JSON schema first; a server that refuses the form is asked for any JSON object,
then for plain text with the schema in the question. Tries and waiting are bounded.
"""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from consultations.summaries.grounding import Said
from consultations.summaries.prompt import SCHEMA, messages, most_tokens
from principles.text.wording import is_storable

TRIES = 3
LONGEST_WAIT = 20.0
# An answer is a sentence a point; whoever sends more is not read further.
MOST_ANSWER_TOKENS = 2_000
MOST_ANSWER_CHARACTERS = 40_000
FORMS: tuple[dict[str, Any] | None, ...] = (
    {
        "type": "json_schema",
        "json_schema": {"name": "sentences", "strict": True, "schema": SCHEMA},
    },
    {"type": "json_object"},
    None,
)
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
# How these failures begin, by which they are told in the list of questions.
AWAY = "The language model is away."
SPENT = "The day's budget of the language model is spent."
NOT_JSON = "The language model's answer is not JSON."
# By name, for it depends on the client's release from which package they are.
_NOT_CONNECTED = {"ConnectError", "ConnectTimeout", "PoolTimeout"}


class ModelFailed(Exception):
    """It could not be reached, or gave nothing that can be read; the message says which."""


class ModelAway(ModelFailed):
    """Its server does not answer, or says that it cannot now: the next question may fare alike."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{AWAY} {why}")


class BudgetSpent(ModelFailed):
    """Asking might cost more than what is left; nothing was sent."""


@dataclass
class Purse:
    """Tokens that questions may cost. What a question could cost at most is taken out before it is
    sent, and only what it did not cost is put back: an answer that never came may be billed."""

    left: int
    spent: int = 0

    def take(self, tokens: int) -> None:
        if tokens > self.left:
            raise BudgetSpent(SPENT)
        self.move(tokens)

    def move(self, tokens: int) -> None:
        """Take out, or put back what is below zero."""
        self.left -= tokens
        self.spent += tokens


@dataclass(frozen=True, slots=True)
class LanguageModel:
    url: str
    name: str
    key: str
    timeout: float = 60.0
    sleep: Callable[[float], None] = time.sleep

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
            raise ValueError("A language model elsewhere is spoken to by https only.")

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    def word(self, points: Sequence[Said], *, purse: Purse) -> Any:
        """Ask for a sentence a point. JSON as it came."""
        for form in FORMS:
            asked = messages(points, with_schema=form is None or form["type"] != "json_schema")
            content = self._ask(asked, form, purse)
            if content is None:  # this form is not spoken there
                continue
            answer = _json_in(content)
            if answer is not None:
                return answer
        raise ModelFailed(NOT_JSON)

    def _ask(
        self, asked: Sequence[dict[str, str]], form: dict[str, Any] | None, purse: Purse
    ) -> str | None:
        """The answer; none where the server refuses the form."""
        import openai  # noqa: PLC0415  # heavy, and an extra: workers of sites that have a model

        wait = 1.0
        for left in reversed(range(TRIES)):
            try:
                return self._once(asked, form, purse)
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                if form is None:
                    raise ModelFailed(f"The language model refused the question: {error}") from None
                return None
            except (openai.RateLimitError, openai.InternalServerError) as error:
                if not left:
                    raise ModelAway(f"It is not available: {error}") from None
                wait = _asked_to_wait(error) or wait
            except openai.APIConnectionError as error:
                if not left:
                    raise ModelAway(f"It does not answer: {error}") from None
            except openai.OpenAIError as error:
                raise ModelFailed(f"The language model refused: {error}") from None
            except ValueError:  # it says JSON and sends something else
                raise ModelFailed(NOT_JSON) from None
            self.sleep(min(wait, LONGEST_WAIT))
            wait *= 2
        raise ModelAway("It does not answer.")

    def _once(
        self, asked: Sequence[dict[str, str]], form: dict[str, Any] | None, purse: Purse
    ) -> str:
        import openai  # noqa: PLC0415  # as above

        question: dict[str, Any] = {
            "model": self.name,
            "messages": list(asked),
            "temperature": 0,
            "max_tokens": MOST_ANSWER_TOKENS,
        }
        if form is not None:
            question["response_format"] = form
        # What the operator set is where comments go: a redirect does not lead them elsewhere.
        with openai.OpenAI(
            base_url=self.url,
            api_key=self.key or "none",
            timeout=self.timeout,
            max_retries=0,
            http_client=openai.DefaultHttpxClient(follow_redirects=False, trust_env=False),
        ) as client:
            bound = most_tokens(asked, MOST_ANSWER_TOKENS)
            purse.take(bound)
            try:
                done: Any = client.chat.completions.create(**question)
            except openai.APIError as error:
                if not _may_be_billed(error):
                    purse.move(-bound)
                raise
        choices = getattr(done, "choices", None) or []
        content = getattr(choices[0].message, "content", None) if choices else None
        usage = getattr(getattr(done, "usage", None), "total_tokens", None)
        if isinstance(usage, int) and 0 < usage <= bound:
            purse.move(usage - bound)
        return content or ""


def _may_be_billed(error: Any) -> bool:
    """Whether the question may have reached a model: it did not where its server said no, or was
    not spoken to."""
    status = getattr(error, "status_code", HTTPStatus.OK)
    if status >= HTTPStatus.MULTIPLE_CHOICES:
        return bool(status == HTTPStatus.GATEWAY_TIMEOUT)
    return type(error.__cause__).__name__ not in _NOT_CONNECTED


def _asked_to_wait(error: Any) -> float:
    try:
        return max(0.0, float(error.response.headers.get("retry-after", "")))
    except (AttributeError, ValueError):
        return 0.0


def _json_in(content: str) -> Any:
    """The JSON object in an answer, also between other words; None if there is none that every
    database can keep: an answer that cannot be kept would be paid for again and again."""
    if len(content) > MOST_ANSWER_CHARACTERS:
        return None
    start, end = content.find("{"), content.rfind("}")
    try:
        found = json.loads(content[start : end + 1])
        json.dumps(found, allow_nan=False)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and _is_kept(found) else None


def _is_kept(value: Any) -> bool:
    if isinstance(value, dict):
        return all(_is_kept(each) for pair in value.items() for each in pair)
    if isinstance(value, list):
        return all(map(_is_kept, value))
    return not isinstance(value, str) or is_storable(value)
