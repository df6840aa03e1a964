"""Addresses of the residents' pages of permits; a permit's number is told apart from the code of a type."""

from __future__ import annotations

from django.urls import path, register_converter

from guichet.web.portal.permits import leaving, views_catalogue, views_change, views_own, views_steps


class PermitNumber:
    """A permit's public number in an address: « P-26-00318 »."""

    regex = r"P-[0-9]{2}-[0-9]{5,9}"

    def to_python(self, value: str) -> str:
        """Take it as it is."""
        return value

    def to_url(self, value: str) -> str:
        """Write it as it is."""
        return value


register_converter(PermitNumber, "permit")
OWN = "<permit:reference>/"
DRAFT = "demande/<str:key>/"

urlpatterns = [
    path("", views_catalogue.permits, name="portal_permits"),
    path("suivre/", views_own.follow, name="portal_permit_follow"),
    path(OWN, views_own.own, name="portal_permit_own"),
    path(f"{OWN}merci/", views_own.done, name="portal_permit_done"),
    path(f"{OWN}envoyer/", views_own.send, name="portal_permit_send"),
    path(f"{OWN}completer/", views_change.complete, name="portal_permit_complete"),
    path(f"{OWN}changer/", views_change.change, name="portal_permit_change"),
    path(f"{OWN}changer/estimation/", views_change.moving, name="portal_permit_change_moving"),
    path(f"{OWN}prolonger/", views_own.extend, name="portal_permit_extend"),
    path(f"{OWN}renouveler/", views_own.again, name="portal_permit_again"),
    path(f"{OWN}message/", views_own.message, name="portal_permit_message"),
    path(f"{OWN}liens/", views_own.links, name="portal_permit_links"),
    path(f"{OWN}retirer/", views_own.give_up, name="portal_permit_give_up"),
    path(f"{OWN}papier/<slug:kind>/", views_own.paper, name="portal_permit_paper"),
    path(f"{OWN}fichiers/<uuid:key>/", views_own.own_file, name="portal_permit_file"),
    path(f"{DRAFT}reprendre/", leaving.resume, name="portal_permit_resume"),
    path(f"{DRAFT}quitter/", leaving.leave, name="portal_permit_leave"),
    path(f"{DRAFT}estimation/", views_steps.moving, name="portal_permit_moving"),
    path(f"{DRAFT}details/<slug:page>/", views_steps.page, name="portal_permit_page"),
    path(f"{DRAFT}<slug:name>/", views_steps.step, name="portal_permit_step"),
    path("<slug:code>/", views_catalogue.permit, name="portal_permit_type"),
    path("<slug:code>/prix/", views_catalogue.price, name="portal_permit_price"),
    path("<slug:code>/demander/", views_catalogue.start, name="portal_permit_start"),
]
