"""The project's own files, as these tests read them."""

import ast
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
APPS = ("accounts", "principles", "consultations")


def tracked(*patterns: str) -> list[Path]:
    """Files under version control, or about to be, that match."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = (ROOT / name for name in listing.stdout.split("\0") if name)
    return sorted(path for path in paths if path.exists())


def application_modules() -> list[Path]:
    return [
        path for app in APPS for path in tracked(f"{app}/*.py") if "migrations" not in path.parts
    ]


def calls_of(function: str, paths: list[Path]) -> list[tuple[Path, ast.Call]]:
    """Every call of `function`, by that plain name."""
    return [
        (path, node)
        for path in paths
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == function
    ]
