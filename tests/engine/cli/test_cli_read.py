from collections.abc import Iterator
import http.server
import json
from pathlib import Path
import subprocess
import sys
import threading

import cv2
import jsonschema
import numpy as np
import pytest

from placa_engine import cli
from tests.engine.support.tiny_networks import crop_of, draw_plate, scene

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def tiny_weights(tiny_models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLACA_MODELS", str(tiny_models))
    monkeypatch.setenv("PLACA_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)


def write_scene(path: str, text: str, left: int = 100) -> str:
    picture = scene(640, 360)
    draw_plate(picture, text, left, 120)
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    assert cv2.imwrite(path, picture)
    return path


def encoded(text: str) -> bytes:
    picture = scene(640, 360)
    draw_plate(picture, text, 100, 120)
    return cv2.imencode(".png", picture)[1].tobytes()


def placa_read(
    capsys: pytest.CaptureFixture[str], *arguments: str
) -> tuple[int, list[str], list[str]]:
    """Run `placa read` and return its status and its lines on stdout and on stderr."""
    status = cli.main(["read", *arguments])
    captured = capsys.readouterr()
    return status, captured.out.splitlines(), captured.err.splitlines()


def test_a_picture_gives_one_json_object_with_its_plates(
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = write_scene("street.png", "AB12CDE")
    status, out, err = placa_read(capsys, "--json", path)
    assert (status, len(out), err) == (0, 1, [])
    message = json.loads(out[0])
    assert message["source"] == "street.png"
    (plate,) = message["plates"]
    assert plate["text"] == "AB12CDE"
    assert plate["box"] == pytest.approx([100, 120, 300, 160], abs=2)
    assert np.array(plate["quad"]) == pytest.approx(
        np.array([[100, 120], [300, 120], [300, 160], [100, 160]]), abs=2
    )
    assert [char["char"] for char in plate["chars"]] == list("AB12CDE")
    assert plate["confidence"] == min(char["confidence"] for char in plate["chars"])


def test_a_plate_looks_as_the_wire_contract_says(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = placa_read(capsys, "--json", write_scene("street.png", "AB12CDE"))
    contract = json.loads((ROOT / "docs" / "wire-contract.json").read_text())
    schema = {"$ref": "#/$defs/PlatesRead", "$defs": contract["$defs"]}
    jsonschema.validate({"plates": json.loads(out[0])["plates"]}, schema)


def test_people_get_a_line_for_each_plate(capsys: pytest.CaptureFixture[str]) -> None:
    first, second = write_scene("one.png", "AB12"), "none.png"
    cv2.imwrite(second, scene())
    status, out, _ = placa_read(capsys, first, second)
    assert (status, out) == (0, ["one.png: AB12  100%  at 100,120 200x40", "none.png: no plate"])


def test_a_picture_without_plates_gives_an_empty_list(capsys: pytest.CaptureFixture[str]) -> None:
    cv2.imwrite("none.png", scene())
    status, out, _ = placa_read(capsys, "--json", "none.png")
    assert (status, out) == (0, ['{"source": "none.png", "plates": []}'])


def test_folders_are_read_down_to_the_last_picture_in_order(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for path in ("in/b.png", "in/a.png", "in/deep/er/c.png", "in/.hidden/d.png", "in/.e.png"):
        write_scene(path, "AB12")
    Path("in/notes.txt").write_text("no picture and not meant to be one")
    write_scene("in/picture.png", "AB12")
    Path("in/picture.png").rename("in/picture")
    status, out, err = placa_read(capsys, "--json", "in")
    assert (status, err) == (0, [])
    sources = [json.loads(line)["source"] for line in out]
    assert sources == ["in/a.png", "in/b.png", "in/picture", "in/deep/er/c.png"]


def test_crops_are_read_whole(capsys: pytest.CaptureFixture[str]) -> None:
    cv2.imwrite("crop.png", crop_of("XY77Z"))
    status, out, _ = placa_read(capsys, "--json", "--crops", "crop.png")
    (plate,) = json.loads(out[0])["plates"]
    height, width = crop_of("XY77Z").shape[:2]
    assert (status, plate["text"]) == (0, "XY77Z")
    assert plate["box"] == [0, 0, width, height]
    assert plate["quad"] == [[0, 0], [width, 0], [width, height], [0, height]]


def test_what_cannot_be_read_gets_one_line_and_the_others_are_read(
    capsys: pytest.CaptureFixture[str],
) -> None:
    whole = write_scene("whole.png", "AB12CDE")
    Path("text.jpg").write_text("hello\n")
    Path("empty.jpg").touch()
    jpeg = cv2.imencode(".jpg", scene())[1].tobytes()
    Path("cut.jpg").write_bytes(jpeg[: len(jpeg) // 2])
    cv2.imwrite("long.png", np.zeros((20_000, 10, 3), dtype=np.uint8))
    Path("notes.txt").write_text("hello\n" * 100)
    Path("folder").mkdir()
    status, out, err = placa_read(
        capsys, "--json", "missing.jpg", "text.jpg", "empty.jpg", "cut.jpg", "long.png",
        "notes.txt", "folder", "ftp://somewhere/x.jpg", "new\nline.jpg", whole,
    )  # fmt: skip
    assert status == 1
    assert [json.loads(line)["plates"][0]["text"] for line in out] == ["AB12CDE"]
    assert err == [
        "placa: missing.jpg: cannot be read: No such file or directory",
        "placa: text.jpg: is not a JPEG, PNG, WebP or BMP picture",
        "placa: empty.jpg: is empty",
        "placa: cut.jpg: is cut off or damaged: the picture does not reach its end",
        (
            "placa: long.png: is too large: 10x20000 pixels, the limits are 16384 a side and "
            "33 megapixels"
        ),
        "placa: notes.txt: is text, neither a picture nor a video",
        "placa: folder: holds no pictures and no videos",
        "placa: ftp://somewhere: is no http, https, rtsp or rtsps address",
        "placa: new?line.jpg: cannot be read: No such file or directory",
    ]


def test_a_video_without_frames_gets_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    write_video("video.avi", [])
    status, out, err = placa_read(capsys, "video.avi")
    assert (status, out) == (1, [])
    assert err == ["placa: video.avi: holds no video that can be decoded"]


def write_video(path: str, pictures: list[np.ndarray]) -> None:
    import av  # noqa: PLC0415  # only these tests need it

    with av.open(path, "w") as container:
        stream = container.add_stream("mjpeg", rate=10)
        stream.width, stream.height, stream.pix_fmt = 640, 360, "yuvj444p"
        stream.codec_context.qmin = stream.codec_context.qmax = 2
        container.start_encoding()
        for picture in pictures:
            frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def test_a_video_gives_its_sightings(capsys: pytest.CaptureFixture[str]) -> None:
    pictures = []
    for step in range(20):
        picture = scene(640, 360)
        draw_plate(picture, "AB12CDE", 100 + 4 * step, 120)
        pictures.append(picture)
    write_video("video.avi", pictures)
    status, out, err = placa_read(capsys, "--json", "video.avi")
    assert (status, err, len(out)) == (0, [], 1)
    message = json.loads(out[0])
    assert set(message["sighting"]) == {
        "text", "confidence", "margin", "frames", "first_seen", "last_seen", "direction", "box",
    }  # fmt: skip
    assert message["sighting"]["text"] == "AB12CDE"


def test_a_video_is_no_crop(capsys: pytest.CaptureFixture[str]) -> None:
    write_video("video.avi", [scene(640, 360)])
    status, _, err = placa_read(capsys, "--crops", "video.avi")
    assert status == 1
    assert err == ["placa: video.avi: is not a picture, so it cannot be a plate's crop"]


def test_annotated_pictures_are_named_after_their_source_and_a_number(
    capsys: pytest.CaptureFixture[str],
) -> None:
    one, other = write_scene("one/street.png", "AB12"), write_scene("two/street.png", "XY34")
    status, _, _ = placa_read(capsys, "--annotate", "drawn", one, other)
    assert status == 0
    assert sorted(path.name for path in Path("drawn").iterdir()) == [
        "street-0001.jpg",
        "street-0002.jpg",
    ]
    drawn, plain = cv2.imread("drawn/street-0001.jpg"), cv2.imread(one)
    assert drawn is not None
    assert plain is not None
    assert drawn.shape == plain.shape
    changed = np.abs(drawn.astype(int) - plain.astype(int)).max(axis=2) > 60
    rows, columns = np.nonzero(changed)
    assert 60 < rows.min() < 125
    assert columns.min() < 105
    assert columns.max() > 295


def test_a_folder_that_cannot_be_written_is_said_and_pictures_are_still_read(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("occupied").write_text("a file")
    status, out, err = placa_read(capsys, "--annotate", "occupied", write_scene("one.png", "AB12"))
    assert (status, len(out), err) == (1, 1, ["placa: occupied: cannot be written: File exists"])


@pytest.mark.parametrize(
    "arguments", [[], ["--country", "Germany!", "x.jpg"], ["--bogus", "x.jpg"]]
)
def test_wrong_usage_is_status_two(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["read", *arguments])
    assert left.value.code == 2
    assert "usage: placa" in capsys.readouterr().err


def test_missing_weights_are_said_in_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLACA_MODELS", "nowhere")
    status, out, err = placa_read(capsys, write_scene("one.png", "AB12"))
    assert (status, out) == (1, [])
    assert err == [
        "placa: inference: nowhere/manifest.json cannot be read: No such file or directory"
    ]


class Camera(http.server.BaseHTTPRequestHandler):
    """A camera with a snapshot behind a login, and things that are no snapshot."""

    def do_GET(self) -> None:
        if self.path == "/locked.png" and self.headers.get("Authorization") is None:
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="camera"')
            self.end_headers()
            return
        if self.path == "/missing.png":
            self.send_error(404)
            return
        kind, body = ("image/png", encoded("AB12CDE"))
        if self.path == "/page":
            kind, body = "text/html", b"<html>login</html>"
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def camera() -> Iterator[int]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Camera) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def test_a_snapshot_is_read_from_its_address_and_its_login_is_never_printed(
    capsys: pytest.CaptureFixture[str], camera: int
) -> None:
    status, out, err = placa_read(
        capsys, "--json", f"http://me:s3cret@127.0.0.1:{camera}/locked.png?key=s3cret"
    )
    assert (status, err) == (0, [])
    message = json.loads(out[0])
    assert message["plates"][0]["text"] == "AB12CDE"
    assert "s3cret" not in out[0]
    assert "me" not in message["source"]


@pytest.mark.parametrize(
    ("path", "reason"),
    [("locked.png", "refuses the user name and password"), ("missing.png", "answers with HTTP 404"),
     ("page", "holds no video that can be decoded")],
)  # fmt: skip
def test_an_address_without_picture_gets_one_line(
    capsys: pytest.CaptureFixture[str], camera: int, path: str, reason: str
) -> None:
    status, out, err = placa_read(capsys, f"http://127.0.0.1:{camera}/{path}")
    assert (status, out) == (1, [])
    assert err == [f"placa: http://127.0.0.1:{camera}: {reason}"]


def test_an_address_that_does_not_answer_gets_one_line_without_its_login(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status, _, err = placa_read(
        capsys, "http://me:s3cret@127.0.0.1:9/x.jpg", "rtsp://me:s3cret@127.0.0.1:9/x"
    )
    assert status == 1
    assert err == ["placa: http://: cannot be reached", "placa: rtsp://: cannot be reached"]


def test_decoders_do_not_add_lines_of_their_own(tiny_models: Path, tmp_path: Path) -> None:
    damaged = bytearray(cv2.imencode(".jpg", scene())[1].tobytes())
    middle = len(damaged) // 2
    damaged[middle : middle + 6] = b"\xff\xd0\xff\xd4\x12\x34"
    (tmp_path / "damaged.jpg").write_bytes(damaged)
    png = bytearray(encoded("AB12"))
    png[len(png) // 2] ^= 0xFF
    (tmp_path / "damaged.png").write_bytes(png)
    done = subprocess.run(
        [sys.executable, "-m", "placa_engine.cli", "read", "damaged.jpg", "damaged.png"],
        cwd=tmp_path,
        env={
            "PYTHONPATH": str(ROOT / "addon"),
            "PLACA_MODELS": str(tiny_models),
            "PLACA_CACHE": str(tmp_path / "cache"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == "placa: damaged.png: is a damaged PNG picture\n"
    assert done.stdout == "damaged.jpg: no plate\n"


def test_a_country_without_formats_is_said_and_the_pictures_are_read(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status, out, err = placa_read(capsys, "--country", "aq", write_scene("one.png", "AB12"))
    assert (status, len(out), len(err)) == (0, 1, 1)
    assert err[0].startswith("placa: AQ: no plate formats are known and none is used; known: ")
