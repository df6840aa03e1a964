"""Addresses of rooms."""

from __future__ import annotations

from django.urls import path

from guichet.web.desk.rooms import views_messages, views_questions, views_rooms, views_threads

urlpatterns = [
    path("", views_rooms.rooms, name="desk_rooms"),
    path("ask/", views_questions.ask_page, name="desk_ask"),
    path("contacts/<str:contact>/", views_questions.contact_questions, name="desk_contact_questions"),
    path("questions/<int:question_id>/", views_questions.question, name="desk_question"),
    path(
        "questions/<int:question_id>/do/<slug:act>/", views_questions.question_act, name="desk_question_act"
    ),
    path("messages/<int:message_id>/", views_messages.message, name="desk_message"),
    path("messages/<int:message_id>/edit/", views_messages.message_edit, name="desk_message_edit"),
    path("messages/<int:message_id>/retract/", views_messages.message_retract, name="desk_message_retract"),
    path("messages/<int:message_id>/bank/", views_messages.message_to_bank, name="desk_message_to_bank"),
    path("cases/<str:reference>/", views_threads.thread, name="desk_thread"),
    path("<slug:code>/", views_rooms.room, name="desk_room"),
    path("<slug:code>/read/", views_rooms.read, name="desk_room_read"),
]
