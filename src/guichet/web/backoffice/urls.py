"""Addresses of the backoffice."""

from __future__ import annotations

from django.urls import path

from guichet.web.backoffice import (
    views_commitments,
    views_mails,
    views_overview,
    views_people,
    views_questions,
    views_roles,
    views_services,
    views_teams,
)

urlpatterns = [
    path("", views_overview.overview, name="config_overview"),
    path("services/", views_services.services, name="config_services"),
    path("services/new/", views_services.service_new, name="config_service_new"),
    path("headings/", views_services.groups, name="config_groups"),
    path("headings/<slug:code>/", views_services.group, name="config_group"),
    path("services/<slug:code>/", views_services.service, name="config_service"),
    path("services/<slug:code>/switch/", views_services.service_switch, name="config_service_switch"),
    path("services/<slug:code>/questions/", views_questions.questions, name="config_questions"),
    path("services/<slug:code>/questions/versions/", views_questions.versions, name="config_versions"),
    path(
        "services/<slug:code>/questions/versions/<int:number>/again/",
        views_questions.version_again,
        name="config_version_again",
    ),
    path("services/<slug:code>/commitments/", views_commitments.commitments, name="config_commitments"),
    path(
        "services/<slug:code>/commitments/<int:commitment_id>/remove/",
        views_commitments.commitment_remove,
        name="config_commitment_remove",
    ),
    path("commitments/", views_commitments.all_commitments, name="config_all_commitments"),
    path("mails/", views_mails.mails, name="config_mails"),
    path("mails/<slug:event>/", views_mails.mail, name="config_mail"),
    path("mails/<slug:event>/remove/", views_mails.mail_remove, name="config_mail_remove"),
    path("mails/<slug:event>/seen/<slug:code>/", views_mails.mail_seen, name="config_mail_seen"),
    path("teams/", views_teams.teams, name="config_teams"),
    path("teams/new/", views_teams.team_new, name="config_team_new"),
    path("teams/<slug:code>/", views_teams.team, name="config_team"),
    path("people/", views_people.people, name="config_people"),
    path("people/new/", views_people.person_new, name="config_person_new"),
    path("people/<int:account_id>/", views_people.person, name="config_person"),
    path("roles/", views_roles.roles, name="config_roles"),
    path("roles/new/", views_roles.role_new, name="config_role_new"),
    path("roles/<slug:code>/", views_roles.role, name="config_role"),
]
