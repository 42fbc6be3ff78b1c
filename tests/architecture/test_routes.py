"""Who may open what: every route of ours, by GET and by an empty POST, for every role.

The table stands in `routes.txt`: a line a route, first its name, then what each role gets. A new
route, or a right that changes, shows as a line that differs.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, set_urlconf
from django.utils import translation

from tests.factories.world import World, addresses, make_world

pytestmark = pytest.mark.django_db
TABLE = Path(__file__).with_name("routes.txt")
ROLES = ("anonymous", "stranger", "participant", "observer", "moderator", "owner", "staff")
OURS = ("accounts", "principles", "consultations")


@pytest.fixture
def world() -> World:
    return make_world()


def our_routes() -> set[str]:
    """Pages and API of ours; sign-in, administration and static files have tests of their own."""
    return set(_names(get_resolver().url_patterns, ""))


def _names(patterns: list[URLPattern | URLResolver], space: str) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = pattern.namespace or space
            module = getattr(pattern.urlconf_module, "__name__", "")
            if inner != "admin" and not module.startswith("allauth"):
                yield from _names(pattern.url_patterns, inner)
        elif pattern.name and (space in OURS or not space):
            yield f"{space}:{pattern.name}" if space else pattern.name


def table(world: World) -> list[str]:
    return [
        " ".join([name.ljust(38), *(_cell(world, role, address) for role in ROLES)])
        for name, address in addresses(world).items()
    ]


def _cell(world: World, role: str, address: str) -> str:
    client = Client()
    person = world.people[role]
    if person is not None:
        client.force_login(person)
    return f"{_status(client, 'GET', address)}/{_status(client, 'POST', address)}"


def _status(client: Client, method: str, address: str) -> int:
    """What comes back; what was done is undone, so that no cell depends on another."""
    translation.deactivate()
    with transaction.atomic():
        status = client.generic(method, address).status_code
        transaction.set_rollback(True)
    return status


def test_every_route_is_in_the_table(world: World) -> None:
    set_urlconf(None)
    assert set(addresses(world)) == our_routes()


def test_each_role_gets_what_the_table_says(world: World) -> None:
    head, *expected = TABLE.read_text(encoding="utf-8").splitlines()
    assert head.split()[1:] == list(ROLES)
    assert table(world) == expected
