"""H.264 for the demo's camera server: one file of access units, as a camera would send them."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray


def write_h264(path: Path, pictures: Iterable[NDArray[np.uint8]], fps: int) -> int:
    """Encode BGR pictures of one even size as an Annex-B stream; returns how many there were.

    A key frame every second, no picture waits for a later one, and every access unit begins
    with a delimiter. The file appears whole or not at all.
    """
    unfinished = path.with_suffix(".unfinished")
    count = 0
    with av.open(str(unfinished), "w", format="h264") as output:
        stream = output.add_stream("libx264", rate=Fraction(fps))
        stream.pix_fmt = "yuv420p"
        stream.options = {
            "preset": "veryfast",
            "tune": "zerolatency",
            "crf": "23",
            "x264-params": (
                f"aud=1:keyint={fps}:min-keyint={fps}:scenecut=0:repeat-headers=1:sliced-threads=0"
            ),
        }
        for picture in pictures:
            if not count:
                stream.height, stream.width = picture.shape[:2]
            output.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
            count += 1
        output.mux(stream.encode(None))
    unfinished.replace(path)
    return count


def read_h264(path: Path) -> Iterator[NDArray[np.uint8]]:
    """Decode such a file to BGR pictures."""
    with av.open(str(path), format="h264") as video:
        for picture in video.decode(video=0):
            yield np.asarray(picture.to_ndarray(format="bgr24"), np.uint8)
