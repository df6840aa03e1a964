"""The papers of a permit: the document, the poster, and the plan of its place."""

from guichet.permits.papers.making import PAPERS, part_paper, permit_paper
from guichet.permits.papers.plan import draw_plan

__all__ = ["PAPERS", "draw_plan", "part_paper", "permit_paper"]
