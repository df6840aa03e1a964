"""Addresses: portal."""

from __future__ import annotations

from django.urls import include, path

from guichet.web.portal import (
    views_answers,
    views_case,
    views_details,
    views_follow,
    views_home,
    views_leave,
    views_pages,
    views_place,
    views_public,
    views_send,
)
from guichet.web.portal.permits import views_check

REPORT = "services/<slug:code>/signaler/"
DRAFT = f"{REPORT}<str:key>/"
OWN = "suivre/<str:reference>/"

urlpatterns = [
    path("", views_home.home, name="portal_home"),
    path("services/", views_home.services, name="portal_services"),
    path("services/<slug:code>/", views_home.service, name="portal_service"),
    path(REPORT, views_place.start, name="portal_start"),
    path(f"{REPORT}lieu/", views_place.place, name="portal_start_place"),
    path(f"{REPORT}details/", views_details.details, name="portal_start_details"),
    path(f"{REPORT}proches/", views_place.near, name="portal_near"),
    path(f"{REPORT}questions/", views_details.questions, name="portal_questions"),
    path(f"{DRAFT}lieu/", views_place.place, name="portal_place"),
    path(f"{DRAFT}details/", views_details.details, name="portal_details"),
    path(f"{DRAFT}joindre/", views_details.contact, name="portal_contact"),
    path(f"{DRAFT}verifier/", views_send.check, name="portal_check"),
    path(f"{DRAFT}quitter/", views_leave.leave, name="portal_leave"),
    path(f"{DRAFT}reprendre/", views_leave.resume, name="portal_resume"),
    path(f"{DRAFT}fichiers/<uuid:file>/", views_details.draft_file, name="portal_draft_file"),
    path("reponses/<slug:key>/", views_answers.answer, name="portal_answer"),
    path("reponses/<slug:key>/avis/", views_answers.opinion, name="portal_opinion"),
    path("lieux/", views_place.suggest, name="portal_places"),
    path("suivre/", views_follow.follow, name="portal_follow"),
    path("suivre/numeros/", views_follow.numbers, name="portal_numbers"),
    path("suivre/oublier/", views_follow.forget, name="portal_forget"),
    path(OWN, views_case.case, name="portal_case"),
    path(f"{OWN}code/", views_follow.code, name="portal_code"),
    path(f"{OWN}merci/", views_send.done, name="portal_done"),
    path(f"{OWN}agenda/", views_send.agenda, name="portal_agenda"),
    path(f"{OWN}message/", views_case.message, name="portal_message"),
    path(f"{OWN}rouvrir/", views_case.not_settled, name="portal_reopen"),
    path(f"{OWN}regle/", views_case.settled, name="portal_settled"),
    path(f"{OWN}ne-plus-suivre/", views_case.stop_following, name="portal_unfollow"),
    path("requetes/", views_public.public_list, name="portal_list"),
    path("requetes/<str:reference>/", views_public.public_case, name="portal_public_case"),
    path("requetes/<str:reference>/suivre/", views_public.follow_case, name="portal_follow_case"),
    path("requetes/<str:reference>/fichiers/<uuid:key>/", views_public.case_file, name="portal_file"),
    path("carte/", views_public.public_map, name="portal_map"),
    path("carte/points.geojson", views_public.points, name="portal_points"),
    path("carte/couches/<slug:code>.geojson", views_public.layer, name="portal_layer"),
    path("occupations/", include("guichet.web.portal.occupations.urls")),
    path("pages/<slug:slug>/", views_pages.page, name="portal_page"),
    path("permis/", include("guichet.web.portal.permits.urls")),
    path("verifier/", views_check.check_code, name="portal_permit_check_code"),
    path("verifier/<str:code>/", views_check.checked, name="portal_permit_checked"),
    path("verifier/<str:code>/depassement/", views_check.overrun, name="portal_permit_overrun"),
    path("", include("guichet.web.portal.bills.urls")),
    path("robots.txt", views_pages.robots, name="portal_robots"),
]
