"""No room grows past its size."""

from __future__ import annotations

import ast
import re

from tests.house.source import ROOT, modules, nothing, templates

LINES_A_FILE = 400
LINES_A_FUNCTION = 50
LINES_A_VIEW = 25
LINES_A_TEMPLATE = 120
LETTERS_A_LINE = (
    250  # of a template: a line of Django's cannot be broken, nor can words that stand without a space
)
# One sentence to be translated, whose msgid is its text.
SENTENCE = re.compile(
    r"{% translate [^%]*%}\S{0,4}|{% blocktranslate[^%]*%}(?:(?!{% (?:if|for|else)).)*%}\S{0,4}"
)
# Where every exception is caught, and why. Nowhere else.
BROAD_EDGES: dict[str, str] = {}


def test_files_stay_small() -> None:
    others = [path for folder in ("tests", "script") for path in (ROOT / folder).rglob("*.py")]
    paths = [*(module.path for module in modules()), *others]
    nothing({str(path.relative_to(ROOT)): _lines(path) for path in paths if _lines(path) > LINES_A_FILE})


def test_functions_stay_small() -> None:
    long = {}
    for module in modules():
        is_view = module.room == "web" and module.name.split(".")[-1].startswith("views")
        for node in module.nodes:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                answers = node.returns is not None and "Response" in ast.unparse(node.returns)
                cap = LINES_A_VIEW if is_view and answers else LINES_A_FUNCTION
                if length > cap:
                    long[f"{module.place}:{node.name}"] = f"{length} > {cap}"
    nothing(long)


def test_templates_stay_small() -> None:
    long = {
        str(path.relative_to(ROOT)): _lines(path) for path in templates() if _lines(path) > LINES_A_TEMPLATE
    }
    nothing(long)


def test_lines_of_templates_can_be_read() -> None:
    long = {
        f"{path.relative_to(ROOT)}:{number}": len(line)
        for path in templates()
        if path.suffix == ".html"
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if len(line) > LETTERS_A_LINE and not SENTENCE.fullmatch(line.strip())
    }
    nothing(long)


def test_everything_is_caught_at_named_edges_only() -> None:
    broad = {
        f"{module.place}:{node.lineno}"
        for module in modules()
        for node in module.nodes
        if isinstance(node, ast.ExceptHandler) and _is_broad(node.type) and module.place not in BROAD_EDGES
    }
    nothing(broad)


def _is_broad(caught: ast.expr | None) -> bool:
    if caught is None:
        return True
    names = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(isinstance(name, ast.Name) and name.id in {"Exception", "BaseException"} for name in names)


def _lines(path) -> int:
    return len(path.read_text().splitlines())
