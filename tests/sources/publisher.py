"""A server on this machine that speaks the shapes of the services of CBS, RIVM and the Leefbaarometer, and can fail."""

import io
import json
import re
import socket
import struct
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

UNITS = {
    "%": ("A047047", "M001796_2", "D000186", "A045561", "M008349"),
    "x 1 000 euro": ("M001642", "M000224"),
    "per 1 000 inwoners": ("M001342_2",),
}
SCORES = (
    '"wk_code","wk_naam","jaar","lbm","afw","fys","onv","soc","vrz","won"\n'
    '"WK001400","Centrum",2012,4.1315,0.0292,NA,NA,NA,NA,NA\n'
    '"WK001400","Centrum",2024,4.2293,0.1271,0.0225,-0.1118,-0.0378,0.2774,-0.0232\n'
    '"WK001401","Zuid",2024,4.1531,0.0509,NA,-0.0238,-0.0385,0.1599,-0.0493\n'
    '"WK034401","Elders",2024,4.1531,0.0509,0.0026,-0.0238,-0.0385,0.1599,-0.0493\n'
)


class Publisher(ThreadingHTTPServer):
    """`asked`: paths in order; `faults`: what the next requests meet instead of an answer; `page`: rows of a page."""

    daemon_threads = True

    def __init__(self, service=None):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.service, self.asked, self.faults, self.page, self.rows, self.scores = service, [], [], 1000, None, SCORES
        self.base = f"http://127.0.0.1:{self.server_port}/"
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    def handle_error(self, request, client_address):
        """Clients that hang up are what these tests are about."""

    def content(self, path):
        """The rows that a path asks for, as the service gives them."""
        if self.rows is not None:
            return self.rows(path)
        if path.endswith("/MeasureCodes"):
            units = {code: unit for unit, codes in UNITS.items() for code in codes}
            return [{"Identifier": f"{c} ", "Unit": units.get(c, "aantal")} for c in self.service.measures]
        starts = re.findall(r"startswith\(WijkenEnBuurten,'(\w+)'\)", path)
        codes = {"NL": ["NL00"], "WK": [f"{starts[-1]}00", f"{starts[-1]}01"]}
        regions = codes["NL"] if starts == ["NL"] else [starts[0], *codes["WK"]]
        if "/Observations" in path:
            return [observation(code, measure, 10) for code in regions for measure in self.service.measures]
        columns = {slug: name for name, slug in self.service.measures.items()}.values()  # of two names the later one
        return [
            {"ID": n, "WijkenEnBuurten": code.ljust(10), "Perioden": f"{year}JJ00", "Leeftijd": "20300"}
            | dict.fromkeys(columns, 55.5 if self.service.quantity else 10)
            for n, (code, year) in enumerate((code, year) for code in regions for year in self.service.years)
        ]


def observation(code, measure, value, attribute="None"):
    return {
        "Id": 1,
        "Measure": measure,
        "ValueAttribute": attribute,
        "Value": value,
        "StringValue": None,
        "WijkenEnBuurten": code.ljust(8),
    }


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        server, path = self.server, unquote(self.path)
        server.asked.append(path)
        if server.faults:
            fault = server.faults.pop(0)
            if fault is not None:
                fault(self)
                return
        if path.endswith(".zip"):
            self.send(
                zipped({"open data/Leefbaarometer-scores wijken 2002-2024.csv": server.scores}), "application/zip"
            )
        else:
            self.send(self.page_of(path))

    def page_of(self, path):
        """A page of an answer, with a link to the next one."""
        found = re.search(r"[?&]from=(\d+)", path)
        start = int(found.group(1)) if found else 0
        rows = self.server.content(path)
        page = {"value": rows[start : start + self.server.page]}
        if start + self.server.page < len(rows):
            first = self.path.partition("&from=")[0].partition("?from=")[0]
            page["@odata.nextLink"] = f"{first}{'&' if '?' in first else '?'}from={start + self.server.page}"
        return json.dumps(page).encode()

    def send(self, content, kind="application/json; odata.metadata=minimal", status=200, length=None, **headers):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if length != "none":
            self.send_header("Content-Length", str(length or len(content)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments):
        """Not on the screen."""


def status(code, **headers):
    return lambda handler: handler.send(b"", status=code, **headers)


def reset(handler):
    """The connection is reset, before anything was answered."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


def half(length=None):
    """Half an answer; with `none` even its end looks like one."""
    return lambda handler: handler.send(b'{"value": [{"Identifier": "T0010', length=length or 5000)


def answer(content, kind="application/json", **headers):
    return lambda handler: handler.send(content, kind, **headers)


def zipped(members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return stream.getvalue()
