"""Addresses of the contact console, under /desk/contact/."""

from __future__ import annotations

from django.urls import path

from guichet.web.desk.console import (
    views_case,
    views_contact,
    views_exits,
    views_expert,
    views_figures,
    views_lists,
    views_other,
)

urlpatterns = [
    path("", views_contact.new_contact, name="contact_new"),
    path("look/", views_contact.look, name="contact_look"),
    path("save/", views_contact.save, name="contact_save"),
    path("answers/<slug:key>/", views_contact.still_said, name="contact_answer_still"),
    path("exit/<slug:way>/", views_exits.leave, name="contact_exit"),
    path("list/", views_lists.contact_list, name="contact_list"),
    path("callbacks/", views_lists.callback_list, name="contact_callbacks"),
    path("callbacks/<int:callback_id>/<slug:act>/", views_lists.callback_act, name="contact_callback_act"),
    path("figures/", views_figures.figures, name="contact_figures"),
    path("<str:number>/", views_contact.contact_page, name="contact_page"),
    path("<str:number>/case/<slug:code>/", views_case.open_case, name="contact_case"),
    path("<str:number>/case/<slug:code>/preview/", views_case.preview, name="contact_case_preview"),
    path("<str:number>/expert/", views_expert.expert, name="contact_expert"),
    path("<str:number>/expert/answer/", views_expert.expert_answer, name="contact_expert_answer"),
    path("<str:number>/expert/done/", views_expert.expert_done, name="contact_expert_done"),
    path("<str:number>/other/", views_other.other, name="contact_other"),
]
