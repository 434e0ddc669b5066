"""An RTSP server that plays H.264 files as live cameras, told what to play line by line.

It runs on the system's own Python (3.11 or newer), which knows Debian's GStreamer:
python3-gi gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-base -good -bad.

    rtsp_server.py --port 0 --camera drive=empty.h264@15

shows empty.h264 again and again at rtsp://127.0.0.1:PORT/drive. On its standard input

    play drive cars.h264      shows a file once, then the camera's own file again
    loop drive cars.h264      shows a file from now on

and on its standard output `READY port`, `BEGAN camera seconds` (the wall time of the first
picture) and `PLAYED camera`. It ends when its input does. Files are Annex-B streams of
access units that begin with a delimiter and may contain no B pictures.
"""

import argparse
from pathlib import Path
import signal
import sys
import threading
import time
from typing import Any

import gi  # type: ignore[import-not-found]  # Debian's package, absent where types are checked

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import (  # type: ignore[import-not-found]  # noqa: E402  (as above; versions first)
    GLib,
    Gst,
    GstRtspServer,
)

_DELIMITER = b"\x00\x00\x00\x01\x09"


def access_units(path: Path) -> list[bytes]:
    """Return the encoded pictures of an Annex-B file; ValueError if it has no delimiters."""
    data = path.read_bytes()
    starts = []
    at = data.find(_DELIMITER)
    while at >= 0:
        starts.append(at)
        at = data.find(_DELIMITER, at + len(_DELIMITER))
    if not starts:
        raise ValueError(f"{path.name} has no access unit delimiters")
    return [data[a:b] for a, b in zip(starts, [*starts[1:], len(data)], strict=True)]


class Program:
    """What one camera shows at each tick of its clock; shared by all who watch it."""

    def __init__(self, name: str, path: Path, fps: int) -> None:
        self.name = name
        self.fps = fps
        self._idle = access_units(path)
        self._units = self._idle
        self._first = 0
        self._loop = True
        self._lock = threading.Lock()
        self._monotonic = time.monotonic()
        self._wall = time.time()

    def next_tick(self) -> int:
        """Return the first tick that has not begun."""
        return int((time.monotonic() - self._monotonic) * self.fps) + 1

    def wait_for(self, tick: int) -> None:
        """Return when a tick begins."""
        left = self._monotonic + tick / self.fps - time.monotonic()
        if left > 0:
            time.sleep(left)

    def unit_at(self, tick: int) -> bytes:
        """Return the access unit of a tick."""
        with self._lock:
            index = tick - self._first
            if index < 0 or (index >= len(self._units) and not self._loop):
                return self._idle[tick % len(self._idle)]
            return self._units[index % len(self._units)]

    def show(self, path: Path, *, loop: bool) -> None:
        """Begin a file at the next tick; tell when it began and, unless looped, when it ended."""
        units = access_units(path)
        with self._lock:
            self._units, self._loop, self._first = units, loop, self.next_tick() + 1
            first = self._first
        print("BEGAN", self.name, f"{self._wall + first / self.fps:.3f}", flush=True)
        if not loop:
            threading.Thread(target=self._tell_end, args=(first, len(units)), daemon=True).start()

    def _tell_end(self, first: int, count: int) -> None:
        self.wait_for(first + count)
        print("PLAYED", self.name, flush=True)


class CameraFactory(GstRtspServer.RTSPMediaFactory):  # type: ignore[misc]  # gi has no types
    """One pipeline for each client, so that a dead client cannot hold up another."""

    def __init__(self, program: Program) -> None:
        super().__init__()
        self._program = program
        self.set_launch(
            "( appsrc name=source is-live=true format=time block=false leaky-type=downstream "
            "max-bytes=8000000 caps=video/x-h264,stream-format=byte-stream,alignment=au,"
            f"framerate={program.fps}/1 ! h264parse config-interval=-1 "
            "! rtph264pay name=pay0 pt=96 )"
        )
        self.set_shared(False)
        self.set_latency(0)
        self.connect("media-configure", self._on_media)

    def _on_media(self, _factory: Any, media: Any) -> None:
        source = media.get_element().get_by_name("source")
        watched = threading.Event()
        watched.set()
        media.connect("unprepared", lambda *_: watched.clear())
        threading.Thread(target=self._feed, args=(source, watched), daemon=True).start()

    def _feed(self, source: Any, watched: threading.Event) -> None:
        program = self._program
        step = Gst.SECOND // program.fps
        tick = first = program.next_tick()
        while watched.is_set():
            program.wait_for(tick)
            buffer = Gst.Buffer.new_wrapped(program.unit_at(tick))
            buffer.pts = buffer.dts = (tick - first) * step
            buffer.duration = step
            if source.emit("push-buffer", buffer) != Gst.FlowReturn.OK:
                break
            tick += 1


def listen(programs: dict[str, Program], loop: Any) -> None:
    """Obey the standard input until it ends."""
    for line in sys.stdin:
        verb, name, path = line.rstrip("\n").split(" ", 2)
        programs[name].show(Path(path), loop=verb == "loop")
    loop.quit()


def main() -> None:
    """Serve until the input ends or a signal arrives."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--port", default="0")
    parser.add_argument("--camera", action="append", required=True, metavar="NAME=FILE@FPS")
    options = parser.parse_args()

    Gst.init(None)
    server = GstRtspServer.RTSPServer.new()
    server.set_address("127.0.0.1")
    server.set_service(options.port)
    # DESCRIBE waits for a key frame; the default single thread would serve one client at a time
    server.get_thread_pool().set_max_threads(-1)
    programs = {}
    for camera in options.camera:
        name, _, source = camera.partition("=")
        file, _, fps = source.rpartition("@")
        programs[name] = Program(name, Path(file), int(fps))
        server.get_mount_points().add_factory(f"/{name}", CameraFactory(programs[name]))
    if not server.attach(None):
        raise SystemExit(f"cannot listen on port {options.port}")

    loop = GLib.MainLoop()
    for number in (signal.SIGTERM, signal.SIGINT):
        GLib.unix_signal_add(GLib.PRIORITY_HIGH, number, loop.quit)
    threading.Thread(target=listen, args=(programs, loop), daemon=True).start()
    print("READY", server.get_bound_port(), flush=True)
    loop.run()


if __name__ == "__main__":
    main()
