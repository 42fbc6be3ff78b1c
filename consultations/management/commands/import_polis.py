"""Bring a Polis conversation's statements and votes into a consultation."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.verdicts import Denied, Refused
from consultations.actions.polis_import import import_polis
from consultations.models import Consultation


class Command(BaseCommand):
    help = (
        "Reads a folder as Polis exports it (comments.csv, and participants-votes.csv or "
        "votes.csv) into the statements of a consultation. Run again, it adds nothing twice."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="the folder of the export")
        parser.add_argument("--consultation", metavar="SLUG", required=True)
        parser.add_argument("--by", metavar="EMAIL", help="who runs the consultation")

    def handle(self, *_: Any, **options: Any) -> None:
        slug, email = options["consultation"], options["by"]
        consultation = Consultation.objects.filter(document__slug=slug).first()
        if consultation is None:
            raise CommandError(f"There is no consultation at {slug}.")
        by = User.objects.filter(email__iexact=email, is_active=True).first() if email else None
        if email and by is None:
            raise CommandError(f"No one has the address {email}.")
        try:
            result = import_polis(
                consultation=consultation,
                folder=options["folder"],
                by=by,
                progress=lambda votes: self.stderr.write(f"{votes} votes read"),
            )
        except (Refused, Denied) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"New: {result.statements} statements, {result.refused} of them not let in, and "
            f"{result.votes} votes. Left out: {result.left_out} votes."
        )
