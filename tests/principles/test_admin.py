"""The back room shows documents and changes none."""

import pytest
from django.contrib.admin.sites import site
from django.db.models import Model
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.models import User
from principles.models import Document, Participation, Version
from tests.factories.accounts import UserFactory
from tests.factories.principles import DocumentFactory, ParticipationFactory

pytestmark = pytest.mark.django_db

MODELS: list[type[Model]] = [Document, Version, Participation]


@pytest.fixture
def superuser() -> User:
    return UserFactory.create(is_staff=True, is_superuser=True)


@pytest.mark.parametrize("model", MODELS)
def test_the_back_room_shows_and_changes_nothing(model: type[Model], superuser: User) -> None:
    request = RequestFactory().get("/")
    request.user = superuser
    registered = site.get_model_admin(model)
    assert registered.has_view_permission(request)
    assert not registered.has_add_permission(request)
    assert not registered.has_change_permission(request)
    assert not registered.has_delete_permission(request)


@pytest.mark.parametrize("model", MODELS)
def test_the_pages_of_the_back_room_open(
    model: type[Model], superuser: User, client: Client
) -> None:
    document = DocumentFactory.create(owner=superuser)
    ParticipationFactory.create(document=document)
    client.force_login(superuser)
    name = model._meta.model_name
    listed = client.get(reverse(f"admin:principles_{name}_changelist"))
    row = model._default_manager.get()
    shown = client.get(reverse(f"admin:principles_{name}_change", args=[row.pk]))
    assert (listed.status_code, shown.status_code) == (200, 200)
    assert "_save" not in shown.content.decode()
