"""The store of this process, whose login a request belongs to, and what keeps forms safe."""

from __future__ import annotations

import hmac
import logging
import os
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address
from threading import Lock
from urllib.parse import urlsplit

from flask import has_request_context, request

from dashboard.store import Login, NoStoreError, Store, StoreError, open_store
from layouts.footing import CSRF
from layouts.login import Off

log = logging.getLogger("atlas")
COOKIE = "atlas_login"
CLIENT_BITS = 64  # of an IPv6 address: what a household or an office has to itself


@dataclass
class Stored:
    """The store at a URL, opened by the process that asks for it: connections don't outlive a
    fork. ``address`` is the server's public one, empty where it answers as it is asked."""

    url: str
    address: str = ""
    writing: Lock = field(default_factory=Lock)  # what is sent twice at once is written once
    _store: Store | None = None
    _process: int = 0
    _opening: Lock = field(default_factory=Lock)

    def store(self) -> Store:
        """The store; raises ``StoreError`` for a URL that is none."""
        with self._opening:
            if self._store is None or self._process != os.getpid():
                self._store, self._process = open_store(self.url), os.getpid()
            return self._store

    def readable(self) -> Store | None:
        """The store where there is one that can be read; ``None`` where there is none yet. Raises
        ``StoreError`` where it is broken."""
        store = self.store()
        fault = store.fault()
        if fault is not None and not isinstance(fault, NoStoreError):
            raise fault
        return store if fault is None else None

    def off(self) -> Off | None:
        """Why nothing can be written yet; ``None`` where somebody can log in."""
        try:
            if self.readable() is None:
                return Off.NO_STORE
            return None if self.store().has_accounts else Off.NO_ACCOUNT
        except StoreError as error:
            log.error("the store cannot be used: %s", error)
            return Off.BROKEN

    def login(self) -> Login | None:
        """The login of the request, ``None`` where there is none or the store can't say."""
        token = request.cookies.get(COOKIE, "") if has_request_context() else ""
        if not token:
            return None
        try:
            return self.store().login(token)
        except StoreError as error:
            log.error("the login cannot be read: %s", error)
            return None

    @property
    def secure(self) -> bool:
        """Whether cookies are for https alone."""
        return request.is_secure or self.address.startswith("https://")

    def from_elsewhere(self) -> bool:
        """Whether a form was sent from another site's page, as far as the browser says."""
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            return True
        origin = request.headers.get("Origin")
        if origin is None:
            return False
        ours = {request.host, urlsplit(self.address).netloc} - {""}
        return urlsplit(origin).netloc not in ours

    def accepted(self, login: Login | None) -> bool:
        """Whether the form that was sent is one of this login's own."""
        return login is not None and login.accepts(request.form.get(CSRF, ""))


def same(one: str, other: str) -> bool:
    """Whether two secrets are equal and not empty; a near miss takes as long as a far one."""
    first, second = (word.encode("utf-8", "surrogatepass") for word in (one, other))
    return bool(one) and hmac.compare_digest(first, second)


def client_key() -> str:
    """What stands for the place that a request comes from; see ``Store.authenticate``."""
    written = request.remote_addr or ""
    try:
        found = ip_address(written.partition("%")[0])
    except ValueError:
        return written
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return f"{int(found) >> (128 - CLIENT_BITS):x}/{CLIENT_BITS}"
    return str(found)
