"""Decision records: their pages, their files, and the form that writes them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import quote

from dash.development.base_component import Component
from flask import Flask, Response, request

from callbacks.current import Current
from callbacks.login import closed, foreign
from callbacks.plain import go_on, guarded, plain_page
from callbacks.stored import Stored
from dashboard.dataset import Dataset
from dashboard.decision import draft as form
from dashboard.decision.content import candidates_said, content_of, weights_kinds
from dashboard.decision.document import Document, chosen_areas, document_of, is_known
from dashboard.decision.draft import Asked, choice_of, faults, first_draft, read_draft
from dashboard.decision.rerun import computed_again, computed_with_the_old
from dashboard.picture.link import qr_svg
from dashboard.shortlist.record import as_record
from dashboard.shortlist.selection import shortlist_of
from dashboard.shortlist.why import counts
from dashboard.store import DamagedRecordError, DecisionRecord, Login, Store, StoreError, canonical
from dashboard.summary import area_name, province_name
from dashboard.synthesis_summary import weights_said
from dashboard.view import Parsed, View, parse
from dashboard.wording import TURKEY, language_or_default, text
from layouts.about import dropped_notice
from layouts.commitments import Writing, commitments_block, commitments_list
from layouts.footing import LOGIN, RECORDS, in_language
from layouts.login import BACK, Off, message_page
from layouts.record import AGAIN, NEW, START, SUPERSEDE, address_of, record_page
from layouts.record_form import ACTION, MORE, OPENED, Sheet, form_page
from layouts.record_list import Listed, list_page
from layouts.record_rerun import rerun_block

WRITTEN = "yazildi"  # word of the address after something was written
KEPT = 16  # PDF files in memory
SETTING = BoundedSemaphore(2)  # PDF files made at once; others wait
COMMITMENTS = "taahhutler"  # anchor


def register(server: Flask, current: Current, stored: Stored) -> None:
    """Add the addresses of the records."""

    @server.get(RECORDS)
    def list_records() -> Response:
        return _list(current, stored)

    @server.get(NEW)
    def new_record() -> Response:
        return _new(current, stored)

    @server.post(NEW)
    def write_record() -> Response:
        return _write(current, stored)

    @server.get(f"{START}<number>")
    def read_record(number: str) -> Response:
        return shown_record(current, stored, number)

    @server.get(f"{START}<number>.<any(json,pdf,'qr.svg'):kind>")
    def record_file(number: str, kind: str) -> Response:
        return _file(current, stored, number, kind)


def _parsed(current: Current) -> Parsed:
    return parse(dict(request.args), current.dataset())


def public_address(stored: Stored) -> str:
    """The server's address as the public knows it."""
    return (stored.address or request.host_url).rstrip("/")


def _message(current: Current, stored: Stored, key: str, status: int, **values: object) -> Response:
    view = _parsed(current).view
    title = text(f"record.{key}_title", view.language)
    link = (text("record.list_all", view.language), in_language(RECORDS, view.language))
    said = text(f"record.{key}", view.language, **values)
    content = message_page(title, said, link)
    return plain_page(current.dataset(), view, title, content, stored.login(), status)


# reading


def _list(current: Current, stored: Stored) -> Response:
    dataset, view = current.dataset(), _parsed(current).view
    area = request.args.get("ilce", "") or request.args.get("mahalle", "")
    known = dataset.level_of(area) is not None
    place = area_name(dataset, area) if known else ""
    try:
        store = stored.readable()
        listed = _listed(store, area if known else "") if store else []
        followed = store.commitments_of_district(area) if store and known else ()
    except StoreError:
        return closed(current, stored, Off.BROKEN)
    commitments = commitments_list(dataset, followed, view.language) if known else []
    content = list_page(listed, view.language, place, commitments)
    title = text("record.list_title", view.language)
    return plain_page(dataset, view, title, content, stored.login())


def _listed(store: Store, area: str) -> list[Listed]:
    """All records; of an area those that chose it, and those of which that can't be told."""
    found = []
    for number in store.numbers():
        try:
            record = store.decision(number)
        except DamagedRecordError:
            record = None
        known = record is not None and is_known(record)
        if not area or record is None or not known or area in chosen_areas(record.content):
            found.append(Listed(number, record))
    return found


