"""How much a column of an unknown file looks like each thing that a profile asks for, by its name and what it holds."""

from __future__ import annotations

import re
from collections.abc import Callable

from guichet.cli.importing.columns import Column
from guichet.cli.importing.dates import SECONDS

Score = Callable[[Column], float]
MOST_KINDS = 60


def named(pattern: str) -> Callable[[Column], float]:
    """Give 1 for a column whose name, folded, says it; else 0."""
    form = re.compile(pattern)
    return lambda column: 1.0 if form.search(column.words) else 0.0


def _weighed(pattern: str, fits: Callable[[Column], bool], name: float = 2.0) -> Score:
    """Score a column by its name, when what it holds fits."""
    says = named(pattern)
    return lambda column: name * says(column) if fits(column) else 0.0


def _best_of(*scores: Score) -> Score:
    return lambda column: max(score(column) for score in scores)


def _less(score: Score, pattern: str, part: float = 0.5) -> Score:
    """Score less a column whose name says something besides."""
    says = named(pattern)
    return lambda column: score(column) * (part if says(column) else 1.0)


_SAYS_WHEN = named(r"date|time|\bdt\b|creat|open|clos|updated|modif|jour")


def is_date(column: Column) -> bool:
    """Tell whether a column holds dates; numbers that could be dates count only when the name says so."""
    if column.date_format in {SECONDS, "%Y%m%d"}:
        return column.dates > 0.98 and bool(_SAYS_WHEN(column))
    return column.dates > 0.9 and not column.numbers > 0.9


def is_kind(column: Column) -> bool:
    """Tell whether a column holds kinds: words that come back."""
    return column.distinct > 1 and _may_be_kind(column)


def _may_be_kind(column: Column) -> bool:
    """Tell whether a column can hold kinds, if only one of them: some cities give a file for each."""
    return (
        1 <= column.distinct <= 800
        and (column.unique < 0.6 or column.distinct <= 20)
        and column.length < 120
        and not is_date(column)
        and column.decimals < 0.9
    )


def _is_few(column: Column) -> bool:
    return 1 <= column.distinct <= MOST_KINDS and column.length < 60 and not is_date(column)


def _is_degree(limit: float) -> Callable[[Column], bool]:
    return lambda c: c.numbers > 0.9 and c.decimals > 0.8 and -limit <= c.low <= c.high <= limit


def _is_text(column: Column) -> bool:
    return column.length > 6 and column.unique > 0.02 and not is_date(column) and column.numbers < 0.5


def _is_said(column: Column) -> bool:
    return _is_text(column) or (column.length > 25 and column.distinct > 1 and not is_date(column))


def _is_area(column: Column) -> bool:
    return 1 <= column.distinct <= 300 and column.length < 60 and not is_date(column)


