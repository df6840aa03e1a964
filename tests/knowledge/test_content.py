"""What an answer says, put together and cleaned; no database."""

from __future__ import annotations

import pytest

from guichet.kernel.errors import Invalid
from guichet.knowledge.content import check_content, said_in
from guichet.knowledge.markdown import clean_markdown, links_in, render_markdown
from tests.knowledge.bank import texts


def test_variant_changes_only_what_it_writes() -> None:
    both = texts() | {"verdun": {"fr": {"say": "Avant 6 h."}, "en": {"say": "Before 6 a.m."}}}
    said = said_in(both, "en", "verdun")
    assert (said.say, said.title, said.district) == ("Before 6 a.m.", "Garbage collection", "verdun")
    assert said_in(both, "fr", "lasalle").district is None
    assert said_in(both, "fr").say == "Sortez vos ordures avant 7 h."


def test_right_answer_in_the_other_language_comes_before_a_wrong_one() -> None:
    only_french = texts() | {"verdun": {"fr": {"say": "Avant 6 h."}}}
    said = said_in(only_french, "en", "verdun")
    assert (said.say, said.language, said.missing) == ("Avant 6 h.", "fr", True)
    assert said_in(only_french, "en").language == "en"
    assert said_in({"": {"fr": {"title": "Seul", "say": "x"}}}, "en").title == "Seul"
    assert said_in({}, "en").title == ""


@pytest.mark.parametrize(
    "evil",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[ici](javascript:alert(1))",
        "[ici](java\nscript:alert(1))",
        "[ici](data:text/html,<script>x</script>)",
        "<scr<script>x</script>ipt>alert(1)</script>",
        "<a href='x' onclick=y>z</a>",
        "<svg/onload=alert(1)>",
        "<!-- <b> -->",
        "![x](https://example.org/x.png)",
    ],
)
def test_nothing_that_runs_is_kept_or_shown(evil: str) -> None:
    kept = clean_markdown(f"Avant {evil} après", 1_000)
    assert "<script" not in kept
    assert "onerror" not in kept
    for shown in (render_markdown(kept, "fr"), render_markdown(f"Avant {evil} après", "fr")):
        for sign in ("<script", "<img", "<svg", "<!--", 'href="javascript', 'href="data', "<a href='x'"):
            assert sign not in shown
        assert "Avant" in shown


def test_markdown_is_shown_as_it_is_meant() -> None:
    html = render_markdown(
        "# Quand ?\n\n- mardi\n- jeudi\n\n| a | b |\n|---|---|\n| 5 $ | 2 |\n\n[appeler](tel:311)", "fr"
    )
    assert "<h3>Quand\u202f?</h3>" in html
    assert "<li>mardi</li>" in html
    assert "<td>5&nbsp;$</td>" in html
    assert 'href="tel:311"' in html
    assert (
        clean_markdown("a < b et 3 > 2, <https://example.org>", 100)
        == "a < b et 3 > 2, <https://example.org>"
    )
    assert links_in("[x](/services/bacs/) et <https://a.example/p> et https://b.example/q.") == [
        "/services/bacs/",
        "https://a.example/p",
        "https://b.example/q",
    ]


def test_every_fault_is_named() -> None:
    with pytest.raises(Invalid) as fault:
        check_content(
            {
                "texts": {"": {"fr": {"say": "x" * 701}, "en": {"title": "ok"}}},
                "sources": [{"label": "", "url": "javascript:x"}],
                "audience": "nobody",
                "valid_from": "2026-02-31",
            }
        )
    assert set(fault.value.fields) == {
        "texts..fr.say",
        "texts..fr.title",
        "sources",
        "audience",
        "valid_from",
    }
    assert check_content({"keywords": ["Été", "ete", " "], "forms": ["ok", "No!"]}) == {
        "keywords": ["ete"],
        "forms": ["ok"],
    }
