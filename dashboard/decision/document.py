"""A decision record in words: the sections that the page and the PDF show alike.

All that a record says comes from its content; only headings and names of grades come from the
words of today.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dashboard.decision.content import FORMAT
from dashboard.store import DecisionRecord
from dashboard.wording import day, day_of, number, percent, text

NEAR, PASSING = "near", "passing"
MOST_BEHIND = 3  # areas that pass and stand right behind the list


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels and what they say; a value may have several lines."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """Running text."""

    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A list without order."""

    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells. ``numeric``: columns that hold numbers; ``marked``: rows that stand out;
    ``wide``: the column that takes what room there is."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()
    marked: frozenset[int] = frozenset()
    wide: int = 1


Block = Facts | Paragraphs | Items | Table


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the record. ``key`` is its anchor and the last part of ``record.part``."""

    key: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A record in words. ``notices`` are what must be read first: superseded, demonstration."""

    number: str
    language: str
    title: str
    subtitle: str
    notices: tuple[str, ...]
    sections: tuple[Section, ...]
    link: str
    demonstration: bool = field(default=False)


def is_known(record: DecisionRecord) -> bool:
    """Whether this program knows the version of the record's content."""
    return record.content.get("format") == FORMAT


def chosen_areas(content: Mapping[str, Any]) -> dict[str, str]:
    """The areas that were chosen, in their order: id and name."""
    names = {row["area"]: row["name"] for row in content["computed"]["rows"]}
    return {one["chosen"]: names[one["chosen"]] for one in content["places"]}


def document_of(record: DecisionRecord, language: str, link: str) -> Document:
    """The record in words of one language; ``link`` is its public address. Raises ``KeyError``
    for a version of the content that is not known."""
    if not is_known(record):
        raise KeyError("format")
    reader = _Reader(record, language)
    decided = day(date.fromisoformat(record.content["decided"]), language)
    return Document(
        number=record.number,
        language=language,
        title=record.content["question"],
        subtitle=text("record.subtitle", language, number=record.number, day=decided),
        notices=reader.notices(),
        sections=(
            reader.decision(),
            *reader.deviation(),
            reader.people(),
            reader.reasons(),
            reader.computation(),
            reader.certainty(),
            reader.near(),
            reader.candidates(),
            reader.proof(link),
        ),
        link=link,
        demonstration=record.content["release"]["demonstration"],
    )


def superseding_said(record: DecisionRecord, language: str) -> tuple[str, ...]:
    """That another record took the place of this one, and whose place this one took."""
    said = []
    if record.superseded_by:
        said.append(text("record.superseded_by", language, number=record.superseded_by))
    if record.supersedes:
        said.append(text("record.supersedes", language, number=record.supersedes))
    return tuple(said)


