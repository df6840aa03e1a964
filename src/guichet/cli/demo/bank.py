"""Filling a demonstration city's bank: answers written and read again by its staff, notices, scripts, what is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.utils import timezone

from guichet.cli.demo.loading import read_toml
from guichet.kernel import moment
from guichet.kernel.actor import Actor, system, visitor
from guichet.kernel.errors import NotFound
from guichet.knowledge.actions.elsewhere import save_elsewhere
from guichet.knowledge.actions.gaps import report_unanswered
from guichet.knowledge.actions.notices import save_notice
from guichet.knowledge.actions.publishing import publish, submit
from guichet.knowledge.actions.scripts import save_script
from guichet.knowledge.actions.searching import save_synonyms
from guichet.knowledge.actions.tasks import give_feedback
from guichet.knowledge.actions.writing import save_draft
from guichet.knowledge.lifecycle import DRAFT
from guichet.knowledge.queries.shown import answer_shown
from guichet.people.queries import accounts_by_email, staff_actor

TRUNK = ""
DAYS_PER_MONTH = 30
"""Near enough to spread the days on which answers were written over the time until they are looked at again."""


def load_bank(folder: Path) -> int:
    """Write the bank's answers as its authors did, on days of the last year; gives how many are published."""
    staff = {email: staff_actor(account) for email, account in accounts_by_email().items()}
    for entry in read_toml(folder, "elsewhere.toml")["elsewhere"]:
        save_elsewhere(system(), entry["key"], {**without(entry, "key"), "example": False})
    for words in read_toml(folder, "words.toml")["groups"]:
        save_synonyms(system(), words)
    life = read_toml(folder, "bank.toml")
    earlier = {one["key"]: one for one in life["earlier"]}
    answers = list(demo_answers(folder))
    for number, answer in enumerate(answers):
        _write(answer, number, staff, earlier.get(answer["key"]))
    for draft in life["drafts"]:
        _draft(draft, staff)
    for script in read_toml(folder, "scripts.toml")["scripts"]:
        save_script(system(), script["key"], _script(script))
    for notice in read_toml(folder, "notices.toml")["notices"]:
        save_notice(staff[life["notices_by"]], notice["key"], _notice(notice))
    return len(answers)


def load_remarks(folder: Path) -> None:
    """Say what residents and agents said of answers, and what they asked without finding it; once only."""
    staff = {email: staff_actor(account) for email, account in accounts_by_email().items()}
    life = read_toml(folder, "bank.toml")
    for remark in life["remarks"]:
        actor = staff[remark["by"]] if "by" in remark else visitor()
        give_feedback(actor, remark["key"], kind=remark["kind"], text=remark["text"])
    for gap in life["gaps"]:
        for place, words in enumerate(gap["words"] * gap.get("times", 1)):
            with moment.as_if(moment.now() - dt.timedelta(hours=7 * place + 3)):
                report_unanswered(
                    system(), words, source=gap["source"], language=gap["language"], subject=gap["subject"]
                )


def demo_answers(folder: Path) -> Iterator[dict[str, Any]]:
    """Give the answers of a city, each with what its file says for all of them."""
    for path in sorted((folder / "answers").glob("*.toml")):
        data = read_toml(folder / "answers", path.name)
        yield from ({**data["defaults"], **answer} for answer in data["answers"])


