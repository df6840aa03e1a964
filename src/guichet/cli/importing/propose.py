"""Proposing a profile for a file never seen, by the names of its columns and what they hold."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from guichet.cli.importing.beside import address_columns, lasting_columns, time_beside, time_format
from guichet.cli.importing.columns import Column, Sample, read_date, take_sample
from guichet.cli.importing.meanings import channel_of, status_of
from guichet.cli.importing.profile import ProfileFault
from guichet.cli.importing.rows import WEEKDAYS
from guichet.cli.importing.where import language_of, zone_of
from guichet.kernel.words import clean_line, fold

Score = Callable[[Column], float]
MOST_KINDS = 60
_MONTH = re.compile(r"^\d{4}-(0[1-9]|1[0-2])$")


def _named(pattern: str) -> Callable[[Column], float]:
    form = re.compile(pattern)
    return lambda column: 1.0 if form.search(column.words) else 0.0


def _weighed(pattern: str, fits: Callable[[Column], bool], name: float = 2.0) -> Score:
    """Score a column by its name, when what it holds fits."""
    named = _named(pattern)
    return lambda column: name * named(column) if fits(column) else 0.0


def _is_date(column: Column) -> bool:
    return column.dates > 0.9 and not column.numbers > 0.9


def _is_kind(column: Column) -> bool:
    return (
        1 < column.distinct <= 800 and column.length < 120 and not _is_date(column) and column.decimals < 0.9
    )


def _is_few(column: Column) -> bool:
    return 1 <= column.distinct <= MOST_KINDS and column.length < 60 and not _is_date(column)


def _is_degree(limit: float) -> Callable[[Column], bool]:
    return lambda c: c.numbers > 0.9 and c.decimals > 0.8 and -limit <= c.low <= c.high <= limit


def _is_text(column: Column) -> bool:
    return column.length > 6 and column.unique > 0.02 and not _is_date(column) and column.numbers < 0.5


_KIND = _weighed(
    r"(sous ?type|sub ?type|request type|service name|service request|type|categ|kateg|acti|nature|problem|issue|motif|"
    r"theme|thema|descriptor|\btipo|motivo|tramite|incidencia|anliegen|\bart\b|soort|servico)",
    _is_kind,
)
SCORES: dict[str, Score] = {
    "id": lambda c: (
        (1.0 + 2 * _named(r"\b(id|number|numero|num|ref|reference|case|ticket|sr|unique)\b|id$|number$")(c))
        if c.unique > 0.995 and c.filled > 0.99 and c.length < 40 and c.decimals < 0.1 and not _is_date(c)
        else 0.0
    ),
    # The subject line of a request is less of a kind than what is called one.
    "service": lambda c: (
        _KIND(c)
        or _weighed(r"(subject|sujet|objet|title|titre|asunto|betreff|onderwerp|assunto)", _is_kind, 1.4)(c)
    ),
    "title": _weighed(r"(title|titre|titulo|titel|subject|sujet|objet|asunto|betreff|assunto)", _is_text),
    "opened": _weighed(
        r"(open|creat|creac|criac|creaz|request|declar|date ?decl|report|receiv|recu|submitted|ouvert|saisie|entered|"
        r"datetime init|depot|signalement|^date$|start|alta|apertur|abertur|registr|ingreso|recepc|eingang|erstell|"
        r"gemeldet|angelegt|erfass|^datum$|meldedatum|aanmaak|ontvang)",
        _is_date,
    ),
    "ended": _weighed(
        r"(clos|closed|resol|complet|finish|ferm|termin|cloture|traite|end date|date fin|dernier|cierre|conclus|"
        r"finaliz|encerr|fecham|chius|erledig|abschluss|schlossen|beendet|afgehandeld|afgesloten)",
        _is_date,
    ),
    "due": _weighed(
        r"(target|\bdue|\bsla|expected|echeance|promis|planned|prevu|vencim|limite|plazo|frist|fallig|\bsoll|scadenza|"
        r"prazo|streef)",
        _is_date,
    ),
    "status": _weighed(r"(status|statut|etat|state|situac|situation|estado|estatus|stato|stand\b)", _is_few),
    "channel": _weighed(
        r"(source|channel|canal|kanal|provenance|orig[ie]n|method|prefixe|intake|mode|received via|medi[ou]|entrada|"
        r"quelle|herkunft|meldeweg|eingangsweg)",
        _is_few,
    ),
    "team": _weighed(
        r"(team|queue|depart|agency|owner|respons|intervenant|unit|unidad|equip|direction|assign|division|crew|bureau|"
        r"handler|organi[sz]ation|dependencia|secretaria|concejalia|settore|ufficio|zustandig|abteilung|fachbereich|"
        r"dienststelle|\bamt\b|afdeling)",
        lambda c: _is_kind(c) and c.distinct <= 400,
    ),
    "district": _weighed(
        r"(arrond|borough|quartier|neighbo|district|\bward|commune|secteur|sector|community|zone|zona|barrio|"
        r"bairro|distrit|colonia|bezirk|stadtteil|ortsteil|wijk|buurt|stadsdeel)",
        lambda c: 1 <= c.distinct <= 300 and c.length < 60 and not _is_date(c),
    ),
    "lat": _weighed(r"(\blat|breite|\by\b|coord y)", _is_degree(90)),
    "lon": _weighed(r"(\blon|\blng|\blange\b|\bx\b|coord x)", _is_degree(180)),
    "point": lambda c: 2.0 if c.points > 0.9 else 0.0,
    "description": lambda c: (
        (
            1.0
            + 2
            * _named(
                r"(descri|beschreib|detail|comment|narrative|message|text|precision|remarque|observ|bemerk|mensaje)"
            )(c)
        )
        if _is_text(c) and c.length > 25 and c.unique > 0.2 and c.points < 0.5
        else 0.0
    ),
    "answer": _weighed(
        r"(resolution|closure|reponse|answer|outcome|result|suite|notes?|respuesta|antwort|resposta|risposta)",
        _is_text,
    ),
    "address": _weighed(
        r"(addr|adres|location|street|\brue|voie|intersection|localisation|lieu|direccion|calle|ubicacion|domicilio|"
        r"stra(ss|at)|\bort\b|standort|indirizzo|endereco|logradouro)",
        lambda c: _is_text(c) and c.length > 4 and c.points < 0.5,
    ),
}
TAKEN_FIRST = [
    "point",
    "lat",
    "lon",
    "opened",
    "ended",
    "due",
    "id",
    "status",
    "channel",
    "service",
    "title",
    "team",
    "district",
    "address",
    "answer",
    "description",
]


def propose_profile(path: Path) -> str:
    """Write a profile for a file, each choice with its reason. Raises ProfileFault when the essential is not found."""
    sample = take_sample(path)
    chosen = _choose(sample)
    about = {} if "opened" in chosen else _about(sample)
    missing = [
        name for name in ("service", "opened") if name not in chosen and not (name == "opened" and about)
    ]
    if missing:
        seen = ", ".join(f"{column.name} ({_looks(column)})" for column in sample.columns)
        raise ProfileFault(
            f"no column looks like « {missing[0]} »; write the profile by hand. Columns: {seen}"
        )
    return "\n".join(_written(path, sample, chosen, about)) + "\n"


def _choose(sample: Sample) -> dict[str, Column]:
    chosen: dict[str, Column] = {}
    for role in TAKEN_FIRST:
        free = [column for column in sample.columns if column not in chosen.values() and column.filled > 0]
        scored = [(SCORES[role](column), column) for column in free]
        best = _best(role, [(score, column) for score, column in scored if score > 0.9], sample)
        if best is None and role == "service":
            best = _likely_kind(free)
        if best is not None:
            chosen[role] = best
    if not ({"lat", "lon"} <= set(chosen)):
        chosen.pop("lat", None)
        chosen.pop("lon", None)
    elif "point" in chosen:
        del chosen["point"]
    _check_order(chosen, sample)
    if "title" in chosen and chosen["title"].distinct <= chosen.get("service", chosen["title"]).distinct:
        del chosen["title"]  # it tells nothing that the service does not
    group = _group_of(chosen, sample)
    if group is not None:
        chosen["group"] = group
    hour = time_beside(sample, chosen)
    if hour is not None:
        chosen["opened_time"] = hour
    return chosen


def _best(role: str, scored: list[tuple[float, Column]], sample: Sample) -> Column | None:
    if not scored:
        return _only_date(sample) if role == "opened" else None
    top = max(score for score, _column in scored)
    among = [column for score, column in scored if score > top - 0.5]
    if role == "opened":
        return min(
            among, key=lambda column: (column.filled < 0.9, column.first_date or 0, sample.at(column.name))
        )
    if role == "service":  # the most precise of the kinds, but not a free text
        return max(among, key=lambda column: (column.filled > 0.8, column.distinct <= 400, column.distinct))
    return max(among, key=lambda column: (round(column.filled, 1), -sample.at(column.name)))


def _likely_kind(free: list[Column]) -> Column | None:
    """Find what the requests are about when no name of a column tells: the words of which most differ, yet come back."""
    kinds = [
        column
        for column in free
        if _is_kind(column) and column.numbers < 0.5 and column.distinct <= 400 and column.unique < 0.5
    ]
    return max(kinds, key=lambda column: (column.filled > 0.8, column.distinct), default=None)


def _only_date(sample: Sample) -> Column | None:
    dates = [column for column in sample.columns if _is_date(column) and column.filled > 0.9]
    return min(dates, key=lambda column: sample.at(column.name)) if dates else None


def _check_order(chosen: dict[str, Column], sample: Sample) -> None:
    """A date of the end that mostly comes before the opening is not one."""
    opened, ended = chosen.get("opened"), chosen.get("ended")
    if opened is None or ended is None:
        return
    before = after = 0
    for row in sample.rows:
        start = read_date(row[sample.at(opened.name)].strip(), opened.date_format)
        stop = read_date(row[sample.at(ended.name)].strip(), ended.date_format)
        if start and stop:
            before += stop < start
            after += stop >= start
    if before > after:
        del chosen["ended"]


def _group_of(chosen: dict[str, Column], sample: Sample) -> Column | None:
    """Find a broader kind: each service belongs to one value of it."""
    service = chosen.get("service")
    if service is None:
        return None
    free = [
        c
        for c in sample.columns
        if c not in chosen.values() and _is_kind(c) and 1 < c.distinct < service.distinct
    ]
    named = [
        column
        for column in free
        if SCORES["service"](column) or _named(r"(reason|group|domain|family|famille)")(column)
    ]
    fitting = [column for column in named if _determines(service, column, sample)]
    return max(fitting, key=lambda column: column.distinct, default=None)


def _determines(service: Column, group: Column, sample: Sample) -> bool:
    seen: dict[str, str] = {}
    clashes = 0
    for row in sample.rows:
        one, other = row[sample.at(service.name)], row[sample.at(group.name)]
        clashes += seen.setdefault(one, other) != other
    return clashes <= len(sample.rows) * 0.02


def _looks(column: Column) -> str:
    if _is_date(column):
        return f"dates {column.date_format}"
    if column.points > 0.9:
        return "positions"
    if column.numbers > 0.9:
        return f"numbers {column.low:g} to {column.high:g}"
    return f"{column.distinct} different values, « {clean_line(next(iter(column.values), ''), 30)} »"


def _written(path: Path, sample: Sample, chosen: dict[str, Column], about: dict[str, str]) -> Iterable[str]:
    language = language_of(sample)
    yield f"# Proposed by looking at {len(sample.rows)} lines of {path.name}. Read each line, correct it, then try:"
    yield "#   guichet import cases --city CITY --profile THIS.toml --dry-run --create-missing FILE"
    yield f"source = {_text(re.sub(r'[^a-z0-9]+', '-', fold(path.name.split('.')[0])).strip('-')[:40] or 'import')}"
    yield f"language = {_text(language)}"
    yield f"encodings = [{_text(sample.encoding)}]"
    yield f"delimiter = {_text(sample.delimiter)}\n"
    yield "[columns]"
    beside = address_columns(sample, chosen["address"]) if "address" in chosen else []
    for role, column in chosen.items():
        value = _list_of(beside) if role == "address" else _text(column.name)
        yield f"{role} = {value:<40} # {_looks(column)}"
    for column in sample.columns:
        if column not in chosen.values() and column not in beside:
            yield f"# not used: {clean_line(column.name, 80)} ({_looks(column)})"
    if "id" not in chosen:
        yield "\n[identity]  # no column numbers the lines: these, together, tell them apart"
        yield f"columns = {_list_of(lasting_columns(sample, chosen))}"
    yield from _dates_part(chosen, about, language)
    yield from _values_part(chosen, sample, language)


def _about(sample: Sample) -> dict[str, str]:
    """Find when requests came in a file that hides the day: the columns of month, weekday and hour, as far as there."""
    month = next(
        (c.name for c in sample.columns if _share(c, lambda cell: bool(_MONTH.match(cell))) > 0.9), ""
    )
    if not month:
        return {}
    weekday = next(
        (c.name for c in sample.columns if _share(c, lambda cell: fold(cell) in WEEKDAYS) > 0.9), ""
    )
    is_hour = _named(r"(heure|hour|hora|stunde)")
    hour = next((c.name for c in sample.columns if is_hour(c) and c.numbers > 0.9 and c.high <= 24), "")
    return {"month": month, "weekday": weekday, "hour": hour}


def _share(column: Column, fits: Callable[[str], bool]) -> float:
    return sum(count for cell, count in column.values.items() if fits(cell)) / (column.values.total() or 1)


def _dates_part(chosen: dict[str, Column], about: dict[str, str], language: str) -> Iterable[str]:
    formats = {chosen[role].date_format for role in ("opened", "ended", "due") if role in chosen}
    yield "\n[dates]"
    zone = zone_of(chosen, language)
    yield (
        f"zone = {_text(zone)}    # of dates without one; check it"
        if zone
        else "# zone = …    # the city's own"
    )
    if "opened_time" in chosen:
        formats.add(f"{chosen['opened'].date_format} {time_format(chosen['opened_time'])}")
    if formats:
        yield f"formats = [{', '.join(_text(form) for form in sorted(formats))}]"
    for name, column in about.items():
        if column:
            yield f"{name} = {_text(column)}"


def _values_part(chosen: dict[str, Column], sample: Sample, language: str) -> Iterable[str]:
    if "status" in chosen:
        yield "\n[values.status]  # received, taken, or how it ended: done, refused, duplicate, not_ours, unstated…"
        ended = _ended_words(chosen, sample)
        for word, count in chosen["status"].values.most_common():
            meaning = status_of(word)
            meaning = "unstated" if meaning == "received" and word in ended else meaning
            yield f"{_text(word)} = {_text(meaning)}    # {count} lines of the sample"
    elif "ended" not in chosen:
        yield "\n[no_status]  # nothing tells what has ended: the newest days count as open"
        yield "open_days = 14"
    if "channel" in chosen:
        yield "\n[values.channel]"
        for word, count in chosen["channel"].values.most_common():
            yield f"{_text(word)} = {_text(channel_of(word, language))}    # {count}"


def _ended_words(chosen: dict[str, Column], sample: Sample) -> set[str]:
    """Give the states whose lines nearly all have a date of the end, where not every line has one."""
    if "ended" not in chosen or chosen["ended"].filled > 0.98:
        return set()
    state, end = sample.at(chosen["status"].name), sample.at(chosen["ended"].name)
    ended = Counter(row[state].strip() for row in sample.rows if row[end].strip())
    return {word for word, count in ended.items() if count > 0.9 * chosen["status"].values[word]}


def _list_of(columns: Sequence[Column]) -> str:
    return f"[{', '.join(_text(column.name) for column in columns)}]"


def _text(value: str) -> str:
    """Write a text as TOML does, which escapes as JSON does but for one sign."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
