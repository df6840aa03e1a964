"""Sentences, numbers and dates as people read them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.kernel import typography as ty

MONTREAL = ZoneInfo("America/Toronto")
NOW = datetime(2026, 11, 24, 14, 0, tzinfo=MONTREAL)
TODAY = NOW.date()


def shown(text: str) -> str:
    """Make no-break spaces visible: ~ for U+00A0, _ for U+202F."""
    return text.replace("\u00a0", "~").replace("\u202f", "_")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Bonjour !", "Bonjour_!"),
        ("Bonjour!", "Bonjour_!"),
        ("Quoi  ?!", "Quoi_?!"),
        ("un ; deux;trois", "un_; deux_;trois"),
        ("Note : voici", "Note~: voici"),
        ("Note: voici", "Note~: voici"),
        ("Objet:", "Objet~:"),
        ("« Bonjour »", "«~Bonjour~»"),
        ("«Bonjour»", "«~Bonjour~»"),
        ("«»", "«~»"),
        ("« Vraiment ? »", "«~Vraiment_?~»"),
        ("l'eau d'Abitibi, aujourd'hui", "l’eau d’Abitibi, aujourd’hui"),
        ("les années '80", "les années '80"),
        ("20 % et 15%", "20~% et 15~%"),
        ("5 $ ou 4,50 €", "5~$ ou 4,50~€"),
        ("1 234 567 cas", "1_234_567 cas"),
        ("12 500 $", "12_500~$"),
        ("à 60 m, dans 15 jours", "à 60~m, dans 15~jours"),
        ("à 16 h 30 précises", "à 16~h~30 précises"),
        ("ouvre à 8 h ; ferme à 16 h", "ouvre à 8~h_; ferme à 16~h"),
        ("le 4 décembre et le 1er mai", "le 4~décembre et le 1er~mai"),
        ("en 2026 l'hiver", "en 2026 l’hiver"),
        ("Attention… !", "Attention…_!"),
        ("Rendez-vous (urgent)!", "Rendez-vous (urgent)_!"),
    ],
)
def test_french_spaces_sets_sentence(typed: str, expected: str) -> None:
    assert shown(ty.french_spaces(typed)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "https://ville.example/a?b=1;c=2&d=100%25!x",
        "www.ville.example/?q=l'eau:x",
        "o'neil.d'arc@ville.example",
        "mailto:info@ville.example?subject=Allo",
        "de 16:30 à 17:45:10",
        "514 872-0311",
        "514 872 0311",
        "01 23 45 67 89",
        "1 800 555-1212",
        "123 456 789 00012",
        "Merci ;-) et :-) et ;)",
        "<a href=\"x?y\" title='l'eau : non'>",
        "a&nbsp;b&#39;c&amp;d",
        "{case!r} %(count)s :soleil:",
        "(?) (!) [!]",
        "26-041873",
        "",
    ],
)
def test_french_spaces_leaves_alone(text: str) -> None:
    assert ty.french_spaces(text) == text


def test_french_spaces_keeps_address_before_mark() -> None:
    assert shown(ty.french_spaces("Voir https://ville.example/aide !")) == "Voir https://ville.example/aide_!"
    assert shown(ty.french_spaces("Écrire à a@b.example: oui")) == "Écrire à a@b.example~: oui"


_PIECES = st.sampled_from(
    ["l'", "eau", "k", " ", "\u00a0", "\u202f", "  ", "\n", "1", "234", " 567", "12", ":", ";", "!", "?",
     "«", "»", "%", "$", "€", "(", ")", "…", ".", ",", "-", " h ", "30", " km", " mois", " mai", "1er",
     "a@b.ca", "http://x.ca/a", "<b>", "&amp;", "{x}", ":a:", "=", "'", "é", "m", "/"]
)  # fmt: skip


@given(st.one_of(st.lists(_PIECES, max_size=14).map("".join), st.text(max_size=40)))
def test_french_spaces_twice_changes_nothing(text: str) -> None:
    once = ty.french_spaces(text)
    assert ty.french_spaces(once) == once


@pytest.mark.parametrize(
    "piece", [" ", "a", "a.", "<", "<!--", "{", ":a", "'", "1 ", "a@", "« ", "1 234", "http:"]
)
def test_french_spaces_of_hostile_text_ends(piece: str) -> None:
    assert ty.french_spaces(piece * 10_000 + "!")


@given(st.text(max_size=60))
def test_french_spaces_keeps_every_visible_sign(text: str) -> None:
    def bare(value: str) -> str:
        return "".join(value.split()).replace("'", "’")

    assert bare(ty.french_spaces(text)) == bare(text)


@pytest.mark.parametrize(
    ("value", "language", "expected"),
    [
        (4212, "fr", "4_212"),
        (1234567, "fr-ca", "1_234_567"),
        (4212, "en", "4,212"),
        (1.25, "fr", "1,25"),
        (1.5, "en", "1.5"),
        (-3, "fr", "−3"),
        (-0.001, "fr", "0"),
        (Decimal("0.125"), "fr", "0,13"),
        (1e15, "en", "1,000,000,000,000,000"),
        (100, "fr", "100"),
    ],
)
def test_number_is_written(value: float, language: str, expected: str) -> None:
    assert shown(ty.number(value, language)) == expected


def test_number_with_decimals_keeps_them() -> None:
    assert shown(ty.number(1234.5, "fr", 2)) == "1_234,50"
    assert ty.number(Decimal("2.5"), "en", 0) == "3"


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_number_not_finite_is_refused(bad: float) -> None:
    with pytest.raises(ValueError, match="not a number"):
        ty.number(bad, "fr")


def test_language_unknown_is_refused() -> None:
    with pytest.raises(ValueError, match="de"):
        ty.number(1, "de")


def test_percent_is_written() -> None:
    assert shown(ty.percent(0.424, "fr")) == "42~%"
    assert shown(ty.percent(0.424, "fr", 1)) == "42,4~%"
    assert ty.percent(1, "en") == "100%"


def test_plural_follows_language() -> None:
    assert [ty.plural(n, "cas", "plus", "fr") for n in (0, 1, 1.5, 2, -1)] == [
        "cas",
        "cas",
        "cas",
        "plus",
        "cas",
    ]
    assert [ty.plural(n, "case", "cases", "en") for n in (0, 1, 2)] == ["cases", "case", "cases"]
    assert shown(ty.counted(4212, "requête", "requêtes", "fr")) == "4_212~requêtes"


@pytest.mark.parametrize(
    ("metres", "expected"),
    [(0, "10~m"), (4, "10~m"), (63, "60~m"), (994, "990~m"), (996, "1~km"), (1234, "1,2~km"), (2000, "2~km"),
     (9960, "10~km"), (12400, "12~km"), (1234567, "1_235~km")],
)  # fmt: skip
def test_distance_is_rounded(metres: float, expected: str) -> None:
    assert shown(ty.distance(metres, "fr")) == expected


def test_distance_away_is_said() -> None:
    assert shown(ty.distance(60, "fr", away=True)) == "à 60~m"
    assert shown(ty.distance(1234, "en", away=True)) == "1.2~km away"
    with pytest.raises(ValueError, match="negative"):
        ty.distance(-1, "fr")


def test_long_date_is_in_words() -> None:
    assert shown(ty.long_date(TODAY, "fr")) == "mardi 24~novembre 2026"
    assert shown(ty.long_date(date(2026, 5, 1), "fr-ca")) == "vendredi 1er~mai 2026"
    assert shown(ty.long_date(TODAY, "en")) == "Tuesday, November~24, 2026"


@pytest.mark.parametrize(
    ("day", "french", "english"),
    [
        (TODAY, "auj.", "today"),
        (date(2026, 11, 23), "hier", "yesterday"),
        (date(2026, 11, 25), "demain", "tomorrow"),
        (date(2026, 12, 1), "mar. 1er~déc.", "Tue., Dec.~1"),
        (date(2025, 7, 4), "ven. 4~juill. 2025", "Fri., July~4, 2025"),
    ],
)
def test_short_date_is_for_lists(day: date, french: str, english: str) -> None:
    assert shown(ty.short_date(day, "fr", TODAY)) == french
    assert shown(ty.short_date(day, "en", TODAY)) == english


@pytest.mark.parametrize(
    ("hour", "minute", "french", "english"),
    [(16, 30, "16~h~30", "4:30~p.m."), (8, 0, "8~h", "8~a.m."), (8, 5, "8~h~05", "8:05~a.m."),
     (0, 0, "0~h", "midnight"), (12, 0, "12~h", "noon"), (0, 15, "0~h~15", "12:15~a.m.")],
)  # fmt: skip
def test_clock_time_is_written(hour: int, minute: int, french: str, english: str) -> None:
    assert shown(ty.clock_time(time(hour, minute), "fr")) == french
    assert shown(ty.clock_time(time(hour, minute), "en")) == english


def test_moment_says_day_and_hour() -> None:
    assert shown(ty.moment(NOW.replace(hour=8, minute=50), "fr", NOW)) == "auj., 8~h~50"
    assert shown(ty.moment(NOW - timedelta(days=7), "fr", NOW)) == "mar. 17~nov., 14~h"
    assert shown(ty.long_moment(NOW, "fr")) == "mardi 24~novembre 2026 à 14~h"
    assert shown(ty.long_moment(NOW, "en")) == "Tuesday, November~24, 2026 at 2~p.m."


def test_moment_takes_today_from_the_city() -> None:
    late = datetime(2026, 11, 24, 23, 30, tzinfo=MONTREAL)
    assert ty.moment(late, "fr", late.astimezone(ZoneInfo("UTC"))).startswith("auj.")


def test_naive_time_is_refused() -> None:
    naive = NOW.replace(tzinfo=None)
    for call in (lambda: ty.moment(naive, "fr", NOW), lambda: ty.relative(NOW, naive, "fr"),
                 lambda: ty.long_moment(naive, "fr"), lambda: ty.clock_time(naive, "fr"),
                 lambda: ty.lateness(naive, NOW, "fr")):  # fmt: skip
        with pytest.raises(ValueError, match="time zone"):
            call()


@pytest.mark.parametrize(
    ("seconds", "french", "english"),
    [
        (30, "moins d’une minute", "less than a minute"),
        (60, "1~minute", "1~minute"),
        (40 * 60, "40~minutes", "40~minutes"),
        (3 * 3600, "3~h", "3~h"),
        (3 * 3600 + 20 * 60, "3~h 20~min", "3~h 20~min"),
        (86400, "1~jour", "1~day"),
        (2 * 86400 + 4 * 3600, "2~jours et 4~h", "2~days and 4~h"),
        (12.5 * 86400, "12~jours", "12~days"),
        (92 * 86400, "3~mois", "3~months"),
        (800 * 86400, "2~ans", "2~years"),
    ],
)
def test_duration_is_in_words(seconds: float, french: str, english: str) -> None:
    assert shown(ty.duration_words(seconds, "fr")) == french
    assert shown(ty.duration_words(seconds, "en")) == english


def test_duration_negative_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        ty.duration_words(-1, "fr")


@pytest.mark.parametrize(
    ("delta", "french", "english"),
    [
        (timedelta(seconds=-20), "à l’instant", "just now"),
        (timedelta(minutes=-40), "il y a 40~minutes", "40~minutes ago"),
        (timedelta(hours=2), "dans 2~h", "in 2~h"),
        (timedelta(hours=-25), "hier", "yesterday"),
        (timedelta(hours=-39), "il y a 2~jours", "2~days ago"),
        (timedelta(days=1), "demain", "tomorrow"),
        (timedelta(days=-2), "il y a 2~jours", "2~days ago"),
        (timedelta(days=45), "dans 45~jours", "in 45~days"),
        (timedelta(days=-100), "il y a 3~mois", "3~months ago"),
    ],
)
def test_relative_is_said_from_now(delta: timedelta, french: str, english: str) -> None:
    assert shown(ty.relative(NOW + delta, NOW, "fr")) == french
    assert shown(ty.relative(NOW + delta, NOW, "en")) == english


def test_lateness_is_said_only_when_late() -> None:
    assert shown(ty.lateness(NOW - timedelta(hours=3, minutes=50), NOW, "fr")) == "3~h de retard"
    assert shown(ty.lateness(NOW - timedelta(days=2, hours=5), NOW, "fr")) == "2~jours de retard"
    assert shown(ty.lateness(NOW - timedelta(hours=3), NOW, "en")) == "3~h late"
    assert not ty.lateness(NOW, NOW, "fr")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Appelez le 1 800 555-0199.", "Appelez le 1~800~555-0199."),
        ("514 555-0199 ou (514) 555-0199", "514~555-0199 ou (514)~555-0199"),
        ("+1 514 555 0199, +33 1 42 76 40 40", "+1~514~555~0199, +33~1~42~76~40~40"),
        ("01 42 76 40 40 ; 0 800 555 019", "01~42~76~40~40 ; 0~800~555~019"),
        (
            "le 12 mars 2026, 1 234 567 $, 10 000 000, 26-041830",
            "le 12 mars 2026, 1 234 567 $, 10 000 000, 26-041830",
        ),
    ],
)
def test_telephone_stays_on_one_line(typed: str, expected: str) -> None:
    assert ty.phone_spaces(typed) == expected.replace("~", ty.NBSP)
