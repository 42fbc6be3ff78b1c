"""The container's health check."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from config.probe import answers

asked: list[str] = []


class Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        asked.append(self.headers["Host"])
        self.send_response(200 if self.path == "/well" else 503)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its own name
        """Be quiet."""


@pytest.fixture
def site() -> Iterator[str]:
    asked.clear()
    with HTTPServer(("127.0.0.1", 0), Site) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize(("path", "well"), [("/well", True), ("/ill", False)])
def test_probe_tells_well_from_ill(site: str, path: str, well: bool) -> None:
    assert answers(site + path) is well


def test_probe_asks_for_a_name_the_site_answers_to(
    site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", ".polylogue.example, other.example")
    answers(f"{site}/well")
    assert asked == ["polylogue.example"]


def test_probe_of_a_site_that_is_gone_fails() -> None:
    assert answers("http://127.0.0.1:9/well") is False
