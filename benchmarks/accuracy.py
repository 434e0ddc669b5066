"""Accuracy on the shared sets, contender by contender."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.conditions import ANGLES, CONDITIONS, SEVERITIES, Spoilt, oblique, spoilt
from benchmarks.contender import Contender, CropReader
from benchmarks.negatives import lettered, painted_over
from benchmarks.scoring import Figures, folded, matched, scene_texts, strict_and_folded
from benchmarks.sets import Clip, Crop, Scene, clips, crop_sets, crops, rolled, scenes
from benchmarks.street import far_off, streets
from placa_engine.cameras.pipeline import CameraPipeline
from placa_engine.cameras.sources.file import iterate_file
from placa_engine.cli.progress import shown
from placa_engine.imaging.frame import Frame, Picture
from placa_engine.tracking.sighting import Sighting, SightingState
from placa_engine.vision.reader import UNSURE
from placa_engine.vision.vision import Vision

MANY_FRAMES = 3
RENDERED = 150
"""Plates of each condition."""
SCENES = ("detect/val", "detect2/val", "bench/eu", "bench/br")
FRAMES = ("detect/val", "detect2/val")
"""Scenes that are judged as single frames of a camera, too."""
ROLLS = (-45, 45, 90)
"""Degrees by which the scenes of a set are turned counterclockwise."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what was measured on which set, and the value in its unit."""

    set: str
    measure: str
    contender: str
    value: float
    unit: str
    count: int


@dataclass(frozen=True, slots=True)
class Miss:
    """One text that was read wrong."""

    set: str
    contender: str
    source: str
    label: str
    read: str


type Result = tuple[list[Row], list[Miss]]


def scene_set(name: str, labeled: Sequence[Scene], contender: Contender) -> Result:
    """Judge detection and end-to-end reading of whole pictures."""
    hits = boxes = extra = found_anywhere = 0
    pairs: list[tuple[str, str]] = []
    misses: list[Miss] = []
    for scene in shown(labeled, len(labeled)):
        found = contender.find(scene.picture())
        hit = matched([plate.box for plate in found], scene.boxes)
        hits, boxes, extra = hits + hit, boxes + len(scene.boxes), extra + len(found) - hit
        texts = scene_texts(scene, found)
        pairs.extend(texts)
        anywhere = {folded(plate.text) for plate in found}
        found_anywhere += sum(folded(label) in anywhere for label, _ in texts)
        misses.extend(
            Miss(name, contender.name, scene.path.name, label, read)
            for label, read in texts
            if folded(label) != folded(read)
        )
    recall, per_picture = Figures(boxes, hits), extra / max(1, len(labeled))
    rows = [
        Row(name, "recall at IoU 0.5", contender.name, recall.percent, "%", boxes),
        Row(name, "extra boxes a picture", contender.name, per_picture, "", len(labeled)),
    ]
    if pairs:
        rows.extend(_text_rows(name, pairs, contender))
        anywhere_figures = Figures(len(pairs), found_anywhere)
        rows.append(
            Row(
                name, "any plate, folded", contender.name, anywhere_figures.percent, "%", len(pairs)
            )
        )
    return rows, misses


def crop_set(name: str, labeled: Sequence[Crop], contender: CropReader) -> Result:
    """Judge the reading of plate crops."""
    pairs, misses = [], []
    for crop in shown(labeled, len(labeled)):
        read = contender.read(crop.picture())
        pairs.append((crop.text, read))
        if folded(crop.text) != folded(read):
            misses.append(Miss(name, contender.name, crop.path.name, crop.text, read))
    return list(_text_rows(name, pairs, contender)), misses


def street_set(labeled: Sequence[Scene], contender: Contender) -> Result:
    """Judge how many small plates are found in large pictures."""
    hits = count = pictures = extra = 0
    for street in streets(labeled):
        found = [plate.box for plate in contender.find(street.picture)]
        hit = matched(found, street.boxes)
        hits, count, pictures = hits + hit, count + len(street.boxes), pictures + 1
        extra += len(found) - hit
    recall = Figures(count, hits).percent
    return [Row("small plates", "recall at IoU 0.5", contender.name, recall, "%", count)], []


def negative_set(
    name: str, pictures: Iterable[Picture], count: int, contender: Contender
) -> Result:
    """Count what is found where no plate is, in 1,000 pictures."""
    false = sum(len(contender.find(picture)) for picture in shown(pictures, count))
    per_thousand = 1000 * false / max(1, count)
    return [Row(name, "false plates per 1,000", contender.name, per_thousand, "", count)], []


def spoilt_set(name: str, crops: Iterable[Spoilt], contender: CropReader) -> Result:
    """Judge the reading of rendered plates spoilt in one way."""
    pairs = [(crop.text, contender.read(crop.picture)) for crop in crops]
    return list(_text_rows(name, pairs, contender)), []


def read_again(data: Path, vision: Vision) -> list[Row]:
    """Tell what share of the photographed crops is too doubtful for the quick reader alone."""
    rows = []
    for name, labeled in crop_sets(data).items():
        again = 0
        for crop in shown(labeled, len(labeled)):
            prepared = vision.reader.first.prepare([crop.picture()])
            (reading,) = vision.reader.first.decode(vision.reader.first.probabilities(prepared))
            again += reading.confidence < UNSURE
        share = Figures(len(labeled), again).percent
        rows.append(Row(name, "read again", "placa", share, "%", len(labeled)))
    return rows


