"""Addresses of the desk of permits."""

from __future__ import annotations

from django.urls import path

from guichet.web.desk.permits import (
    views_files,
    views_links,
    views_lists,
    views_queue,
    views_review,
    views_visits,
)

FILE = "<str:reference>/"

urlpatterns = [
    path("", views_queue.queue, name="desk_permits"),
    path("opinions/", views_lists.opinions, name="desk_permit_opinions"),
    path("opinions/<int:opinion_id>/", views_lists.opinion, name="desk_permit_opinion"),
    path("lapses/", views_lists.lapses, name="desk_permit_lapses"),
    path("lapses/do/", views_lists.do_move, name="desk_permit_move"),
    path("fairness/", views_lists.fair, name="desk_permit_fairness"),
    path("inspections/", views_visits.visits, name="desk_permit_visits"),
    path("inspections/<int:visit_id>/", views_visits.visit, name="desk_permit_visit"),
    path(
        "inspections/<int:visit_id>/files/<uuid:key>/", views_files.visit_file, name="desk_permit_visit_file"
    ),
    path(FILE, views_review.review, name="desk_permit"),
    path(f"{FILE}ground/", views_review.ground, name="desk_permit_ground"),
    path(f"{FILE}bill/", views_review.bill, name="desk_permit_bill"),
    path(f"{FILE}links/", views_links.links, name="desk_permit_links"),
    path(f"{FILE}do/<slug:verb>/", views_review.do_verb, name="desk_permit_verb"),
    path(f"{FILE}files/<uuid:key>/", views_files.permit_file, name="desk_permit_file"),
    path(f"{FILE}paper/<slug:kind>/", views_review.paper, name="desk_permit_paper"),
]
