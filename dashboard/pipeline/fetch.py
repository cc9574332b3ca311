"""Getting the open sources that declare a download: `python -m dashboard fetch`.

A file is fetched beside its place and moved there when it is whole and right. One that is already
there is never replaced: if the publisher's has changed, the new one is laid beside it.
"""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.exceptions import ConnectionError as LostError
from urllib3.exceptions import MaxRetryError, NewConnectionError
from urllib3.util import Retry

from dashboard.pipeline.api_pages import read_page, read_pages
from dashboard.pipeline.read import InputError
from dashboard.pipeline.sources import Download, Source
from dashboard.release import checksum

RECORD = "fetched.json"
_PART, _NEW = ".part", ".new"
_BLOCK = 1 << 16
_BUSY = (429, 500, 502, 503, 504)
_LONGEST_PAUSE = 60  # seconds, whatever a busy server asks for
_WEB_PAGE = re.compile(rb"(\xef\xbb\xbf)?\s*<(!doctype )?html", re.IGNORECASE)


class FetchError(ValueError):
    """A file that could not be had; the message says why and what to do."""


class UnreachableError(FetchError):
    """No server answers at that address at all."""


class _LostError(Exception):
    """An answer that broke off, to be asked again."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How a server is asked: seconds until it must answer or go on, how often, and the first pause
    between two times (seconds; each is twice the one before).
    """

    seconds: float = 30
    tries: int = 5
    pause: float = 1


def fetch(
    raw: Path,
    sources: Iterable[Source],
    say: Callable[[str], None],
    patience: Patience = Patience(),
) -> list[str]:
    """Get every source that declares a download into ``raw``; the faults, one line each.

    ``say`` gets one line per source that is there. What was fetched is written to
    ``raw/fetched.json``: address, SHA-256, bytes, licence, date, publisher and title per file.
    """
    wanted = [(one, one.download) for one in sources if one.download is not None]
    try:
        _recorded(raw)
    except FetchError as error:
        return [str(error)]
    faults: list[str] = []
    unreachable: list[str] = []
    with _session(patience) as session:
        for source, download in wanted:
            errand = _Errand(raw, source, download, session, patience)
            try:
                say(f"{source.key}: {errand.run()}")
            except UnreachableError as error:
                unreachable.append(f"{source.key}: {download.url} → {errand.place}")
                faults.append(f"{source.key}: {error}")
            except (FetchError, OSError) as error:
                faults.append(f"{source.key}: {error}")
    if wanted and len(unreachable) == len(wanted):
        by_hand = "; ".join(unreachable)
        return [f"There is no network here: no server answers. Get the files by hand: {by_hand}"]
    return faults


def _session(patience: Patience) -> requests.Session:
    """A session that asks busy servers again; what broke off is asked again by the errand."""
    retry = Retry(
        total=None,
        connect=1,
        read=False,
        other=0,
        redirect=10,
        status=patience.tries,
        status_forcelist=_BUSY,
        backoff_factor=patience.pause,
        raise_on_status=False,
        retry_after_max=_LONGEST_PAUSE,
    )
    session = requests.Session()
    session.headers["User-Agent"] = "esitlik-atlasi"
    session.headers["Accept-Encoding"] = "identity"  # a range is one of the file's own bytes
    for scheme in ("http://", "https://"):
        session.mount(scheme, HTTPAdapter(max_retries=retry))
    return session


