"""What was made before, where nothing it was made of has changed since."""

import hashlib
import logging
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache

log = logging.getLogger(__name__)

# The key says of what state a thing was made; this only bounds how long an old one takes up room.
KEPT_SECONDS = 60 * 60


def _always(_made: object) -> bool:
    return True


def kept[T](
    key: tuple[object, ...], make: Callable[[], T], *, worth: Callable[[T], bool] = _always
) -> T:
    """What `make` gave for this key earlier, or gives now.

    `key` holds all that the result depends on, strings and numbers only; only what is `worth` it is
    kept. A cache that is down costs time and nothing else. While one develops, templates change
    under the same key: nothing is kept.
    """
    if settings.DEBUG:
        return make()
    name = hashlib.sha256(repr(key).encode()).hexdigest()
    try:
        found: T | None = cache.get(name)
    except Exception as error:  # noqa: BLE001  # each backend has its own
        log.warning("The cache does not answer: %s", error)
        return make()
    if found is not None:
        return found
    made = make()
    if worth(made):
        try:
            cache.set(name, made, KEPT_SECONDS)
        except Exception as error:  # noqa: BLE001
            log.warning("The cache keeps nothing: %s", error)
    return made
