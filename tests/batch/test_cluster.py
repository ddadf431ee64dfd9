"""A Dask cluster without Dask: which workers are refused, what travels, and how a cluster that is lost ends a run."""

import pickle
import sys
from types import SimpleNamespace

import pytest

from helpers.batch import dask
from helpers.batch.engine import EngineError
from helpers.contract.load import DEFAULT_DATA_DIR
from helpers.contract.vocabulary import PAGE_LANGUAGES
from helpers.files import FIGURES_VARIABLE
from tests.batch.fakes import AREAS, InlineEngine, statuses

FIRST, SECOND = "tcp://10.0.0.1:1", "tcp://10.0.0.2:1"


class Cluster:
    """What DaskEngine uses of the package `distributed`: a scheduler and its client, and workers that are this process.

    nthreads: of the workers, by address; answers: what a worker says instead of the truth.
    """

    def __init__(self):
        self.threads, self.answers = {FIRST: 1, SECOND: 1}, {}
        self.executor = InlineEngine(moment=lambda what: self.moment(what))
        self.moment = lambda what: None
        self.gone, self.closed, self.asked, self.seconds = False, 0, [], 1000.0

    # As a module and its client ---------------------------------------------------------------------------

    class ClosedClientError(Exception):
        pass

    def Client(self, address, timeout):
        self._answer()
        self.status = "running"
        return self

    def get_worker(self):
        return SimpleNamespace(local_directory=self.folder)

    def _answer(self):
        if self.gone:
            raise OSError("timed out")

    def nthreads(self):
        self._answer()
        return dict(self.threads)

    def wait_for_workers(self, number, timeout):
        if len(self.threads) < number:
            raise TimeoutError

    def run(self, function, *arguments, workers=None, on_error):
        self._answer()
        asked = list(self.threads) if workers is None else workers
        self.asked.append((function, asked))
        return {worker: self.answers.get(worker) or function(*arguments) for worker in asked}

    def get_executor(self, pure):
        assert not pure
        self.executor.shutdown = self._take_back
        return self.executor

    def _take_back(self, wait):
        if self.gone:  # as Dask's client does once it has noticed
            raise self.ClosedClientError("Client is closed")

    def close(self):
        self.closed += 1


@pytest.fixture
def cluster(project, monkeypatch, tmp_path):
    made = Cluster()
    made.folder = str(tmp_path / "worker")
    monkeypatch.setitem(sys.modules, "distributed", made)
    monkeypatch.setitem(sys.modules, "distributed.client", made)
    monkeypatch.setitem(sys.modules, "dask", SimpleNamespace(config=SimpleNamespace(set=lambda settings: None)))
    monkeypatch.setattr(dask, "time", SimpleNamespace(monotonic=lambda: made.seconds))
    monkeypatch.setenv(FIGURES_VARIABLE, str(tmp_path / "figures"))  # else a call sets it for this whole process
    project.write(first="1 + 1", second="area")
    return made


def _engine(data_dir=""):
    return dask.DaskEngine("tcp://scheduler:8786", data_dir)


def _refused(says):
    with pytest.raises(EngineError, match=says) as error, _engine():
        pass
    return str(error.value)


# Before a run -------------------------------------------------------------------------------------------


