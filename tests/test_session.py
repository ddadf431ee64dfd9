import pandas as pd
import pytest

from helpers.batch import plan
from helpers.contract.parameters import ParameterError
from helpers.session import open_run, theme_row


def test_a_run_knows_its_area():
    run = open_run("tilburg-noordwest", "en")
    assert (run.area_name, run.language) == ("Tilburg NoordWest", "en")


def test_unknown_area_gets_a_suggestion():
    with pytest.raises(ParameterError, match=r"did you mean .*rotterdam-zuid"):
        open_run("roterdam-zuid")


@pytest.mark.parametrize("language", ["du", "NL", ""])
def test_unknown_language_is_refused(language):
    with pytest.raises(ParameterError, match=rf"^language {language!r} does not exist; .*$"):
        open_run("delft-west", language)


def test_data_dir_must_be_a_folder(tmp_path):
    with pytest.raises(ParameterError, match=r"^data_dir .* is not a folder$"):
        open_run("delft-west", data_dir=str(tmp_path / "nowhere"))


def test_a_parameter_of_another_type_is_refused_in_one_line():
    with pytest.raises(ParameterError, match=r"^language: 3; Input should be a valid string$"):
        open_run("delft-west", 3)


def test_own_figures_that_are_not_there_are_named(tmp_path):
    with pytest.raises(ValueError, match=r"none\.xlsx: there is no such file or folder$"):
        open_run("delft-west", own=tmp_path / "none.xlsx")


def test_a_theme_in_english_gets_the_slugs_with_their_names(run):
    with pytest.raises(
        ParameterError, match=r"^theme 'poverty' does not exist; .*armoede \(Poverty and debt\), re-int"
    ):
        theme_row(run, "poverty")


@pytest.mark.parametrize(("wanted", "names"), [(["02"], ["02_armoede_en_schulden"]), (["8"], ["08_synthese"])])
def test_notebooks_by_number(wanted, names):
    assert plan.check_notebooks(wanted) == names


def test_unknown_notebook_gets_a_suggestion():
    with pytest.raises(ParameterError, match="did you mean 02_armoede_en_schulden"):
        plan.check_notebooks(["02_armoede"])


def test_there_is_a_parameter_file_for_every_area(tables):
    for area in tables.areas["area"]:
        assert plan.area_parameters(area, None, "").area == area


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("area: delft-west\nlangauge: nl\n", "did you mean language"),
        ("area: delft-west\nlanguage: fr\n", "'fr' does not exist"),
        ("area: delft-west\ndata_dir: .\n", "give it as --data-dir"),
        ("area: breda-noord\n", "is about 'breda-noord'; expected 'delft-west'"),
        ("- a\n", "is no list of names with values"),
        ("area: delft-west\n1: x\n", "1: Keys should be strings"),
        ("area: [1]\n", "area"),
        ("area: delft-west\nlanguage: en\nlanguage: nl\n", "'language' stands in lines 2 and 3"),
        ("area: breda-noord\narea: delft-west\n", "'area' stands in lines 1 and 2"),
        ("area: 2024-13-45\n", "month must be in 1..12"),
        ("area: " + "9" * 5000, "5000 digits"),
        ("[" * 1000, "more than 50 levels deep"),
    ],
)
def test_bad_parameter_file_is_named(tmp_path, monkeypatch, content, says):
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "delft-west.yaml").write_text(content)
    monkeypatch.setattr(plan, "PROJECT_DIR", tmp_path)
    with pytest.raises(ParameterError) as error:
        plan.area_parameters("delft-west", None, "")
    assert says in str(error.value) and "params/delft-west.yaml" in str(error.value)


def _digest(area="delft-west", notebook="02", language=(), data_dir=""):
    (task,) = plan.plan([area], [notebook], language, str(data_dir))
    return task.digest


def _replace(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_digest_follows_what_a_task_depends_on(data_copy):
    plain = _digest(data_dir=data_copy)
    assert _digest(data_dir=data_copy) == plain
    different = {_digest(language=["en"], data_dir=data_copy), _digest("breda-noord", data_dir=data_copy)}
    different |= {_digest(notebook="03", data_dir=data_copy), _digest(data_dir=data_copy.parent / "data" / ".")}
    _replace(data_copy / "themes.csv", "#b3541e", "#b3541f")
    assert len(different | {plain, _digest(data_dir=data_copy)}) == 5


@pytest.mark.parametrize(
    ("table", "old", "new", "changes"),
    [
        ("region_values", "GM0758,2022,cbs-inwoners", "GM0758,2022,cbs-inkomen", {"breda-noord"}),
        ("area_wijken", "breda-noord,wijk,WK075801", "breda-noord,wijk,WK999999", {"breda-noord", "delft-west"}),
    ],
)
def test_a_row_changes_only_the_areas_that_show_it(data_copy, table, old, new, changes):
    """Another municipality reaches no notebook of this area; districts of another area say who is compared with."""
    before = {area: _digest(area, data_dir=data_copy) for area in ("delft-west", "breda-noord")}
    _replace(data_copy / f"{table}.csv", old, new)
    after = {area: _digest(area, data_dir=data_copy) for area in before}
    assert {area for area in before if before[area] != after[area]} == changes


@pytest.mark.parametrize(
    "what", ["context", *[pytest.param(what, marks=pytest.mark.slow) for what in ("words", "drawings")]]
)
def test_unseen_rows_are_shown_nowhere(data_copy, request, what):
    """What `tasks` leaves out of an area's digest makes no difference to any block of that area."""
    from helpers import results, views

    if what != "drawings":
        request.getfixturevalue("undrawn")

    def blocks(data_dir):
        run = open_run("delft-west", data_dir=str(data_dir))
        context = results.register.area_context(run, run.area)
        strips = results.register.strips(run, context)
        found = [views.area.area_context(run, context, strips), context.to_json()]
        if what != "context":
            levels = results.answer.levels(run, run.area, results.answer.KEY_FIGURES)
            found.append(views.spine.key_figures(run, levels, results.answer.key_figures(run, run.area, levels)))
            found.append(views.indicators.overview(run, results.indicators.overview(run)))
        return str([getattr(block, "_repr_mimebundle_", lambda block=block: block)() for block in found])

    before, digest = blocks(data_copy), _digest("delft-west", "01", data_dir=data_copy)
    values = pd.read_csv(data_copy / "region_values.csv", dtype=str, keep_default_na=False)
    groningen = (values["region"] == "GM0014") & (values["value"] != "")
    assert groningen.sum() > 5
    values.loc[groningen, "value"] = (values.loc[groningen, "value"].astype(float) - 0.25).astype(str)
    other = data_copy.parent / "other"
    data_copy.rename(other)
    values.to_csv(other / "region_values.csv", index=False)
    assert blocks(other) == before
    other.rename(data_copy)
    assert _digest("delft-west", "01", data_dir=data_copy) == digest
    assert _digest("groningen-noord", "01", data_dir=data_copy) != _digest("groningen-noord", "01")
