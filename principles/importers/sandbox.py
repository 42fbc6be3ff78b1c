"""Formats whose parsers a hostile file can exhaust are parsed in a process of their own.

The child has no secrets in its environment, writes no file, and is stopped when it takes more
time or memory than a document needs. It answers in JSON: blocks and notices, or a refusal.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from principles.importers.upload import MAX_SECONDS, Format, ImportRefused, Refusal
from principles.text.blocks import Block, Kind

MAX_MEMORY_BYTES = 1_000_000_000
_MODULE = "principles.importers"
_ROOT = Path(__file__).parents[2]
_KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "SYSTEMROOT")


def sandboxed(form: Format, data: bytes) -> tuple[list[Block], tuple[str, ...]]:
    """The blocks and notices of a document, or `ImportRefused`."""
    too_complex = ImportRefused(Refusal.TOO_COMPLEX, seconds=MAX_SECONDS)
    environment = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    try:
        child = subprocess.run(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", _MODULE, form.value],
            input=data,
            capture_output=True,
            cwd=_ROOT,
            env=environment,
            timeout=MAX_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise too_complex from error
    if child.returncode < 0 or b"MemoryError" in child.stderr:
        raise too_complex
    if child.returncode:
        raise RuntimeError(child.stderr.decode(errors="replace"))
    return blocks_of(child.stdout)


def blocks_of(output: bytes) -> tuple[list[Block], tuple[str, ...]]:
    """What an answer of the child says; a refusal is raised."""
    answer = json.loads(output)
    if "refused" in answer:
        raise ImportRefused(Refusal(answer["refused"]), **answer["params"])
    blocks = [Block(Kind(kind), *rest) for kind, *rest in answer["blocks"]]
    return blocks, tuple(answer["notices"])


def as_answer(blocks: Sequence[Block], notices: Sequence[str]) -> bytes:
    """What the child writes for a document it could read."""
    rows = [
        (block.kind, block.text, block.level, block.label, block.lead, block.after_gap)
        for block in blocks
    ]
    return json.dumps({"blocks": rows, "notices": notices}).encode()


def as_refusal(refused: ImportRefused) -> bytes:
    """What the child writes for one it could not."""
    return json.dumps({"refused": refused.code, "params": refused.params}).encode()
