"""`placa read`: plates in pictures, videos and streams."""

import argparse
import json
from pathlib import Path
import re
from typing import Any

from placa_engine.cameras.sources.source_error import SourceError
from placa_engine.cli.inference_options import add_inference_options, vision_of
from placa_engine.cli.inputs import Input, Unreadable, expand
from placa_engine.cli.output import print_error, printable, quiet_libraries
from placa_engine.cli.pictures import fetch_picture, read_picture
from placa_engine.cli.progress import shown
from placa_engine.imaging.decoding import PictureError
from placa_engine.imaging.frame import Picture
from placa_engine.plates.formats import known_countries, plate_format
from placa_engine.redact import redact
from placa_engine.vision.annotate import annotate, write_jpeg
from placa_engine.vision.runtime import InferenceError
from placa_engine.vision.still_image import StillPlate, read_crop, read_still
from placa_engine.vision.vision import Vision
from placa_engine.vision.weights import WeightsError


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the subcommand."""
    parser = subparsers.add_parser(
        "read",
        help="read plates in pictures, videos and streams",
        description="Reads plates in pictures, folders, videos and http(s) or rtsp(s) addresses. "
        "Exit status: 0 all was read, 1 something could not be read, 2 wrong usage.",
    )
    parser.add_argument("paths", nargs="+", metavar="PATH", help="picture, folder, video or URL")
    parser.add_argument(
        "--country", type=_country, help="plates are mostly of this country (ISO code)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    parser.add_argument("--events", action="store_true", help="videos: also print live updates")
    parser.add_argument("--crops", action="store_true", help="each picture is a plate's crop")
    parser.add_argument(
        "--annotate", type=Path, metavar="DIR", help="write the pictures with their plates drawn in"
    )
    parser.add_argument(
        "--fast", action="store_true", help="no second look at large pictures for small plates"
    )
    add_inference_options(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Read all inputs; return the exit status."""
    inputs = [found for path in options.paths for found in expand(path)]
    try:
        vision = vision_of(options)
    except (WeightsError, InferenceError) as error:
        print_error("inference", str(error))
        return 1
    if options.country and plate_format(options.country) is None:
        known = ", ".join(known_countries())
        print_error(options.country, f"no plate formats are known and none is used; known: {known}")
    reading = _Reading(vision, options)
    with quiet_libraries():
        results = [reading.read(found) for found in shown(inputs, len(inputs))]
    return 0 if all(results) else 1


def plate_json(plate: StillPlate) -> dict[str, Any]:
    """Return a plate as the command line and the wire have it."""
    return {
        "text": plate.reading.text,
        "confidence": round(plate.reading.confidence, 6),
        "box": [round(value, 2) for value in plate.detection.box],
        "quad": [[round(x, 2), round(y, 2)] for x, y in plate.detection.quad],
        "chars": [
            {
                "char": char.char,
                "confidence": round(char.confidence, 6),
                "alternatives": [[other, round(share, 6)] for other, share in char.alternatives],
            }
            for char in plate.reading.chars
        ],
    }


def _country(code: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2}(-[A-Za-z0-9]{1,3})?", code):
        raise argparse.ArgumentTypeError("is an ISO code, as DE or US")
    return code.upper()


class _Reading:
    """One run of the command."""

    def __init__(self, vision: Vision, options: argparse.Namespace) -> None:
        self._vision = vision
        self._options = options
        self._annotated = 0

    def read(self, found: Input | Unreadable) -> bool:
        """Read and print one input, or print why it cannot be read; return whether it could."""
        if isinstance(found, Unreadable):
            print_error(found.source, found.reason)
            return False
        try:
            match found.kind:
                case "video":
                    self._read_video(found.source)
                case "picture_url":
                    picture = fetch_picture(found.source)
                    if picture is None:
                        self._read_video(found.source)
                    else:
                        self._read_picture(found.source, picture)
                case "picture":
                    self._read_picture(found.source, read_picture(Path(found.source)))
        except (PictureError, SourceError, InferenceError) as error:
            print_error(found.source, str(error))
            return False
        except OSError as error:
            print_error(
                str(self._options.annotate), f"cannot be written: {error.strerror or error}"
            )
            return False
        return True

    def _read_picture(self, source: str, picture: Picture) -> None:
        country = self._options.country
        if self._options.crops:
            plates = read_crop(self._vision, picture, country=country)
        else:
            plates = read_still(
                self._vision, picture, country=country, thorough=not self._options.fast
            )
        if self._options.json:
            _print_json({"source": redact(source), "plates": [plate_json(p) for p in plates]})
        else:
            for line in _picture_lines(source, plates):
                _print(line)
        if self._options.annotate is not None:
            self._annotated += 1
            stem = "picture" if "://" in source else Path(source).stem
            write_jpeg(self._options.annotate, stem, self._annotated, annotate(picture, plates))

    def _read_video(self, source: str) -> None:
        if self._options.crops:
            raise PictureError("is not a picture, so it cannot be a plate's crop")
        from placa_engine.cli.read_video import read_video  # noqa: PLC0415  # pictures do not wait for PyAV

        for event in read_video(
            source,
            vision=self._vision,
            country=self._options.country,
            events=self._options.events,
        ):
            if self._options.json:
                _print_json(event)
            else:
                _print(_sighting_line(source, event))


def _picture_lines(source: str, plates: tuple[StillPlate, ...]) -> list[str]:
    name = printable(source)
    if not plates:
        return [f"{name}: no plate"]
    return [
        f"{name}: {plate.reading.text}  {plate.reading.confidence:.0%}  "
        f"at {_at(plate.detection.box)}"
        for plate in plates
    ]


def _sighting_line(source: str, event: dict[str, Any]) -> str:
    seen = event["sighting"]
    frames = "1 frame" if seen["frames"] == 1 else f"{seen['frames']} frames"
    return (
        f"{printable(source)}: {seen['text']}  {seen['confidence']:.0%}  "
        f"{seen['first_seen']:.1f}-{seen['last_seen']:.1f} s  {frames}  {seen['direction']}"
    )


def _at(box: tuple[float, float, float, float]) -> str:
    x1, y1, x2, y2 = (round(value) for value in box)
    return f"{x1},{y1} {x2 - x1}x{y2 - y1}"


def _print_json(message: dict[str, Any]) -> None:
    _print(json.dumps(message, ensure_ascii=False))


def _print(line: str) -> None:
    print(line, flush=True)  # noqa: T201  # the command line talks
