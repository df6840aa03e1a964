"""From text to mail: values stay values, lines without value go, typography is right, HTML is safe."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guichet.messaging.fields import EVENT_FIELDS, FIELD_WORDS, MailEvent
from guichet.messaging.layout import mail_page, words_on
from guichet.messaging.rendering import Source, check_template, render
from guichet.messaging.wording import default_source, sample_values
from guichet.tenancy.models import City

CITY = City(name={"fr": "Ville-A"}, colour="#0a4f5c", phone="311")
VALUES = {"link": "https://ville-a.example/suivre/26-1/?a=1&b=2", "reference": "26-1"}


def body(text, language="en", **values):
    return render(Source("Subject", text), VALUES | values, language)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("event", MailEvent)
def test_default_text_is_complete(event, language):
    source = default_source(event, language)
    check_template(source.subject, source.body, event)
    values = VALUES | sample_values(language) | {"city": "Ville-A", "case_words": "demande"}
    written = render(
        source, {name: value for name, value in values.items() if name in EVENT_FIELDS[event]}, language
    )
    assert "{{" not in written.subject + written.text + written.html
    assert VALUES["link"] in written.text
    if EVENT_FIELDS[event] & {"reference", "numbers"}:
        assert "26-041873" in written.subject + written.text
    assert "(s)" not in written.text


@pytest.mark.parametrize("event", MailEvent)
def test_default_text_in_french_has_right_typography(event):
    values = sample_values("fr") | VALUES | {"city": "Ville-A", "case_words": "requête"}
    written = render(default_source(event, "fr"), values, "fr")
    text = written.subject + written.text.replace(VALUES["link"], "")
    assert not re.search(r"[ \w][;!?]|[^\u00a0]:|'|\.\.\.", text)
    assert "\u00a0:" in text


@pytest.mark.parametrize("event", MailEvent)
def test_default_text_without_values_has_no_hole(event):
    written = render(default_source(event, "fr"), {"case_words": "requête"}, "fr")
    assert written.text.startswith("Bonjour,")
    introduces_nothing = (  # what follows is always there: the room that writes the mail sees to it
        *(
            "question\u00a0:",
            "réponse\u00a0:",
            "requête\u00a0:",
            "encore\u00a0:",
            "pourquoi\u00a0:",
            "avis\u00a0:",
        ),
    )
    ends = [line for line in written.text.splitlines() if line.endswith((":", "-")) or "  " in line]
    assert all(line.endswith(introduces_nothing) for line in ends)


def test_render_drops_lines_whose_field_is_empty():
    written = body(
        "Hello {{ first_name }},\n\n- Place: {{ place }}\n- Number: {{ reference }}\n\n> {{ message }}"
    )
    assert written.text == "Hello,\n\n- Number: 26-1"
    assert "blockquote" not in written.html


def test_render_escapes_values():
    written = body(
        "{{ answer }} {{ place }}",
        answer='<script>alert("1")</script>',
        place="[a](javascript:x) **b** & <b>",
    )
    assert "<script" not in written.html
    assert "<b>" not in written.html
    assert "<strong>" not in written.html
    assert "javascript:x) **b** &amp; &lt;b&gt;" in written.html
    assert '<script>alert("1")</script> [a](javascript:x) **b** & <b>' in written.text


@pytest.mark.parametrize(
    "text",
    [
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "![x](https://e.example/p.gif)",
        "<style>*{}</style>",
    ],
)
def test_render_lets_no_html_of_a_template_through(text):
    html = body(text).html
    assert not re.search(r"<(?!/?(p|br|a)\b)", html)
    assert 'href="javascript' not in html
    assert "<img" not in html


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "//evil.example", 'https://x" onclick="y', "data:text/html,x"]
)
def test_render_leaves_out_a_link_that_is_not_an_address(link):
    assert body("Go\n\n[Follow]({{ link }})", link=link).html.strip() == "<p>Go</p>"


def test_render_puts_values_in_links():
    html = body(
        "[Follow]({{ link }}) [Map](https://map.example/?q={{ place }})\n\n{{ link }}", place="a&b c"
    ).html
    address = "https://ville-a.example/suivre/26-1/?a=1&amp;b=2"
    assert f'<a href="{address}">Follow</a>' in html
    assert 'href="https://map.example/?q=a%26b%20c"' in html
    assert f'<a href="{address}">{address}</a>' in html


def test_render_keeps_lines_of_an_answer_in_both_twins():
    written = body("Our answer:\n\n> {{ answer }}\n\nBye", answer="One.\nTwo.\n\nThree.")
    assert written.text == "Our answer:\n\n    One.\n    Two.\n\n    Three.\n\nBye"
    assert "One.<br>Two.<br><br>Three." in written.html


def test_render_writes_lists_links_and_titles_as_text():
    written = body(
        "# Title\n\n1. **one**\n2. two\n   - inner\n\nSee [here](https://a.example) now\n\n[Button](https://b.example)\n\n***"
    )
    assert written.text == (
        "Title\n\n1. one\n2. two\n   - inner\n\nSee here (https://a.example) now\n\nButton\nhttps://b.example\n\n---"
    )


def test_render_sets_french_spaces_in_what_agents_wrote():
    assert body("{{ answer }}", "fr", answer="C'est fait : merci !").text == "C’est fait\u00a0: merci\u202f!"
    assert body("{{ answer }}", "en", answer="Done: thanks!").text == "Done: thanks!"


@settings(deadline=None, max_examples=60)
@given(value=st.text(max_size=200))
def test_render_of_any_value_stays_safe(value):
    html = body("A {{ place }} [b]({{ link }}) > {{ answer }}", place=value, answer=value).html
    assert not re.search(r"<(?!/?(p|br|a|blockquote)\b)", html)


def test_check_template_knows_every_field():
    check_template("x", " ".join(f"{{{{ {name} }}}}" for name in FIELD_WORDS))


def test_mail_page_needs_no_image_and_fits_a_telephone():
    page = mail_page(CITY, "fr", "Objet <1>", body("Hi\n\n[Follow]({{ link }})").html)
    assert "<img" not in page
    assert "max-width:600px" in page
    assert "prefers-color-scheme: dark" in page
    assert "<title>Objet &lt;1&gt;</title>" in page
    assert 'bgcolor="#0a4f5c"' in page
    assert page.count('href="https://ville-a.example/suivre/26-1/?a=1&amp;b=2"') == 1


@pytest.mark.parametrize(
    ("colour", "words"), [("#0a4f5c", "#ffffff"), ("#ffe600", "#16191d"), ("#808080", "#16191d")]
)
def test_words_on_a_colour_can_be_read(colour, words):
    assert words_on(colour) == words


def test_mail_page_ignores_a_colour_that_is_none():
    assert "evil" not in mail_page(City(name={"fr": "A"}, colour='"evil', phone=""), "fr", "s", "<p>x</p>")
