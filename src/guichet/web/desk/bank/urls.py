"""Addresses of the bank; « new » stands for what is not written yet."""

from __future__ import annotations

from django.urls import include, path

from guichet.web.desk.bank import (
    views_answer,
    views_edit,
    views_elsewhere,
    views_home,
    views_notices,
    views_review,
    views_scripts,
    views_waiting,
)

urlpatterns = [
    path("", views_home.home, name="bank_home"),
    path("review/", views_review.review, name="bank_review"),
    path("gaps/", views_waiting.gap_list, name="bank_gaps"),
    path("remarks/", views_waiting.remarks, name="bank_remarks"),
    path("findings/", views_waiting.finding_list, name="bank_findings"),
    path("notices/", views_notices.notices, name="bank_notices"),
    path("notices/<slug:notice>/", views_notices.notice, name="bank_notice"),
    path("scripts/", views_scripts.scripts, name="bank_scripts"),
    path("scripts/<slug:script>/", views_scripts.walk, name="bank_script"),
    path("scripts/<slug:script>/edit/", views_scripts.edit_script, name="bank_script_edit"),
    path("not-ours/", views_elsewhere.not_ours_list, name="bank_elsewhere"),
    path("not-ours/<slug:body>/", views_elsewhere.not_ours_entry, name="bank_elsewhere_edit"),
    path("words/", include("guichet.web.desk.bank_search.urls")),
    path("<slug:answer>/", views_answer.answer, name="bank_answer"),
    path("<slug:answer>/edit/", views_edit.edit, name="bank_edit"),
    path("<slug:answer>/history/", views_answer.history, name="bank_history"),
    path("<slug:answer>/do/<slug:verb>/", views_edit.do, name="bank_do"),
]
