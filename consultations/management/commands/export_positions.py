"""Write down where the groups of a consultation stand, as its pages say it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from consultations.models import Consultation
from consultations.queries.position_listing import position_listing
from consultations.writers.positions import Format, PositionListing, written

FORMATS = {format_.name.lower(): format_ for format_ in Format}


class Command(BaseCommand):
    help = "Writes where each group stands on each principle, with the comments behind each point."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="of the consultation")
        parser.add_argument("--format", choices=FORMATS, default="markdown")
        parser.add_argument("--group", default="", metavar="CODE", help="of one group only")
        parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="instead of printing")

    def handle(self, *_: object, **options: Any) -> None:
        consultation = (
            Consultation.objects.select_related("document")
            .filter(document__slug=options["slug"])
            .first()
        )
        if consultation is None:
            raise CommandError(f"There is no consultation {options['slug']}.")
        with translation.override(consultation.document.language):
            listing = position_listing(consultation, options["group"])
        codes = sorted({group.code for part in listing.parts for group in part.groups})
        if options["group"] and options["group"] not in codes:
            raise CommandError(f"The group {options['group']} has said nothing here.")
        self._write(listing, FORMATS[options["format"]], options["output"])

    def _write(self, listing: PositionListing, format_: Format, output: Path | None) -> None:
        if format_ == Format.DOCX and output is None:
            raise CommandError("A DOCX file is not printed: say where to with -o FILE.docx.")
        content = b"".join(written(listing, format_))
        if output is None:
            self.stdout.write(content.decode(), ending="")
            return
        try:
            output.write_bytes(content)
        except OSError as error:
            raise CommandError(f"{output}: {error.strerror}") from error
        self.stderr.write(f"Written to {output}.")
