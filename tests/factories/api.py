"""Clients of the API, as programs are: with a person's token, or with none."""

from datetime import timedelta

from rest_framework.test import APIClient

from accounts.actions.tokens import create_token
from accounts.models import User


def api_of(person: User | None = None) -> APIClient:
    client = APIClient()
    if person is not None:
        _, secret = create_token(user=person, name="test", lifetime=timedelta(days=1), by=person)
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client
