"""The parts of the work that were given to one's teams."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from guichet.cases.queries.queue import team_tasks
from guichet.web.desk.entrance import DeskRequest, staff_page
from guichet.web.desk.lines import title_of
from guichet.web.desk.navigation import navigation


@require_safe
@staff_page
def my_tasks(request: DeskRequest) -> HttpResponseBase:
    """List the open tasks of one's teams, those due first."""
    today = timezone.localtime().date()
    tasks = [
        (task, title_of(task.case), bool(task.due_on and task.due_on < today))
        for task in team_tasks(request.actor)
    ]
    return render(
        request, "desk/tasks.html", {"tasks": tasks, "nav": navigation(request.actor), "today": today}
    )
