"""A PostgreSQL database of the benchmark's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

NAME = "polylogue_bench"


@contextmanager
def own_database(url: str, *, keep: bool, name: str = NAME) -> Iterator[str]:
    """The address of a new, empty database on the server of `url`; dropped at the end unless
    `keep`. One left by an earlier run is dropped first, unless somebody is using it."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise SystemExit("Set DATABASE_URL to a PostgreSQL server, or run `make bench`.")
    server = parts._replace(scheme="postgresql", path="/postgres").geturl()
    database = sql.Identifier(name)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(database))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(database))
    try:
        yield parts._replace(path=f"/{name}").geturl()
    finally:
        if not keep:
            with psycopg.connect(server, autocommit=True) as connection:
                # Whatever still holds a connection to it was started here.
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(database))