@dataclass(frozen=True, slots=True)
class _Errand:
    """Getting one source."""

    raw: Path
    source: Source
    download: Download
    session: requests.Session
    patience: Patience

    @property
    def place(self) -> Path:
        """Where the file, or the folder of pages, belongs."""
        return self.raw / next(iter(self.source.files.values()))

    def run(self) -> str:
        """Get it; what became of it."""
        place, wanted = self.place, self.download.sha256
        if not place.resolve().is_relative_to(self.raw.resolve()):
            raise FetchError(f"{place} is outside {self.raw}. Mend 'files' in sources.toml.")
        if wanted and place.is_file() and checksum(place) == wanted:
            return f"{place} is there and as declared."
        part = place.with_name(f"{place.name}{_PART}")
        if self.download.pages:
            self._get_pages(part)
        else:
            self._get(part, {})
            self._require_right(part)
        return self._settle(part)

    def _get_pages(self, folder: Path) -> None:
        """Page after page, until they hold what the first says there is; pages got before stay."""
        number, held, in_all = 0, 0, 1
        try:
            while held < in_all:
                number += 1
                file = folder / f"page-{number:04}.json"
                if not file.exists():
                    part = file.with_name(f"{file.name}{_PART}")
                    self._get(part, {self.download.pages: str(number)})
                    part.replace(file)
                page = read_page(self.source, file)
                held, in_all = held + len(page.records), page.in_all
                if not page.records:
                    break
            read_pages(self.source, folder)
        except InputError as error:
            shutil.rmtree(folder)
            raise FetchError(f"{error} Nothing of it was kept.") from error

    def _get(self, part: Path, parameters: Mapping[str, str]) -> None:
        """Get one file, going on where an answer broke off."""
        problem = ""
        for attempt in range(self.patience.tries):
            time.sleep(self.patience.pause * (2 ** (attempt - 1) if attempt else 0))
            try:
                self._ask(part, parameters)
            except _LostError as error:
                problem = str(error)
            else:
                return
        raise FetchError(
            f"{self.download.url} broke off {self.patience.tries} times ({problem}). Try again "
            "later; it will go on where it stopped."
        )

    def _ask(self, part: Path, parameters: Mapping[str, str]) -> None:
        mark = part.with_name(f"{part.name}.mark")
        held, headers = _resumed(part, mark, self.download.url)
        seconds = self.patience.seconds
        try:
            with self.session.get(
                self.download.url, params=parameters, headers=headers, stream=True, timeout=seconds
            ) as answer:
                self._require_answer(answer, part)
                goes_on = held and answer.status_code == requests.codes.partial_content
                if goes_on and not _starts_at(answer, held):
                    part.unlink()
                    raise _LostError("another part of the file came than the one asked for")
                part.parent.mkdir(parents=True, exist_ok=True)
                _mark(mark, self.download.url, answer)
                with part.open("ab" if goes_on else "wb") as file:
                    for block in answer.iter_content(_BLOCK):
                        file.write(block)
        except requests.Timeout as error:
            if isinstance(error, requests.ConnectTimeout):
                raise UnreachableError(f"{self.download.url} does not answer.") from error
            raise _LostError(f"no answer within {seconds:g} s") from error
        except requests.exceptions.SSLError as error:
            raise FetchError(
                f"{self.download.url} can't be trusted: {error}. Get it by hand."
            ) from error
        except requests.RequestException as error:
            if _is_unreachable(error):
                raise UnreachableError(f"{self.download.url} does not answer.") from error
            raise _LostError("the connection was cut") from error
        mark.unlink(missing_ok=True)

    def _require_answer(self, answer: requests.Response, part: Path) -> None:
        if answer.status_code == requests.codes.requested_range_not_satisfiable:
            part.unlink(missing_ok=True)
            raise _LostError("the file is shorter than what was held of it")
        if not answer.ok:
            repair = (
                "Try again later."
                if answer.status_code in _BUSY
                else f"Look at {self.source.described['address']} and mend 'download' in "
                "sources.toml."
            )
            raise FetchError(
                f"{self.download.url} answers {answer.status_code} {answer.reason}. {repair}"
            )

    def _require_right(self, part: Path) -> None:
        """The file is what is declared, and no page that says that something went wrong."""
        url, wanted = self.download.url, self.download.sha256
        with part.open("rb") as file:
            start = file.read(200)
        found = checksum(part)
        if _WEB_PAGE.match(start):
            problem = "gave a web page and not the file"
        elif wanted and found != wanted:
            problem = f"gave a file whose SHA-256 is {found}, and {wanted} is declared"
        else:
            return
        part.unlink()
        raise FetchError(
            f"{url} {problem}. Nothing was replaced. Look at {self.source.described['address']}; "
            "if the new file is right, mend 'download' in sources.toml."
        )

    def _settle(self, part: Path) -> str:
        place = self.place
        new = place.with_name(f"{place.name}{_NEW}")
        if not place.exists():
            part.replace(place)
            self._record()
            return f"fetched to {place}."
        same = _checksums(part) == _checksums(place)
        _remove(part if same else new)
        if same:
            if not _recorded(self.raw).keys() >= self._names():
                self._record()  # an earlier run was ended before it could
            return f"{place} is there and has not changed."
        part.replace(new)
        return (
            f"has changed at its publisher. {place} was kept and the new one laid beside it as "
            f"{new.name}: compare them, and rename it if you want it."
        )

    def _record(self) -> None:
        path, known = self.raw / RECORD, _recorded(self.raw)
        described = self.source.described
        for file in _files(self.place):
            known[file.relative_to(self.raw).as_posix()] = {
                "url": self.download.url,
                "sha256": checksum(file),
                "bytes": file.stat().st_size,
                "date": datetime.now(UTC).date().isoformat(),
                **{name: described[name] for name in ("licence", "publisher", "title")},
            }
        aside = path.with_name(f"{RECORD}{_NEW}")
        text = json.dumps(known, ensure_ascii=False, indent=1, sort_keys=True)
        aside.write_text(f"{text}\n", encoding="utf-8")
        aside.replace(path)

    def _names(self) -> set[str]:
        return {file.relative_to(self.raw).as_posix() for file in _files(self.place)}


def _recorded(raw: Path) -> dict[str, Any]:
    """What earlier runs noted; raises ``FetchError`` where that can't be read."""
    path = raw / RECORD
    if not path.exists():
        return {}
    try:
        known: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise FetchError(
            f"{path}: damaged ({error}). Mend it or move it away; dates and licences of what was "
            "fetched stand there."
        ) from error
    return known


def _resumed(part: Path, mark: Path, url: str) -> tuple[int, dict[str, str]]:
    """How many bytes are held of a file, and the headers that ask for the rest of the same one."""
    held = part.stat().st_size if part.exists() else 0
    marked = mark.read_text(encoding="utf-8").splitlines() if mark.exists() else []
    if not held or marked[:1] != [url] or len(marked) != len((url, "version")):
        return 0, {}
    return held, {"Range": f"bytes={held}-", "If-Range": marked[1]}


def _mark(mark: Path, url: str, answer: requests.Response) -> None:
    """Note which version of the file this is, so that no half of another is put to it."""
    tag = answer.headers.get("ETag", "")
    version = "" if tag.startswith("W/") else tag
    version = version or answer.headers.get("Last-Modified", "")
    mark.write_text(f"{url}\n{version}", encoding="utf-8")


def _starts_at(answer: requests.Response, held: int) -> bool:
    return answer.headers.get("Content-Range", "").startswith(f"bytes {held}-")


def _is_unreachable(error: requests.RequestException) -> bool:
    if isinstance(error, requests.exceptions.ProxyError):
        return True
    reason = error.args[0] if isinstance(error, LostError) and error.args else None
    return isinstance(reason, MaxRetryError) and isinstance(reason.reason, NewConnectionError)


def _files(place: Path) -> list[Path]:
    return sorted(place.glob("*.json")) if place.is_dir() else [place]


def _checksums(place: Path) -> list[str]:
    return [checksum(file) for file in _files(place)]


def _remove(place: Path) -> None:
    if place.is_dir():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)