_KIND = _less(
    _weighed(
        r"(sous ?type|sub ?type|request type|service name|service request|type|categ|kateg|acti|nature|problem|issue|"
        r"motif|theme|thema|descriptor|\btipo|motivo|tramite|incidencia|anliegen|\bart\b|soort|servico|reason|complaint)",
        _may_be_kind,
    ),
    r"\bcode\b|locat|address|adresse|facility|vehicle|\blieu|voie|client|requester|demandeur",
    0.4,
)
_NUMBER = _less(
    named(
        r"\b(id|number|numero|num|ref|reference|case|ticket|sr|unique|n|no)\b|id$|number$|"
        r"(service request|requete|demande|signalement|dossier)$"
    ),
    r"object ?id|\b[fgo]id\b|row ?id|title|titre",
    0.2,
)
_AREA = _less(
    _best_of(
        _weighed(
            r"(arrond|borough|quartier|neighbo|community area|comm(unity)? name|nc ?name|barrio|bairro|distrit|colonia|"
            r"bezirk|stadtteil|ortsteil|wijk|buurt|stadsdeel)",
            _is_area,
        ),
        _weighed(r"(district|\bward|commune|secteur|sector|community|\bcomm\b|zone|zona)", _is_area, 1.7),
        _weighed(r"\bcd\b", _is_area, 1.4),
    ),
    r"police|fire|precinct|school|park|elect|sanitation|supervisor|council|board|analysis|maintenance",
    0.7,
)
SCORES: dict[str, Score] = {
    "id": lambda c: (
        (1.0 + 2 * _NUMBER(c)) * (1.0 if c.spaced < 0.5 else 0.4)
        if c.unique > (0.9 if _NUMBER(c) == 1 else 0.995)
        and c.filled > 0.99
        and c.length < 40
        and c.decimals < 0.1
        and not is_date(c)
        else 0.0
    ),
    # The subject line of a request is less of a kind than what is called one.
    "service": _best_of(
        lambda c: _KIND(c) * (0.6 if c.numbers > 0.9 else 1.0),
        _weighed(r"(subject|sujet|objet|title|titre|asunto|betreff|onderwerp|assunto)", is_kind, 1.4),
        _weighed(r"description", lambda c: is_kind(c) and c.distinct <= 400 and c.length < 60, 1.6),
    ),
    "title": _weighed(r"(title|titre|titulo|titel|subject|sujet|objet|asunto|betreff|assunto)", _is_text),
    "opened": _weighed(
        r"(open|creat|creac|criac|creaz|request|declar|date ?decl|report|receiv|recu|submitted|ouvert|saisie|entered|"
        r"datetime init|depot|depos|add ?date|demande|signalement|^date$|start|alta|apertur|abertur|registr|ingreso|recepc|eingang|erstell|"
        r"gemeldet|angelegt|erfass|^datum$|meldedatum|aanmaak|ontvang)",
        is_date,
    ),
    "ended": _best_of(
        _weighed(
            r"(clos|closed|resol|complet|finish|ferm|termin|cloture|traite|realis|execut|end date|date fin|dernier|"
            r"cierre|conclus|finaliz|encerr|fecham|chius|erledig|abschluss|schlossen|beendet|afgehandeld|afgesloten)",
            is_date,
        ),
        # The last change ends what the state says has ended.
        _weighed(r"(statu[ts]|updat|modif|mise a jour|\bmaj\b|last change)", is_date, 1.0),
    ),
    "due": _weighed(
        r"(target|\bdue|due ?date|\bsla|expected|echeance|promis|planned|prevu|vencim|limite|plazo|frist|fallig|\bsoll|scadenza|"
        r"prazo|streef)",
        is_date,
    ),
    "status": _weighed(r"(status|statut|etat|state|situac|situation|estado|estatus|stato|stand\b)", _is_few),
    "channel": _weighed(
        r"(source|channel|canal|kanal|provenance|orig[ie]n|method|prefixe|intake|mode|received via|medi[ou]|entrada|"
        r"quelle|herkunft|meldeweg|eingangsweg)",
        _is_few,
    ),
    "team": _less(
        _weighed(
            r"(team|gestionnaire|competen|service (resp|gest|trait|instr|charge)|queue|depart|agency|owner|respons|intervenant|unit|unidad|equip|direction|assign|division|crew|bureau|"
            r"handler|organi[sz]ation|dependencia|secretaria|concejalia|settore|ufficio|zustandig|abteilung|fachbereich|"
            r"dienststelle|\bamt\b|afdeling)",
            lambda c: is_kind(c) and c.distinct <= 400,
        ),
        r"creat|entered|saisi",
    ),
    "district": lambda c: _AREA(c) * (0.9 if c.numbers > 0.9 else 1.0),
    "lat": _weighed(r"(\blat|breite|\by\b|coord y)", _is_degree(90)),
    "lon": _weighed(r"(\blon|\blng|\blange\b|\bx\b|coord x)", _is_degree(180)),
    "point": lambda c: 2.0 if c.points > 0.9 else 0.0,
    "description": lambda c: (
        (
            1.0
            + 2
            * named(
                r"(descri|beschreib|detail|comment|narrative|message|text|precision|remarque|observ|bemerk|mensaje)"
            )(c)
        )
        if _is_text(c) and c.length > 25 and c.unique > 0.2 and c.points < 0.5
        else 0.0
    ),
    "answer": _weighed(
        r"(resolution|closure|reponse|answer|outcome|result|suite|notes?|respuesta|antwort|resposta|risposta)",
        _is_said,
    ),
    "address": _less(
        _weighed(
            r"(addr|adres|location|street|\brue|voie|intersection|localisation|lieu|direccion|calle|ubicacion|domicilio|"
            r"stra(ss|at)|\bort\b|standort|indirizzo|endereco|logradouro)",
            lambda c: _is_text(c) and c.length > 4 and c.points < 0.5,
        ),
        r"\b(type|e ?mail|courriel)\b",
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
