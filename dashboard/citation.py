"""How to name one release of the data in a text, and where it is found."""

from __future__ import annotations

from datetime import date

from dashboard.dataset import Dataset
from dashboard.release import first_publication
from dashboard.wording import TURKEY, day, enumerated, text

PAGE = "/veri"


def link(dataset: Dataset, language: str, address: str = "") -> str:
    """Where the release is described; ``address`` is that of the server, empty for the path."""
    query = f"surum={dataset.release.key}" + ("" if language == "tr" else f"&dil={language}")
    return f"{address.rstrip('/')}{PAGE}?{query}"


def published(dataset: Dataset) -> date | None:
    """The day, on the calendars of Türkiye, on which the release was first published; ``None``
    where no log says so."""
    said = first_publication(dataset.release.folder.parents[1], dataset.release.key)
    return said.time.astimezone(TURKEY).date() if said else None


def package_title(dataset: Dataset, language: str) -> str:
    """What the whole of the data is called."""
    provinces = dataset.release.manifest["provinces"]
    names = [str(provinces[key]["name"]) for key in dataset.release.provinces]
    return text("data.package.title", language, places=enumerated(names, language))


def author(dataset: Dataset, language: str) -> str:
    """Who answers for the data: the association, else the atlas itself."""
    return dataset.imprint.association[language] or text("brand", language)


def cited(dataset: Dataset, language: str, where: str, today: date | None = None) -> str:
    """The citation as text. ``where`` is the release's link; ``today`` the day of access, without
    which none is named. A demonstration says that its values are invented."""
    when = published(dataset)
    year = (when or today or newest_day(dataset)).year
    said = text(
        "data.citation.text",
        language,
        author=author(dataset, language),
        year=year,
        title=package_title(dataset, language),
        mark=text("data.citation.mark", language) if dataset.release.demonstration else "",
        release=dataset.release.key,
        published=text("data.citation.published", language, day=day(when, language))
        if when
        else "",
        accessed=text("data.citation.accessed", language, day=day(today, language))
        if today
        else "",
        link=where,
    )
    return said.strip()


def newest_day(dataset: Dataset) -> date:
    """The last day of the newest year of which the release has data."""
    return date(dataset.newest_year, 12, 31)


def bibtex(dataset: Dataset, language: str, where: str, today: date | None = None) -> str:
    """The citation as an entry of BibTeX, braces around what must keep its capitals."""
    when = published(dataset)
    mark = text("data.citation.mark", language) if dataset.release.demonstration else ""
    fields = {
        "author": f"{{{author(dataset, language)}}}",
        "title": f"{{{package_title(dataset, language)}}}{mark}",
        "year": str((when or today or newest_day(dataset)).year),
        "version": dataset.release.key,
        "url": where,
    }
    if when:
        fields["date"] = f"{when:%Y-%m-%d}"
    if today:
        fields["urldate"] = today.isoformat()
    lines = ",\n".join(f'  {name} = "{said}"' for name, said in fields.items())
    return f"@misc{{esitlik-atlasi-{dataset.release.key},\n{lines}\n}}"
