"""A clip in which the tiny networks see one plate drive by."""

from collections.abc import Iterator
from pathlib import Path

import av

from placa_engine.imaging.frame import Picture
from tests.engine.support.tiny_networks import draw_plate, scene

FPS = 15


def drive_by(text: str, still: int = 10, moving: int = 30, after: int = 10) -> Iterator[Picture]:
    """Yield an empty scene, a plate that crosses it from left to right, and the scene again."""
    for _ in range(still):
        yield scene()
    for step in range(moving):
        picture = scene()
        draw_plate(picture, text, left=20 + 8 * step, top=120)
        yield picture
    for _ in range(after):
        yield scene()


def write_clip(path: Path, pictures: Iterator[Picture]) -> Path:
    """Write pictures as a video without loss; return its path."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("ffv1", rate=FPS, width=512, height=288, pix_fmt="bgr0")
        for picture in pictures:
            frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def write_h264(path: Path, pictures: Iterator[Picture]) -> Path:
    """Write pictures as the access units of a camera, with next to no loss; return the path."""
    with av.open(str(path), "w", format="h264") as container:
        stream = container.add_stream("libx264", rate=FPS, width=512, height=288)
        stream.pix_fmt = "yuv444p"
        stream.options = {
            "preset": "ultrafast",
            "tune": "zerolatency",
            "qp": "0",
            "x264-params": f"aud=1:keyint={FPS}:scenecut=0:repeat-headers=1",
        }
        for picture in pictures:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        container.mux(stream.encode(None))
    return path
