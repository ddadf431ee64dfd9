import pytest
from pydantic import ValidationError

from helpers import batch
from helpers.run import ParameterError, open_run


def test_a_run_knows_its_area():
    run = open_run("tilburg-noordwest", "en")
    assert (run.area_name, run.language) == ("Tilburg NoordWest", "en")


def test_unknown_area_gets_a_suggestion():
    with pytest.raises(ParameterError, match=r"did you mean .*rotterdam-zuid"):
        open_run("roterdam-zuid")


@pytest.mark.parametrize("language", ["du", "NL", ""])
def test_unknown_language_is_refused(language):
    with pytest.raises(ValidationError, match="does not exist"):
        open_run("delft-west", language)


def test_data_dir_must_be_a_folder(tmp_path):
    with pytest.raises(ValidationError, match="not a folder"):
        open_run("delft-west", data_dir=str(tmp_path / "nowhere"))


@pytest.mark.parametrize(("wanted", "names"), [(["02"], ["02_armoede_en_schulden"]), (["8"], ["08_synthese"])])
def test_notebooks_by_number(wanted, names):
    assert batch.check_notebooks(wanted) == names


def test_unknown_notebook_gets_a_suggestion():
    with pytest.raises(ParameterError, match="did you mean 02_armoede_en_schulden"):
        batch.check_notebooks(["02_armoede"])


def test_there_is_a_parameter_file_for_every_area(tables):
    for area in tables.areas["area"]:
        assert batch.area_parameters(area, None, "").area == area


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("area: delft-west\nlangauge: nl\n", "did you mean language"),
        ("area: delft-west\nlanguage: fr\n", "'fr' does not exist"),
        ("area: breda-noord\n", "is about 'breda-noord'; expected 'delft-west'"),
        ("- a\n", "params/delft-west.yaml"),
        ("area: [1]\n", "area"),
    ],
)
def test_bad_parameter_file_is_named(tmp_path, monkeypatch, content, says):
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "delft-west.yaml").write_text(content)
    monkeypatch.setattr(batch, "PROJECT_DIR", tmp_path)
    with pytest.raises(ParameterError) as error:
        batch.area_parameters("delft-west", None, "")
    assert says in str(error.value) and "params/delft-west.yaml" in str(error.value)


def test_digest_follows_what_a_task_depends_on(data_copy):
    plain = batch.plan(["delft-west"], ["02"], [], str(data_copy))[0].digest
    assert batch.plan(["delft-west"], ["02"], [], str(data_copy))[0].digest == plain
    assert batch.plan(["delft-west"], ["02"], ["en"], str(data_copy))[0].digest != plain
    assert batch.plan(["breda-noord"], ["02"], [], str(data_copy))[0].digest != plain
    path = data_copy / "themes.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("#b3541e", "#b3541f"), encoding="utf-8")
    assert batch._shared_digest(data_copy) != batch._shared_digest(batch.DEFAULT_DATA_DIR)
