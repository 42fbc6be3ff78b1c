"""Forms of people, groups and organisations. They validate; actions act.

allauth builds its sign-up forms on `SignUpForm`, so nothing here imports allauth's forms.
"""

from functools import partial
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.actions.memberships import declare_individual
from accounts.countries import country_choices
from accounts.models import MembershipRole, OrganisationType, StakeholderGroup, User
from accounts.names import clean_name
from accounts.queries.groups import active_groups


class NameField(forms.CharField):
    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 120)
        super().__init__(strip=False, **options)

    def clean(self, value: Any) -> str:
        return clean_name(super().clean(value))


class GroupField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic only in the stubs
    """A group with the sentence that says whom it means."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Stakeholder group"))
        super().__init__(active_groups(), **options)

    def label_from_instance(self, obj: StakeholderGroup) -> str:
        return f"{obj.label} – {obj.about}" if obj.description else obj.label


def country_field(none: Any, **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Country"),
        choices=partial(country_choices, none),
        required=False,
        widget=forms.Select(attrs={"autocomplete": "country"}),
        **options,
    )


class SignUpForm(forms.Form):
    """What sign-up asks besides the keys to the account."""

    field_order = ("name", "email", "password1", "group", "country")

    name = NameField(
        label=_("Name"),
        help_text=_("Shown beside what you write, vote and propose in public."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    group = GroupField(
        required=False,
        empty_label=_("I will choose later"),
        help_text=_("As whom you speak in your own name. You can join an organisation later."),
    )
    country = country_field(
        _("Rather not say"),
        help_text=_("Used to show how the world's regions take part."),
    )

    def signup(self, request: HttpRequest, user: User) -> None:  # noqa: ARG002  # allauth's
        """Called by allauth once the account is stored."""
        if (group := self.cleaned_data["group"]) is not None:
            declare_individual(user=user, group=group, by=user)


def _languages() -> list[tuple[str, Any]]:
    return [("", _("As the page I come from")), *settings.LANGUAGES]


class ProfileForm(forms.Form):
    name = NameField(
        label=_("Name"),
        help_text=_("Shown beside what you write, vote and propose in public."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    country = country_field(_("Rather not say"))
    language = forms.ChoiceField(
        label=_("Language"),
        choices=_languages,
        required=False,
        help_text=_("Of e-mails and of the page after sign-in."),
    )
    wants_mail = forms.BooleanField(
        label=_("E-mail me when something happens to what I proposed"), required=False
    )


class IndividualForm(forms.Form):
    group = GroupField(
        widget=forms.RadioSelect,
        empty_label=None,
        label=_("Which group do you belong to?"),
    )


class OrganisationForm(forms.Form):
    name = NameField(label=_("Name"), max_length=160)
    group = GroupField(
        empty_label=_("Choose a group"),
        help_text=_("Among whom it is counted. Only the site's staff can change it later."),
    )
    type = forms.ChoiceField(label=_("Type"), choices=OrganisationType.choices)
    country = country_field(
        _("None: it works across countries"), help_text=_("Where it has its seat.")
    )
    website = forms.URLField(
        label=_("Website"), max_length=200, required=False, assume_scheme="https"
    )
    register_number = forms.CharField(
        label=_("Register number"),
        max_length=64,
        required=False,
        help_text=_("In a public register of companies, charities or lobbyists."),
    )

    def __init__(self, *args: Any, may_regroup: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_regroup:
            del self.fields["group"]


class FindOrganisationForm(forms.Form):
    search = forms.CharField(label=_("Name"), max_length=160, required=False)
    group = GroupField(required=False, empty_label=_("All groups"))


class RoleForm(forms.Form):
    role = forms.ChoiceField(
        label=_("What are you in this organisation?"),
        choices=MembershipRole.choices,
        widget=forms.RadioSelect,
    )


class TokenForm(forms.Form):
    name = NameField(
        label=_("Name"),
        max_length=80,
        help_text=_("What you will use it for, so that you know it again."),
    )
    days = forms.TypedChoiceField(
        label=_("Valid for"),
        choices=((30, _("30 days")), (90, _("90 days")), (365, _("One year"))),
        coerce=int,
        initial=90,
        widget=forms.RadioSelect,
    )


class EraseForm(forms.Form):
    """Typed, so that no stray click erases an account."""

    confirmation = forms.CharField(
        label=_("Your e-mail address"),
        help_text=_("Type it to confirm that you want to erase this account."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._email = user.email

    def clean_confirmation(self) -> str:
        typed: str = self.cleaned_data["confirmation"]
        if typed.strip().lower() != self._email.lower():
            raise forms.ValidationError(_("This is not the e-mail address of your account."))
        return typed


class IdentityCodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
    )
