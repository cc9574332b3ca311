"""The routes of records, login and commitments on the demonstration, with a store of their own."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

import pandas
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from callbacks import commitments, login, records
from callbacks.current import Current
from callbacks.stored import Stored
from dashboard.pipeline.publish import publish
from dashboard.release import MANIFEST, RELEASES, checksum, release_key
from dashboard.settings import CATALOGUE, DEMONSTRATION, OPERATOR
from dashboard.store import Store, open_store
from dashboard.store.migrate import upgrade

PASSWORD = "mor salkımlı ev"
VIEW = "esik=tertiary_share:kadin:cok:12,kindergarten_distance:toplam:cok:1000&enaz=1&k=5"
NEW = f"/karar/yeni?{VIEW}"
QUESTION = "2027 kreş bütçesi önce hangi beş ilçede kullanılsın? ğüşıöçİ"
FILLED = {
    "soru": QUESTION,
    "agirlik": "room",
    "agirlik_notu": "12 Kasım atölyesi, 24 kişi",
    "rol_1": "Sosyal işler komisyonu",
    "rol_2": "Kadın danışma merkezi",
    "ad_2": "Ayşe Yılmaz",
    "tarih": "2026-01-15",
    "gozden": "2027-01-15",
    "itiraz": "Ulaşım ölçülmedi.",
}


@dataclass
class Person:
    """Somebody with a browser: sends forms as its pages give them."""

    client: FlaskClient
    answers: list[TestResponse] = field(default_factory=list)

    def get(self, address: str, **more: Any) -> str:
        answer = self.client.get(address, **more)
        self.answers.append(answer)
        return answer.get_data(as_text=True)

    def hidden(self, page: str) -> dict[str, str]:
        """The hidden fields of the main form of a page."""
        main = page[page.index("<main") : page.index("</main>")]
        found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', main)
        return {name: unescape(value) for name, value in found}

    def log_in(self, name: str = "ayse", password: str = PASSWORD, back: str = "") -> TestResponse:
        page = self.get(f"/giris?sonra={back}" if back else "/giris")
        return self.client.post(
            "/giris", data={**self.hidden(page), "ad": name, "parola": password}
        )

    def send(self, fields: dict[str, str], address: str = NEW) -> TestResponse:
        """The form of a new record, opened, filled in and sent."""
        page = self.get(address)
        return self.client.post(address, data={**self.hidden(page), **fields})

    def record(self, address: str = NEW, **fields: str) -> str:
        """The number of a record that is written without a fault."""
        answer = self.send({**FILLED, **fields}, address)
        assert answer.status_code == 303, answer.get_data(as_text=True)[-3000:]
        return re.findall(r"KK-[0-9]{4}-[0-9]{3}", answer.headers["Location"])[0]


Maker = Callable[..., Person]


def routes(url: str, root: Path = DEMONSTRATION, address: str = "") -> Flask:
    """A server with these routes alone."""
    server = Flask("records")
    current = Current(root, CATALOGUE, OPERATOR)
    stored = Stored(url, address)
    for part in (login, records, commitments):
        part.register(server, current, stored)
    return server


@pytest.fixture
def empty_url(tmp_path: Path) -> str:
    """Where a store may be made."""
    return f"sqlite:///{tmp_path / 'store' / 'atlas.sqlite'}"


@pytest.fixture
def url(empty_url: str) -> str:
    """Where a store without accounts is."""
    upgrade(empty_url)
    return empty_url


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """The store, with one account."""
    opened = open_store(url)
    opened.add_account("ayse", PASSWORD)
    yield opened
    opened.close()


@pytest.fixture
def account_url(url: str, store: Store) -> str:
    """Where a store with one account is."""
    assert store.has_accounts
    return url


@pytest.fixture
def server(account_url: str) -> Flask:
    return routes(account_url)


@pytest.fixture
def visitor(server: Flask) -> Person:
    """Somebody who has not logged in."""
    return Person(server.test_client())


@pytest.fixture
def facilitator(server: Flask) -> Person:
    """Somebody who has."""
    person = Person(server.test_client())
    assert person.log_in().status_code == 303
    return person


def changed_release(root: Path, area: str, indicator: str, value: float) -> str:
    """Publish a release beside that of ``root`` in which one value is another; its key."""
    folder = next((root / RELEASES).iterdir())
    copy = root / RELEASES / "copy"
    shutil.copytree(folder, copy)
    manifest = json.loads((copy / MANIFEST).read_text(encoding="utf-8"))
    for name in [one for one in manifest["files"] if one.endswith("values.parquet")]:
        values = pandas.read_parquet(copy / name)
        values.loc[(values.area == area) & (values.indicator == indicator), "value"] = value
        values.to_parquet(copy / name)
        manifest["files"][name]["sha256"] = checksum(copy / name)
        manifest["files"][name]["bytes"] = (copy / name).stat().st_size
    manifest["release"] = release_key(manifest)
    (copy / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    copy.rename(root / RELEASES / manifest["release"])
    publish(root, manifest["release"])
    return str(manifest["release"])


@pytest.fixture
def own_releases(tmp_path: Path) -> Path:
    """The demonstration's folder of releases, for a test to publish into."""
    return Path(shutil.copytree(DEMONSTRATION, tmp_path / "releases"))