def read_number(current: Current, stored: Stored, number: str) -> DecisionRecord | Response:
    """The record of a number, or the answer that says why there is none."""
    try:
        store = stored.readable()
        record = store.decision(number) if store else None
    except DamagedRecordError:
        return _message(current, stored, "damaged", 500, number=number)
    except StoreError:
        return closed(current, stored, Off.BROKEN)
    if record is None:
        return _message(current, stored, "absent", 404)
    return record


def shown_record(
    current: Current, stored: Stored, number: str, writing: Writing | None = None
) -> Response:
    """The page of a record; ``writing`` where a form on it was sent and had faults."""
    record = read_number(current, stored, number)
    if isinstance(record, Response):
        return record
    if not is_known(record):
        return _message(current, stored, "unknown", 200)
    dataset, view = current.dataset(), _parsed(current).view
    language, login = view.language, stored.login()
    document = document_of(record, language, f"{public_address(stored)}{START}{number}")
    try:
        followed = stored.store().commitments_of_decision(number)
    except StoreError:
        return closed(current, stored, Off.BROKEN)
    parts = _rerun(dataset, record, language) if AGAIN in request.args else []
    writes = writing or Writing(login)
    of_record = chosen_areas(record.content)
    block = commitments_block(dataset, number, of_record, followed, writes, language)
    parts.append((COMMITMENTS, text("record.part.commitments", language), block))
    content = record_page(record, document, login, _said(number, language), parts)
    title = f"{number}: {document.title}"
    return plain_page(dataset, view, title, content, login, 422 if writing else 200)


def _said(number: str, language: str) -> str:
    """What was written a moment ago."""
    words = {
        "kayit": ("record.form.saved", {"number": number}),
        "taahhut": ("commitment.saved", {}),
        "durum": ("commitment.status_saved", {}),
    }
    key, values = words.get(request.args.get(WRITTEN, ""), ("", {}))
    return text(key, language, **values) if key else ""


def _rerun(
    dataset: Dataset, record: DecisionRecord, language: str
) -> list[tuple[str, str, list[Component | None]]]:
    content = record.content
    again, old = computed_again(dataset, content), computed_with_the_old(dataset, content)
    block = rerun_block(content, again, old, language)
    return [(AGAIN, text("record.part.rerun", language), block)]


def _file(current: Current, stored: Stored, number: str, kind: str) -> Response:
    record = read_number(current, stored, number)
    if isinstance(record, Response):
        return record
    link = f"{public_address(stored)}{START}{number}"
    if kind == "qr.svg":
        return guarded(Response(qr_svg(link), content_type="image/svg+xml"))
    if kind == "json":
        return _download(_json(record, link), "application/json", number, kind)
    if not is_known(record):
        return _message(current, stored, "unknown", 404)
    document = document_of(record, language_or_default(request.args.get("dil")), link)
    return _download(_pdf(document), "application/pdf", number, kind)


def _json(record: DecisionRecord, link: str) -> bytes:
    """The record with its content as it was hashed: canonical, letter by letter."""
    around = {
        "number": record.number,
        "created": record.created.isoformat(timespec="seconds"),
        "supersedes": record.supersedes,
        "superseded_by": record.superseded_by,
        "link": link,
        "sha256": record.sha256,
    }
    written = json.dumps(around, ensure_ascii=False)[:-1]
    return f'{written}, "content": {canonical(record.content)}}}\n'.encode()


@lru_cache(maxsize=KEPT)
def _pdf(document: Document) -> bytes:
    from dashboard.reports.record_pdf import record_pdf  # typst is large, and few ask for it

    with SETTING:
        return record_pdf(document)


def _download(content: bytes, content_type: str, number: str, kind: str) -> Response:
    answer = Response(content, content_type=content_type)
    shown = "inline" if kind == "pdf" else "attachment"
    answer.headers["Content-Disposition"] = f'{shown}; filename="{number}.{kind}"'
    return guarded(answer)


# writing


def _new(current: Current, stored: Stored) -> Response:
    off = stored.off()
    if off is not None:
        return closed(current, stored, off)
    language = _parsed(current).view.language
    login = stored.login()
    if login is None:
        here = request.full_path.rstrip("?")
        other = "" if language == "tr" else f"&dil={language}"
        return go_on(f"{LOGIN}?{BACK}={quote(here, safe='/')}{other}")
    return _form(current, stored, login, None, [], 200)


