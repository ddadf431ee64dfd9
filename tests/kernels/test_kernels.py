"""A warm kernel behaves like the stock one, and nothing of one kernel ever reaches another."""

import json
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import jupyter_kernel_test
import nbclient
import nbformat
import psutil
import pytest
from jupyter_client.manager import KernelManager
from jupyter_client.provisioning import KernelProvisionerFactory
from nbclient.exceptions import DeadKernelError

from helpers.kernels import provisioner as warm_kernels
from helpers.kernels.provisioner import PROVISIONER, SERVER_VARIABLE, WarmProcess, shared_server
from tests.conftest import PROJECT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not warm_kernels.CAN_FORK, reason="kernels are only forked where that is safe"),
]
STOCK = "local-provisioner"


@contextmanager
def provisioned_by(name):
    factory = KernelProvisionerFactory.instance()
    before = factory.default_provisioner_name
    factory.default_provisioner_name = name
    try:
        yield
    finally:
        factory.default_provisioner_name = before


@pytest.fixture
def warm():
    with provisioned_by(PROVISIONER):
        yield


@contextmanager
def kernel(transport="ipc", **kwargs):
    """A running kernel: its manager and its client.

    Not TCP: another process may take a free port between its choice and its use, with any kernel.
    """
    # ipykernel does not capture what other programs write when it finds this variable.
    environment = {k: v for k, v in os.environ.items() if k != "PYTEST_CURRENT_TEST"}
    environment |= kwargs.pop("env", {})
    with TemporaryDirectory() as folder:
        manager = KernelManager(transport=transport, ip=f"{folder}/k" if transport == "ipc" else "127.0.0.1")
        manager.start_kernel(env=environment, **kwargs)
        client = manager.client()
        client.start_channels()
        try:
            client.wait_for_ready(timeout=60)
            yield manager, client
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)


def run(client, code, **kwargs):
    """The messages that a cell leaves."""
    messages = []
    reply = client.execute_interactive(code, output_hook=messages.append, timeout=60, **kwargs)
    assert reply["content"]["status"] == "ok", reply["content"]
    return [m for m in messages if m["msg_type"] in {"stream", "display_data", "execute_result", "error"}]


def printed(client, code, **kwargs):
    """What a cell writes to standard output."""
    messages = run(client, code, **kwargs)
    return "".join(m["content"]["text"] for m in messages if m["content"].get("name") == "stdout")


def value(client, expression, **kwargs):
    """The value of an expression that JSON can hold."""
    return json.loads(printed(client, f"import json; print(json.dumps({expression}))", **kwargs))


def gone(pid):
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE  # ended; who has to know is somebody else
    except psutil.NoSuchProcess:
        return True


def wait_until(condition, seconds=60):  # patience for a loaded machine; what is waited for is asserted
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


# Like the stock kernel ----------------------------------------------------------------------------------


class KernelProtocol:
    """The protocol tests of jupyter_kernel_test."""

    provisioner: str
    kernel_name = "python3"
    language_name = "python"
    file_extension = ".py"
    code_hello_world = "print('hello, world')"
    code_stderr = "import sys; print('test', file=sys.stderr)"
    completion_samples = [{"text": "zi", "matches": {"zip"}}]  # noqa: RUF012
    complete_code_samples = ["1", "print('hello, world')", "def f(x):\n  return x*2\n\n\n"]  # noqa: RUF012
    incomplete_code_samples = ["print('''hello", "def f(x):\n  x*2"]  # noqa: RUF012
    invalid_code_samples = ["import = 7q"]  # noqa: RUF012
    code_page_something = "zip?"
    code_generate_error = "raise"
    code_execute_result = [{"code": "1+2+3", "result": "6"}, {"code": "[1, 2]", "result": "[1, 2]"}]  # noqa: RUF012
    code_display_data = [  # noqa: RUF012
        {"code": "from IPython.display import HTML, display; display(HTML('<b>x</b>'))", "mime": "text/html"}
    ]
    code_history_pattern = "1?2*"
    supported_history_operations = ("tail", "search")
    code_inspect_sample = "zip"
    code_clear_output = "from IPython.display import clear_output; clear_output()"

    @classmethod
    def setUpClass(cls):
        cls.stack = ExitStack()
        with provisioned_by(cls.provisioner):
            cls.km, cls.kc = cls.stack.enter_context(kernel())

    @classmethod
    def tearDownClass(cls):
        cls.stack.close()

    def test_which_kernel_this_is(self):
        assert isinstance(self.km.provisioner.process, WarmProcess) == (self.provisioner == PROVISIONER)


