"""The child process: what it answers, what it is not given, and when it is stopped."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from principles.importers import (
    Format,
    ImportRefused,
    Refusal,
    __main__,
    html,
    read,
    read_text,
    sandbox,
)
from principles.importers.upload import MAX_SECONDS
from principles.text.blocks import Block, Kind, aside

ROOT = Path(__file__).parents[3]


def test_blocks_come_back_as_they_were() -> None:
    blocks = [Block(Kind.ITEM, "Two", 1, "2. ", 3, after_gap=True), aside("Note")]
    assert sandbox.blocks_of(sandbox.as_answer(blocks, ["a"])) == (blocks, ("a",))


def test_refusals_come_back_as_they_were() -> None:
    refused = ImportRefused(Refusal.TOO_MANY_PAGES, pages=300, limit=200)
    with pytest.raises(ImportRefused) as caught:
        sandbox.blocks_of(sandbox.as_refusal(refused))
    assert (caught.value.code, caught.value.params) == (refused.code, refused.params)


def test_the_child_parses_what_it_is_told_to() -> None:
    answer = json.loads(__main__.answer(Format.HTML, b"<p>One</p>"))
    assert answer == {"blocks": [["paragraph", "One", 0, "", 0, False]], "notices": []}
    answer = json.loads(__main__.answer(Format.MARKDOWN, b"# One"))
    assert answer["blocks"][0][:3] == ["heading", "One", 1]


def test_a_damaged_document_is_a_refusal_and_no_failure() -> None:
    assert json.loads(__main__.answer(Format.PDF, b"%PDF-")) == {
        "refused": "corrupt",
        "params": {"kind": "pdf"},
    }


@pytest.mark.parametrize(
    ("raised", "answer"),
    [
        (RecursionError(), {"refused": "corrupt", "params": {"kind": "html"}}),
        (MemoryError(), {"refused": "too_complex", "params": {"seconds": 30}}),
    ],
)
def test_what_a_parser_raises_is_a_refusal(
    monkeypatch: pytest.MonkeyPatch, raised: BaseException, answer: dict[str, object]
) -> None:
    def broken(text: str) -> list[Block]:
        raise raised

    monkeypatch.setattr(html, "blocks", broken)
    assert json.loads(__main__.answer(Format.HTML, b"<p>")) == answer


def test_markup_made_to_take_for_ever_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "MAX_SECONDS", 1)
    with pytest.raises(ImportRefused) as caught:
        read("a.html", b"<p>" + b"<!--" * 200_000)
    assert (caught.value.code, caught.value.params) == (Refusal.TOO_COMPLEX, {"seconds": 1})


def test_a_fault_of_ours_is_not_taken_for_the_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "_MODULE", "principles.no_such_module")
    with pytest.raises(RuntimeError, match="no_such_module"):
        read("a.md", b"# One")


def test_a_child_that_was_killed_was_given_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    killed = subprocess.CompletedProcess([], -9, b"", b"")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: killed)
    with pytest.raises(ImportRefused) as caught:
        read("a.md", b"# One")
    assert caught.value.code is Refusal.TOO_COMPLEX


def in_child(code: str) -> str:
    """What a process that has limited itself prints."""
    code = f"from principles.importers.__main__ import *; limit_resources()\n{code}"
    child = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.defpath},
    )
    return child.stdout.strip() or child.stderr.strip().rpartition("\n")[2]


def test_the_child_takes_no_more_memory_than_allowed() -> None:
    assert in_child("print(len(bytearray(2_000_000_000)))") == "MemoryError"


def test_the_child_writes_no_file(tmp_path: Path) -> None:
    written = in_child(f"open({str(tmp_path / 'x')!r}, 'w').write('x' * 100_000)")
    assert "File too large" in written


def test_the_child_is_given_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, str] = {}

    def run(*_: object, env: dict[str, str], **__: object) -> subprocess.CompletedProcess[bytes]:
        seen.update(env)
        return subprocess.CompletedProcess([], 0, sandbox.as_answer([aside("x")], []), b"")

    monkeypatch.setenv("SECRET_KEY", "secret")
    monkeypatch.setattr(subprocess, "run", run)
    read("a.md", b"# One")
    assert set(seen) <= {"PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "SYSTEMROOT"}


class Limits:
    """Stands in for the module `resource`: knows one limit only, and remembers what was set."""

    RLIMIT_AS, RLIMIT_CPU, RLIMIT_FSIZE, RLIMIT_CORE = range(4)

    def __init__(self) -> None:
        self.known: dict[int, tuple[int, int]] = {}

    def setrlimit(self, kind: int, limit: tuple[int, int]) -> None:
        if kind == self.RLIMIT_AS:
            raise ValueError("not on this system")
        self.known[kind] = limit


def test_the_child_limits_itself_before_it_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = Limits()
    output = io.BytesIO()
    monkeypatch.setitem(sys.modules, "resource", limits)
    monkeypatch.setattr(sys, "argv", ["principles.importers", "html"])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"<p>One</p>")))
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(output))
    __main__.main()
    sys.stdout.flush()
    assert sandbox.blocks_of(output.getvalue()) == ([Block(Kind.PARAGRAPH, "One")], ())
    assert limits.known == {
        Limits.RLIMIT_CPU: (MAX_SECONDS, MAX_SECONDS + 1),
        Limits.RLIMIT_FSIZE: (0, 0),
        Limits.RLIMIT_CORE: (0, 0),
    }


def test_a_system_without_limits_is_only_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resource", None)
    __main__.limit_resources()


def test_pasted_markdown_and_html_are_read_as_such() -> None:
    markdown = read_text("# Charter\n\n## Open\n\nTo all.\n\n## Kind\n\nAlways.\n").outline
    page = read_text(
        "<h1>Charter</h1><h2>Open</h2><p>To all.</p><h2>Kind</h2><p>Always.</p>"
    ).outline
    assert markdown == page
    assert [principle.title for principle in page.principles] == ["Open", "Kind"]


def test_a_text_without_principles_is_told() -> None:
    imported = read_text("Charter")
    assert (imported.outline.title, imported.notices) == ("Charter", ("no_principles",))
    nothing = read("a.html", b"<nav>Home</nav>")
    assert (nothing.outline.principles, nothing.notices) == ((), ("no_principles",))
