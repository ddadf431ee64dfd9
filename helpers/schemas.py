"""The data contract in code: every table, its fields, keys, references and expected number of rows.

A field is described once, here, and used by every table that has it. The data dictionary in
`data/README.md` is generated from this module (`kansrijk dictionary`).
"""

from dataclasses import dataclass, field, replace

import pandera.pandas as pa

from helpers import vocabulary as v

SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"


@dataclass(frozen=True)
class Field:
    """One column: what it means and what it may hold."""

    name: str
    description: str
    dtype: str = "text"  # text, integer or number
    required: bool = True
    values: tuple[str, ...] = ()
    pattern: str = ""
    minimum: float | None = None
    maximum: float | None = None

    def optional(self) -> "Field":
        return replace(self, required=False)

    @property
    def expectation(self) -> str:
        """What a cell of this field must be, in words for an error message."""
        if self.values:
            words = "one of " + ", ".join(self.values)
        elif self.pattern:
            words = f"text of the form {self.pattern}"
        else:
            words = {"text": "a text", "integer": "a whole number", "number": "a number"}[self.dtype]
            if self.dtype == "number":
                words += " with a decimal point"
        if self.minimum is not None:
            words += f", at least {self.minimum:g}"
        if self.maximum is not None:
            words += f", at most {self.maximum:g}"
        return words if self.required else words + ", or empty"

    def column(self) -> pa.Column:
        checks = []
        if self.values:
            checks.append(pa.Check.isin(self.values))
        if self.pattern:
            checks.append(pa.Check.str_matches(rf"^(?:{self.pattern})$"))
        if self.minimum is not None:
            checks.append(pa.Check.ge(self.minimum))
        if self.maximum is not None:
            checks.append(pa.Check.le(self.maximum))
        dtype = {"text": "str", "integer": "Int64", "number": "float64"}[self.dtype]
        return pa.Column(dtype, checks, nullable=not self.required)


@dataclass(frozen=True)
class Table:
    """One CSV file: what a row is, its fields, its key, where its ids must exist, how many rows it has."""

    name: str
    row_is: str
    rows: int
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    # column -> (table, column) in which every value must exist; several targets are alternatives
    references: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)

    def schema(self) -> pa.DataFrameSchema:
        return pa.DataFrameSchema(
            {f.name: f.column() for f in self.fields}, coerce=True, strict=True, unique=list(self.key)
        )

    def field_named(self, name: str) -> Field | None:
        return next((f for f in self.fields if f.name == name), None)


def both_languages(name: str, description: str, required: bool = True) -> tuple[Field, Field]:
    return (
        Field(f"{name}_nl", f"{description}, in Dutch", required=required),
        Field(f"{name}_en", f"{description}, in English", required=required),
    )


# Fields that several tables share ------------------------------------------------------------------

AREA = Field("area", "slug of the focus area", pattern=SLUG)
THEME = Field("theme", "theme of the grant", values=v.THEMES)
FINDING = Field("finding", "id of the finding", pattern=SLUG)
INDICATOR = Field("indicator", "id of the indicator", pattern=SLUG)
SUBGROUP = Field("subgroup", "part of the population; `all` where there is none", pattern=SLUG)
YEAR = Field("year", "year that the figure is about", "integer", minimum=2000, maximum=2030)
CLUSTER = Field(
    "cluster", "cluster of the resilience theme (meanings as in Bijlage 3)", values=v.CLUSTERS, required=False
)
BOUND = Field("bound", "what the text makes of the number", values=v.BOUNDS)
NOTE = Field("note", "remark for analysts, in English", required=False)
SOURCE = Field("source", "document that the fact comes from", values=v.SOURCES)
SECTION = Field("section", "section, figure or heading in that document")
PROVENANCE = (SOURCE, SECTION)


def basis(*values: str, description: str) -> Field:
    return Field("basis", description, values=values)


TO_AREAS = {"area": (("areas", "area"),)}
TO_FINDINGS = {"finding": (("findings", "finding"),)}
TO_INDICATORS = {"indicator": (("indicators", "indicator"),)}

# The tables ------------------------------------------------------------------------------------------

