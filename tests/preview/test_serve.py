"""The server of a preview: files of the preview, news for the browser, and nothing for others."""

import json
from http.client import HTTPConnection

import pytest

from helpers.preview.build import Built
from helpers.preview.serve import Server as PatientServer


class Server(PatientServer):
    """One that looks soon whether it is to end."""

    def serve_forever(self, poll_interval=0.01):
        super().serve_forever(poll_interval)


@pytest.fixture
def server(tmp_path):
    folder = tmp_path / "out"
    (folder / "delft-west").mkdir(parents=True)
    (folder / "delft-west/factsheet.nl.html").write_text("<p>page")
    (folder / ".kansrijk").mkdir()
    (folder / ".kansrijk/index.json").write_text("secret")
    (tmp_path / "beside.txt").write_text("secret")
    server = Server(folder, "<p>shell", 0)
    yield server
    server.shutdown()
    server.server_close()


def get(server, path, host=None):
    connection = HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    connection.putrequest("GET", path, skip_host=True)
    connection.putheader("Host", host or f"127.0.0.1:{server.server_port}")
    connection.endheaders()
    return connection.getresponse()


def test_the_frame_and_the_pages_are_served_and_never_kept(server):
    shell, page = get(server, "/"), get(server, "/delft-west/factsheet.nl.html")
    assert (shell.read(), page.read()) == (b"<p>shell", b"<p>page")
    assert shell.getheader("Cache-Control") == page.getheader("Cache-Control") == "no-store"
    assert get(server, "/", host="localhost:1").status == 200


@pytest.mark.parametrize(
    "path", ["/.kansrijk/index.json", "/../beside.txt", "/%2e%2e/beside.txt", "/delft-west/../../beside.txt"]
)
def test_nothing_else_is(server, path):
    answer = get(server, path)
    assert answer.status == 404 and b"secret" not in answer.read()


@pytest.mark.parametrize("host", ["other.invalid", "127.0.0.1.other.invalid", ""])
def test_a_name_of_somebody_else_gets_nothing(server, host):
    assert get(server, "/", host=host or " ").status == 403


def test_it_listens_on_the_loopback_address_only(server):
    assert server.server_address[0] == "127.0.0.1" and server.address == f"http://127.0.0.1:{server.server_port}/"


def news(answer):
    while not (line := answer.readline()).startswith(b"data: "):
        pass
    return json.loads(line.removeprefix(b"data: "))


def test_news_say_which_page_and_what_is_wrong(server):
    stream = get(server, "/.news")
    assert stream.getheader("Content-Type") == "text/event-stream"
    assert news(stream) == {"version": 0, "page": "", "busy": True, "problems": []}
    server.state.built(Built("delft-west/factsheet.nl.html"))
    assert news(stream) == {"version": 1, "page": "delft-west/factsheet.nl.html", "busy": False, "problems": []}
    server.state.busy()
    assert news(stream)["busy"]
    server.state.built(Built("", problems=("cell 3: wrong",)))
    told = news(stream)
    assert told["problems"] == ["cell 3: wrong"] and told["version"] == 1  # the page that is looked at stays
    assert told["page"] == "delft-west/factsheet.nl.html"
    stream.close()


def told(state):
    return json.loads(state.after(""))


def test_the_page_that_is_looked_at_is_shown_before_the_others_and_once(server):
    """Again only to a reader who has gone to one of the others, or came to none."""
    state, sheet, chapter = server.state, "delft-west/factsheet.nl.html", "delft-west/01_a.nl.html"
    get(server, f"/{sheet}").read()
    assert state.looked_at == sheet
    for now, versions in ((sheet, [1, 1]), (chapter, [2, 3])):
        state.busy()
        state.shown(sheet, sheet)
        assert told(state) == {"version": versions[0], "page": sheet, "busy": True, "problems": []}
        get(server, f"/{now}").read()
        state.built(Built(sheet))
        assert told(state) == {"version": versions[1], "page": sheet, "busy": False, "problems": []}
    state.busy()
    state.built(Built(sheet, problems=("wrong",)))
    assert told(state)["version"] == 3


def test_what_a_page_brings_along_is_not_looked_at(server):
    get(server, "/delft-west/factsheet.nl.html").read()
    get(server, "/delft-west/map.svg").read()
    assert server.state.looked_at == "delft-west/factsheet.nl.html"
