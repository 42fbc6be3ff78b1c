"""The ready-made logins of the demonstration."""

import json
from dataclasses import dataclass
from pathlib import Path

CONTENT = Path(__file__).parent / "content"


@dataclass(frozen=True, slots=True)
class Login:
    email: str
    label: str
    note: str


def logins() -> list[Login]:
    people = json.loads((CONTENT / "people.json").read_text(encoding="utf-8"))
    emails = {person["key"]: person["email"] for person in people["people"]}
    return [
        Login(emails[login["person"]], login["label"], login["note"]) for login in people["logins"]
    ]
