"""Ask publishers for figures over the network, and keep every answer as it came (`kansrijk fetch`).

An answer is kept by query, date and SHA-256, whole or not at all. What was kept today is not asked again, so that a
fetch that was broken off goes on where it stopped; kept answers can be read again without a network.
"""

import hashlib
import json
import re
import time
import zipfile
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

# The only places that are ever asked, led to or sent on to: a session knows no way to any other.
PUBLISHERS = (
    "https://datasets.cbs.nl/",
    "https://opendata.cbs.nl/",
    "https://dataderden.cbs.nl/",
    "https://www.leefbaarometer.nl/",
)

_TYPES = {
    "json": ("application/json",),
    "zip": ("application/zip", "application/x-zip-compressed", "application/octet-stream"),
}
_CHUNK = 4096  # bytes; small, so that an answer that trickles in is noticed


class FetchError(ValueError):
    """A publisher did not answer, or not with what was expected; the message names query, finding and expectation."""


@dataclass(frozen=True)
class Query:
    """One question to a publisher: what it is called here, the address that asks it, and the kind of its answer."""

    name: str  # a slug: it names a folder
    address: str
    kind: str = "json"  # or zip

    def __post_init__(self) -> None:
        """Raises ValueError for a name that is no slug."""
        if not re.fullmatch(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*", self.name):
            raise ValueError(f"query {self.name!r}; expected letters, digits and hyphens")


@dataclass(frozen=True)
class Limits:
    """How long and how much a fetch puts up with; times in seconds, sizes in bytes."""

    tries: int = 5
    backoff: float = 1.0  # before the second try; twice as long before each next one
    longest_wait: int = 120  # however long a publisher asks us to wait (Retry-After)
    timeout: tuple[float, float] = (10.0, 60.0)  # to connect; between two pieces of an answer
    whole: float = 1800.0  # for an answer as a whole
    sizes: dict[str, int] = field(default_factory=lambda: {"json": 50 * 2**20, "zip": 2**30})
    pages: int = 200  # of one question


class Answers:
    """Answers of publishers, asked for or kept."""

    def __init__(
        self,
        folder: Path,
        *,
        offline: bool = False,
        today: date | None = None,
        limits: Limits | None = None,
        publishers: tuple[str, ...] = PUBLISHERS,
    ) -> None:
        """folder: where answers are kept; offline: ask nobody; publishers: how allowed addresses begin (for tests)."""
        self.limits = limits or Limits()
        self._folder, self._publishers = folder, publishers
        self._today = (today or date.today()).isoformat()
        self._session = None if offline else _session(self.limits, publishers)

    def get(self, query: Query, of_day: str | None = None) -> Path:
        """The file with the whole answer to a query: kept today, or asked for now; offline the newest one kept.

        of_day: the date (ISO) that it must be of, for a further page of an answer. Raises FetchError.
        """
        folder = self._folder / f"{query.name}-{hashlib.sha256(query.address.encode()).hexdigest()[:12]}"
        day = of_day or ("" if self._session is None else self._today)
        kept = [path for path in sorted(folder.glob(f"{day}*_*.{query.kind}"), reverse=True) if _is_as_kept(path)]
        if kept:
            return kept[0]
        if self._session is None:
            wanted = f"of {of_day} " if of_day else ""
            raise FetchError(
                f"{query.name}: no answer {wanted}kept in {folder} that is as it came; expected one: fetch it without "
                "--from-raw"
            )
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "query.txt").write_text(f"{query.address}\n", encoding="utf-8")
        return self._asked(self._session, query, folder)

    def _asked(self, session: requests.Session, query: Query, folder: Path) -> Path:
        """urllib3 asks again until an answer begins; one that breaks off after that is ours to ask for again."""
        problem: Exception | None = None
        for already in range(self.limits.tries):
            if already:
                time.sleep(self.limits.backoff * 2 ** (already - 1))
            with self._begun(session, query) as response:
                try:
                    return self._kept(response, query, folder)
                except (requests.RequestException, json.JSONDecodeError, zipfile.BadZipFile) as error:
                    problem = error
        raise FetchError(
            f"{query.name}: {self.limits.tries} answers broke off ({problem}); expected a whole one ({query.address})"
        )

    def _begun(self, session: requests.Session, query: Query) -> requests.Response:
        try:
            response = session.get(query.address, timeout=self.limits.timeout, stream=True)
        except (requests.exceptions.InvalidSchema, requests.TooManyRedirects) as error:
            raise FetchError(f"{query.name}: {error}; expected {' or '.join(self._publishers)}") from None
        except requests.RequestException as error:
            raise FetchError(f"{query.name}: no answer in {self.limits.tries} tries ({error})") from None
        if response.status_code != requests.codes.ok:
            told = f"{response.status_code} {response.reason}"
            raise FetchError(f"{query.name}: the publisher answers {told}; expected 200 OK ({query.address})")
        kind = response.headers.get("Content-Type", "").split(";")[0].strip().lower()
        if kind not in _TYPES[query.kind]:
            raise FetchError(
                f"{query.name}: the answer is {kind or 'of no stated type'}; expected {' or '.join(_TYPES[query.kind])}"
                f" ({query.address})"
            )
        return response

    def _kept(self, response: requests.Response, query: Query, folder: Path) -> Path:
        """Keep an answer when all of it is there; what a kill leaves behind is overwritten by the next one."""
        sha, size, most = hashlib.sha256(), 0, self.limits.sizes[query.kind]
        part, end = folder / ".part", time.monotonic() + self.limits.whole
        with part.open("wb") as stream:
            for chunk in response.iter_content(_CHUNK):
                size += len(chunk)
                if size > most or time.monotonic() > end:
                    raise FetchError(
                        f"{query.name}: {size} bytes and no end; expected at most {most} in {self.limits.whole:g} "
                        f"seconds ({query.address})"
                    )
                sha.update(chunk)
                stream.write(chunk)
        if query.kind == "json":
            page(part, query.name)  # an error that comes as an answer is not kept either
        elif not zipfile.is_zipfile(part):
            raise zipfile.BadZipFile("no whole zip file")
        return part.replace(folder / f"{self._today}_{sha.hexdigest()}.{query.kind}")


