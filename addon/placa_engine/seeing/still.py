"""The plates of one still picture."""

from dataclasses import dataclass

from placa_engine.seeing.country_reading import as_in_country
from placa_engine.seeing.detection import PlateDetection
from placa_engine.seeing.detector import corners
from placa_engine.seeing.plate_format import plate_format
from placa_engine.seeing.reading import PlateReading
from placa_engine.seeing.rectifier import rectify
from placa_engine.seeing.vision import Vision
from placa_engine.watching.frame import Picture


@dataclass(frozen=True, slots=True)
class StillPlate:
    """A plate with its place in the picture and what stands on it, at least one character."""

    detection: PlateDetection
    reading: PlateReading


def read_still(
    vision: Vision, picture: Picture, *, country: str | None = None, thorough: bool = True
) -> tuple[StillPlate, ...]:
    """Return the plates of a picture, best first: the surest to be plates and to be read right.

    The plate formats of `country` (ISO code) may tilt characters that look alike. A
    `thorough` reading looks a second time at large pictures, for small plates.
    """
    plausibility = vision.plausibility
    floor = None if plausibility is None else plausibility.floor
    detections = vision.detector.detect(picture, thorough=thorough, threshold=floor)
    crops = [rectify(picture, detection.quad) for detection in detections]
    readings = _read(vision, crops, country)
    plates = [
        StillPlate(detection, reading)
        for detection, reading in zip(detections, readings, strict=True)
        if reading.chars and (plausibility is None or plausibility.accepts(detection, reading))
    ]
    return tuple(sorted(plates, key=_merit, reverse=True))


def read_crop(
    vision: Vision, crop: Picture, *, country: str | None = None
) -> tuple[StillPlate, ...]:
    """Return the one plate of a picture that is a plate's crop already, its box the whole."""
    height, width = crop.shape[:2]
    box = (0.0, 0.0, float(width), float(height))
    (reading,) = _read(vision, [crop], country)
    if not reading.chars:
        return ()
    return (StillPlate(PlateDetection(quad=corners(box), box=box, score=1.0), reading),)


def _read(vision: Vision, crops: list[Picture], country: str | None) -> list[PlateReading]:
    readings = vision.reader.read(crops)
    form = plate_format(country)
    return [as_in_country(reading, form) if form else reading for reading in readings]


def _merit(plate: StillPlate) -> float:
    return plate.detection.score * plate.reading.confidence