class TestWarmKernelProtocol(KernelProtocol, jupyter_kernel_test.KernelTests):
    provisioner = PROVISIONER


class TestStockKernelProtocol(KernelProtocol, jupyter_kernel_test.KernelTests):
    provisioner = STOCK


SURROUNDINGS = """
import json, locale, logging, os, resource, signal, stat, sys, threading, warnings
import matplotlib, pandas, pandera.pandas, seaborn, statsmodels.api

def is_open(number):
    try:
        os.fstat(number)
    except OSError:
        return False
    return True

print(json.dumps({
    "argv": sys.argv[:-1],
    "path": sys.path,
    "flags": str(sys.flags),
    "cwd": os.getcwd(),
    "environment": {k: v for k, v in os.environ.items() if k != "JPY_PARENT_PID"},
    "own group": os.getpgid(0) == os.getpid() == os.getsid(0),
    "signals": {str(s): str(signal.getsignal(s)).split(" at ")[0] for s in signal.valid_signals()},
    "blocked signals": sorted(signal.pthread_sigmask(signal.SIG_BLOCK, [])),
    "threads": sorted(t.name.split("-")[0] for t in threading.enumerate()),
    "streams": [stat.S_IFMT(os.fstat(n).st_mode) for n in (1, 2)],
    "standard input": os.read(0, 1).decode(),
    "sockets": sum(stat.S_ISSOCK(os.fstat(n).st_mode) for n in range(256) if is_open(n)),
    "limits": resource.getrlimit(resource.RLIMIT_NOFILE),
    "locale": locale.getlocale(),
    "root logger": [str(h) for h in logging.getLogger().handlers],
    "pandas": pandas.describe_option(_print_desc=False),
    "matplotlib": {k: str(v) for k, v in matplotlib.rcParams.items()},
    "backend": matplotlib.get_backend(),
    "main": sorted(k for k in vars(sys.modules["__main__"]) if not k.startswith("__")),
    "warnings": [str(f) for f in warnings.filters if f[3] == "__main__" or "__main__" in str(f[3])],
}))
"""


def test_a_warm_kernel_finds_the_same_surroundings_as_a_stock_one(tmp_path):
    found = {}
    for name in (STOCK, PROVISIONER):
        with provisioned_by(name), kernel(cwd=str(tmp_path), env={"MARK": "ü"}) as (_, client):
            found[name] = json.loads(printed(client, SURROUNDINGS))
    assert found[PROVISIONER]["environment"]["MARK"] == "ü"
    # One more would be one of the server or of another kernel; how many its own queues use may vary.
    assert found[PROVISIONER].pop("sockets") <= found[STOCK].pop("sockets")
    assert found[PROVISIONER] == found[STOCK]


def test_a_notebook_has_the_same_outputs_in_a_warm_and_in_a_stock_kernel(tmp_path):
    outputs = []
    for name in (STOCK, PROVISIONER):
        notebook = nbformat.read(PROJECT / "notebooks" / "02_armoede_en_schulden.ipynb", as_version=4)
        with provisioned_by(name):
            nbclient.execute(notebook, cwd=str(tmp_path))
        outputs.append([cell.get("outputs") for cell in notebook.cells])
    assert outputs[0] == outputs[1]


@pytest.mark.parametrize(
    "code",
    [
        "import matplotlib.pyplot as plt; plt.plot([1, 3, 2])",
        "import seaborn as sns; sns.lineplot(x=[1, 2, 3], y=[1, 3, 2])",
        "from matplotlib import pyplot; pyplot.bar([1], [2]); pyplot.show()",
    ],
)
def test_a_chart_shows_as_an_image(warm, code):
    with kernel() as (_, client):
        images = [
            m["content"]["data"].get("image/png", "") for m in run(client, code) if m["msg_type"] == "display_data"
        ]
    assert len(images) == 1
    assert len(images[0]) > 5000  # an empty picture is smaller


@pytest.mark.parametrize(
    "code", ["print('spoken')", "import os; os.write(1, b'spoken\\n')", "import os; os.system('echo spoken')"]
)
def test_output_of_python_c_and_programs_lands_in_the_notebook(warm, code):
    with kernel() as (_, client):
        assert "spoken" in printed(client, code + "; import time; time.sleep(0.3)")


