"""The data contract in code: every table, its fields, keys and references.

How many rows a table has stands in `data/row_counts.csv`. The data dictionary in `data/README.md` is generated from
this module (`kansrijk dictionary`).
"""

from helpers.contract import vocabulary as v
from helpers.contract.fields import (
    AREA,
    BOUND,
    CLUSTER,
    DISTRICT,
    DISTRICT_CODE,
    FINDING,
    INDICATOR,
    MATCH,
    NOTE,
    PROVENANCE,
    SECTION,
    SLUG,
    SOURCE,
    SUBGROUP,
    THEME,
    TO_AREAS,
    TO_FINDINGS,
    TO_INDICATORS,
    VINTAGE,
    YEAR,
    Field,
    TableContract,
    basis,
    both_languages,
)

HELD_BY = r"[a-z_]+:[a-z0-9-]+(/[a-z0-9-]+)*"  # a row of another table
EDITION_FORM = r"\d{4}-(0[1-9]|1[0-2])"  # year and month
# Sections of the report by number, and remarks on a claim.
_PLACE = r"[1-7](\.\d+)*|Bijlage [1-3](, [a-z]+( \d+(-\d+)?)?)?"
_REMARK = "(" + "|".join(v.CLAIM_REMARKS) + ")"
_REMARKS = f"{_REMARK}(;{_REMARK})*"


def _known(column: str) -> Field:
    """Who says what stands in a column of `indicators`."""
    meaning = f"whether the document in `source` says the {column}, or we add what is generally known of the statistic"
    return Field(f"{column}_basis", meaning, values=v.KNOWN_FROM)


_AGES = {"0_14": "0 to 14", "15_24": "15 to 24", "25_44": "25 to 44", "45_64": "45 to 64", "65plus": "65 and over"}


def _percent(name: str, meaning: str) -> Field:
    return Field(name, meaning, "number", minimum=0, maximum=100, required=False)


# What publishers publish of a region: one row per value, whoever published it and wherever it was read.
_PUBLISHED = (
    VINTAGE,
    INDICATOR,
    SUBGROUP,
    YEAR,
    Field("value", "the value in the indicator's unit; empty when the status says why", "number", required=False),
    Field("precision", "half-width that the rounding of the value leaves open", "number", minimum=0, required=False),
    Field("status", "ok or provisional, or why there is no value", values=v.PUBLISHED_STATUSES),
)


