"""Fill an empty SQLite database with the demo."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import User
from consultations.demo.seed import seed_demo


class Command(BaseCommand):
    help = "Fill an empty SQLite database with the demo: people, arguments, votes, a report."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002  # Django's signature
        if User.objects.exists():
            raise CommandError("There are people in this database already; nothing was changed.")
        with transaction.atomic():
            seed_demo(lambda line: self.stdout.write(f"  {line}"))
        self.stdout.write("The demo is ready.")
