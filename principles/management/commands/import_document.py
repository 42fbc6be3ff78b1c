"""Read a policy text and print its outline; keep it as a document unless told not to."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from accounts.models import User
from accounts.verdicts import Denied, Refused
from principles.actions.documents import create_document, create_ownerless_document
from principles.forms.documents import LANGUAGES, NOTICES, refusal_message
from principles.importers import Imported, ImportRefused, read_stream
from principles.models import Document
from principles.scripts import likely_language
from principles.text.outline import Outline, as_json, as_readable, outline_words

STDIN = "-"


class Command(BaseCommand):
    help = (
        "Reads a text (plain, Markdown, HTML, DOCX or PDF), prints its outline, and keeps it as a "
        "draft document."
    )
    # With --dry-run there may be no database, nor anything else that the checks look at.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the text, or - for standard input")
        parser.add_argument("--json", action="store_true", help="print the outline as JSON")
        parser.add_argument("--dry-run", action="store_true", help="print only, keep nothing")
        parser.add_argument("--owner", metavar="EMAIL", help="who owns the document")
        parser.add_argument("--language", metavar="CODE", help='of the text, such as "en"')

    def handle(self, *_: Any, **options: Any) -> None:
        imported = _read(options["file"])
        outline = imported.outline
        language = _language(options["language"], outline)
        if not options["dry_run"]:
            _require_migrated()
            document = _keep(outline, options["file"], language, options["owner"])
            self.stderr.write(f"Kept as /documents/{document.slug}/")
        for code in imported.notices:
            self.stderr.write(str(NOTICES[code]))
        self.stdout.write(
            json.dumps(as_json(outline), ensure_ascii=False, indent=2)
            if options["json"]
            else as_readable(outline)
        )


def _read(name: str) -> Imported:
    try:
        if name == STDIN:
            return read_stream("", sys.stdin.buffer)
        with Path(name).open("rb") as file:
            stream: BinaryIO = file
            return read_stream(Path(name).name, stream)
    except ImportRefused as refused:
        raise CommandError(refusal_message(refused)) from refused
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror}") from error


def _language(code: str | None, outline: Outline) -> str:
    if code is None:
        return likely_language(" ".join(outline_words(outline)), "en")
    if code not in dict(LANGUAGES):
        raise CommandError(f"{code} is not the code of a language.")
    return code


def _require_migrated() -> None:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        reason = str(error).partition("\n")[0]
        raise CommandError(f"The database cannot be used: {reason}") from error
    if waiting:
        raise CommandError(
            "The database is not ready: run manage.py migrate first, or use --dry-run."
        )


def _keep(outline: Outline, file: str, language: str, owner: str | None) -> Document:
    source = "" if file == STDIN else Path(file).name
    try:
        if owner is None:
            return create_ownerless_document(outline=outline, source=source, language=language)
        by = User.objects.filter(email__iexact=owner, is_active=True).first()
        if by is None:
            raise CommandError(f"No one has the address {owner}.")
        return create_document(outline=outline, source=source, language=language, by=by)
    except (Refused, Denied) as refusal:
        raise CommandError(str(refusal)) from refusal
