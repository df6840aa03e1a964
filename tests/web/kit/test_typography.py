from __future__ import annotations

import pytest
from django.utils.safestring import SafeString

from tests.web.kit.rendering import render


@pytest.mark.parametrize(
    "given, set_right",
    [
        ("Où est-il ?", "Où est-il\u202f?"),
        ("Total : 1 234,50 $", "Total\u00a0: 1\u202f234,50\u00a0$"),
        ("« Oui »", "«\u00a0Oui\u00a0»"),
        ("l'eau", "l’eau"),
    ],
)
def test_french_sets_spaces_on_a_french_page(given, set_right):
    assert render("{{ text|french }}", text=given) == set_right


def test_french_leaves_an_english_page_as_it_is():
    assert render("{{ text|french }}", "en", text="Where is it?") == "Where is it?"


def test_french_escapes_once_and_leaves_safe_markup():
    assert render("{{ text|french }}", text="a <b> & c ?") == "a &lt;b&gt; &amp; c\u202f?"
    assert render("{{ text|french }}", text=SafeString("<b>Où ?</b>")) == "<b>Où\u202f?</b>"


def test_titles_of_components_are_set_by_themselves():
    for tag in ("{% panel title=words %}{% endpanel %}", "{% empty words %}{% endempty %}"):
        assert "Plus de 10\u202f000\u202f?" in render(tag, words="Plus de 10 000 ?")