def test_input_asks_the_client(warm):
    with kernel() as (_, client):
        answer = lambda _: client.input("Zuid")  # noqa: E731
        assert printed(client, "print(input('Area? '))", allow_stdin=True, stdin_hook=answer) == "Zuid\n"


def test_the_standard_streams_are_those_the_client_chose(warm, tmp_path):
    with (tmp_path / "errors").open("w") as stream, kernel(stderr=stream) as (_, client):
        run(client, "import sys; print('to the terminal', file=sys.__stderr__, flush=True)")
        wait_until(lambda: "to the terminal" in (tmp_path / "errors").read_text())


def test_an_interrupt_stops_a_cell(warm):
    with kernel() as (manager, client):
        # A kernel skips what is queued behind an error, unless told otherwise.
        client.execute("print('running', flush=True)\nwhile True: pass", stop_on_error=False)
        while client.get_iopub_msg(timeout=60)["msg_type"] != "stream":
            pass
        manager.interrupt_kernel()
        assert client.get_shell_msg(timeout=60)["content"]["ename"] == "KeyboardInterrupt"
        assert value(client, "1 + 1") == 2


@pytest.mark.measured
def test_a_restarted_kernel_is_new(warm):
    with kernel() as (manager, client):
        run(client, "mark = 1")
        first = value(client, "__import__('os').getpid()")
        manager.restart_kernel()
        client.wait_for_ready(timeout=60)
        assert value(client, "'mark' in globals()") is False
        assert value(client, "__import__('os').getpid()") not in {first, os.getpid()}
        assert isinstance(manager.provisioner.process, WarmProcess)
        assert gone(first)


# Isolation ----------------------------------------------------------------------------------------------

POLLUTION = {
    "names": ("leaked = 1", "'leaked' in globals()"),
    "environment": ("import os; os.environ['LEAKED'] = '1'", "'LEAKED' in __import__('os').environ"),
    "rcParams": (
        "import matplotlib; matplotlib.rcParams['font.size'] = 77; import seaborn; seaborn.set_theme(font_scale=9)",
        "__import__('matplotlib').rcParams['font.size']",
    ),
    "pandas options": (
        "import pandas; pandas.options.display.max_rows = 7",
        "__import__('pandas').options.display.max_rows",
    ),
    "monkeypatch": ("import pandas; pandas.DataFrame.shape = 'patched'", "__import__('pandas').DataFrame().shape"),
    "builtins": ("import builtins; builtins.leaked = 1", "hasattr(__import__('builtins'), 'leaked')"),
    "modules": (
        "import sys; sys.modules['leaked'] = sys; sys.path.append('leaked')",
        "'leaked' in __import__('sys').path",
    ),
    "working directory": ("import os; os.chdir('/')", "__import__('os').getcwd()"),
    "signals": (
        "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)",
        "str(__import__('signal').getsignal(__import__('signal').SIGTERM))",
    ),
    "tables": (
        "from helpers.contract.load import load_tables; load_tables().frames['areas'].loc[0, 'name'] = 'leaked'",
        "__import__('helpers.contract.load').contract.load.load_tables().areas['name'][0]",
    ),
    "catalogue": (
        "import helpers.words.text; helpers.words.text.Text.number = lambda *_: 'leaked'",
        "__import__('helpers.words.text').words.text.Text('nl').number(1.5, 1)",
    ),
}


@pytest.fixture(scope="module")
def looks():
    """For each kind of pollution what it changes: before, in the polluted kernel, in one beside it and a later one."""
    with provisioned_by(PROVISIONER), kernel() as (_, polluted), kernel() as (_, beside):
        before = {what: value(beside, look) for what, (_, look) in POLLUTION.items()}
        inside = {}
        for what, (pollute, look) in POLLUTION.items():
            run(polluted, pollute)
            inside[what] = value(polluted, look)
        with kernel() as (_, later):
            yield {
                what: (before[what], inside[what], value(beside, look), value(later, look))
                for what, (_, look) in POLLUTION.items()
            }


@pytest.mark.parametrize("what", POLLUTION)
def test_what_one_notebook_does_never_reaches_another(looks, what):
    before, polluted, beside, later = looks[what]
    assert polluted != before  # else this would not show a leak
    assert beside == before
    assert later == before