TABLES: tuple[Table, ...] = (
    Table(
        "areas",
        "a focus area",
        20,
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
            *PROVENANCE,
        ),
    ),
    Table(
        "area_wijken",
        "a CBS district (wijk) that belongs to a focus area",
        96,
        ("area", "wk_code"),
        (
            AREA,
            Field("wk_code", "district code of CBS", pattern=r"WK\d{6}"),
            Field("wk_name", "district name of CBS"),
            Field("vintage", "year of the district boundaries", "integer", minimum=2022, maximum=2022),
            Field("match", "how well the districts cover the focus area", values=v.MATCH_GRADES),
            Field("evidence", "why this district belongs to the area, in English"),
            *PROVENANCE,
        ),
        TO_AREAS,
    ),
    Table(
        "themes",
        "a theme of the grant",
        5,
        ("theme",),
        (
            THEME,
            Field("chapter", "chapter of the report and notebook", "integer", minimum=2, maximum=6),
            Field("colour", "theme colour, the same everywhere", pattern="#[0-9a-f]{6}"),
            *both_languages("name", "name of the theme"),
            *both_languages("topic", "subject of the in-depth study"),
            *PROVENANCE,
        ),
    ),
    Table(
        "indicators",
        "an indicator",
        55,
        ("indicator",),
        (
            INDICATOR,
            Field("figure", "figure number(s) in Bijlage 2 of the report", pattern=r"\d+(-\d+)?", required=False),
            Field(
                "kind",
                "effect, context, realisation (of the monitor) or register (CBS, outside the monitor)",
                values=("effect", "context", "realisation", "register"),
            ),
            Field("themes", "themes whose chapter uses the indicator, separated by `;`", required=False),
            *both_languages("name", "name of the indicator"),
            Field(
                "unit",
                "unit of the values",
                values=("percent", "score", "euro", "thousand-euro", "persons", "children", "jobs", "fte"),
            ),
            Field(
                "polarity",
                "whether a higher value is better, worse or neither",
                values=("higher-better", "higher-worse", "neutral"),
            ),
            Field("decimals", "number of decimals to show", "integer", minimum=0, maximum=2),
            Field("composition", "set of shares that add up to 100 %", required=False),
            *both_languages("definition", "what is measured, of whom"),
            *both_languages("data_source", "who measured it, as far as the report says", required=False),
            Field(
                "weight",
                "denominator used to add up districts (register indicators only)",
                values=("none", "population", "population-15-64", "population-15-plus", "dwellings"),
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
    Table(
        "indicator_values",
        "a published value of an effect or context indicator",
        226,
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
    Table(
        "realisation_values",
        "a published realisation figure",
        21,
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
    Table(
        "studies",
        "who took part: area x study x phase x method",
        166,
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
    Table(
        "interventions",
        "an intervention in an area, for a theme",
        278,
        ("intervention",),
        (
            Field("intervention", "id of the row", pattern=SLUG),
            AREA.optional(),
            THEME,
            CLUSTER,
            *both_languages("name", "name (proper names stay as they are)"),
            *both_languages("description", "what it is, in a short sentence of our own"),
            Field("type", "type of intervention", values=v.INTERVENTION_TYPES),
            *both_languages("target_group", "for whom", required=False),
            Field("organisations", "organisations involved, separated by `;`", required=False),
            basis("stated", "expanded", description='stated for this area, or expanded from "all areas"'),
            *PROVENANCE,
        ),
        TO_AREAS,
    ),
    Table(
        "findings",
        "an effect, working element, barrier or recommendation",
        554,
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
    Table(
        "finding_areas",
        "a finding that the report ties to an area",
        240,
        ("finding", "area"),
        (
            FINDING,
            AREA,
            basis(
                "named",
                "via-intervention",
                "as-group",
                description="the text names the area; names an intervention of that area only; "
                "says it of all phase-2 areas together",
            ),
            *PROVENANCE,
            *both_languages("label", "what the report says of this area, where that is less or other", required=False),
        ),
        TO_FINDINGS | TO_AREAS,
    ),
    Table(
        "finding_links",
        "a chapter finding that supports a common finding of chapter 7 (coder's judgement)",
        286,
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
    Table(
        "common_examples",
        "an example that chapter 7 itself gives for a common finding and a theme",
        42,
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
    Table(
        "spillovers",
        "an effect of, or link between, work for one theme and another theme",
        131,
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
    Table(
        "factors",
        "a factor, mechanism or element in a framework of the literature or the report",
        52,
        ("factor",),
        (
            Field("factor", "id of the factor", pattern=SLUG),
            Field("framework", "framework that it belongs to", values=v.FRAMEWORKS),
            Field("kind", "role in the framework", values=("context", "mechanism", "outcome", "factor", "element")),
            Field("number", "number as printed", required=False),
            *both_languages("label", "short label of our own"),
            Field("description_en", "what it means"),
            Field("cluster", "independent cluster of sources", values=v.SOURCE_CLUSTERS),
            *PROVENANCE,
        ),
    ),
    Table(
        "factor_links",
        "a correspondence between two factors, or an arrow of the context-mechanism-outcome diagram",
        126,
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
            Field("argument_en", "why they correspond"),
        ),
        {"from": (("factors", "factor"),), "to": (("factors", "factor"),)},
    ),
    Table(
        "practices",
        "a characteristic of one of the three practices in table 1 of the article on six factors",
        24,
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
    Table(
        "claims",
        "a quantitative statement of the report that can be checked; the verdict is computed (see docs/claims.md)",
        373,
        ("claim",),
        (
            Field("claim", "id of the claim", pattern=SLUG),
            SECTION,
            Field("figure", "figure in Bijlage 2", pattern=r"\d+(-\d+)?", required=False),
            *both_languages("statement", "what the report says, in our own words"),
            Field("test", "expression in the language of claims; parts separated by ` ; `"),
            Field(
                "over",
                "loop: name=value|value, one part per value; `most` before it when the statement is about most of them",
                pattern=r"(most )?[a-z]+=[^|]+(\|[^|]+)*",
                required=False,
            ),
            SOURCE,
        ),
    ),
    Table(
        "barrier_answers",
        "a common recommendation that answers a common barrier (coder's judgement)",
        8,
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
    Table(
        "type_elements",
        "a type of intervention that is an example of a common element (coder's rule)",
        8,
        ("type",),
        (
            Field("type", "type of intervention", values=v.INTERVENTION_TYPES),
            Field("common", "id of the common element", pattern=r"common-element-[1-5]"),
            Field("argument_en", "why"),
        ),
        {"common": (("findings", "finding"),)},
    ),
    Table(
        "tensions",
        "a position of a source where sources contradict each other; never averaged away",
        12,
        ("tension", "position"),
        (
            Field("tension", "subject of the contradiction", pattern=SLUG),
            Field("position", "order in which positions are shown", "integer", minimum=1, maximum=9),
            *both_languages("statement", "what the source says, in our own words"),
            *PROVENANCE,
        ),
    ),
    Table(
        "article_design",
        "a fact about the design of the article on six factors that is not a number",
        22,
        ("fact",),
        (
            Field("fact", "id of the fact", pattern=SLUG),
            Field("category", "part of the design", pattern=SLUG),
            *both_languages("item", "what the fact is about"),
            *both_languages("value", "the fact, in our own words"),
            *PROVENANCE,
        ),
    ),
    Table(
        "reported_numbers",
        "any other number in the sources",
        390,
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
            *PROVENANCE,
        ),
        TO_AREAS,
    ),
    Table(
        "area_values",
        "a value for a focus area, a municipality or the Netherlands, from a source outside the report",
        480,
        ("indicator", "subgroup", "region", "year"),
        (
            INDICATOR,
            SUBGROUP,
            Field("region", "slug of a focus area, municipality code, or `nl`", pattern=rf"{SLUG}|GM\d{{4}}"),
            Field("region_type", "kind of region", values=("area", "municipality", "nl")),
            YEAR,
            Field("value", "the value in the indicator's unit; empty when status is not ok", "number", required=False),
            Field("lower", "lower limit that the rounding of the inputs leaves open", "number", required=False),
            Field("upper", "upper limit that the rounding of the inputs leaves open", "number", required=False),
            Field("n", "size of the denominator (sum of the weights)", "number", minimum=0, required=False),
            Field(
                "coverage", "share of the denominator for which CBS published a value", "number", minimum=0, maximum=1
            ),
            Field("match", "how well the districts cover the area (areas only)", values=v.MATCH_GRADES, required=False),
            Field("status", "ok, or why there is no value", values=("ok", *v.MISSING_REASONS)),
            Field("vintage", "year of the source file", "integer", minimum=2022, maximum=2030),
            *PROVENANCE,
        ),
        TO_INDICATORS | {"region": (("areas", "area"), ("areas", "gm_code"))},
    ),
)

BY_NAME = {table.name: table for table in TABLES}
