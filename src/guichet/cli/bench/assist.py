"""How fast the console answers while an agent types, with as many people and answers as a large city has."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django_tenants.utils import tenant_context

from guichet.catalogue.queries import service_names
from guichet.cli.bench.measuring import Timing, quantile, time_it
from guichet.contacts.queries.assist import Looked, assist
from guichet.kernel.actor import system
from guichet.kernel.texts import localise
from guichet.knowledge.actions.importing import import_answers
from guichet.knowledge.content import NewAnswer
from guichet.people.queries import accounts_by_email, staff_actor
from guichet.tenancy.queries import city_named

if TYPE_CHECKING:
    from guichet.tenancy.models import City

PEOPLE, ANSWERS = 300_000, 10_000
FIRST = (
    "Colette Colin Marie Jean Luc Sylvie Nathalie Isabelle Martin Sophie Éric Stéphane Julie Chantal François Michel Louise "
    "Diane Pierre Daniel Guy Manon Mélanie Karine Patrick Sébastien Annie Caroline Valérie Geneviève Mohamed Fatima Ahmed "
    "Amina Nguyen Linh Wei Mei Jose Maria Carlos Ana Olga Ivan Svetlana Patricia John Mary David Sarah Samuel Nadia Karim "
    "Léa Emma Alice Rosalie Florence William Liam Noah Thomas Félix Olivier Gabriel Raphaël Xavier Antoine Mathis Zoé Jade"
).split()
LAST = (
    "Tremblay Gagnon Roy Côté Bouchard Gauthier Morin Lavoie Fortin Gagné Ouellet Pelletier Bélanger Lévesque Bergeron "
    "Leblanc Paquette Girard Simard Boucher Caron Beaulieu Cloutier Dubé Poirier Fournier Lapointe Leclerc Lefebvre Poulin "
    "Thibault Martel Nadeau Grenier Desjardins Lessard Bédard Hébert Landry Demers Parent Charbonneau Savard Turcotte "
    "Gervais Jean Nguyen Tran Diallo Benali Haddad Silva Garcia Rossi Chen Patel Singh Smith Johnson Okafor Petrov Kim"
).split()
ENDINGS = (
    "",
    "-Lavoie",
    "eau",
    "ette",
    "in",
    "ard",
    " Saint-Onge",
    "ois",
    "el",
    "ier",
    "-Roy",
    "on",
    "et",
    "ault",
)

_MAKE = """
INSERT INTO people_resident (name, folded_name, email, email_key, phone, phone_key, language, created_at)
SELECT made.name, lower(public.unaccent(made.name)), made.mail, made.mail, made.phone, made.phone, 'fr', now()
FROM (
  SELECT first.word || ' ' || last.word || ending.word AS name,
    CASE WHEN n %% 3 > 0 THEN lower(public.unaccent(
      replace(first.word || '.' || last.word || ending.word, ' ', ''))) || n %% 977 || '@courriel' || n %% 7 || '.example' ELSE '' END AS mail,
    CASE WHEN n %% 5 > 0 THEN '+1' || (ARRAY['514', '438', '450', '263'])[1 + n %% 4]
      || lpad(((n / 2)::bigint * 7919 %% 8000000 + 2000000)::text, 7, '0') ELSE '' END AS phone
  FROM generate_series(%s, %s) AS n
  CROSS JOIN LATERAL (SELECT (%s::text[])[1 + (power(random(), 1.6) * %s + n * 0)::int %% %s] AS word) AS first
  CROSS JOIN LATERAL (SELECT (%s::text[])[1 + (power(random(), 1.6) * %s + n * 0)::int %% %s] AS word) AS last
  CROSS JOIN LATERAL (SELECT (%s::text[])[1 + (random() * %s + n * 0)::int %% %s] AS word) AS ending
) AS made
"""
_GIVE = """
UPDATE cases_case SET requester_id = (
  SELECT min(id) FROM people_resident) + (id * 7919 %% %s)
