"""Find quoted words of one text in another, as comments are carried to a new version."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NamedTuple

from django.core.management.base import BaseCommand, CommandError

from principles.text.alignment import MOST_WORDS
from principles.text.anchors import Found, Loss, Quote, TextTooLong, find, follow

STDIN = "-"
LARGEST_FILE = 8_000_000  # bytes

REASONS = {
    "not_in_old": "These words, with what is said to stand around them, are not in the old text.",
    "ambiguous_in_old": (
        "These words stand in the old text more than once: say with --prefix or --suffix which."
    ),
    "gone": "No place in the new text is sure enough to be that of these words.",
    "ambiguous": "More than one place in the new text may be that of these words.",
    "too_long": f"One of the texts has more than {MOST_WORDS} words: too many to compare.",
}


class Command(BaseCommand):
    help = (
        "Says where quoted words of an old text stand in a new one. Offsets count the code points "
        "of the new text, without a byte order mark."
    )
    # Only two files are read: nothing that the checks look at is needed.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("old", help="the text the words are from, or - for standard input")
        parser.add_argument("new", help="the text to find them in, or - for standard input")
        parser.add_argument("--quote", required=True, help="the words, as whole words")
        parser.add_argument("--prefix", default="", help="what stands before them in the old text")
        parser.add_argument("--suffix", default="", help="what stands after them in the old text")
        parser.add_argument("--json", action="store_true", help="print the place as JSON")

    def handle(self, *_: Any, **options: Any) -> None:
        if options["old"] == options["new"] == STDIN:
            raise CommandError("Only one of the two texts can come from standard input.")
        if not options["quote"].strip():
            raise CommandError("--quote needs at least one word.")
        old, new = _read(options["old"]), _read(options["new"])
        place = _place(old, new, Quote(options["quote"], options["prefix"], options["suffix"]))
        self.stdout.write(
            json.dumps(place._asdict(), ensure_ascii=False, indent=2)
            if options["json"]
            else _readable(place)
        )


class Place(NamedTuple):
    """As printed: a place, or the reason why there is none."""

    start: int | None = None
    end: int | None = None
    quote: str | None = None
    confidence: float | None = None
    reason: str | None = None
    explanation: str | None = None


def _read(name: str) -> str:
    try:
        if name == STDIN:
            content = sys.stdin.buffer.read(LARGEST_FILE + 1)
        else:
            with Path(name).open("rb") as file:
                content = file.read(LARGEST_FILE + 1)
        if len(content) > LARGEST_FILE:
            raise CommandError(f"{name}: more than {LARGEST_FILE // 1_000_000} MB.")
        return content.decode("utf-8-sig")
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{name}: not UTF-8 (byte {error.start}).") from error


def _place(old: str, new: str, quote: Quote) -> Place:
    in_old = find(old, quote, exactly=True)
    if isinstance(in_old, Loss):
        return _nowhere("ambiguous_in_old" if in_old is Loss.AMBIGUOUS else "not_in_old")
    try:
        found = follow(old, new, in_old.start, in_old.end)
    except TextTooLong:
        return _nowhere("too_long")
    if isinstance(found, Found):
        words = new[found.start : found.end]
        return Place(found.start, found.end, words, round(found.confidence, 3))
    return _nowhere(found.value)


def _nowhere(reason: str) -> Place:
    return Place(reason=reason, explanation=REASONS[reason])


def _readable(place: Place) -> str:
    if place.reason:
        return f"Nowhere ({place.reason}): {place.explanation}"
    return f"{place.start} to {place.end}, confidence {place.confidence:.2f}: {place.quote}"