def without(entry: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Give an entry without some of its fields."""
    return {name: value for name, value in entry.items() if name not in names}


def _write(
    answer: Mapping[str, Any], number: int, staff: Mapping[str, Actor], earlier: Mapping[str, Any] | None
) -> None:
    """Write, have read again and publish one answer; one that is published already is left as it is."""
    if _is_published(answer["key"]):
        return
    lasts = answer["review_months"] * DAYS_PER_MONTH
    at = moment.now() - dt.timedelta(days=10 + number * 37 % lasts, hours=number % 7)
    values = answer_values(answer, at)
    if earlier is not None:
        before = {**values, "texts": _as_before(values["texts"], earlier)}
        _publish(answer, before, at - dt.timedelta(days=120), staff)
    _publish(answer, values, at, staff, note=earlier["note"] if earlier else "")


def _is_published(key: str) -> bool:
    try:
        return answer_shown(system(), key, language="fr").status != DRAFT
    except NotFound:
        return False


def _publish(
    answer: Mapping[str, Any],
    values: Mapping[str, Any],
    at: dt.datetime,
    staff: Mapping[str, Actor],
    *,
    note: str = "",
) -> None:
    author, reader = staff[answer["author"]], staff[answer["reader"]]
    with moment.as_if(at):
        if save_draft(author, answer["key"], values, note=note).state == DRAFT:
            submit(author, answer["key"], reader=reader.id)
    with moment.as_if(at + dt.timedelta(hours=3)):
        publish(reader, answer["key"])


def answer_values(answer: Mapping[str, Any], at: dt.datetime) -> dict[str, Any]:
    """Give what an author would have typed for an answer of the demonstration."""
    texts = {TRUNK: {language: dict(answer[language]) for language in ("fr", "en")}}
    for variant in answer.get("variants", []):
        texts[variant["district"]] = {language: dict(variant[language]) for language in ("fr", "en")}
    season = answer.get("season", {})
    first, last = season_days(season["from"], season["to"]) if season else (None, None)
    review = timezone.localtime(at).date() + dt.timedelta(days=answer["review_months"] * DAYS_PER_MONTH)
    return {
        "texts": texts,
        "keywords": answer["words"],
        "forms": answer["services"],
        "services": answer["services"],
        "see_also": answer.get("see_also", []),
        "audience": answer.get("audience", "residents"),
        "valid_from": first,
        "valid_until": last,
        "owner_team": answer["team"],
        "review_on": review,
        "example": True,
        "source": answer.get("source", ""),
    }


def season_days(begins: str, ends: str, today: dt.date | None = None) -> tuple[dt.date, dt.date]:
    """Give the first and the last day (`MM-DD`) of the season that is now, else of the next one."""
    now = today or moment.today()
    for year in (now.year - 1, now.year, now.year + 1):
        first = dt.date.fromisoformat(f"{year}-{begins}")
        last = dt.date.fromisoformat(f"{year + (ends < begins)}-{ends}")
        if now <= last:
            return first, last
    raise ValueError(f"a season without an end: {begins} to {ends}")


def _as_before(texts: Mapping[str, Any], earlier: Mapping[str, Any]) -> dict[str, Any]:
    old = {language: {**parts, **earlier.get(language, {})} for language, parts in texts[TRUNK].items()}
    return {**texts, TRUNK: old}


def _draft(draft: Mapping[str, Any], staff: Mapping[str, Actor]) -> None:
    """Leave an answer as it is being written, or as its reader finds it."""
    author = staff[draft["author"]]
    values = {
        "texts": {TRUNK: {language: dict(draft[language]) for language in ("fr", "en") if language in draft}},
        "keywords": draft["words"],
        "services": draft["services"],
        "owner_team": draft["team"],
        "source": draft.get("source", ""),
        "example": True,
    }
    with moment.as_if(moment.now() - dt.timedelta(days=draft["days_ago"])):
        saved = save_draft(author, draft["key"], values)
        if draft["state"] == "review" and saved.state == DRAFT:
            submit(author, draft["key"], reader=staff[draft["reader"]].id)


def _script(script: Mapping[str, Any]) -> dict[str, Any]:
    values = {name: script[name] for name in ("title", "intro", "steps")}
    return {**values, "keywords": script["words"], "owner_team": script["team"], "example": True}


def _notice(notice: Mapping[str, Any]) -> dict[str, Any]:
    values = without(notice, "key", "from", "until")
    starts, ends = (_instant(notice[name]) for name in ("from", "until"))
    return {**values, "starts_at": starts, "ends_at": ends, "example": True}


def _instant(when: Mapping[str, int]) -> dt.datetime:
    day = moment.today() + dt.timedelta(days=when["days"])
    return timezone.make_aware(dt.datetime.combine(day, dt.time(when["hour"])))
