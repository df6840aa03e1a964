"""Importing a file: services and teams found or made, batches stored, every line accounted for."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

from guichet.cases.actions.importing import finish_run, import_written, start_run
from guichet.cases.past import PastCase, WrittenCase, write_past
from guichet.cases.queries.imports import known_numbers
from guichet.catalogue.actions import save_group, save_service
from guichet.catalogue.promises import most_precise
from guichet.catalogue.queries import all_services, service_groups
from guichet.cli.importing.ahead import made_ahead
from guichet.cli.importing.files import file_hash
from guichet.cli.importing.rows import Draft, PastFile, Rejected
from guichet.kernel.actor import system
from guichet.kernel.clock import Span
from guichet.kernel.words import clean_line, fold
from guichet.people.actions import save_team
from guichet.people.queries import active_teams, configured_teams
from guichet.places.queries import all_districts, calendar

if TYPE_CHECKING:
    from guichet.catalogue.models import Service
    from guichet.people.models import Team

BATCH = 2_000
Advance = Callable[[int], None]
Row = WrittenCase | Rejected | None


@dataclass(frozen=True, slots=True)
class Options:
    """How to import."""

    dry_run: bool = False
    create_missing: bool = False
    learn_routes: bool = True
    promise: bool = True
    rejects: Path | None = None
    batch: int = BATCH
    bounds: Sequence[float] = ()  # west, south, east, north of the city
    two_processes_from: int = 20_000  # lines: below, starting a second process costs more than it saves
    show_missing: bool = (
        False  # residents read a service that was made only once someone has looked at its name
    )


@dataclass(slots=True)
class Report:
    """What came of a file: read = imported + already_there + rejected + left_out.

    `placed` lines have a position, of which `outside` lie out of the city's bounds: a sign of a wrong projection.
    """

    read: int = 0
    imported: int = 0
    already_there: int = 0
    rejected: int = 0
    left_out: int = 0
    placed: int = 0
    outside: int = 0
    resumed_at: int = 0
    new_services: list[str] = field(default_factory=list)
    new_teams: list[str] = field(default_factory=list)
    learned: dict[str, str] = field(default_factory=dict)
    reasons: Counter[str] = field(default_factory=Counter)
    oldest: dt.datetime | None = None
    newest: dt.datetime | None = None

    def adds_up(self) -> bool:
        """Tell whether every line is accounted for."""
        return self.read == self.imported + self.already_there + self.rejected + self.left_out


class Register:
    """The city's services, teams and districts by the words of the file."""

    def __init__(self, *, promise: bool = False) -> None:
        self._calendar = calendar() if promise else None
        self.planned: set[str] = set()
        self._services_as_written: dict[str, Service | None] = {}
        self._teams_as_written: dict[str, Team | None] = {}
        self.services: dict[str, Service] = {}
        self._spans: dict[int, Span | None] = {}  # a service made during the import promises nothing yet
        for service in all_services():
            promised = most_precise(service.commitments.all(), None, service.priority)
            self._spans[service.pk] = promised.resolve
            for word in (*service.external, *service.name.values(), service.code):
                self.services.setdefault(fold(word), service)
        self.teams: dict[str, Team] = {}
        for team in active_teams():
            for word in (*team.external, *team.name.values(), team.code):
                self.teams.setdefault(fold(word), team)
        self.districts = {
            fold(word): district.pk
            for district in all_districts()
            for word in (*district.name.values(), district.code)
        }

    def _service(self, words: str) -> Service | None:
        if words not in self._services_as_written:
            self._services_as_written[words] = self.services.get(fold(words))
        return self._services_as_written[words]

    def _team(self, words: str) -> Team | None:
        if words not in self._teams_as_written:
            self._teams_as_written[words] = self.teams.get(fold(words))
        return self._teams_as_written[words]

    def _due(self, service: Service, draft: Draft) -> dt.datetime | None:
        """Give the date that the city's commitment leads to, for what is still open."""
        if self._calendar is None or draft.ended_at is not None:
            return None
        span = self._spans.get(service.pk)
        return self._calendar.add(draft.opened_at, span) if span else None

    def draft_to_case(self, draft: Draft, language: str, *, published: bool) -> PastCase | str:
        """Turn a draft into a case to store, or give the reason why not."""
        service = self._service(draft.service)
        if service is None and fold(draft.service) in self.planned:
            return _planned_case(draft, language)
        if service is None:
            return f"no service « {draft.service} » (use --create-missing to make it)"
        team = self._team(draft.team) if draft.team else None
        return PastCase(
            external_id=draft.external_id,
            service_id=service.pk,
            title=draft.title or service.name.get(language) or draft.service,
            description=draft.description,
            opened_at=draft.opened_at,
            channel=draft.channel,
            team_id=team.pk if team else service.team_id,
            address=draft.address,
            lat=draft.lat,
            lon=draft.lon,
            fictitious=draft.fictitious,
            district_id=self.districts.get(fold(draft.district))
            if draft.district and draft.lat is None
            else None,
            published=published and service.published,
            language=language,
            taken=draft.taken,
            ended_at=draft.ended_at,
            outcome=draft.outcome,
            answer=draft.answer,
            due_at=draft.due_at or self._due(service, draft),
            priority=service.priority,
        )


