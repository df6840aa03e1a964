"""Addresses of what the search knows, under those of the bank."""

from __future__ import annotations

from django.urls import path

from guichet.web.desk.bank_search import views

urlpatterns = [
    path("", views.words, name="bank_words"),
    path("<int:group>/", views.group, name="bank_words_group"),
    path("<int:group>/decide/", views.decide, name="bank_words_decide"),
    path("choices/<int:choice>/forget/", views.forget, name="bank_choice_forget"),
]