def test_random_numbers_differ_between_kernels_and_follow_a_seed_within_one(warm):
    look = "[__import__('random').random(), __import__('numpy').random.random()]"
    seed = "import random, numpy; random.seed(1); numpy.random.seed(1)"
    with kernel() as (_, one), kernel() as (_, two):
        run(one, seed)
        seeded = value(one, look)
        others = [value(two, look)]
        with kernel() as (_, three):
            others.append(value(three, look))
            run(three, seed)
            assert value(three, look) == seeded
    numbers = [seeded, *others]
    for each in zip(*numbers, strict=True):
        assert len(set(each)) == 3


def test_kernels_at_the_same_time_have_their_own_process_sockets_and_files(warm, tmp_path):
    look = "[__import__('os').getpid(), __import__('os').getcwd(), __import__('os').environ['MARK']]"
    folders = [tmp_path / name for name in "abc"]
    for folder in folders:
        folder.mkdir()
    starts = [dict(cwd=str(folder), env={"MARK": folder.name}) for folder in folders]
    with (
        kernel("tcp", **starts[0]) as (_, a),
        kernel("tcp", **starts[1]) as (_, b),
        kernel("tcp", **starts[2]) as (_, c),
    ):
        found = [value(client, look) for client in (a, b, c)]
        connections = "__import__('psutil').Process().net_connections('tcp')"
        listening = f"[c.laddr.port for c in {connections} if c.status == 'LISTEN']"
        ports = [set(value(client, listening)) for client in (a, b, c)]
    assert len({pid for pid, _, _ in found}) == 3
    assert [(cwd, mark) for _, cwd, mark in found] == [(str(folder), folder.name) for folder in folders]
    assert len(set.union(*ports)) == sum(len(p) for p in ports) > 0


# Life and death -----------------------------------------------------------------------------------------


@pytest.mark.measured
def test_a_killed_kernel_is_reported_at_once(warm):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("import os; os.kill(os.getpid(), 9)")])
    start = time.monotonic()
    with pytest.raises(DeadKernelError):
        nbclient.execute(notebook)
    assert time.monotonic() - start < 60  # patience for a loaded machine; unnoticed it would last for ever


@pytest.mark.measured
def test_the_exit_status_is_that_of_the_kernel(warm):
    with kernel() as (manager, client):
        process = manager.provisioner.process
        assert process.poll() is None
        client.execute("import os; os._exit(7)")
        wait_until(lambda: process.poll() is not None)
        assert (process.poll(), process.wait()) == (7, 7)
        process.send_signal(signal.SIGKILL)  # to nobody: the process id may belong to another by now


def test_a_kernel_that_is_asked_to_end_does_so_as_python_does(tmp_path):
    """Threads finish and what was registered for the end is done."""
    for name in (STOCK, PROVISIONER):
        code = f"""
import atexit, pathlib, threading
folder = pathlib.Path({str(tmp_path)!r})
atexit.register((folder / "registered {name}").touch)
threading.Timer(0.5, (folder / "thread {name}").touch).start()
"""
        with provisioned_by(name), kernel() as (manager, client):
            process = manager.provisioner.process
            run(client, code)
            client.shutdown()
            wait_until(lambda process=process: process.poll() is not None)
            assert process.poll() == 0
    assert len(list(tmp_path.iterdir())) == 4


def test_a_kernel_takes_its_own_processes_along(warm):
    with kernel() as (_, client):
        child = value(client, "__import__('subprocess').Popen(['sleep', '60']).pid")
        assert not gone(child)
    wait_until(lambda: gone(child))


CLIENT = """
import os, subprocess, sys, time
from jupyter_client.manager import start_new_kernel
from helpers.kernels import provisioner as warm_kernels
manager, client = start_new_kernel()
told = []
code = "import os, subprocess; print(os.getpid(), subprocess.Popen(['sleep', '60']).pid)"
client.execute_interactive(code, output_hook=lambda m: told.append(m["content"].get("text", "")))
server = warm_kernels._own  # None when it uses the server of another
print("".join(told).strip(), *([server._process.pid, server.address] if server else []), flush=True)
time.sleep(60)
"""


@contextmanager
def client_with_a_kernel():
    """Another process with a kernel: the process, the ids of kernel and grandchild, and those of its own server."""
    environment = os.environ | {"JUPYTER_DEFAULT_PROVISIONER_NAME": PROVISIONER}
    with subprocess.Popen([sys.executable, "-c", CLIENT], env=environment, stdout=subprocess.PIPE, text=True) as client:
        yield client, client.stdout.readline().split()
        client.stdout.read()  # ends, because nobody else holds on to the pipe


