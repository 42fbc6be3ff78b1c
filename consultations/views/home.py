"""The first page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.http import actor
from consultations.queries.overview import home_lists


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "home.html", home_lists(actor(request)))