def run_import(file: PastFile, options: Options, advance: Advance | None = None) -> Report:
    """Import a file into the current city. Raises ProfileFault when the profile does not fit it."""
    report = Report()
    register = Register(promise=options.promise)
    _prepare(file, options, register, report)
    if options.dry_run:
        register.planned.update(fold(name) for name in report.new_services)
        _count(file, options, register, report, advance or _in_silence)
        return report
    _store(file, options, register, report, advance or _in_silence)
    return report


def _in_silence(_lines: int) -> None:
    """Tell nobody how far the file was read."""


def _planned_case(draft: Draft, language: str) -> PastCase:
    """Give a case of a service that a dry run would have made."""
    return PastCase(
        external_id=draft.external_id,
        service_id=0,
        title=draft.title or draft.service,
        description="",
        opened_at=draft.opened_at,
        channel=draft.channel,
        lat=draft.lat,
        lon=draft.lon,
        language=language,
    )


def _prepare(file: PastFile, options: Options, register: Register, report: Report) -> None:
    """Look at the whole file once: which services and teams it names, and which team handles what."""
    groups: dict[str, str] = {}
    routes: dict[str, Counter[str]] = defaultdict(Counter)
    seen = Counter(file.names())
    for (service, group, team), count in seen.items():
        name = clean_line(service, 200)
        if name:
            groups.setdefault(name, clean_line(group, 120))
            if team:
                routes[name][clean_line(team, 120)] += count
    teams = {team for counts in routes.values() for team in counts}
    if options.create_missing:
        report.new_teams = _unknown(teams, register.teams)
        report.new_services = _unknown(groups, register.services)
    report.learned = {name: counts.most_common(1)[0][0] for name, counts in routes.items()}
    if not options.dry_run:
        _make(options, register, report, groups)


def _unknown(names: Iterable[str], known: Mapping[str, object]) -> list[str]:
    """Give the names that the city does not know, each once however it is capitalised or accented."""
    return sorted({fold(name): name for name in sorted(names) if fold(name) not in known}.values())


def _make(options: Options, register: Register, report: Report, groups: dict[str, str]) -> None:
    actor = system()
    taken = {team.code for team in configured_teams(actor)}
    for name in report.new_teams:
        code, shown = _code(name, taken), name[:80]
        register.teams[fold(name)] = save_team(actor, code, {"fr": shown, "en": shown}, external=[name])
        taken.add(code)
    known = {group.code for group in service_groups()}
    for name in report.new_services:
        heading = groups[name] or "Autres"
        group = _code(heading, set())
        if group not in known:
            shown = heading[:80]
            save_group(actor, group, {"fr": shown, "en": shown}, position=100 + len(known))
            known.add(group)
        code = _code(name, {service.code for service in register.services.values()})
        values: dict[str, object] = {
            "group": group,
            "name": {"fr": name[:120], "en": name[:120]},
            "external": [name],
        }
        values["public"] = options.show_missing
        register.services[fold(name)] = save_service(actor, code, values)
    if options.learn_routes:
        _learn(register, report)


