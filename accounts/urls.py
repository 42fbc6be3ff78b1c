"""Addresses of one's own pages, and of organisations."""

from django.urls import path

from accounts.views import (
    erasure,
    identity,
    mail_stop,
    memberships,
    organisations,
    personal_data,
    profile,
    tokens,
)

app_name = "accounts"
urlpatterns = [
    path("", profile.profile, name="profile"),
    path("edit/", profile.edit_profile, name="profile-edit"),
    path("welcome/", profile.welcome, name="welcome"),
    path("group/", memberships.declare, name="membership-declare"),
    path("memberships/<int:pk>/end/", memberships.end, name="membership-end"),
    path("memberships/<int:pk>/verify/", memberships.verify, name="membership-verify"),
    path("organisations/", organisations.organisation_list, name="organisation-list"),
    path("organisations/new/", organisations.organisation_register, name="organisation-register"),
    path("organisations/<int:pk>/", organisations.organisation_detail, name="organisation-detail"),
    path("organisations/<int:pk>/edit/", organisations.organisation_edit, name="organisation-edit"),
    path("organisations/<int:pk>/join/", organisations.organisation_join, name="organisation-join"),
    path("tokens/", tokens.token_list, name="token-list"),
    path("tokens/<int:pk>/revoke/", tokens.token_revoke, name="token-revoke"),
    path("data/", personal_data.data, name="personal-data"),
    path("data/download/", personal_data.download, name="personal-data-download"),
    path("erase/", erasure.erase, name="account-erase"),
    path("mail/<str:token>/stop", mail_stop.mail_stop, name="mail-stop"),
    path("confirm/", identity.confirm_identity, name="identity-confirm"),
]
