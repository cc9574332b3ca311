"""Commitments and their statuses: what the forms on the page of a record write."""

from __future__ import annotations

from datetime import datetime

from flask import Flask, Response, request

from callbacks.current import Current
from callbacks.login import closed, foreign
from callbacks.plain import go_on
from callbacks.records import COMMITMENTS, WRITTEN, read_number, shown_record
from callbacks.stored import Stored
from dashboard.decision.commitment_draft import (
    commitment_faults,
    read_commitment,
    read_status,
    status_faults,
    terms_of,
)
from dashboard.decision.document import chosen_areas, is_known
from dashboard.store import Login, State, StoreError
from dashboard.wording import TURKEY, language_or_default, text
from layouts.commitments import COMMITMENT, STATUS, Writing
from layouts.footing import LOGIN, in_language
from layouts.login import BACK, Off
from layouts.record import START, address_of


def register(server: Flask, current: Current, stored: Stored) -> None:
    """Add the addresses that the forms are sent to."""

    @server.post(f"{START}<number>/{COMMITMENT}")
    def add_commitment(number: str) -> Response:
        return _allowed(current, stored, number) or _add(current, stored, number)

    @server.post(f"{START}<number>/{COMMITMENT}/<int:commitment>/{STATUS}")
    def add_status(number: str, commitment: int) -> Response:
        refused = _allowed(current, stored, number)
        return refused or _add_status(current, stored, number, commitment)


def _language() -> str:
    return language_or_default(request.args.get("dil"))


def _allowed(current: Current, stored: Stored, number: str) -> Response | None:
    """Why nothing may be written, or ``None``."""
    if stored.from_elsewhere():
        return foreign(current, stored)
    off = stored.off()
    if off is not None:
        return closed(current, stored, off)
    login = stored.login()
    if login is None:
        here = address_of(number, _language())
        return go_on(f"{in_language(LOGIN, 'tr')}?{BACK}={here}")
    return None if stored.accepted(login) else foreign(current, stored)


def _login(stored: Stored) -> Login:
    login = stored.login()
    if login is None:  # it ended between two questions
        raise StoreError("The login has ended. Log in again.")
    return login


def _faults(found: dict[str, str]) -> dict[str, str]:
    return {name: text(f"commitment.fault.{one}", _language()) for name, one in found.items()}


def _add(current: Current, stored: Stored, number: str) -> Response:
    record = read_number(current, stored, number)
    if isinstance(record, Response):
        return record
    districts = chosen_areas(record.content) if is_known(record) else {}
    indicators = [one.key for one in current.dataset().catalogue.in_use]
    draft = read_commitment(request.form)
    wrong = _faults(commitment_faults(draft, districts, indicators))
    if wrong:
        writing = Writing(stored.login(), commitment=draft, commitment_faults=wrong)
        return shown_record(current, stored, number, writing)
    terms = terms_of(draft, number, districts[draft.district])
    try:
        with stored.writing:
            there = stored.store().commitments_of_decision(number)
            if not any(one.terms == terms for one in there):
                stored.store().add_commitment(terms, _login(stored).account.name)
    except StoreError:
        return closed(current, stored, Off.BROKEN)
    return _written(number, "taahhut")


def _add_status(current: Current, stored: Stored, number: str, commitment: int) -> Response:
    draft = read_status(request.form, commitment)
    wrong = _faults(status_faults(draft, datetime.now(TURKEY).year))
    if wrong:
        writing = Writing(stored.login(), status=draft, status_faults=wrong)
        return shown_record(current, stored, number, writing)
    try:
        store, account = stored.store(), _login(stored).account.name
        with stored.writing:
            there = {one.id: one for one in store.commitments_of_decision(number)}
            if commitment not in there:
                return shown_record(current, stored, number)
            last = there[commitment].statuses[-1:]
            entry = (int(draft.year), State(draft.state), draft.note)
            if not any((one.year, one.state, one.note) == entry for one in last):
                store.add_status(commitment, *entry[:2], account, entry[2])
    except StoreError:
        return closed(current, stored, Off.BROKEN)
    return _written(number, "durum")


def _written(number: str, what: str) -> Response:
    return go_on(f"{address_of(number, _language(), **{WRITTEN: what})}#{COMMITMENTS}")
