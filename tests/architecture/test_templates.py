"""What no template may hold: the Content-Security-Policy would block it, or a person's text
would get out unescaped."""

import re
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, application_modules, tracked

# E-mail is read outside our policy, and there styles must be inline.
TEMPLATES = [path for path in tracked("*.html") if not {"email", "mail"} & set(path.parts)]
FORBIDDEN = {
    "an inline style": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a script without src": re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE),
    "an event handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "the filter safe": re.compile(r"\|\s*safe(seq)?\b"),
    "autoescape off": re.compile(r"autoescape\s+off"),
    "an address of another host": re.compile(
        r"<(?:script|link|img|iframe)\b[^>]*https?://", re.IGNORECASE
    ),
    "evaluated htmx": re.compile(r"\bhx-(?:on|vals=['\"]js:)", re.IGNORECASE),
}


def test_there_are_templates() -> None:
    assert TEMPLATES


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_template_holds_nothing_forbidden(path: Path) -> None:
    source = re.sub(r"{#.*?#}", "", path.read_text(encoding="utf-8"))
    assert [what for what, pattern in FORBIDDEN.items() if pattern.search(source)] == []


# Who may: the one renderer of what people write, after its sanitiser; and a tag whose text is the
# output of another template.
# Mail programs post to the last by themselves (RFC 8058); what lets them is in the address.
TRUSTED = {
    "principles/markdown.py",
    "principles/templatetags/panels.py",
    "accounts/views/mail_stop.py",
}


def test_no_other_module_declares_text_safe_by_hand() -> None:
    """`format_html` escapes what it is given; `mark_safe` trusts it."""
    by_hand = re.compile(r"\b(?:mark_safe|SafeString)\((?!\"\"\))|csrf_exempt")
    users = {
        path.relative_to(ROOT).as_posix()
        for path in application_modules()
        if by_hand.search(path.read_text(encoding="utf-8"))
    }
    assert users - TRUSTED == set()
