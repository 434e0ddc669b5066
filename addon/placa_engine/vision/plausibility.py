"""How likely a detection is a plate, once it is known what was read on it.

Lamps, badges and lettering can look as much like a plate as a small plate does. What tells them
apart is the text: a lamp has none that is sure, a badge has no digits. The detector therefore
offers more than it is sure of, and a logistic regression over its score and the reading decides;
its weights were fitted on training pictures and stand in the manifest.
"""

from dataclasses import dataclass
import math

from placa_engine.imaging.detection import PlateDetection
from placa_engine.plates.reading import PlateReading

FEWEST = 2
"""No plate has fewer characters; a wheel or a house number is often read as one."""

_SURE = 1e-6


@dataclass(frozen=True, slots=True)
class Plausibility:
    """Weights of a logistic regression, and where to cut.

    score: of the log odds of the detector's score; least: of the probability of the least sure
    character, 0 to 1; digits: where the text has two digits or more; bias: always. Detections
    below `floor` are not worth reading; what is at least `limit` likely is a plate.
    """

    score: float
    least: float
    digits: float
    bias: float
    floor: float
    limit: float

    def of(self, detection: PlateDetection, reading: PlateReading) -> float:
        """Return the probability that this is a plate, 0 with fewer than FEWEST characters."""
        if len(reading.chars) < FEWEST:
            return 0.0
        score, least, digits = features(detection, reading)
        odds = self.score * score + self.least * least + self.digits * digits + self.bias
        return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, odds))))

    def accepts(self, detection: PlateDetection, reading: PlateReading) -> bool:
        """Return whether this counts as a plate."""
        return self.of(detection, reading) >= self.limit


def features(detection: PlateDetection, reading: PlateReading) -> tuple[float, float, float]:
    """Return the regression's features: see `Plausibility`."""
    score = min(max(detection.score, _SURE), 1.0 - _SURE)
    digits = sum(char.char.isdigit() for char in reading.chars)
    least = min((char.confidence for char in reading.chars), default=0.0)
    return math.log(score / (1.0 - score)), least, float(digits >= 2)