def _learn(register: Register, report: Report) -> None:
    """Give each service without a team the one that handled it most in the file."""
    for name, team_name in report.learned.items():
        service, team = register.services.get(fold(name)), register.teams.get(fold(team_name))
        if service is not None and team is not None and service.team_id is None:
            register.services[fold(name)] = save_service(system(), service.code, {"team": team.code})


def _code(name: str, taken: set[str]) -> str:
    base = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:50] or "service"
    code, number = base, 2
    while code in taken:
        code, number = f"{base}-{number}", number + 1
    return code


def _read(file: PastFile, register: Register, options: Options) -> Iterator[list[Row]]:
    """Give the file's lines in batches; those of a large file are read by a second process."""
    batches = _batches(_cases(file, register), options.batch)
    return made_ahead(batches) if file.count >= options.two_processes_from else batches


def _cases(file: PastFile, register: Register) -> Iterator[Row]:
    profile, actor = file.profile, system()
    for draft in file.read():
        if not isinstance(draft, Draft):
            yield draft
            continue
        made = register.draft_to_case(draft, profile.language, published=profile.published)
        if isinstance(made, str):
            yield Rejected(draft.line, made, draft.cells)
        else:
            yield write_past(actor, profile.source, made)


def _count(file: PastFile, options: Options, register: Register, report: Report, advance: Advance) -> None:
    """Say what an import would do, without doing it."""
    seen: set[str] = set()
    for batch in _read(file, register, options):
        numbers = [row.external_id for row in batch if isinstance(row, WrittenCase)]
        fresh = set(numbers) - known_numbers(file.profile.source, numbers) - seen
        seen |= fresh
        report.read += len(batch)
        report.imported += len(fresh)
        report.already_there += len(numbers) - len(fresh)
        _count_others(batch, report, options.bounds)
        advance(len(batch))


def _count_others(batch: Iterable[Row], report: Report, bounds: Sequence[float]) -> None:
    for row in batch:
        if row is None:
            report.left_out += 1
        elif isinstance(row, Rejected):
            report.rejected += 1
            report.reasons[row.reason] += 1
        else:
            report.oldest = min(report.oldest or row.opened_at, row.opened_at)
            report.newest = max(report.newest or row.opened_at, row.opened_at)
            report.placed += row.point is not None
            report.outside += bool(bounds) and row.point is not None and not _holds(bounds, *row.point)


def _holds(bounds: Sequence[float], lat: float, lon: float) -> bool:
    west, south, east, north = bounds
    return west <= lon <= east and south <= lat <= north


def _store(file: PastFile, options: Options, register: Register, report: Report, advance: Advance) -> None:
    actor = system()
    run = start_run(actor, file.profile.source, file.path.name, file_hash(file.path))
    report.resumed_at = skip = run.read
    with _Rejects(options.rejects, file) as rejects:
        for batch in _read(file, register, options):
            rejects.write(batch)
            _count_others(batch, report, options.bounds)
            fresh = batch[max(0, skip - report.read) :]
            report.read += len(batch)
            advance(len(batch))
            if not fresh:
                continue
            rows = [row for row in fresh if isinstance(row, WrittenCase)]
            lost = sum(isinstance(row, Rejected) for row in fresh)
            import_written(actor, run, rows, read=len(fresh), rejected=lost)
    finish_run(actor, run)
    report.imported, report.already_there = run.imported, run.already_there


def _batches(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


class _Rejects:
    """The file of rejected lines, each with its reason; written only when there is one."""

    def __init__(self, path: Path | None, file: PastFile) -> None:
        self._path, self._file = path, file
        self._rows: list[Rejected] = []

    def __enter__(self) -> Self:
        return self

    def write(self, batch: Iterable[Row]) -> None:
        """Keep the rejected lines of a batch."""
        self._rows.extend(row for row in batch if isinstance(row, Rejected))

    def __exit__(self, *_exception: object) -> None:
        if self._path is None or not self._rows:
            return
        with self._path.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(["line", "reason", *self._file.header])
            writer.writerows([row.line, row.reason, *row.cells] for row in self._rows)
