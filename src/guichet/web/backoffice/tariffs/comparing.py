"""Two versions of a by-law side by side, in the words in which each is read: no name of a field, no brackets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

from django.utils.translation import gettext as _

from guichet.kernel.texts import Text, localise
from guichet.tariffs.book import Book
from guichet.tariffs.content import Content
from guichet.web.backoffice.bilingual import language, language_words
from guichet.web.backoffice.tariffs.words import PART_WORDS, ROUNDING_WORDS, BookWords

Lines = Mapping[str, str]
"""What a part says, by the name of each line of it."""


@dataclass(frozen=True, slots=True)
class Differing:
    """A part that was added, removed or changed: each line with what it said before, and what it says now."""

    label: str
    how: str
    lines: tuple[tuple[str, str, str], ...] = ()


def compare(before: Book, after: Book) -> list[tuple[str, list[Differing]]]:
    """Give what differs, by kind of part, in the order in which a by-law is read; words of the other language too."""
    here = _compared(before, after, language())
    other = "en" if language() == "fr" else "fr"
    there = _compared(before, after, other)
    read = _Said(after.content, language())
    told = language_words(other) if language() == "en" else language_words(other).lower()
    found = []
    for part, title in PART_WORDS.items():
        ones = dict(here[part])
        for code, one in there[part].items():
            if code not in ones:  # only its words in the other language changed
                lines = tuple((f"{name} ({told})", was, now) for name, was, now in one.lines)
                ones[code] = Differing(read.parts(part)[code][0], one.how, lines)
        if ones:
            found.append((str(title), list(ones.values())))
    return found


def _compared(before: Book, after: Book, words: str) -> dict[str, dict[str, Differing]]:
    """Give what differs in one language: by kind of part, then by code."""
    old, new = _Said(before.content, words), _Said(after.content, words)
    new.words.labels |= old.words.labels  # a rule does not change with the name of a rate that it uses
    found: dict[str, dict[str, Differing]] = {}
    for part in PART_WORDS:
        was, now = old.parts(part), new.parts(part)
        ones = found[part] = {code: Differing(was[code][0], "removed") for code in was if code not in now}
        for code, (label, lines) in now.items():
            if code not in was:
                ones[code] = Differing(
                    label, "added", tuple((name, "", said) for name, said in lines.items())
                )
                continue
            if told := tuple(
                _differing({_("Name"): was[code][0], **was[code][1]}, {_("Name"): label, **lines})
            ):
                ones[code] = Differing(label, "changed", told)
    return found


def _differing(before: Lines, after: Lines) -> Iterator[tuple[str, str, str]]:
    for name in dict.fromkeys([*before, *after]):
        if before.get(name, "") != after.get(name, ""):
            yield name, before.get(name, ""), after.get(name, "")


class _Named(BookWords):
    """Words in which a rate is named, without its figure: a rule does not change with each rate that it uses."""

    def _named(self, code: str) -> str:
        return self.labels.get(code, code)


class _Said:
    """A content as it is read aloud in one language, part by part."""

    def __init__(self, content: Content, words: str) -> None:
        self.content, self.language = content, words
        self.words = _Named(content, words)

    def parts(self, part: str) -> dict[str, tuple[str, Lines]]:
        """Give the parts of a kind by code: what each is called, and what it says."""
        if part == "rules":
            return self._rules()
        rows = getattr(self.content, part)
        return {code: (self._label(one), getattr(self, f"_{part}")(one)) for code, one in rows.items()}

    def _label(self, one: object) -> str:
        for name in ("label", "name", "title"):
            text: Text = getattr(one, name, None) or {}
            if text:
                return localise(text, self.language)
        return str(getattr(one, "code", ""))

    def _text(self, text: Text) -> str:
        return localise(text, self.language) if text else ""

    def _articles(self, one: object) -> Lines:
        return {_("Text in short"): self._text(getattr(one, "text", {}))}

    def _questions(self, one: object) -> Lines:
        question = self.content.questions[str(getattr(one, "code", ""))]
        bounds = {
            _("At least"): question.lowest,
            _("At most"): question.highest,
            _("When nothing is said"): question.default,
        }
        return {_("Answer"): self.words.question(question)} | {
            name: str(value) for name, value in bounds.items() if value not in (None, "")
        }

    def _rates(self, one: object) -> Lines:
        rate = self.content.rates[str(getattr(one, "code", ""))]
        return {since or _("Figure"): value for since, value in self.words.rate(rate)}

    def _tables(self, one: object) -> Lines:
        """Say a table with a line for each combination of answers, however its bands are written, and their words."""
        table = self.content.tables[str(getattr(one, "code", ""))]
        bands = tuple(
            replace(band, when=dict(zip(band.when, ((value,) for value in values), strict=True)))
            for band in table.bands
            for values in product(*band.when.values())
        )
        bare = tuple(replace(band, label={}) for band in bands)
        lines: dict[str, str] = {}
        for band, (name, figure) in zip(
            bands, self.words.table(replace(table, bands=bare)).rows, strict=True
        ):
            lines[name] = figure
            if band.label:
                lines[_("On the bill: %(band)s") % {"band": name}] = self._text(band.label)
        return lines

    def _quantities(self, one: object) -> Lines:
        return {_("How"): self.words.quantity(self.content.quantities[str(getattr(one, "code", ""))])}

    def _taxes(self, one: object) -> Lines:
        code = str(getattr(one, "code", ""))
        tax = next(each for each in self.words.taxes() if each.tax.code == code)
        return {since or _("Percentage"): value for since, value in tax.steps}

    def _tariffs(self, one: object) -> Lines:
        tariff = self.content.tariffs[str(getattr(one, "code", ""))]
        rounding = ROUNDING_WORDS.get(tariff.rounding, "")
        return {_("Taxes"): self.words.taxes_of(tariff), _("Rounding"): str(rounding)}

    def _rules(self) -> dict[str, tuple[str, Lines]]:
        found: dict[str, tuple[str, Lines]] = {}
        for tariff in self.content.tariffs.values():
            for said in self.words.rules(tariff):
                label = f"{self._text(tariff.name)} – {self._text(said.rule.label)}"
                sentence = " ".join(words for _when, words in said.sentence)
                lines = {
                    _("How"): said.how,
                    _("When"): said.when,
                    _("Article"): said.rule.article,
                    _("Sentence"): sentence,
                }
                found[f"{tariff.code}.{said.rule.code}"] = (
                    label,
                    {name: words for name, words in lines.items() if words},
                )
        return found

    def _examples(self, one: object) -> Lines:
        example = self.content.examples[str(getattr(one, "code", ""))]
        return {_("Total"): str(example.total), _("Working"): self._text(example.working)}