def clip_sets(data: Path, vision: Vision) -> Result:
    """Judge the clips as they are, and far off in a large picture."""
    scene = scenes(data / "bench/eu.jsonl", data / "bench/eu")[0].picture()
    near = clip_set("clips", data, vision, _frames)
    far = clip_set("clips far off", data, vision, lambda clip: far_off(_frames(clip), scene))
    return near[0] + far[0], near[1] + far[1]


def clip_set(
    name: str, data: Path, vision: Vision, frames_of: Callable[[Clip], Iterable[Frame]]
) -> Result:
    """Judge the sightings of clips as a camera's frames, plates that were wanted and others."""
    labeled = clips(data / "clips.jsonl", data / "clips")
    wanted = right = wrong = sure_wrong = silent = without = 0
    misses: list[Miss] = []
    for clip in shown(labeled, len(labeled)):
        sightings = _sightings(vision, frames_of(clip))
        read = {sighting.text for sighting in sightings}
        wanted, right = wanted + len(clip.texts), right + len(read & set(clip.texts))
        if not clip.texts:
            without += 1
            silent += not read
        for sighting in sightings:
            if sighting.text not in clip.texts:
                wrong += 1
                sure_wrong += sighting.frames >= MANY_FRAMES
                label = "/".join(clip.texts) or "-"
                text = f"{sighting.text} ({sighting.frames} frames)"
                misses.append(Miss(name, "placa", clip.path.name, label, text))
        misses.extend(
            Miss(name, "placa", clip.path.name, text, "-") for text in set(clip.texts) - read
        )
    count, many = len(labeled), f"wrong, {MANY_FRAMES} or more frames"
    share, quiet = Figures(wanted, right).percent, Figures(without, silent).percent
    return [
        Row(name, "plates sighted", "placa", share, "%", wanted),
        Row(name, "wrong sightings", "placa", wrong, "", count),
        Row(name, many, "placa", sure_wrong, "", count),
        Row(name, "silent without plate", "placa", quiet, "%", without),
    ], misses


def _frames(clip: Clip) -> Iterable[Frame]:
    return iterate_file(str(clip.path), "bench")


def _sightings(vision: Vision, frames: Iterable[Frame]) -> list[Sighting]:
    pipeline = CameraPipeline("bench", vision)
    news = [sighting for frame in frames for sighting in pipeline.process(frame)]
    news += pipeline.finish()
    return [sighting for sighting in news if sighting.state is SightingState.ENDED]


def scene_judges(data: Path) -> dict[str, Callable[[Contender], Result]]:
    """Return what judges a contender on each set of whole pictures."""

    def of_scenes(name: str) -> Callable[[Contender], Result]:
        return lambda contender: scene_set(
            name, scenes(data / f"{name}.jsonl", data / name), contender
        )

    def of_rolled(name: str, degrees: float) -> Callable[[Contender], Result]:
        def judge(contender: Contender) -> Result:
            upright = scenes(data / f"{name}.jsonl", data / name)
            turned = [rolled(scene, degrees) for scene in upright]
            return scene_set(f"{name} {degrees:.0f}°", turned, contender)

        return judge

    def val() -> tuple[Scene, ...]:
        return scenes(data / "detect/val.jsonl", data / "detect/val")

    def of_negatives(
        name: str, empty: Callable[[Sequence[Scene]], Iterable[Picture]]
    ) -> Callable[[Contender], Result]:
        return lambda contender: negative_set(name, empty(val()), len(val()), contender)

    return {
        **{name: of_scenes(name) for name in SCENES},
        **{f"bench/eu {degrees}°": of_rolled("bench/eu", degrees) for degrees in ROLLS},
        "small plates": lambda contender: street_set(val(), contender),
        "plates painted over": of_negatives("plates painted over", painted_over),
        "lettering": of_negatives("lettering", lettered),
    }


def frame_judges(data: Path) -> dict[str, Callable[[Contender], Result]]:
    """Return what judges a contender that looks at pictures as at a camera's frames."""

    def of_frames(name: str) -> Callable[[Contender], Result]:
        return lambda contender: scene_set(
            f"{name}, frame", scenes(data / f"{name}.jsonl", data / name), contender
        )

    return {f"{name}, frame": of_frames(name) for name in FRAMES}


def crop_judges(data: Path) -> dict[str, Callable[[CropReader], Result]]:
    """Return what judges a contender on each set of plates that were cut out."""

    def of_part(name: str, *, night: bool) -> Callable[[CropReader], Result]:
        return lambda contender: crop_set(
            name, crops(data / "read/val.jsonl", data / "read", night=night), contender
        )

    def of_spoilt(
        name: str, some: Callable[[], Iterable[Spoilt]]
    ) -> Callable[[CropReader], Result]:
        return lambda contender: spoilt_set(name, some(), contender)

    rendered = {
        f"{condition} {severity}": partial(spoilt, condition, severity, RENDERED)
        for condition in CONDITIONS
        for severity in SEVERITIES
    } | {f"oblique {angle}": partial(oblique, angle, RENDERED) for angle in ANGLES}
    return {
        **{name: partial(crop_set, name, some) for name, some in crop_sets(data).items()},
        "dash camera, day": of_part("dash camera, day", night=False),
        "dash camera, night": of_part("dash camera, night", night=True),
        **{name: of_spoilt(name, some) for name, some in rendered.items()},
    }


def _text_rows(name: str, pairs: Sequence[tuple[str, str]], contender: CropReader) -> Iterable[Row]:
    exact, alike = strict_and_folded(pairs)
    yield Row(name, "text, strict", contender.name, exact.percent, "%", exact.count)
    yield Row(name, "text, folded", contender.name, alike.percent, "%", alike.count)