def test_without_the_package_the_message_names_the_extra(cluster, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    _refused("install the project with the extra `dask`")


def test_no_scheduler_is_one_clear_message(cluster):
    cluster.gone = True
    _refused(r"^no Dask scheduler answers at tcp://scheduler:8786: timed out$")


def test_a_scheduler_without_workers_is_one_clear_message(cluster):
    cluster.threads = {}
    _refused(r"^the Dask scheduler at tcp://scheduler:8786 has no workers; start them first$")
    assert cluster.closed == 1


def test_a_worker_with_another_version_is_refused(cluster):
    here = dask.fingerprint("")
    cluster.answers[SECOND] = here | {"helpers": "other", "pandas": "1.0"}
    message = _refused("cannot be used for this run")
    assert f"{SECOND}: other helpers, pandas (1.0, here {here['pandas']}) than here" in message
    assert FIRST not in message and "--nthreads 1" in message and cluster.closed == 1


@pytest.mark.parametrize(
    ("there", "says"),
    [
        ({}, ""),
        ({"data": "other"}, "other data than here"),
        ({"templates": "other", "notebooks": "other"}, "other notebooks, templates than here"),
        ({"Python": "3.99"}, "other Python (3.99, here "),
        ({"new-package": "1"}, "other new-package (1, here none) than here"),
        (ModuleNotFoundError("No module named 'helpers'"), "cannot be used there (ModuleNotFoundError: No module"),
    ],
    ids=str,
)
def test_a_difference_is_told_in_words(cluster, there, says):
    here = dask.fingerprint("")
    problem = dask._difference(here, there if isinstance(there, Exception) else here | there)
    assert says in problem and bool(problem) == bool(says)


def test_a_package_that_a_worker_lacks_is_a_difference(cluster):
    here = dask.fingerprint("")
    there = {name: value for name, value in here.items() if name != "pandas"}
    assert f"other pandas (none, here {here['pandas']}) than here" in dask._difference(here, there)


@pytest.mark.parametrize("path", ["helpers/new.py", "data/themes.csv", "notebooks/03_new.ipynb", "requirements.lock"])
def test_the_fingerprint_follows_all_that_results_depend_on(cluster, project, path):
    before = dask.fingerprint("")
    (project.folder / path).write_text("changed")
    after = dask.fingerprint("")
    assert [name for name in before if before[name] != after[name]] == [path.split("/")[0]]


def test_a_worker_has_one_thread(cluster):
    cluster.threads[SECOND] = 2
    message = _refused("cannot be used for this run")
    assert f"{SECOND}: 2 threads" in message and FIRST not in message and "--nthreads 1" in message


def test_the_tables_of_the_run_are_those_that_workers_are_asked_about(cluster, data_copy):
    (data_copy / "themes.csv").write_text("theme\n")
    with _engine(str(data_copy)):
        pass
    assert dask.fingerprint(str(data_copy))["data"] != dask.fingerprint(str(DEFAULT_DATA_DIR))["data"]
    cluster.answers[FIRST] = dask.fingerprint(str(DEFAULT_DATA_DIR))
    with pytest.raises(EngineError, match=f"{FIRST}: other data than here"), _engine(str(data_copy)):
        pass


# During a run -------------------------------------------------------------------------------------------


def test_the_same_output_as_on_this_machine_and_calls_are_bytes(cluster, project):
    sent = []
    submit = cluster.executor.submit

    def submitted(function, *arguments):
        sent.append(arguments)
        first, *others = pickle.loads(arguments[1])[1]
        call = submit(function, *arguments)
        call.arguments, call.function = (first, *others), lambda *_: function(*arguments)
        return call

    cluster.executor.submit = submitted
    with _engine() as engine:
        assert engine.slots == 2
        report = project.run(engine=engine)
    there = project.files()
    assert report.ok and statuses(report) == {"done": 4} and len(there) == len(PAGE_LANGUAGES) + 2 * 3
    assert len(sent) == 6 and {type(call) for _, call in sent} == {bytes} and len({run for run, _ in sent}) == 1
    project.out.rename(project.folder / "there")
    project.run()
    assert project.files() == there


def _when_worked(cluster, number, happens):
    """`happens()` just before the number-th call is worked on."""
    count = []

    def moment(what):
        count.extend([what] if what == "work" else [])
        if what == "work" and len(count) == number:
            happens()

    cluster.moment = moment


@pytest.fixture
def lost_during_run(cluster, project, monkeypatch):
    """lost_during_run(happens): the message with which the run ends, when `happens()` before the fifth call."""
    monkeypatch.setattr(InlineEngine, "_note", lambda engine, call: None)  # the calls are bytes, without names

    def run(happens):
        _when_worked(cluster, 5, happens)
        with pytest.raises(EngineError) as error, _engine() as engine:
            project.run(areas=AREAS, engine=engine)
        assert 0 < len(project.kept()) < 12
        before = project.kept()
        assert statuses(project.run(areas=AREAS)) == {"unchanged": len(before), "done": 12 - len(before)}
        return str(error.value)

    return run


def test_a_scheduler_that_is_lost_ends_the_run_and_what_was_finished_is_kept(cluster, lost_during_run):
    message = lost_during_run(lambda: setattr(cluster, "gone", True))
    assert message == "the Dask scheduler at tcp://scheduler:8786 does not answer any more; what was finished is kept"
    assert cluster.closed == 1


def test_workers_that_are_all_lost_end_the_run_and_what_was_finished_is_kept(cluster, lost_during_run):
    def lost():
        cluster.threads = {}
        cluster.seconds += 61

    assert lost_during_run(lost) == "no Dask worker is left since 60 seconds; what was finished is kept"


def test_a_worker_that_joins_late_is_checked_too(cluster, lost_during_run):
    def joins():
        cluster.threads["tcp://10.0.0.3:1"] = 1
        cluster.answers["tcp://10.0.0.3:1"] = dask.fingerprint("") | {"data": "other"}

    message = lost_during_run(joins)
    assert "tcp://10.0.0.3:1: other data than here" in message and FIRST not in message


def test_the_number_of_workers_is_that_of_the_moment_and_there_is_patience_without_any(cluster):
    with _engine() as engine:
        assert engine.slots == 2
        del cluster.threads[SECOND]
        assert engine.slots == 1
        cluster.threads = {}
        cluster.seconds += 59
        assert engine.slots == 1
        cluster.threads = {FIRST: 1}  # started again
        assert engine.slots == 1
        cluster.threads = {}
        cluster.seconds += 59
        assert engine.slots == 1
        cluster.seconds += 2
        with pytest.raises(EngineError, match="no Dask worker is left"):
            _ = engine.slots


def test_a_worker_is_asked_once(cluster):
    with _engine() as engine:
        assert (engine.slots, engine.slots) == (2, 2)
        cluster.threads["tcp://10.0.0.3:1"] = 1
        assert (engine.slots, engine.slots) == (3, 3)
    assert [workers for _, workers in cluster.asked] == [[FIRST, SECOND], ["tcp://10.0.0.3:1"]]


def test_a_worker_that_left_while_it_was_asked_is_no_problem(cluster):
    with _engine() as engine:
        cluster.threads["tcp://10.0.0.3:1"] = 1
        run = cluster.run

        def leaves(*arguments, **options):
            del cluster.threads["tcp://10.0.0.3:1"]
            return run(*arguments, **options) | {"tcp://10.0.0.3:1": OSError("timed out")}

        cluster.run = leaves
        assert (engine.slots, engine.slots) == (3, 2)


def test_a_worker_that_is_lost_costs_nothing(cluster, project, monkeypatch):
    """The cluster repeats its calls; the run only sees that there are fewer workers."""
    monkeypatch.setattr(InlineEngine, "_note", lambda engine, call: None)
    _when_worked(cluster, 3, lambda: cluster.threads.pop(SECOND))
    with _engine() as engine:
        report = project.run(areas=AREAS, engine=engine)
    assert report.ok and project.factsheets() == set(AREAS)


# The end ------------------------------------------------------------------------------------------------


@pytest.fixture
def stopped(monkeypatch):
    kernels = []
    monkeypatch.setattr(dask, "stop_own_server", lambda: kernels.append("stopped"))
    return kernels


@pytest.mark.parametrize(("whose", "ended"), [("own", 2), ("other", 0), (None, 0)])
def test_ctrl_c_ends_the_kernels_of_this_run_on_all_workers_and_no_others(cluster, stopped, monkeypatch, whose, ended):
    with pytest.raises(KeyboardInterrupt), _engine() as engine:
        monkeypatch.setattr(dask, "_working_for", engine._run if whose == "own" else whose)
        raise KeyboardInterrupt
    assert stopped == ["stopped"] * ended and cluster.closed == 1


def test_a_run_that_ends_well_stops_nothing(cluster, stopped, monkeypatch):
    with _engine() as engine:
        monkeypatch.setattr(dask, "_working_for", engine._run)
    assert stopped == [] and cluster.closed == 1


def test_ctrl_c_when_the_scheduler_has_gone_is_still_ctrl_c(cluster, stopped):
    with pytest.raises(KeyboardInterrupt), _engine():
        cluster.gone = True
        raise KeyboardInterrupt
    assert cluster.closed == 1


def test_a_worker_knows_for_which_run_it_works_as_long_as_it_does(cluster):
    assert dask._on_worker("a run", pickle.dumps((_working_for, ()))) == "a run"
    assert _working_for() is None
    with pytest.raises(ZeroDivisionError):
        dask._on_worker("a run", pickle.dumps((divmod, (1, 0))))
    assert _working_for() is None


def _working_for():
    return dask._working_for
