"""A cache in which nothing was kept yet."""

from secrets import token_hex

from django.core.cache import caches


def empty_cache() -> None:
    """For this thread; what others keep on a shared server stays theirs."""
    caches["default"].key_prefix = token_hex(8)
