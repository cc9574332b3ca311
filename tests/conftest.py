"""The tiny province, the committed demonstration and the app, each made once for all tests."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dash
import pytest
from dash import Dash
from flask.testing import FlaskClient
from hypothesis import settings

from callbacks import create_app
from dashboard.catalogue import load_catalogue
from dashboard.dataset import Dataset
from dashboard.release import current_release
from dashboard.settings import CATALOGUE, DEMONSTRATION, Settings
from dashboard.view import View, parse
from tests.tiny import tiny_release

# A slow machine is no fault of the code.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

AppMaker = Callable[[Settings], Dash]


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Catalogue and release of the tiny province, written once."""
    return tiny_release(tmp_path_factory.mktemp("tiny")).parent


@pytest.fixture
def tiny_root(tiny_folder: Path, tmp_path: Path) -> Path:
    """The tiny province's folder of releases, for a test to damage; its catalogue lies beside."""
    shutil.copytree(tiny_folder, tmp_path, dirs_exist_ok=True)
    return tmp_path / "processed"


@pytest.fixture(scope="session")
def tiny(tiny_folder: Path) -> Dataset:
    """Two districts of three neighbourhoods each; a real release, not a demonstration."""
    release = current_release(tiny_folder / "processed")
    return Dataset(release, load_catalogue(tiny_folder / "catalogue"))


@pytest.fixture(scope="session")
def demo() -> Dataset:
    """The committed demonstration release with the committed catalogue."""
    return Dataset(current_release(DEMONSTRATION), load_catalogue(CATALOGUE))


@pytest.fixture(scope="session")
def view() -> Callable[[str, Dataset], View]:
    """The view of an address."""
    return lambda query, dataset: parse(query, dataset).view


@pytest.fixture(scope="session")
def app() -> Dash:
    """The app on the demonstration, whatever lies in ``data/processed``."""
    return create_app(Settings(data=DEMONSTRATION))


@pytest.fixture(scope="session")
def client(app: Dash) -> FlaskClient:
    return app.server.test_client()


@pytest.fixture
def app_of(app: Dash) -> Iterator[AppMaker]:
    """Makes further apps; afterwards the pages of the app on the demonstration are back.

    Dash keeps one list of pages for the whole process.
    """
    assert app.server is not None
    pages = dict(dash.page_registry)
    yield create_app
    dash.page_registry.clear()
    dash.page_registry.update(pages)


@dataclass(frozen=True)
class Wire:
    """One callback: the parts that it writes and reads, each (id, property)."""

    writes: tuple[tuple[Any, str], ...]
    reads: tuple[tuple[Any, str], ...]
    output: str
    in_browser: bool


def _id(written: str) -> Any:
    return json.loads(written) if written.startswith("{") else written


def _of(family: dict[str, Any], part: dict[str, Any]) -> bool:
    return family.keys() == part.keys() and all(
        word in (["ALL"], part[key]) for key, word in family.items()
    )


def _outputs(written: str) -> list[tuple[Any, str]]:
    many = written.startswith("..")
    parts = written.strip(".").split("...") if many else [written]
    return [(_id(part.rpartition(".")[0]), part.rpartition(".")[2]) for part in parts]


def _wire(entry: dict[str, Any]) -> Wire:
    reads = [(_id(one["id"]), one["property"]) for one in entry["inputs"] + entry["state"]]
    writes = [] if entry["no_output"] else _outputs(entry["output"])
    return Wire(tuple(writes), tuple(reads), entry["output"], bool(entry["clientside_function"]))


@pytest.fixture(scope="session")
def wires(app: Dash) -> list[Wire]:
    """Every callback of ours. ``_callback_list`` is private: it is read here and nowhere else."""
    found = [_wire(entry) for entry in app._callback_list]
    return [one for one in found if not str(one.output).strip(".").startswith("_pages")]


@pytest.fixture(scope="session")
def answer(client: FlaskClient) -> Callable[..., Any]:
    """What a callback answers over HTTP."""

    def ask(
        output: str,
        inputs: list[Any],
        state: list[Any] | None = None,
        family: list[Any] | None = None,
    ) -> Any:
        """``family`` are the ids that an output of a family stands for."""
        outputs: list[Any] = [
            {"id": part, "property": prop}
            if isinstance(part, str)
            else [{"id": one, "property": prop} for one in family or [] if _of(part, one)]
            for part, prop in _outputs(output)
        ]
        body = {
            "output": output,
            "outputs": outputs if output.startswith("..") else outputs[0],
            "inputs": inputs,
            "state": state or [],
            "changedPropIds": [f"{one['id']}.{one['property']}" for one in inputs[:1]],
        }
        found = client.post("/_dash-update-component", json=body)
        assert found.status_code == 200, found.text[:300]
        return found.get_json()["response"]

    return ask


@pytest.fixture(scope="session")
def project() -> Path:
    return Path(__file__).resolve().parents[1]
