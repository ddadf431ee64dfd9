"""Memory and open files of a driver stay flat through change, kill and resume: benchmarks/long_run.py in small."""

import pytest

from benchmarks.long_run import Sampled, long_run
from helpers.kernels.provisioner import CAN_FORK


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.skipif(not CAN_FORK, reason="processes are looked up and killed as on Linux")
def test_two_cycles_of_change_kill_and_resume_stay_flat_and_do_nothing_twice(tmp_path):
    """That a resumed run does the rest and no more, and that nothing outlives its driver, is looked at inside."""
    runs = long_run(tmp_path, areas=12, cycles=2)
    assert [run.name for run in runs] == [
        "whole", "cycle 1, killed", "cycle 1, resumed", "cycle 2, killed", "cycle 2, resumed",
    ]  # fmt: skip
    assert runs[0].tasks == 24 and all(8 <= run.tasks < 12 for run in runs[1::2])
    assert [run.name for run in runs if not (run.driver.flat and run.server.flat)] == []


STEADY = ([200.0] * 9, [19] * 9)


@pytest.mark.parametrize(
    ("megabytes", "files", "flat"),
    [
        (*STEADY, True),
        ([200.0, 400.0, 200.0] * 3, STEADY[1], True),  # a moment of much memory is not growth
        ([200.0 - number for number in range(9)], [19, 17, 18] * 3, True),
        (STEADY[0], [10, 7, 7, 7, 7, 7, 10, 10, 10], True),  # two tasks at a time, one, then two again
        ([200.0 + 10 * number for number in range(9)], STEADY[1], False),
        (STEADY[0], [19 + number for number in range(9)], False),
        (STEADY[0], [19] * 6 + [30] * 3, False),
    ],
)
def test_what_grows_from_the_first_to_the_last_third_is_not_flat(megabytes, files, flat):
    assert Sampled(megabytes, files).flat == flat