WHERE id BETWEEN %s AND %s AND requester_id IS NULL
"""
TYPED = (
    "{name}", "{phone}", "{phone4}", "{mail}", "{typo}", "{last} eau brune 6540 chabot", "nid de poule beaubien et papineau",
    "l’eau est brune", "quand passe la collecte", "{last} lampadaire", "poubelle pas ramassée", "bruit du voisin la nuit",
    "arbre tombé au parc molson", "broken street light", "graffiti haineux 2200 saint denis", "permis pour une clôture",
    "{reference}", "chien perdu", "h2s 2n1", "neige trottoir pas déblayé rue fleury",
)  # fmt: skip


def fill_people(advance: Callable[[int], None], people: int = PEOPLE) -> None:
    """Make people and give them the cases, once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_resident")
        there = int(cursor.fetchone()[0])
        if there >= people:
            return
        for first in range(there, people, 50_000):
            given: list[Any] = [first, min(first + 50_000, people) - 1]
            for words in (FIRST, LAST, ENDINGS):
                given += [list(words), len(words), len(words)]
            cursor.execute(_MAKE, given)
            advance(50_000)
        cursor.execute("SELECT min(id), max(id) FROM cases_case")
        low, high = cursor.fetchone()
        for start in range(low or 0, (high or 0) + 1, 100_000):
            cursor.execute(_GIVE, [people, start, start + 99_999])
        cursor.execute("ANALYZE people_resident")
        cursor.execute("ANALYZE cases_case")


def fill_answers(answers: int = ANSWERS) -> None:
    """Publish answers made of the words of the catalogue, once."""
    words = [word for _code, name in service_names() for word in localise(name, "fr").split()] or ["eau"]
    made = []
    for number in range(answers):
        chance = random.Random(number)  # noqa: S311  # reproducible, not secret
        title = " ".join(chance.choices(words, k=6))
        texts = {
            "title": title,
            "say": " ".join(chance.choices(words, k=30)),
            "read": " ".join(chance.choices(words, k=120)),
        }
        made.append(NewAnswer(key=f"bench-{number}", content={"texts": {"": {"fr": texts}}}))
    import_answers(system(), made)


@dataclass(frozen=True, slots=True)
class _Someone:
    name: str
    phone: str
    mail: str
    reference: str


def measure_console(slug: str) -> list[Timing]:
    """Make people and answers in a city of this measure, then time the console as its first-line agent."""
    city = city_named(slug)
    if city is None:
        return []
    with tenant_context(city):
        fill_people(lambda _made: None)
        fill_answers()
        agents = [
            one for one, account in accounts_by_email().items() if staff_actor(account).has("contact.take")
        ]
    return measure_assist(city, agents[0]) if agents else []


def measure_assist(city: City, account: str, runs: int = 400) -> list[Timing]:
    """Measure what the console looks for at each pause of typing: wall time, and the processor's share of it."""
    with tenant_context(city):
        actor = staff_actor(accounts_by_email()[account])
        people = _some_people()
        chance = random.Random(311)  # noqa: S311  # reproducible, not secret
        texts = [_filled(TYPED[n % len(TYPED)], chance.choice(people), chance) for n in range(runs)]
        burnt: list[float] = []

        def act(number: int) -> object:
            started = time.process_time()
            found = assist(actor, texts[number % len(texts)], language="fr", looked=Looked())
            burnt.append((time.process_time() - started) * 1000)
            return found

        timing = time_it("console, as one types", act, runs=runs)
        return [timing, Timing("of which processor", quantile(burnt, 0.5), quantile(burnt, 0.95), 0, runs)]


def _some_people() -> list[_Someone]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.name, r.phone, r.email, c.reference FROM people_resident r "
            "JOIN cases_case c ON c.requester_id = r.id WHERE r.phone LIKE '+1%' AND r.email <> '' ORDER BY r.id LIMIT 500"
        )
        return [_Someone(*row) for row in cursor.fetchall()]


def _filled(text: str, someone: _Someone, chance: random.Random) -> str:
    last = someone.name.split(" ", 1)[-1]
    cut = chance.randrange(1, max(len(last) - 1, 2))
    return text.format(
        name=someone.name,
        last=last,
        phone=someone.phone[2:5] + " " + someone.phone[5:8] + "-" + someone.phone[8:],
        phone4=someone.phone[5:8] + "-" + someone.phone[8:],
        mail=someone.mail,
        typo=last[:cut] + last[cut + 1 :],
        reference=someone.reference,
    )