def _write(current: Current, stored: Stored) -> Response:
    if stored.from_elsewhere():
        return foreign(current, stored)
    off = stored.off()
    if off is not None:
        return closed(current, stored, off)
    login = stored.login()
    language = _parsed(current).view.language
    if login is None or not stored.accepted(login):
        said = text("login.form_old" if login else "login.ended", language)
        return _form(current, stored, login, request.form, [said], 403)
    if request.form.get(ACTION) == MORE:
        return _form(current, stored, login, request.form, [], 200)
    if request.form.get(OPENED) != current.dataset().release.key:
        moved = text("record.form.moved", language)
        return _form(current, stored, login, request.form, [moved], 409)
    return _recorded(current, stored, login)


def _recorded(current: Current, stored: Stored, login: Login) -> Response:
    dataset, view = current.dataset(), _parsed(current).view
    try:
        asked = _asked(dataset, view, stored.store())
        draft = read_draft(request.form, asked)
        if not asked.computed or faults(draft, asked):
            return _form(current, stored, login, request.form, [], 422)
        content = content_of(dataset, view, choice_of(draft, asked))
        with stored.writing:
            number = stored.store().number_of(content)
            if number is None:
                supersedes = draft.supersedes or None
                written = stored.store().record_decision(content, login.account.name, supersedes)
                number = written.number
    except StoreError:
        return closed(current, stored, Off.BROKEN)
    except ValueError as error:
        return _impossible(current, stored, str(error))
    return go_on(address_of(number, view.language, **{WRITTEN: "kayit"}))


def _form(
    current: Current,
    stored: Stored,
    login: Login | None,
    sent: Any,
    notices: list[str],
    status: int,
) -> Response:
    """The form as it is opened, or as it was ``sent``, with what is wrong at each field."""
    dataset, parsed = current.dataset(), _parsed(current)
    view, language = parsed.view, parsed.view.language
    try:
        asked = _asked(dataset, view, stored.store())
        sheet = _sheet(dataset, parsed, stored.store(), notices)
    except StoreError:
        return closed(current, stored, Off.BROKEN)
    except ValueError as error:
        return _impossible(current, stored, str(error))
    if sent is None:
        draft, wrong = first_draft(asked, request.args.get(SUPERSEDE, "")), {}
    else:
        draft = read_draft(sent, asked)
        if sent.get(ACTION) == MORE:
            draft = replace(draft, deciders=(*draft.deciders, ("", "")))
        wrong = faults(draft, asked) if status == 422 else {}
    said = {name: text(f"record.fault.{fault}", language) for name, fault in wrong.items()}
    content = form_page(sheet, asked, draft, said, login, language)
    title = text("record.form.title", language)
    return plain_page(dataset, view, title, content, login, status)


def _impossible(current: Current, stored: Stored, reason: str) -> Response:
    view = _parsed(current).view
    title = text("record.form.title", view.language)
    said = text("record.form.impossible", view.language, reason=reason)
    link = (text("record.form.back", view.language), f"/kisa-liste?{view.to_query()}")
    content = message_page(title, said, link)
    return plain_page(current.dataset(), view, title, content, stored.login(), 422)


def _standing(store: Store) -> list[DecisionRecord]:
    """The records that can be superseded; a damaged one can't."""
    return [
        one.record
        for one in _listed(store, "")
        if one.record is not None and one.record.superseded_by is None
    ]


def _asked(dataset: Dataset, view: View, store: Store) -> Asked:
    computed = as_record(dataset, view)
    return Asked(
        computed=computed["list"],
        candidates=[row["area"] for row in computed["rows"]],
        weights_kinds=weights_kinds(view),
        standing=[one.number for one in _standing(store)],
        today=datetime.now(TURKEY).date(),
    )


def _sheet(dataset: Dataset, parsed: Parsed, store: Store, notices: list[str]) -> Sheet:
    view, language = parsed.view, parsed.view.language
    computed, found = as_record(dataset, view), shortlist_of(dataset, view)
    said = [*notices]
    if view.release:
        release = dataset.release.key
        said.append(text("record.form.other_release", language, release=release))
    said += [str(one.children) for one in dropped_notice(dataset, parsed)]
    return Sheet(
        computed=computed,
        provinces={one: province_name(dataset, one) for one in dataset.release.provinces},
        candidates=candidates_said(dataset, view, found),
        finding=counts(dataset, view).sentence,
        weights=weights_said(dataset, view.synthesis.weighting, found.index.shares, language),
        query=view.to_query(),
        release=dataset.release.key,
        notices=said,
        standing=[
            (one.number, f"{one.number} · {one.content.get('question', '')[: form.LONGEST_LINE]}")
            for one in _standing(store)
        ],
    )
