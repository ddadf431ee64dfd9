"""The closed vocabularies of the collection: one place for every list of allowed words."""

from helpers.words import languages

# The source of what is of the report: its areas, and the indicators that it publishes.
MONITOR = "spuk-kw-monitor"


THEMES = ("armoede", "re-integratie", "veerkracht", "jonge-kind", "sociale-cohesie")


COMMON = "common"  # findings of chapter 7, which belong to all themes together


STUDIES = (*THEMES, "procesevaluatie")


# Languages that pages can be in; and those that the tables have texts in, which a page in another one shows instead.
PAGE_LANGUAGES = tuple(languages.LANGUAGES)
LANGUAGES = tuple(code for code, language in languages.LANGUAGES.items() if not language.instead)


METHODS = (
    "literature-study",
    "desk-research",
    "interview",
    "group-interview",
    "focus-group",
    "site-visit",
    "observation",
    "reflection-session",
    "expert-session",
    "learning-session",
    "questionnaire",
    "case-study",
    "local-session",
)


INTERVENTION_TYPES = (
    "outreach",
    "key-persons",
    "meeting-place",
    "group-programme",
    "neighbourhood-job",
    "work-experience",
    "training",
    "financial-support",
    "family-support",
    "early-education",
    "communication",
    "data",
    "cooperation",
    "coordination",
    "fund",
    "youth-work",
    "activity",
    "research",
    "housing",
    "health",
    "other",
)


# For whom something is: what residents take part in, what there is for them, what organisations do together, what is
# only aimed at.
CONCRETENESS = ("activity", "provision", "organisation", "intention")


# What the report tells of it in an area: what it is; its name alone; a way of working of several areas, without what
# this one does of it; that it is planned or being set up; that it is older than the grant or not paid from it.
CONTENTS = ("described", "name", "shared", "plan", "outside")


# Of these the report says what the area does or plans.
TOLD = ("described", "plan", "outside")


CLUSTERS = ("bereik", "digitaal", "signalering", "cohesie", "identiteit")


FINDING_KINDS = ("effect", "element", "barrier", "recommendation")


# What a tied effect, barrier or recommendation is in that area: experienced there; solved, past, expected or with two
# sides; a success; an advice or wish.
NATURES = ("problem", "mixed", "success", "advice")


# Where the numbers of an indicator come from. Of a survey and a model nobody publishes how large the error is.
# Sets of variables that similar districts are chosen by; `methods.matching` says what is in them.
VARIABLE_SETS = ("basis", "households")


INDICATOR_NATURES = ("register", "survey", "model", "count")
NOT_SAID = "not-said"  # of a user's own figure whose publisher may have measured otherwise


# effect, context and realisation are of the monitor. Register and series are of areas: one edition of CBS, and the
# years of several publishers. A denominator only serves to add up districts.
INDICATOR_KINDS = ("effect", "context", "realisation", "register", "series", "denominator")
AREA_KINDS = ("register", "series")  # of which an area itself has figures


# Columns by which a row of a page leads to rows of the project's tables: ids, with the table that has each of them, and
# what tells rows of one id apart.
ROW_IDS = {
    **{"area": "areas", "indicator": "indicators", "finding": "findings", "intervention": "interventions"},
    **{"spillover": "spillovers", "wk_code": "district_profiles"},
}
WITHIN_AN_ID = ("year", "region", "subgroup", "definition", "source")


# points: a difference between scores.
UNITS = (
    *("percent", "per-1000", "score", "points", "euro", "thousand-euro"),
    *("persons", "households", "dwellings", "children", "jobs", "fte"),
)


POLARITIES = ("higher-better", "higher-worse", "neutral")


# Who says so: the document that the indicator is taken from, or what is generally known of the statistic.
KNOWN_FROM = ("stated", "known")


# Ties to areas as a group, or to each of them: not to one of them by itself.
TIES_OF_A_GROUP = ("as-group", "each")


FINDING_LEVELS = (
    "individual",
    "family",
    "relational",
    "neighbourhood",
    "professional",
    "organisational",
    "system",
)


FRAMEWORKS = ("rumping-cmo", "six-factors", "nji-general", "nji-specific", "spuk-common")