class _Reader:
    """Reads the content of one record in one language."""

    def __init__(self, record: DecisionRecord, language: str) -> None:
        self.record, self.language = record, language
        self.content = record.content
        self.computed: Mapping[str, Any] = self.content["computed"]
        self.said: Mapping[str, Any] = self.content["said"][language]
        self.rows = {row["area"]: row for row in self.computed["rows"]}
        self.places: Sequence[Mapping[str, str]] = self.content["places"]

    def word(self, key: str, **values: object) -> str:
        return text(f"record.{key}", self.language, **values)

    def section(self, key: str, *blocks: Block) -> Section:
        return Section(key, self.word(f"part.{key}"), blocks)

    def day(self, written: str) -> str:
        return day(date.fromisoformat(written), self.language)

    def heads(self, *keys: str) -> tuple[str, ...]:
        return tuple(self.word(f"head.{key}") for key in keys)

    def notices(self) -> tuple[str, ...]:
        said = superseding_said(self.record, self.language)
        demonstration = self.content["release"]["demonstration"]
        return (*said, self.word("demonstration")) if demonstration else said

    # what stands in the cells

    def name(self, area: str) -> str:
        row = self.rows[area]
        return f"{row['name']}, {self.said['provinces'][row['province']]}"

    def score(self, row: Mapping[str, Any]) -> str:
        return "–" if row["score"] is None else number(row["score"], self.language, 1)

    def share(self, row: Mapping[str, Any]) -> str:
        if row["times"] is None:
            return "–"
        return percent(row["times"] / self.computed["draws"]["count"], self.language)

    def grade(self, row: Mapping[str, Any]) -> str:
        return text(f"shortlist.grade.{row['grade']}", self.language) if row["grade"] else "–"

    def place(self, row: Mapping[str, Any]) -> str:
        return number(row["place"], self.language) if row["place"] else "–"

    def standing(self, row: Mapping[str, Any]) -> str:
        if row["listed"] and row["membership"] != "listed":
            return self.word("brought_in")
        if not row["listed"] and row["membership"] == "listed":
            return self.word("displaced")
        return text(f"shortlist.membership.{row['membership']}", self.language)

    # the sections

    def decision(self) -> Section:
        rows, marked = [], set()
        for place, one in enumerate(self.places):
            row, differs = self.rows[one["chosen"]], one["chosen"] != one["computed"]
            if differs:
                marked.add(place)
            computed = self.rows[one["computed"]]["name"]
            beside = self.word("instead_of", name=computed) if differs else self.word("as_computed")
            cells = (self.score(row), self.share(row), self.grade(row), beside)
            rows.append((number(place + 1, self.language), self.name(one["chosen"]), *cells))
        said = self.word("deviates", count=len(marked)) if marked else self.word("follows")
        heads = self.heads("place", self.computed["level"], "score", "share", "grade", "beside")
        table = Table(
            self.word("part.decision"), heads, tuple(rows), frozenset({0, 2, 3}), frozenset(marked)
        )
        return self.section("decision", Paragraphs((said,)), table)

    def deviation(self) -> tuple[Section, ...]:
        different = [
            (place, one)
            for place, one in enumerate(self.places)
            if one["chosen"] != one["computed"]
        ]
        if not different:
            return ()
        rows = tuple(
            (
                number(place + 1, self.language),
                self.rows[one["computed"]]["name"],
                self.rows[one["chosen"]]["name"],
                one["reason"],
            )
            for place, one in different
        )
        heads = self.heads("place", "computed", "chosen", "reason")
        marked = frozenset(range(len(rows)))
        table = Table(self.word("part.deviation"), heads, rows, frozenset({0}), marked, wide=3)
        return (self.section("deviation", table),)

    def people(self) -> Section:
        content = self.content
        deciders = "\n".join(
            f"{one['role']}: {one['name']}" if one["name"] else one["role"]
            for one in content["deciders"]
        )
        facts = (
            ("deciders", deciders),
            ("decided", self.day(content["decided"])),
            ("objections", content["objections"] or self.word("no_objection")),
            ("review", self.day(content["review"])),
            ("written", day_of(self.record.created, self.language)),
        )
        return self.section("people", self.facts(facts))

    def facts(self, pairs: Sequence[tuple[str, str]]) -> Facts:
        return Facts(tuple((self.word(f"fact.{key}"), said) for key, said in pairs if said))

    def reasons(self) -> Section:
        chosen = [one["chosen"] for one in self.places]
        left = [one for one in self.computed["list"] if one not in chosen]
        return self.section(
            "reasons", Paragraphs(tuple(self.said["why"][area] for area in [*chosen, *left]))
        )

    def computation(self) -> Section:
        computed, said, owner = self.computed, self.said, self.content["weights_of"]
        whose = self.word(f"weights_of.{owner['kind']}")
        rules = [one["said"][self.language] for one in computed["criteria"]]
        needed = ""
        if rules and computed["needed"] < len(rules):
            needed = self.word("needed", needed=computed["needed"], total=len(rules))
        facts = (
            ("candidates", said["candidates"]),
            ("finding", said["finding"]),
            ("k", number(computed["k"], self.language)),
            ("criteria", "\n".join(rules) or self.word("no_criteria")),
            ("needed", needed),
            ("vetoes", self.rules("vetoes")),
            ("eligibility", self.rules("eligibility")),
            ("balance", said["balance"]),
            ("tie", said["tie"]),
            ("weights_of", f"{whose}: {owner['note']}" if owner["note"] else whose),
            ("weights", said["weights"]),
            ("method", f"{said['normalisation']}; {said['mean']}"),
        )
        return self.section("computation", self.facts(facts), self.weights())

    def rules(self, key: str) -> str:
        return "\n".join(one["said"][self.language] for one in self.computed[key])

    def weights(self) -> Table:
        weights = self.computed["weights"]
        rows = tuple(
            (
                self.said["themes"][one["key"]],
                number(weights["themes"][one["key"]], self.language, 1),
                self.inside(one["indicators"]) or "–",
            )
            for one in self.content["themes"]
        )
        heads = self.heads("theme", "weight", "inside")
        return Table(self.word("weights_table"), heads, rows, frozenset({1}), wide=2)

    def inside(self, indicators: Sequence[str]) -> str:
        """The indicators of a theme that have weight, with their shares of the theme."""
        shares = self.computed["weights"]["indicators"]
        return "; ".join(
            f"{self.said['indicators'][key]} {number(shares[key], self.language, 1)}"
            for key in indicators
            if shares[key]
        )

    def certainty(self) -> Section:
        draws = self.computed["draws"]
        limits = [
            f"{self.said['themes'][theme['key']]} {number(low, self.language, 1)}–"
            f"{number(high, self.language, 1)}"
            for theme, (low, high) in zip(self.content["themes"], draws["limits"], strict=False)
        ]
        facts = (
            ("draws", self.said["draws"]),
            ("seed", str(draws["seed"])),
            ("limits", "; ".join(limits)),
            ("assumptions", self.said["assumptions"]),
            ("grades", self.word("grades")),
        )
        return self.section("certainty", self.facts(facts))

    def near(self) -> Section:
        """The areas that narrowly miss, and those that pass and stand right behind the list."""
        near = [row for row in self.computed["rows"] if row["membership"] == NEAR]
        behind = [row for row in self.computed["rows"] if row["membership"] == PASSING]
        behind = [row for row in behind if not row["listed"]][:MOST_BEHIND]
        rows = tuple(
            (
                self.name(row["area"]),
                self.standing(row),
                self.score(row),
                self.share(row),
                self.said["outside"].get(row["area"], "")
                if row["membership"] == NEAR
                else self.word("behind", place=row["place"]),
            )
            for row in (*near, *behind)
        )
        words = [self.word("near_some" if near else "near_none")]
        words += [self.word("near_behind")] if behind else []
        said = Paragraphs((" ".join(words),))
        if not rows:
            return self.section("near", said)
        heads = self.heads(self.computed["level"], "standing", "score", "share", "why")
        table = Table(self.word("part.near"), heads, rows, frozenset({2, 3}), wide=4)
        return self.section("near", said, table)

    def candidates(self) -> Section:
        rows = tuple(
            (
                self.place(row),
                self.name(row["area"]),
                self.score(row),
                self.share(row),
                self.standing(row)
                if row["membership"] in ("listed", PASSING)
                else self.outside(row),
            )
            for row in self.computed["rows"]
        )
        marked = frozenset(
            place for place, row in enumerate(self.computed["rows"]) if row["listed"]
        )
        heads = self.heads("place", self.computed["level"], "score", "share", "standing")
        table = Table(
            self.word("part.candidates"), heads, rows, frozenset({0, 2, 3}), marked, wide=4
        )
        return self.section("candidates", Paragraphs((self.word("candidates_note"),)), table)

    def outside(self, row: Mapping[str, Any]) -> str:
        standing, why = self.standing(row), self.said["outside"].get(row["area"], "")
        return f"{standing}: {why}" if why else standing

    def proof(self, link: str) -> Section:
        release = self.content["release"]
        facts = (
            ("release", release["key"]),
            ("release_sha256", release["sha256"]),
            ("record_sha256", self.record.sha256),
            ("link", link),
        )
        return self.section("proof", self.facts(facts), Paragraphs((self.word("proof_note"),)))
