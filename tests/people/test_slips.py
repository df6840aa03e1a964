"""Which words are a name with a slip of the keyboard."""

from __future__ import annotations

import pytest

from guichet.people.queries import is_slip


@pytest.mark.parametrize(
    ("word", "name", "said"),
    [
        ("trembley", "tremblay", True),
        ("gagnom", "gagnon", True),
        ("coyote", "cote", False),
        ("roy", "roi", False),
    ],
)
def test_take_a_slip_for_a_name_but_no_other_word(word, name, said):
    assert is_slip(word, name) is said