# The tables ------------------------------------------------------------------------------------------
TABLES: tuple[TableContract, ...] = (
    TableContract(
        "areas",
        "a focus area",
        ("area",),
        (
            AREA,
            Field("name", "name as the report spells it most"),
            Field("municipality", "municipality"),
            Field("province", "province"),
            Field("gm_code", "municipality code of Statistics Netherlands (CBS)", pattern=r"GM\d{4}"),
            Field("aliases", "other spellings found in the sources, separated by `;`", required=False),
            Field(
                "tile_row", "row of the area's tile on the tile map, from the north", "integer", minimum=1, maximum=8
            ),
            Field(
                "tile_col", "column of the area's tile on the tile map, from the west", "integer", minimum=1, maximum=6
            ),
            *both_languages(
                "boundary", "how the CBS districts differ from the area, where they fit roughly", required=False
            ),
            Field(
                "cover",
                "where they fit roughly: districts that are a part of the area, wider than it, or overlap with it",
                required=False,
                values=v.COVERS,
            ),
            *PROVENANCE,
        ),
    ),
    TableContract(
        "sources",
        "a source: a document, table or file that facts and values come from",
        ("source",),
        (
            Field("source", "id of the source", pattern=SLUG),
            *both_languages("publisher", "who published it"),
            *both_languages("title", "its title"),
            Field("table", "number of the table at the publisher", required=False),
            Field("edition", "edition, version or year", required=False),
            Field("licence", "licence, short; empty = not known", required=False),
            Field("address", "page for readers; empty = not known for certain", pattern=r"https://\S+", required=False),
            Field(
                "retrieved", "date or year on which it was taken over", pattern=r"\d{4}(-\d{2}-\d{2})?", required=False
            ),
            Field("origin", "how it came here, in English"),
            *both_languages("credit", "line that is printed under what uses it"),
            Field(
                "nature",
                "how a user's own figures were measured; empty = as the indicator, if the publisher is the same",
                values=v.INDICATOR_NATURES,
                required=False,
            ),
        ),
    ),
    TableContract(
        "area_wijken",
        "a CBS district (wijk), or a city district, that belongs to a focus area, in the boundaries of one year",
        ("area", "scheme", "wk_code", "vintage"),
        (
            AREA,
            Field(
                "scheme",
                "wijk, or city-district: two ways to cover the same area, never added up together",
                values=v.SCHEMES,
            ),
            DISTRICT,
            Field("wk_name", "name of the district"),
            VINTAGE,
            MATCH,
            Field("evidence", "why this district belongs to the area, in English"),
            *PROVENANCE,
        ),
        TO_AREAS,
    ),
    TableContract(
        "themes",
        "a theme of the grant",
        ("theme",),
        (
            THEME,
            Field("chapter", "chapter of the report and notebook", "integer", minimum=2, maximum=6),
            Field("annex", "annex with more of the study of the theme", pattern=r"Bijlage \d", required=False),
            Field("colour", "theme colour, the same everywhere", pattern="#[0-9a-f]{6}"),
            *both_languages("name", "name of the theme"),
            *both_languages("topic", "subject of the in-depth study"),
            *PROVENANCE,
        ),
    ),
    TableContract(
        "indicators",
        "an indicator",
        ("indicator",),
        (
            INDICATOR,
            Field("figure", "figure number(s) in Bijlage 2 of the report", pattern=r"\d+(-\d+)?", required=False),
            Field(
                "kind",
                "effect, context, realisation (of the monitor), register (CBS, one edition, outside the monitor), "
                "series (an area's own figures over the years, outside it) or denominator (used to add up districts)",
                values=v.INDICATOR_KINDS,
            ),
            Field("themes", "themes whose chapter uses the indicator, separated by `;`", required=False),
            *both_languages("name", "name of the indicator"),
            Field(
                "unit",
                "unit of the values",
                values=v.UNITS,
            ),
            Field(
                "polarity",
                "whether a higher value is better, worse or neither",
                values=v.POLARITIES,
            ),
            Field("decimals", "number of decimals to show, or -2 for whole hundreds", "integer", minimum=-3, maximum=4),
            Field("composition", "set of shares that add up to 100 %", required=False),
            *both_languages("definition", "what is measured, of whom"),
            Field(
                "nature",
                "where the numbers come from: a register; a survey (sampling error); a model, such as a score made of "
                "registers (model error); a count that the areas gave",
                values=v.INDICATOR_NATURES,
            ),
            _known("nature"),
            *both_languages("producer", "who measured it"),
            _known("producer"),
            *both_languages("population", "of whom or what it is measured"),
            _known("population"),
            *both_languages("measured", "how it is measured as far as known, and what the source leaves out"),
            Field(
                "weight",
                "denominator used to add up districts (register and series only); none: a number, districts add up",
                values=v.WEIGHTS,
                required=False,
            ),
            Field(
                "use",
                "shown, or withheld from publications because the source is probably wrong (see caveat)",
                values=("shown", "withheld"),
            ),
            Field(
                "breaks",
                "years in which the series breaks, separated by `;`",
                pattern=r"\d{4}(;\d{4})*",
                required=False,
            ),
            *both_languages("caveat", "what to beware of", required=False),
            *PROVENANCE,
        ),
    ),
    TableContract(
        "indicator_values",
        "a published value of an effect or context indicator",
        ("indicator", "subgroup", "region", "year", "definition"),
        (
            INDICATOR,
            SUBGROUP,
            Field("region", "`focus` (mean of the twenty areas together) or `nl`", values=("focus", "nl")),
            YEAR,
            Field(
                "definition",
                "definition in force; `old` and `revised` for problematic debts",
                values=("standard", "old", "revised"),
            ),
            Field("value", "the value in the indicator's unit", "number"),
            Field("precision", "half-width that the rounding of the published number leaves open", "number", minimum=0),
            basis(
                "stated",
                "phrase",
                "computed",
                description='stated as a number; read from a phrase ("stays stable"); computed by us',
            ),
            Field("figure", "figure in Bijlage 2", pattern=r"\d+(-\d+)?", required=False),
            NOTE,
            *PROVENANCE,
        ),
        TO_INDICATORS,
    ),
    TableContract(
        "realisation_values",
        "a published realisation figure",
        ("indicator", "statistic", "subset"),
        (
            INDICATOR,
            Field(
                "statistic",
                "mean per area, lowest or highest area, or limits of the middle half of the areas",
                values=("mean", "minimum", "maximum", "middle-half-low", "middle-half-high"),
            ),
            Field("value", "the value in the indicator's unit", "number", minimum=0),
            Field("precision", "half-width that rounding leaves open", "number", minimum=0),
            BOUND,
            YEAR.optional(),
            Field(
                "areas_reporting",
                "number of areas in the figure, where stated",
                "integer",
                minimum=1,
                maximum=20,
                required=False,
            ),
            Field(
                "areas_total",
                "number of areas that could have reported",
                "integer",
                minimum=1,
                maximum=20,
                required=False,
            ),
            Field(
                "subset",
                "all areas, the areas of the in-depth study, or the Netherlands",
                values=("all", "study-areas", "nl"),
            ),
            *both_languages("caveat", "what the report says about areas that are not in the figure", required=False),
            *PROVENANCE,
        ),
        TO_INDICATORS,
    ),
    TableContract(
        "studies",
        "who took part: area x study x phase x method",
        ("study", "area", "phase", "method", "respondents_en"),
        (
            Field("study", "in-depth study or process evaluation", values=v.STUDIES),
            AREA.optional(),
            Field(
                "scope",
                "area = this area took part; study = holds for the study as a whole, never added to area rows",
                values=("area", "study"),
            ),
            Field("phase", "phase of the study, where stated", "integer", minimum=1, maximum=2, required=False),
            Field("method", "method of research", values=v.METHODS),
            Field("n_interviews", "number of interviews; empty = not reported", "integer", minimum=1, required=False),
            Field(
                "n_respondents",
                "number of people spoken to; empty = not reported",
                "integer",
                minimum=1,
                required=False,
            ),
            *both_languages("respondents", "who was spoken to", required=False),
            basis("stated", "implied", description="stated, or implied by a table or total"),
            Field("note_en", "remark for analysts", required=False),
            *PROVENANCE,
        ),
        TO_AREAS,
    ),
    TableContract(
        "study_phases",
        "a phase of an in-depth study whose phases had subjects of their own",
        ("study", "phase"),
        (
            Field("study", "in-depth study", values=v.THEMES),
            Field("phase", "phase of the study", "integer", minimum=1, maximum=2),
            *both_languages("subject", "what the phase did, as a sentence that lacks its subject"),
            *PROVENANCE,
        ),
    ),
    TableContract(
        "edition",
        "the edition that pages are of: when it was made, and whom readers may ask",
        ("edition",),
        (
            Field("edition", "year and month of the data and methods", pattern=EDITION_FORM),
            *both_languages("contact", "line for readers with a question or a correction"),
            *PROVENANCE,
        ),
    ),
    TableContract(
        "interventions",
        "an intervention in an area, for a theme",
        ("intervention",),
        (
            Field("intervention", "id of the row", pattern=SLUG),
            AREA.optional(),
            THEME,
            CLUSTER,
            *both_languages("name", "name (proper names stay as they are)"),
            *both_languages("description", "what it is, in a short sentence of our own"),
            *both_languages("about", "name and what it is about, short: stands alone on page one"),
            Field(
                "concreteness",
                "activity or provision for residents, what organisations do together, or only an aim",
                values=v.CONCRETENESS,
            ),
            Field(
                "content",
                "what the report tells: described; name only; a way of working shared with other areas, without what "
                "this area does of it; a plan or being set up; older than the grant or not paid from it",
                values=v.CONTENTS,
            ),
            Field(
                "part_of",
                "approach of the same area that the report says it is a part of",
                pattern=SLUG,
                required=False,
            ),
            Field(
                "proper_name", "1 = has a name of its own that a resident can look up", "integer", minimum=0, maximum=1
            ),
            Field("type", "type of intervention", values=v.INTERVENTION_TYPES),
            *both_languages("target_group", "for whom", required=False),
            Field("organisations", "organisations involved, separated by `;`", required=False),
            basis("stated", "expanded", description='stated for this area, or expanded from "all areas"'),
            *PROVENANCE,
        ),
        TO_AREAS | {"part_of": (("interventions", "intervention"),)},
    ),
    TableContract(
        "findings",
        "an effect, working element, barrier or recommendation",
        ("finding",),
        (
            FINDING,
            Field("theme", "theme, or `common` for chapter 7", values=(*v.THEMES, v.COMMON)),
            Field("kind", "kind of finding", values=v.FINDING_KINDS),
            Field(
                "level",
                "level on which it plays, where the source or the coder could say",
                values=v.FINDING_LEVELS,
                required=False,
            ),
            Field("number", "number as printed; 1a, 1.1 ... for splits", required=False),
            Field(
                "parent",
                "finding that this one is a part of; parts are never counted beside their whole",
                pattern=SLUG,
                required=False,
            ),
            CLUSTER,
            Field(
                "scope",
                "whom it comes from: the areas of the study, of one phase of it, or all studies",
                values=v.FINDING_SCOPES,
            ),
            *both_languages("label", "short label of our own"),
            *both_languages("alone", "label that stands alone, where the label needs its chapter", required=False),
            *both_languages("detail", "what it consists of", required=False),
            *both_languages("addressee", "to whom a recommendation is made", required=False),
            Field(
                "origin",
                "report = set apart by the report itself; coder = split or added by the coder",
                values=("report", "coder"),
            ),
            *PROVENANCE,
        ),
        {"parent": (("findings", "finding"),)},
    ),
    TableContract(
        "finding_areas",
        "a finding that the report ties to an area",
        ("finding", "area"),
        (
            FINDING,
            AREA,
            basis(
                "named",
                "via-intervention",
                "as-group",
                "each",
                description="the text names the area; names an intervention of that area only; "
                "says it of all phase-2 areas together; says that it holds in each of them",
            ),
            Field(
                "nature",
                "what an effect, barrier or recommendation is in this area: a problem; mixed = solved, past, expected "
                "or with two sides; a success; an advice. Empty for elements and for ties as-group or each",
                values=v.NATURES,
                required=False,
            ),
            Field(
                "study_year",
                "year of a study by others that the report has it from; empty: from the studies of the monitor",
                "integer",
                minimum=2000,
                maximum=2030,
                required=False,
            ),
            *PROVENANCE,
            *both_languages("label", "what the report says of this area, where that is less or other", required=False),
        ),
        TO_FINDINGS | TO_AREAS,
    ),
    TableContract(
        "page_one",
        "a finding that page one shows before others (coder's choice): for one area, or for all of a study (no area)",
        ("finding", "area"),
        (
            FINDING,
            AREA.optional(),
            Field(
                "place",
                "order within a theme, for the areas together and for each area",
                "integer",
                minimum=1,
                maximum=3,
            ),
            Field("reason_en", "why this one"),
            *PROVENANCE,
        ),
        TO_FINDINGS | TO_AREAS,
    ),
    TableContract(
        "finding_links",
        "a chapter finding that supports a common finding of chapter 7 (coder's judgement)",
        ("finding", "common"),
        (
            FINDING,
            Field(
                "common", "id of the common finding", pattern=r"common-(effect|element|barrier|recommendation)-[1-5]"
            ),
            Field("strength", "strong = the same point; partial = overlaps in part", values=("strong", "partial")),
            Field("argument_en", "why they correspond"),
        ),
        TO_FINDINGS | {"common": (("findings", "finding"),)},
    ),
    TableContract(
        "common_examples",
        "an example that chapter 7 itself gives for a common finding and a theme",
        ("finding", "theme"),
        (
            FINDING,
            THEME,
            *both_languages("example", "the example, in our own words"),
            Field(
                "by_name",
                "1 = the theme is named; 0 = only by an unmistakable target group",
                "integer",
                minimum=0,
                maximum=1,
            ),
            *PROVENANCE,
        ),
        TO_FINDINGS,
    ),
    TableContract(
        "spillovers",
        "an effect of, or link between, work for one theme and another theme",
        ("spillover",),
        (
            Field("spillover", "id of the row", pattern=SLUG),
            Field(
                "from_theme",
                "theme of the intervention; empty where the goal is no theme",
                values=v.THEMES,
                required=False,
            ),
            Field("to_theme", "theme on which it has an effect", values=v.THEMES),
            AREA.optional(),
            Field("kind", "kind of link", values=("effect", "intervention", "mechanism", "cooperation")),
            *both_languages("intervention", "intervention or approach", required=False),
            *both_languages("example", "the example, in our own words"),
            basis(
                "stated", "inferred", description="the text itself names the other subject, or the coder reads it so"
            ),
            *PROVENANCE,
        ),
        TO_AREAS,
    ),
    TableContract(
        "factors",
        "a factor, mechanism or element in a framework of the literature or the report",
        ("factor",),
        (
            Field("factor", "id of the factor", pattern=SLUG),
            Field("framework", "framework that it belongs to", values=v.FRAMEWORKS),
            Field("kind", "role in the framework", values=("context", "mechanism", "outcome", "factor", "element")),
            Field("number", "number as printed", required=False),
            *both_languages("label", "short label of our own"),
            Field("description_en", "what it means"),
            Field(
                "common",
                "id of the common finding that the factor is; elements of the report only",
                pattern=r"common-element-[1-5]",
                required=False,
            ),
            Field("cluster", "cluster of sources", values=v.SOURCE_CLUSTERS),
            *PROVENANCE,
        ),
        {"common": (("findings", "finding"),)},
    ),
    TableContract(
        "factor_links",
        "a correspondence between two factors, or an arrow of the context-mechanism-outcome diagram",
        ("from", "to", "kind", "alternative"),
        (
            Field("from", "id of a factor", pattern=SLUG),
            Field("to", "id of a factor", pattern=SLUG),
            Field("kind", "correspondence, or arrow (cmo-edge)", values=("correspondence", "cmo-edge")),
            Field("strength", "strength of a correspondence", values=("strong", "partial"), required=False),
            basis("stated", "inferred", description="stated in a source, or inferred by the coder"),
            Field(
                "alternative", "alternative readings that are never drawn together", values=("A", "B"), required=False
            ),
            *both_languages("reason", "why the arrow is there; of arrows only", required=False),
            Field("argument_en", "why they correspond; of correspondences only", required=False),
        ),
        {"from": (("factors", "factor"),), "to": (("factors", "factor"),)},
    ),
    TableContract(
        "practices",
        "a characteristic of one of the three practices in table 1 of the article on six factors",
        ("practice", "characteristic"),
        (
            Field("practice", "practice", pattern=SLUG),
            Field("practice_name", "name of the practice"),
            Field("characteristic", "characteristic", pattern=SLUG),
            *both_languages("characteristic", "characteristic, for readers"),
            *both_languages("value", "the characteristic, in our own words"),
            basis("stated", "inferred", description="column of the table is certain, or read from the layout"),
            *PROVENANCE,
        ),
    ),
    TableContract(
        "claims",
        "a quantitative statement of the report that can be checked; the verdict is computed (see docs/claims.md)",
        ("claim",),
        (
            Field("claim", "id of the claim: one test", pattern=SLUG),
            Field("statement", "id of the statement it tests: claims with the same one are counted once", pattern=SLUG),
            SECTION,
            Field("figure", "figure in Bijlage 2", pattern=r"\d+(-\d+)?", required=False),
            *both_languages("statement", "what the report says, in our own words"),
            Field("test", "expression in the language of claims; parts separated by ` ; `"),
            Field(
                "over",
                "loop: name=value|value, one part per value; `most` before it when the statement is about most of "
                "them, `every` when it cannot be tested while one is missing",
                pattern=r"((most|every) )?[a-z]+=[^|]+(\|[^|]+)*",
                required=False,
            ),
            Field(
                "rests_on",
                "what the verdict rests on besides numbers, separated by `;`: reading (words can be read otherwise), "
                "coding (a coder's judgement), by-hand (counted by hand in the report), copied (numbers that are "
                "probably those of another figure)",
                pattern=_REMARKS,
                required=False,
            ),
            SOURCE,
        ),
    ),
    TableContract(
        "sections",
        "a chapter, section, annex or part of an annex of the report, by its number",
        ("place",),
        (
            Field("place", "its number", pattern=_PLACE),
            Field("form", "what it is", values=("section", "annex", "part")),
            SOURCE,
        ),
    ),
    TableContract(
        "section_subjects",
        "a subject that a section or annex of the report treats (coder's judgement); only subjects that claims ask for",
        ("place", "subject"),
        (
            Field("place", "the section or annex", pattern=_PLACE),
            Field("subject", "the subject", values=v.SECTION_SUBJECTS),
            SOURCE,
        ),
        {"place": (("sections", "place"),)},
    ),
    TableContract(
        "cross_references",
        "a reference in the report from one section or annex to another one, by its number; the other may not exist",
        ("place", "target"),
        (
            Field("place", "where the reference stands", pattern=_PLACE),
            Field("target", "where it points to", pattern=_PLACE),
            SOURCE,
        ),
        {"place": (("sections", "place"),)},
    ),
    TableContract(
        "barrier_answers",
        "a common recommendation that answers a common barrier (coder's judgement)",
        ("barrier", "recommendation"),
        (
            Field("barrier", "id of the common barrier", pattern=r"common-barrier-[1-5]"),
            Field("recommendation", "id of the common recommendation", pattern=r"common-recommendation-[1-5]"),
            Field("strength", "strong = answers it directly; partial = touches it", values=("strong", "partial")),
            Field("argument_en", "why"),
            *PROVENANCE,
        ),
        {"barrier": (("findings", "finding"),), "recommendation": (("findings", "finding"),)},
    ),
    TableContract(
        "type_elements",
        "a type of intervention that is an example of a common element (coder's rule)",
        ("type",),
        (
            Field("type", "type of intervention", values=v.INTERVENTION_TYPES),
            Field("common", "id of the common element", pattern=r"common-element-[1-5]"),
            Field("argument_en", "why"),
        ),
        {"common": (("findings", "finding"),)},
    ),
    TableContract(
        "tensions",
        "a position of a source where sources contradict each other; never averaged away",
        ("tension", "position"),
        (
            Field("tension", "subject of the contradiction", pattern=SLUG),
            Field("position", "order in which positions are shown", "integer", minimum=1, maximum=9),
            *both_languages("statement", "what the source says, in our own words"),
            *PROVENANCE,
        ),
    ),
    TableContract(
        "article_design",
        "a fact about the design of the article on six factors that is not a number",
        ("fact",),
        (
            Field("fact", "id of the fact", pattern=SLUG),
            Field("category", "part of the design", pattern=SLUG),
            *both_languages("item", "what the fact is about"),
            *both_languages("value", "the fact, in our own words"),
            *PROVENANCE,
        ),
    ),
    TableContract(
        "reported_numbers",
        "any other number in the sources",
        ("number",),
        (
            Field("number", "id of the row", pattern=SLUG),
            AREA.optional(),
            *both_languages("what", "what is counted or measured"),
            Field("value", "the number", "number"),
            *both_languages("unit", "unit"),
            Field(
                "year",
                "year that the number refers to, if stated",
                "integer",
                minimum=1900,
                maximum=2100,
                required=False,
            ),
            BOUND,
            Field("literature", "publication that the source cites for the number", required=False),
            Field(
                "anonymous",
                "1 = about one area that the text does not name",
                "integer",
                minimum=0,
                maximum=1,
                required=False,
            ),
            Field(
                "interviewed",
                "the people interviewed for the article on six factors that the number counts",
                values=("total", "mothers", "carers", "volunteers", "professionals"),
                required=False,
            ),
            *PROVENANCE,
        ),
        TO_AREAS,
    ),
    TableContract(
        "passages",
        "a passage of the report that names a focus area, or a project or organisation there, and what became of it",
        ("passage",),
        (
            Field("passage", "id of the row", pattern=SLUG),
            AREA.optional(),
            SECTION,
            *both_languages("subject", "what the passage is about"),
            Field(
                "held_by",
                "rows that hold what it says, as `table:key` (parts of a key joined by `/`), separated by `;`",
                pattern=rf"{HELD_BY}(;{HELD_BY})*",
                required=False,
            ),
            *both_languages("reason", "why no row of the area holds it; where held_by is empty", required=False),
        ),
        TO_AREAS,
    ),
    TableContract(
        "wijk_values",
        "a value of a district as it was published",
        ("wk_code", "vintage", "indicator", "subgroup", "year", "source"),
        (DISTRICT, *_PUBLISHED, *PROVENANCE),
        TO_INDICATORS,
    ),
    TableContract(
        "region_values",
        "a value of a municipality or of the Netherlands",
        ("region", "vintage", "indicator", "subgroup", "year", "source"),
        (
            Field("region", "municipality code, or `nl`", pattern=r"GM\d{4}|nl"),
            *_PUBLISHED,
            basis("stated", "computed", description="published as it is, or computed by us from all municipalities"),
            *PROVENANCE,
        ),
        TO_INDICATORS | {"region": (("areas", "gm_code"),)},
    ),
    TableContract(
        "area_values",
        "a value of a focus area, computed from its districts by `kansrijk aggregate`, or as its own figure was given",
        ("area", "indicator", "subgroup", "year", "source"),
        (
            AREA,
            INDICATOR,
            SUBGROUP,
            YEAR,
            Field(
                "value", "the value in the indicator's unit; empty when the status says why", "number", required=False
            ),
            Field("lower", "lower limit that the rounding of the inputs leaves open", "number", required=False),
            Field("upper", "upper limit that the rounding of the inputs leaves open", "number", required=False),
            Field(
                "n",
                "sum of the weights of the districts with a value; of a sum the sum itself; empty = not given",
                "number",
                minimum=0,
                required=False,
            ),
            Field("coverage", "share of the denominator with a published value", "number", minimum=0, maximum=1),
            MATCH,
            Field("districts", "number of districts that it was added up from", "integer", minimum=0),
            Field(
                "method",
                "sum of districts, weighted mean of districts, as published (one district that is the area), or "
                "as given: an own figure of the area itself",
                values=v.AREA_METHODS,
            ),
            Field("weight", "denominator that the districts were weighted with", values=v.WEIGHTS),
            Field("weight_year", "year of that denominator", "integer", minimum=2000, maximum=2030, required=False),
            Field("status", "ok or provisional, or why there is no value", values=v.AREA_STATUSES),
            VINTAGE,
            *PROVENANCE,
        ),
        TO_AREAS | TO_INDICATORS,
    ),
    TableContract(
        "previous_values",
        "a value of a focus area as an earlier edition had it; empty, unless `kansrijk run --since` fills it for a run",
        ("area", "indicator", "subgroup", "year", "source"),
        (
            Field("edition", "the edition that had it: year and month", pattern=EDITION_FORM),
            AREA,
            Field("indicator", "id of the indicator, which may be no more", pattern=SLUG),
            *both_languages("name", "its name then"),
            Field("unit", "its unit then", values=v.UNITS),
            *both_languages("definition", "its definition then"),
            SUBGROUP,
            YEAR,
            Field(
                "value",
                "the value; empty too when there is none now, which may be for a reason",
                "number",
                required=False,
            ),
            Field("lower", "lower limit that the rounding of the inputs left open", "number", required=False),
            Field("upper", "upper limit that the rounding of the inputs left open", "number", required=False),
            MATCH,
            Field("districts", "number of districts that it was added up from", "integer", minimum=0),
            Field("method", "as in `area_values`", values=v.AREA_METHODS),
            Field("weight", "denominator that the districts were weighted with", values=v.WEIGHTS),
            Field("weight_year", "year of that denominator", "integer", minimum=2000, maximum=2030, required=False),
            Field("status", "ok or provisional, or why there was no value", values=v.AREA_STATUSES),
            VINTAGE,
            Field("source", "id of its source then, which may be no more", pattern=SLUG),
            Field("source_edition", "edition of that source then", required=False),
            SECTION,
        ),
        TO_AREAS,
    ),
    TableContract(
        "breaks",
        "a year from which a series is not comparable with the years before",
        ("indicator", "region", "year", "kind"),
        (
            INDICATOR,
            Field(
                "region",
                "district, municipality, slug of an area, `nl`, or `all` regions",
                pattern=rf"{DISTRICT_CODE}|GM\d{{4}}|{SLUG}",
            ),
            Field("year", "first year that is not comparable", "integer", minimum=2000, maximum=2030),
            Field(
                "kind",
                "what changed: boundary, definition, registration or model; a jump is no break: the values jump or "
                "swing for a reason that is not known",
                values=v.BREAK_KINDS,
            ),
            *both_languages("reason", "what changed, for readers"),
            *PROVENANCE,
        ),
        TO_INDICATORS,
    ),
    TableContract(
        "correspondences",
        "a series of areas that stands beside an indicator of the report, or beside a register figure",
        ("indicator", "report_indicator"),
        (
            INDICATOR,
            Field("report_indicator", "id of that indicator", pattern=SLUG),
            Field("same_definition", "yes, or no: then they share no axis", values=("yes", "no")),
            *both_languages("difference", "what differs, for readers", required=False),
            *PROVENANCE,
        ),
        TO_INDICATORS | {"report_indicator": (("indicators", "indicator"),)},
    ),
    TableContract(
        "row_counts",
        "the number of rows that a table has; rewritten by `kansrijk check --renew`",
        ("table",),
        (
            Field("table", "name of the table", pattern=r"[a-z_]+"),
            Field("rows", "its number of rows", "integer", minimum=0),
        ),
    ),
    TableContract(
        "register_calibration",
        "how much wider than rounding the interval of a register figure is, for areas of so many districts",
        ("indicator", "districts_from"),
        (
            INDICATOR,
            Field("districts_from", "smallest number of districts that the row is for", "integer", minimum=1),
            Field("districts_to", "largest number; empty = no limit", "integer", minimum=1, required=False),
            basis(
                "one-district",
                "own-class",
                "all-classes",
                description="what set the width: nothing, as one district needs no weights; municipalities of as many "
                "districts; those of every number above one, where they were too few",
            ),
            Field("calibrated", "number of municipalities that set the width", "integer", minimum=0),
            Field("extra", "half-width on top of the rounding, in the indicator's unit", "number", minimum=0),
            Field("checked", "number of other municipalities that checked it", "integer", minimum=0),
            Field(
                "held_before", "of these: published figure inside the limits of rounding alone", "integer", minimum=0
            ),
            Field("held", "of these: published figure inside the interval with the extra", "integer", minimum=0),
            Field(
                "share_lower",
                "lower Wilson limit (95 %) of held / checked",
                "number",
                required=False,
                minimum=0,
                maximum=1,
            ),
            Field(
                "share_upper",
                "upper Wilson limit (95 %) of held / checked",
                "number",
                required=False,
                minimum=0,
                maximum=1,
            ),
            Field(
                "missed_before",
                "of these: further off than the rounding of both figures explains, without the extra",
                "integer",
                minimum=0,
            ),
            Field("missed", "the same, with the extra", "integer", minimum=0),
            Field("width_before", "median width without the extra", "number", required=False, minimum=0),
            Field("width_after", "median width with the extra", "number", required=False, minimum=0),
            VINTAGE,
            Field("districts_sha256", "SHA-256 of the file with districts", pattern="[0-9a-f]{64}"),
            Field("municipalities_sha256", "SHA-256 of the file with municipalities", pattern="[0-9a-f]{64}"),
            *PROVENANCE,
        ),
        TO_INDICATORS,
    ),
    TableContract(
        "area_slopes",
        "how fast an area changes on a series, with partial pooling over the areas (`methods.panels`); written by "
        "`kansrijk slopes` from `area_values`, `region_values`, `wijk_values` and `breaks`",
        ("area", "indicator", "measure"),
        (
            AREA,
            INDICATOR,
            Field(
                "measure",
                "area = its own figures; minus = these minus the municipality or, for the Leefbaarometer, the mean of "
                "districts of the same city that are in no area",
                values=("area", "minus"),
            ),
            Field("first_year", "first year of the longest part without a break", "integer"),
            Field("last_year", "last year of that part", "integer"),
            Field("points", "number of years with a value", "integer", minimum=3),
            Field("own", "slope of the area's own years, least squares, units per year", "number", required=False),
            Field("slope", "slope with partial pooling, units per year", "number", required=False),
            Field("lower", "lower limit of its 95 % interval", "number", required=False),
            Field("upper", "upper limit", "number", required=False),
            Field("mean", "mean slope of areas like these", "number", required=False),
            Field("mean_lower", "lower limit of its 95 % interval", "number", required=False),
            Field("mean_upper", "upper limit", "number", required=False),
            Field(
                "kept",
                "share of the slope of the area's own years that is left in its slope; the rest is the mean slope",
                "number",
                required=False,
                minimum=0,
                maximum=1,
            ),
            Field(
                "spread",
                "standard deviation of the slopes, the mean of what the data leave open",
                "number",
                required=False,
                minimum=0,
            ),
            Field(
                "dependence",
                "share of a deviation that is left a year later, the mean of what the data leave open",
                "number",
                required=False,
                minimum=0,
                maximum=1,
            ),
            Field(
                "outcome",
                "ok; not-separable (less than half of its own slope is kept, so it would be mostly the mean of all: no "
                "slope); too-few (values that are all the same: no slope)",
                values=("ok", "not-separable", "too-few"),
            ),
        ),
        TO_AREAS | TO_INDICATORS,
    ),
    TableContract(
        "district_profiles",
        "a district of an area, or one outside all areas that areas may be compared with",
        ("wk_code", "vintage"),
        (
            DISTRICT,
            Field("wk_name", "name of the district"),
            Field("gm_code", "code of its municipality", pattern=r"GM\d{4}"),
            Field("gm_name", "name of its municipality"),
            AREA.optional(),
            Field("population", "residents on 1 January", "integer", minimum=0),
            Field("dwelling_total", "homes", "integer", minimum=0, required=False),
            Field(
                "urbanity",
                "by addresses in the surroundings: 1 extremely urbanised (2,500 or more per square kilometre) to 5 "
                "not urbanised (fewer than 500)",
                "integer",
                minimum=1,
                maximum=5,
                required=False,
            ),
            *(_percent(f"pop_{ages}", f"percent of residents aged {words}") for ages, words in _AGES.items()),
            _percent("dwelling_ownership", "percent of homes that are owner-occupied"),
            _percent("single_households", "percent of households of one person; empty = not in the file"),
            _percent("households_with_children", "percent of households with children; empty = not in the file"),
            _percent("employment_rate", "percent of residents aged 15 to 74 in paid work"),
            _percent("income_low", "percent of persons with an income in the national lowest 40 %"),
            _percent("income_high", "percent of persons with an income in the national highest 20 %"),
            _percent("edu_appl_sci", "percent of residents aged 15 to 74 with a higher education degree"),
            Field("dwelling_value", "mean assessed value of homes, thousand euro", "number", minimum=0, required=False),
            VINTAGE,
            *PROVENANCE,
        ),
        TO_AREAS,
    ),
    TableContract(
        "similar_districts",
        "a district that is among the nearest to an area in what policy does not change quickly",
        ("area", "variables", "rank"),
        (
            AREA,
            Field("variables", "set of variables that it was chosen by (`methods.matching`)", values=v.VARIABLE_SETS),
            Field("rank", "1 = the nearest", "integer", minimum=1),
            DISTRICT,
            Field("distance", "root mean square difference over concepts, standard deviations", "number", minimum=0),
            Field(
                "limit",
                "distance above which a match is poor: within it 95 % of the districts outside all areas have as many "
                "neighbours",
                "number",
                minimum=0,
            ),
            VINTAGE,
            Field("districts_sha256", "SHA-256 of the file with districts", pattern="[0-9a-f]{64}"),
            *PROVENANCE,
        ),
        TO_AREAS | {"wk_code": (("district_profiles", "wk_code"),)},
    ),
)


BY_NAME = {table.name: table for table in TABLES}
