"""The suite's settings: the same file, quick hashing, nothing outbound."""

import os
import tempfile
from pathlib import Path
from secrets import token_hex

os.environ.setdefault("SECRET_KEY", "only-for-the-test-suite-" * 3)
os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")
os.environ.setdefault("OUTBOX_RELAY", "off")
os.environ.setdefault("LOG_LEVEL", "CRITICAL")
os.environ.setdefault("CELERY_BROKER_DIR", tempfile.mkdtemp(prefix="polylogue-broker-"))

from config.settings import *  # noqa: F403  # the environment above must come first

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
# On a Redis that is shared, each process of each run has keys of its own.
CACHES["default"]["KEY_PREFIX"] = token_hex(8)  # noqa: F405
ACCOUNT_RATE_LIMITS = False
# Whitenoise warns at every request that nothing was collected.
STATIC_ROOT = Path(tempfile.mkdtemp(prefix="polylogue-static-"))
# By words alone: quick, and nothing to load.
ANALYSIS_EMBEDDER = "tfidf"