SOURCE_CLUSTERS = ("dissertation", "article", "nji", "report")


# What a text makes of a number: "almost 20" stays below it, "just over 18" above it, both close by.
BOUNDS = ("exact", "about", "almost", "at-most", "just-over", "at-least")


# Whom a finding comes from: all areas of a study, one phase of it, or all studies together.
FINDING_SCOPES = ("study", "phase-1", "phase-2", "all-studies")


MATCH_GRADES = ("exact", "close", "inferred", "proxy")


# What districts that fit roughly are of the area: inside it, around it, or partly outside and not all of it.
COVERS = ("part", "wider", "overlap")


# Ways to cover the same area with districts of one year.
SCHEMES = ("wijk", "city-district")


# What districts are weighted with; none: numbers that add up. What each is made of: helpers.sources.aggregation.
WEIGHTS = (
    *("none", "population", "population-15-64", "population-15-74", "population-15-plus", "population-18-plus"),
    *("population-under-23", "households", "dwellings"),
)


# Of the ids of sources that a user gave, so that none is that of a shipped one.
OWN_PREFIX = "own-"


# As given: own figures of a user, of the area itself and not of its districts.
AS_GIVEN = "as-given"
AREA_METHODS = ("sum", "weighted-mean", "as-published", AS_GIVEN)


# What changed in a series. A jump cuts no series: the years before and after can be compared, with care.
BREAKING = ("boundary", "definition", "registration", "model")
BREAK_KINDS = (*BREAKING, "jump")


# Of these a value is there; the publisher changes a provisional one later.
VALUE_STATUSES = ("ok", "provisional")
PUBLISHED_STATUSES = (*VALUE_STATUSES, "not-published", "suppressed", "not-applicable")
AREA_STATUSES = (*PUBLISHED_STATUSES, "low-coverage")


# Why a value is missing; never shown as zero.
MISSING_REASONS = ("not-measured", "not-published", "not-applicable", "suppressed", "low-coverage")


# The terms that the factsheet explains (messages `glossary.*`).
GLOSSARY = (
    "focus-area",
    "nplv",
    "spuk",
    "monitor",
    "study",
    "phase",
    "process-evaluation",
    "local-session",
    "intervention",
    "element",
    "indicator",
    "mean",
    "median",
    "percentage-point",
    "ratio",
    "margin",
    "register",
    "survey",
    "model-estimate",
    "sampling-error",
    "break",
    "poverty-line",
    "problem-debts",
    "participation",
    "re-integration",
    "basic-qualification",
    "resilience",
    "resistance",
    "cohesion",
    "resources",
    "informal-network",
    "key-person",
    "pre-school",
    "reach",
    "guidance",
    "school-advice",
    "moving-down",
    "ses-woa",
    "woz",
    "leefbaarometer",
)


# What becomes of a claim of the report (helpers.results.claims).
VERDICTS = (
    "holds",
    "holds-as-far-as-tested",
    "fails-somewhere",
    "does-not-hold",
    "undecided",
    "cannot-be-tested",
)

# What a verdict rests on besides the numbers. The first four are found by computing, the others stand with the claim.
# Sampling and model: an error of the figures that nobody publishes, so that no verdict can take it into account.
CLAIM_REMARKS = ("reading", "coding", "by-hand", "copied")
RESTS_ON = ("limit", "rounding", "sampling", "model", *CLAIM_REMARKS)
# Of these, the ones that another reader could have chosen otherwise, or that rounding leaves open.
CHOICES = ("limit", "rounding", "reading", "coding")

# What a section or annex of the report can be said to treat, for claims about its cross references.
SECTION_SUBJECTS = (
    "choice-of-subjects",
    "barriers",
    "quantitative-results",
    "context-indicators",
    "conclusions-and-recommendations",
    "tables",
    "little-control",
    "magi",
    "outflow",
    "interventions-studied",
    "definition",
    "bereik",
    "digitaal",
    "signalering",
    "cohesie",
    "identiteit",
    "year-2018",
    "year-2019",
    "year-2020",
    "year-2021",
    "year-2022",
)
