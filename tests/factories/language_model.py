"""A language model that answers as it is told, by real HTTP on loopback: also badly."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from consultations.summaries.client import LanguageModel

type Question = dict[str, Any]


@dataclass
class Answered:
    """What the server sends; `content` is the model's words, `raw` a whole body instead."""

    content: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    tokens: int | None = 100
    after: float = 0.0
    cut: bool = False


def sentences(*given: dict[str, Any]) -> str:
    return json.dumps({"sentences": list(given)})


def sentence(point: int, text: str, comment: int, quote: str) -> dict[str, Any]:
    return {"point": point, "text": text, "quotes": [{"comment": comment, "quote": quote}]}


class FakeModel:
    """`answers` in turn, the last one again and again; each an `Answered`, or made of the question.
    `asked` holds the questions as they came."""

    def __init__(self, *answers: Answered | Callable[[Question], Answered]) -> None:
        self.answers = answers
        self.asked: list[Question] = []
        self.waited: list[float] = []
        self.url = ""

    def next(self, question: Question) -> Answered:
        self.asked.append(question)
        answer = self.answers[min(len(self.asked), len(self.answers)) - 1]
        return answer if isinstance(answer, Answered) else answer(question)

    def client(self, timeout: float = 5.0) -> LanguageModel:
        """Which notes how long it would have waited, and does not."""
        return LanguageModel(self.url, "fake-1", "key", timeout=timeout, sleep=self.waited.append)

    @property
    def forms(self) -> list[str]:
        return [q.get("response_format", {}).get("type", "none") for q in self.asked]


@contextmanager
def fake_model(*answers: Answered | Callable[[Question], Answered]) -> Iterator[FakeModel]:
    fake = FakeModel(*answers)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            answer = fake.next(json.loads(self.rfile.read(length)))
            time.sleep(answer.after)
            if answer.cut:
                self.connection.close()
                return
            body = answer.raw if answer.raw is not None else _completion(answer)
            self.send_response(answer.status)
            for name, value in {"Content-Type": "application/json", **answer.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fake.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _completion(answer: Answered) -> bytes:
    usage = None
    if answer.tokens is not None:
        usage = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": answer.tokens}
    return json.dumps(
        {
            "id": "1",
            "object": "chat.completion",
            "created": 0,
            "model": "fake-1",
            "choices": [
                {
                    "index": 0,
                    "finish_reason": "stop",
                    "message": {"role": "assistant", "content": answer.content},
                }
            ],
            "usage": usage,
        }
    ).encode()
