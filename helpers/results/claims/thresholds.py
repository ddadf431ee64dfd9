"""How vague words of the report are read: the limits behind them, each with its reason."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Threshold:
    """What a vague word is taken to mean: relative size, at most or at least, and why."""

    size: float
    at_least: bool
    reason: str

    def scaled(self, strictness: float) -> float:
        """The limit when words are read `strictness` times as strictly (2 = twice as strict, 0.5 = half as strict)."""
        return self.size * strictness if self.at_least else self.size / strictness


# The vague words of the report, in one place. Shares of the second number.
THRESHOLDS = {
    "about": Threshold(0.10, False, "ongeveer, rond, circa: within a tenth"),
    "almost": Threshold(0.10, False, "bijna: below, but by no more than a tenth"),
    "just-over": Threshold(0.10, False, "ruim: above, but by no more than a tenth"),
    "slightly": Threshold(0.10, False, "iets, licht: different, but by no more than a tenth"),
    "clearly": Threshold(0.10, True, "duidelijk: by at least a tenth"),
    "much": Threshold(0.25, True, "fors, aanzienlijk, sterk, flink: by at least a quarter"),
    "stable": Threshold(0.05, False, "stabiel, vrijwel gelijk: changed by no more than a twentieth"),
    "few-left-out": Threshold(0.20, False, "vrijwel alle, bijna alle: no more than a fifth left out"),
}
