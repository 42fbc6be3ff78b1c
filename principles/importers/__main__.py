"""The child process of the sandbox: a document on standard input, its blocks on standard output."""

import sys
from contextlib import suppress
from importlib import import_module

from principles.importers.sandbox import MAX_MEMORY_BYTES, as_answer, as_refusal
from principles.importers.upload import MAX_SECONDS, Format, ImportRefused, Refusal


def answer(form: Format, data: bytes) -> bytes:
    """Parse a document; what its parser raises means that it is damaged."""
    # Each parser is loaded only where it is needed: pdfplumber alone takes half a second.
    parser = import_module(f"principles.importers.{form.value}")
    try:
        if form in (Format.HTML, Format.MARKDOWN):
            return as_answer(parser.blocks(data.decode()), ())
        return as_answer(*parser.blocks_and_notices(data))
    except ImportRefused as refused:
        return as_refusal(refused)
    except MemoryError:
        return as_refusal(ImportRefused(Refusal.TOO_COMPLEX, seconds=MAX_SECONDS))
    except Exception:  # noqa: BLE001 - parsers of hostile files raise whatever they happen on
        return as_refusal(ImportRefused(Refusal.CORRUPT, kind=form.value))


def limit_resources() -> None:
    """Bound memory and processor time, and forbid writing, where the system can."""
    try:
        resource = import_module("resource")
    except ImportError:
        # Not on Windows; there the parent's timeout is the only bound.
        return
    limits = {
        resource.RLIMIT_AS: (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES),
        resource.RLIMIT_CPU: (MAX_SECONDS, MAX_SECONDS + 1),
        resource.RLIMIT_FSIZE: (0, 0),
        resource.RLIMIT_CORE: (0, 0),
    }
    for kind, limit in limits.items():
        # macOS knows the limits but not all of these values.
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, limit)


def main() -> None:
    """Answer for the format named as the argument."""
    limit_resources()
    sys.stdout.buffer.write(answer(Format(sys.argv[1]), sys.stdin.buffer.read()))


if __name__ == "__main__":
    main()