def page(path: Path, name: str) -> tuple[dict[str, object], list[dict[str, object]]]:
    """A page of an answer of OData, and the rows on it; name: of the query, for messages.

    Raises FetchError when it is in no encoding of JSON or has no rows, JSONDecodeError when it is not whole.
    """
    try:
        found = json.loads(path.read_bytes())
    except UnicodeDecodeError as error:
        raise FetchError(f"{name}: byte {error.start} of the answer is no {error.encoding}; expected UTF-8") from None
    rows = found.get("value") if isinstance(found, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        told = f"an object with the keys {', '.join(found)}" if isinstance(found, dict) else f"a {type(found).__name__}"
        raise FetchError(f"{name}: the answer is {told}; expected an object with rows under value")
    return found, rows


def _session(limits: Limits, publishers: tuple[str, ...]) -> requests.Session:
    """A session with a way to the publishers only: an address, page or redirect elsewhere has no adapter."""
    again = Retry(
        total=limits.tries - 1,
        redirect=0,  # requests follows them, through the same adapters
        allowed_methods={"GET"},
        status_forcelist=(429, 502, 503, 504),
        backoff_factor=limits.backoff,
        retry_after_max=limits.longest_wait,
        raise_on_status=False,
        raise_on_redirect=False,
    )
    session = requests.Session()
    session.max_redirects = 3
    session.headers["User-Agent"] = "kansrijke-wijk-notebooks"
    session.adapters.clear()
    for publisher in publishers:
        session.mount(publisher, HTTPAdapter(max_retries=again))
    return session


def _is_as_kept(path: Path) -> bool:
    if not path.is_file():  # a named pipe would be waited for for ever
        return False
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest() == path.stem.partition("_")[2]
