"""The name under which the current state of the bank is known to what is kept in memory (`places.editions`)."""

from __future__ import annotations

ANSWERS = "knowledge.answers"
ELSEWHERE = "knowledge.elsewhere"
VECTORS = "knowledge.vectors"
NOTICES = "knowledge.notices"
SCRIPTS = "knowledge.scripts"
SYNONYMS = "knowledge.words"
