"""Roles: one table of what each lets do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.http import HttpResponseBase, QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guichet.kernel.actor import Actor
from guichet.people.actions import save_role
from guichet.people.queries import configured_role, configured_roles
from guichet.people.rules import may_configure_people
from guichet.web.backoffice.bilingual import ConfigForm
from guichet.web.backoffice.codes import free_code
from guichet.web.backoffice.entrance import ConfigRequest, config_page
from guichet.web.backoffice.forms_people import RoleForm
from guichet.web.backoffice.grants import GRANT_GROUPS, GRANT_WORDS
from guichet.web.backoffice.saving import go, save, show, stamp_of

if TYPE_CHECKING:
    from guichet.people.models import Role


@dataclass(frozen=True, slots=True)
class GrantLine:
    """One right across the roles: its words and, role by role, the name of its box and whether it is ticked."""

    words: str | Promise
    boxes: Sequence[tuple[Role, str, bool]]


def _box(role: Role, grant: str) -> str:
    return f"{role.code}:{grant}"


def _table(roles: Sequence[Role], sent: QueryDict | None) -> list[tuple[str | Promise, list[GrantLine]]]:
    """Give the table by groups of rights, as it is or as it was just sent."""

    def ticked(role: Role, grant: str) -> bool:
        return grant in role.grants if sent is None else _box(role, grant) in sent

    return [
        (
            heading,
            [
                GrantLine(words, [(role, _box(role, grant), ticked(role, grant)) for role in roles])
                for grant, words in group.items()
            ],
        )
        for heading, group in GRANT_GROUPS
    ]


def _save_table(actor: Actor, roles: Sequence[Role], sent: QueryDict) -> None:
    """Save the roles that change; those that gain the right over people first, so that someone always has it."""
    wanted = {role.code: [grant for grant in GRANT_WORDS if _box(role, grant) in sent] for role in roles}
    changed = [role for role in roles if set(wanted[role.code]) != set(role.grants)]
    with transaction.atomic():
        for role in sorted(changed, key=lambda role: "config.people" not in wanted[role.code]):
            save_role(actor, role.code, role.name, wanted[role.code])


@require_http_methods(["GET", "HEAD", "POST"])
@config_page(may_configure_people)
def roles(request: ConfigRequest) -> HttpResponseBase:
    """Show what every role lets do, and save the whole table."""
    found = configured_roles(request.actor)
    stamp = stamp_of([(role.code, sorted(role.grants)) for role in found])
    form = ConfigForm(request.POST or None, initial={"seen": stamp})
    sent = request.POST if request.method == "POST" else None
    if sent is not None and save(
        request, form, lambda: _save_table(request.actor, found, sent), _("The roles are saved."), stamp=stamp
    ):
        return go(reverse("config_roles"))
    context = {"roles": found, "table": _table(found, sent), "form": form}
    return show(request, "backoffice/roles.html", context, here="roles", forms_sent=(form,))


@require_http_methods(["GET", "HEAD", "POST"])
@config_page(may_configure_people)
def role_new(request: ConfigRequest) -> HttpResponseBase:
    """Create a role without any right; the table gives them."""
    form = RoleForm(request.POST or None)

    def act() -> None:
        taken = [role.code for role in configured_roles(request.actor)]
        name = form.text("name")
        save_role(request.actor, free_code(name["fr"], taken), name, [], new=True)

    if save(request, form, act, _("The role is created. Tick what it allows, then save.")):
        return go(reverse("config_roles"))
    return show(
        request, "backoffice/role.html", {"form": form, "role": None}, here="roles", forms_sent=(form,)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@config_page(may_configure_people)
def role(request: ConfigRequest, code: str) -> HttpResponseBase:
    """Rename a role."""
    found = configured_role(request.actor, code)
    form = RoleForm(request.POST or None, stored={"name": found.name})
    if save(
        request,
        form,
        lambda: save_role(request.actor, code, form.text("name"), found.grants),
        _("The role is saved."),
    ):
        return go(reverse("config_roles"))
    return show(
        request, "backoffice/role.html", {"form": form, "role": found}, here="roles", forms_sent=(form,)
    )
