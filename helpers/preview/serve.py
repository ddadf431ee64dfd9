"""Pages on the loopback address: the folder of a preview, in a frame that loads them again when they are new."""

import json
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from helpers.preview.build import Built

_PATIENCE = 15.0  # seconds after which a browser that waits is answered all the same


class State:
    """What browsers are told: how many times pages were made, the page to look at, and what is wrong."""

    def __init__(self) -> None:
        """Nothing has been made yet."""
        self.looked_at = ""  # the page that was asked for last, by name in the folder of the preview
        self._changed = threading.Condition()
        self._first = ""  # the page that was there before the others
        self._content: dict[str, object] = {"version": 0, "page": "", "busy": True, "problems": []}

    def busy(self) -> None:
        """Pages are being made."""
        self._first = ""
        self._tell(busy=True)

    def shown(self, page: str, first: str) -> None:
        """One of them is there, `first`, while the others are being made. page: the one to look at in the beginning."""
        self._first = first
        self._tell(version=self._version + 1, page=page, problems=[])

    def built(self, built: Built) -> None:
        """They were made, or could not be: then the version stays, and with it the page that is looked at.

        It stays too when that page was there before the others.
        """
        new = not built.problems and self._first != (self.looked_at or built.page)
        page = built.page or self._content["page"]
        self._tell(version=self._version + new, page=page, busy=False, problems=list(built.problems))

    @property
    def _version(self) -> int:
        return int(str(self._content["version"]))

    def _tell(self, **news: object) -> None:
        with self._changed:
            self._content |= news
            self._changed.notify_all()

    def after(self, known: str) -> str:
        """The state as JSON, as soon as it is another than `known`, or after a while."""
        with self._changed:
            self._changed.wait_for(lambda: json.dumps(self._content) != known, _PATIENCE)
            return json.dumps(self._content)


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, *arguments: object, state: State, shell: bytes, **options: object):
        self._state, self._shell = state, shell
        super().__init__(*arguments, **options)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """The frame, the news for it, or a file of the preview."""
        host, path = urlsplit(f"//{self.headers.get('Host', '')}").hostname, urlsplit(self.path).path
        if host not in ("127.0.0.1", "localhost"):  # another site that has its name lead here
            self.send_error(403)
        elif path == "/":
            self._answer("text/html; charset=utf-8", self._shell)
        elif path == "/.news":
            self._news()
        elif "/." in path:  # the state of runs
            self.send_error(404)
        else:
            if path.endswith(".html"):
                self._state.looked_at = path.strip("/")
            super().do_GET()

    def _answer(self, kind: str, content: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _news(self) -> None:
        """A stream of states; the browser comes back by itself when it breaks off."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        known = ""
        try:
            self.wfile.write(b"retry: 300\n\n")
            while True:
                known = self._state.after(known)
                self.wfile.write(f"data: {known}\n\n".encode())
        except OSError:  # the reader has gone
            return

    def end_headers(self) -> None:
        """Nothing is kept by browsers: the next edit would not be seen."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *arguments: object) -> None:
        """Requests are not worth a line."""


class Server(ThreadingHTTPServer):
    """Serves until the process ends, beside its work."""

    daemon_threads = True

    def __init__(self, folder: Path, shell: str, port: int):
        """folder: with the pages; shell: the page around them; port: 0 for any. Raises OSError when it is taken."""
        self.state = State()
        handler = partial(_Handler, state=self.state, shell=shell.encode(), directory=str(folder))
        super().__init__(("127.0.0.1", port), handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        """What to open in a browser."""
        return f"http://127.0.0.1:{self.server_port}/"
