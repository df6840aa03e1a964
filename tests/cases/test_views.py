"""Filters kept under a name."""

from __future__ import annotations

from guichet.cases.actions.views import remove_view, save_view
from guichet.cases.models import SavedView
from guichet.cases.queries.queue import saved_views
from guichet.kernel.actor import visitor
from guichet.kernel.errors import Denied, Invalid, NotFound
from guichet.ledger.models import Entry
from tests.cases.scene import agent, refuses
from tests.factories import make_team


def test_save_view_for_oneself_is_one_s_own(team, handler):
    view = save_view(handler, " Mes  urgences ", {"view": "mine", "priority": "1"})
    assert (view.name, view.filters) == ("Mes urgences", {"view": "mine", "priority": "1"})
    assert saved_views(handler) == [view]
    assert saved_views(agent(team)) == []
    assert Entry.objects.get().event == "case.view_saved"


def test_save_view_for_the_team_is_seen_by_the_team(team, handler):
    view = save_view(handler, "Hiver", {"view": "team"}, team_id=team.pk)
    assert saved_views(agent(team)) == [view]
    assert saved_views(agent(make_team())) == []


def test_save_view_is_refused_without_a_name_or_to_another_team_or_to_residents(handler):
    other = make_team()
    with refuses(Invalid):
        save_view(handler, "  ", {})
    with refuses(Denied):
        save_view(handler, "x", {}, team_id=other.pk)
    with refuses(Denied):
        save_view(visitor(), "x", {})


def test_remove_view_is_for_who_made_it(team, handler):
    view = save_view(handler, "Hiver", {}, team_id=team.pk)
    with refuses(NotFound):
        remove_view(agent(team), view.pk)
    remove_view(handler, view.pk)
    assert not SavedView.objects.exists()
    with refuses(NotFound):
        remove_view(handler, view.pk)