@pytest.mark.parametrize(
    "number",
    [
        signal.SIGKILL,
        pytest.param(signal.SIGTERM, marks=pytest.mark.long),
        pytest.param(signal.SIGINT, marks=pytest.mark.long),
    ],
)
def test_server_and_kernels_end_with_their_client(number):
    with client_with_a_kernel() as (client, (*pids, address)):
        pids = [int(pid) for pid in pids]
        assert len(pids) == 3
        assert not any(gone(pid) for pid in pids)
        client.send_signal(number)
        wait_until(lambda: all(gone(pid) for pid in pids))
    wait_until(lambda: not Path(address).exists())


def test_a_shared_server_ends_the_kernels_of_a_dead_client_and_no_others(warm):
    with shared_server(), kernel() as (_, ours), client_with_a_kernel() as (client, pids):
        pids = [int(pid) for pid in pids]
        assert len(pids) == 2  # it has started no server
        client.kill()
        wait_until(lambda: all(gone(pid) for pid in pids))
        assert value(ours, "1 + 1") == 2


def test_the_kernels_of_a_server_that_dies_are_dead_and_the_next_has_a_new_server(warm):
    server = warm_kernels.own_server()
    with kernel() as (manager, client):
        pid = value(client, "__import__('os').getpid()")
        server._process.kill()
        server._process.wait()
        wait_until(lambda: not manager.is_alive())
        wait_until(lambda: gone(pid))
        with kernel() as (other, another):
            assert isinstance(other.provisioner.process, WarmProcess)
            assert value(another, "1 + 1") == 2
    assert warm_kernels.own_server() is not server


def test_a_client_that_is_gone_before_it_asked_costs_no_other_kernel(warm):
    with shared_server(), kernel() as (_, running):
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(os.environ[SERVER_VARIABLE])
        with kernel() as (manager, _):
            assert isinstance(manager.provisioner.process, WarmProcess)
        assert value(running, "1 + 1") == 2


FORK_NEEDS_ROOM = """
import os
from pathlib import Path
fork = os.fork
def fork_if_there_is_room():
    if Path(__file__).with_name("full").exists():
        raise BlockingIOError("no room")
    return fork()
os.fork = fork_if_there_is_room
"""


