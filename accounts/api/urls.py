"""Addresses of people in the API."""

from django.urls import path

from accounts.api import people

urlpatterns = [
    path("groups/", people.GroupListApi.as_view(), name="groups"),
    path("me/", people.MeApi.as_view(), name="me"),
]
