"""The plates of one still picture."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from placa_engine.imaging.detection import PlateDetection
from placa_engine.imaging.frame import Picture
from placa_engine.imaging.rectify import rectify
from placa_engine.plates.country_prior import as_in_country
from placa_engine.plates.formats import plate_format
from placa_engine.plates.pattern_doubt import with_pattern_doubt
from placa_engine.plates.pattern_prior import as_usual
from placa_engine.plates.reading import PlateReading
from placa_engine.vision.detector import corners
from placa_engine.vision.leaning import CLEAR, ROLLS, detect_turned
from placa_engine.vision.vision import Vision

UNSURE = 0.999
"""A still picture is seen once: the quick reader must be surer of it than of a video's frame."""

DOUBT = 0.94
"""A plate whose least sure character is less sure than this is looked at closely."""


@dataclass(frozen=True, slots=True)
class StillPlate:
    """A plate with its place in the picture and what stands on it, at least one character."""

    detection: PlateDetection
    reading: PlateReading


def read_still(
    vision: Vision, picture: Picture, *, country: str | None = None, thorough: bool = True
) -> tuple[StillPlate, ...]:
    """Return the plates of a picture, best first: the surest to be plates and to be read right.

    The plate formats of `country` (ISO code), or what is usual in the world, may tilt characters
    that look alike. A `thorough` reading looks a second time at large pictures, for small plates,
    and turned, where nothing clear was found, for plates that lean. Plates that are read in doubt
    are looked at closely.
    """
    plausibility = vision.plausibility
    floor = None if plausibility is None else plausibility.floor
    detections = vision.detector.detect(picture, thorough=thorough, threshold=floor)
    plates = _plates(vision, picture, detections, country)
    if thorough and plausibility is not None and _clearest(plates) < CLEAR:
        plates = _leaning_plates(vision, picture, country) or plates
    return tuple(_with_doubt(plate, country) for plate in plates)


def _leaning_plates(
    vision: Vision, picture: Picture, country: str | None
) -> tuple[StillPlate, ...]:
    """Return the plates of the turned view that shows the clearest one, none without a clear one.

    They are in pixels of the picture as it is.
    """
    best: tuple[StillPlate, ...] = ()
    for degrees in ROLLS:
        detections = detect_turned(vision.detector, picture, degrees)
        best = max(best, _plates(vision, picture, detections, country), key=_clearest)
    return best if _clearest(best) >= CLEAR else ()


def _plates(
    vision: Vision,
    picture: Picture,
    detections: Sequence[PlateDetection],
    country: str | None,
) -> tuple[StillPlate, ...]:
    """Return those of the detections that are plates by what was read on them, best first."""
    plausibility = vision.plausibility
    crops = [rectify(picture, detection.quad) for detection in detections]
    readings = vision.reader.read(crops, UNSURE)
    plates = [
        StillPlate(detection, _settled(vision, crop, reading, country))
        for detection, crop, reading in zip(detections, crops, readings, strict=True)
        if reading.chars and (plausibility is None or plausibility.accepts(detection, reading))
    ]
    return tuple(sorted(plates, key=_merit, reverse=True))


def read_crop(
    vision: Vision, crop: Picture, *, country: str | None = None
) -> tuple[StillPlate, ...]:
    """Return the one plate of a picture that is a plate's crop already, its box the whole."""
    height, width = crop.shape[:2]
    box = (0.0, 0.0, float(width), float(height))
    (first,) = vision.reader.read([crop], UNSURE)
    if not first.chars:
        return ()
    reading = _settled(vision, crop, first, country)
    detection = PlateDetection(quad=corners(box), box=box, score=1.0)
    return (_with_doubt(StillPlate(detection, reading), country),)


def _settled(
    vision: Vision, crop: Picture, reading: PlateReading, country: str | None
) -> PlateReading:
    """Return a plate's reading after a close look where it is in doubt, as plates are written."""
    if reading.confidence < DOUBT:
        closer = vision.reader.read_closely(crop)
        reading = closer if closer.chars else reading
    form = plate_format(country)
    return as_in_country(reading, form) if form else as_usual(reading)


def _with_doubt(plate: StillPlate, country: str | None) -> StillPlate:
    chars = with_pattern_doubt(plate.reading.chars, plate_format(country))
    return replace(plate, reading=PlateReading(chars))


def _clearest(plates: Sequence[StillPlate]) -> float:
    return max((plate.reading.confidence for plate in plates), default=0.0)


def _merit(plate: StillPlate) -> float:
    return plate.detection.score * plate.reading.confidence