def test_a_fork_that_fails_costs_no_other_kernel(warm, monkeypatch, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(FORK_NEEDS_ROOM, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", str(PROJECT))]))
    with shared_server(), kernel() as (_, running):
        (tmp_path / "full").touch()
        with kernel() as (manager, client):
            assert isinstance(manager.provisioner.process, subprocess.Popen)
            assert value(client, "1 + 1") == 2
        (tmp_path / "full").unlink()
        with kernel() as (manager, _):
            assert isinstance(manager.provisioner.process, WarmProcess)
        assert value(running, "1 + 1") == 2


@pytest.mark.measured
def test_a_shared_server_that_is_not_there_is_replaced_with_a_warning(warm, monkeypatch, tmp_path, caplog):
    monkeypatch.setenv(SERVER_VARIABLE, str(tmp_path / "nobody"))
    with kernel() as (manager, client):
        assert isinstance(manager.provisioner.process, WarmProcess)
        assert value(client, "1 + 1") == 2
    assert "does not answer" in caplog.text


@pytest.mark.measured
def test_without_any_server_the_stock_kernel_is_used_with_a_warning(warm, monkeypatch, caplog):
    def no_server():
        raise warm_kernels.NoServer("none today")

    monkeypatch.setattr(warm_kernels, "own_server", no_server)
    with kernel() as (manager, client):
        assert isinstance(manager.provisioner.process, subprocess.Popen)
        assert value(client, "1 + 1") == 2
    assert "none today" in caplog.text


@pytest.mark.measured
def test_where_fork_is_missing_the_stock_kernel_is_used(warm, monkeypatch):
    monkeypatch.setattr(warm_kernels, "CAN_FORK", False)
    with shared_server(), kernel() as (manager, _):
        assert SERVER_VARIABLE not in os.environ
        assert isinstance(manager.provisioner.process, subprocess.Popen)


@pytest.mark.measured
@pytest.mark.parametrize(
    "command", [["other/python", "-m", "ipykernel_launcher"], [sys.executable, "-I", "-m", "ipykernel_launcher"], ["R"]]
)
def test_only_kernels_of_this_environment_are_forked(command):
    assert not warm_kernels._can_be_forked(command, {})
    assert warm_kernels._can_be_forked([sys.executable, "-m", "ipykernel_launcher", "-f", "x"], {})


@pytest.mark.measured
def test_a_kernel_with_other_settings_for_python_itself_is_a_stock_kernel_that_has_them(warm, caplog):
    caplog.set_level(logging.INFO)
    with kernel(env={"PYTHONHASHSEED": "7"}) as (manager, client):
        assert isinstance(manager.provisioner.process, subprocess.Popen)
        assert value(client, "hash('a')") == value(client, "hash('a')")
    assert "PYTHONHASHSEED" in caplog.text


def test_the_end_of_a_shared_server_ends_its_kernels_and_its_variables(warm):
    with pytest.raises(KeyboardInterrupt), shared_server():
        assert SERVER_VARIABLE in os.environ
        manager = KernelManager()
        manager.start_kernel()
        raise KeyboardInterrupt
    assert SERVER_VARIABLE not in os.environ
    assert not manager.is_alive()
    manager.cleanup_resources()


# Never stale --------------------------------------------------------------------------------------------


@pytest.fixture
def project_copy(tmp_path, monkeypatch):
    """A copy of the project, for servers and kernels to import."""
    for name in ("helpers", "data"):
        shutil.copytree(PROJECT / name, tmp_path / name)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return tmp_path


@pytest.fixture
def server_of_copy(project_copy):
    with shared_server():
        yield


@pytest.mark.parametrize("spoiled", ["helpers/contract/vocabulary.py", "data/areas.csv"])
def test_a_broken_project_is_reported_by_the_notebook_not_by_the_server(warm, project_copy, spoiled):
    original = (project_copy / spoiled).read_bytes()
    (project_copy / spoiled).write_bytes(b"not, this: one")
    with shared_server(), kernel(cwd=str(project_copy)) as (manager, client):
        assert isinstance(manager.provisioner.process, WarmProcess)
        reply = client.execute_interactive("from helpers import open_run; open_run('delft-west')", timeout=60)
        assert reply["content"]["status"] == "error"
        (project_copy / spoiled).write_bytes(original)
        with kernel(cwd=str(project_copy)) as (_, another):
            run(another, "from helpers import open_run; open_run('delft-west')")


def test_a_kernel_uses_helpers_and_tables_as_they_are_now(warm, project_copy, server_of_copy):
    where = "__import__('helpers.session').session.__file__"
    number = "__import__('helpers.contract.vocabulary').contract.vocabulary.LANGUAGES"
    name = "__import__('helpers.contract.load').contract.load.load_tables().areas['name'][0]"
    preloaded = "'helpers.contract.load' in __import__('sys').modules"
    elsewhere = str(project_copy / "data")  # a folder without helpers of its own
    with kernel(cwd=elsewhere) as (manager, client):
        assert isinstance(manager.provisioner.process, WarmProcess)
        assert value(client, preloaded) is True
        assert value(client, where) == str(project_copy / "helpers" / "session.py")
        languages, first = value(client, number), value(client, name)

    module = project_copy / "helpers" / "contract" / "vocabulary.py"
    module.write_text(module.read_text(encoding="utf-8") + "\nLANGUAGES = ('edited',)\n", encoding="utf-8")
    table = project_copy / "data" / "areas.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(first, "Elders"), encoding="utf-8")
    with kernel(cwd=elsewhere) as (manager, client):
        assert isinstance(manager.provisioner.process, WarmProcess)
        assert value(client, preloaded) is False
        assert value(client, number) == ["edited"] != list(languages)
        assert value(client, name) == "Elders"


def test_helpers_in_the_working_directory_come_first_as_in_a_stock_kernel(tmp_path):
    (tmp_path / "helpers").mkdir()
    (tmp_path / "helpers" / "__init__.py").write_text("here = True\n", encoding="utf-8")
    found = []
    for name in (STOCK, PROVISIONER):
        with provisioned_by(name), kernel(cwd=str(tmp_path)) as (_, client):
            found.append(value(client, "__import__('helpers').__file__"))
    assert found == [str(tmp_path / "helpers" / "__init__.py")] * 2
