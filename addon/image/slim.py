"""Takes out of the image what the engine never opens. Run by addon/Dockerfile in its build stage.

slim.py packages    of the installed packages: other model formats, accelerators without a
                    runtime in the image, headers, type stubs, tests, OpenCV's FFmpeg
slim.py weights     the precisions that an app cannot choose
slim.py python      of Python itself: its tests, its graphical programs, pip
"""

from collections.abc import Iterable, Iterator
import json
from pathlib import Path
import shutil
import subprocess
import sys
import sysconfig

PACKAGES = Path(sysconfig.get_path("purelib"))

NEVER_OPENED = (
    # OpenVINO reads nothing but its own format here, and computes on the processor: Debian 13 has
    # no runtime for Intel's GPUs and NPUs.
    "openvino/libs/libopenvino_*_frontend.so*",
    "openvino/libs/libopenvino_intel_[gn]pu_plugin.so",
    "openvino/libs/libopenvino_auto_batch_plugin.so",
    "openvino/libs/libopenvino_hetero_plugin.so",
    "openvino/libs/libopenvino_c.so*",
    "openvino/libs/libtbbmalloc_proxy.so*",
    "openvino/libs/cache.json",
    "openvino/libs/pkgconfig",
    "openvino/cmake",
    "openvino/include",
    "openvino/tools",
    "openvino/torch",
    # OpenVINO's converter reports its use to its maker; the engine never converts.
    "openvino_telemetry",
    "openvino_telemetry-*.dist-info",
    "cv2/data/*.xml",
    "numpy/f2py",
    "numpy/_core/include",
    "sqlalchemy/testing",
    "alembic/testing",
    "bin",
    "**/tests",
    "**/*.a",
    "**/*.cmake",
    "**/*.h",
    "**/*.hpp",
    "**/*.pc",
    "**/*.pxd",
    "**/*.pyi",
    "**/*.pyx",
)
KEPT = ("openvino/libs/libopenvino_ir_frontend.so*",)

OF_PYTHON = (
    "config-*",
    "ensurepip",
    "idlelib",
    "pydoc_data",
    "site-packages/pip*",
    "test",
    "tkinter",
    "turtledemo",
)

FFMPEG = ("libavcodec", "libavformat", "libavutil", "libswresample", "libswscale")
"""PyAV brings the FFmpeg that the engine decodes with. OpenCV's own would be a second one."""


def main() -> None:
    """Do what the command line says."""
    match sys.argv[1:]:
        case ["packages"]:
            kept = {path for pattern in KEPT for path in PACKAGES.glob(pattern)}
            remove(path for path in matches(PACKAGES, NEVER_OPENED) if path not in kept)
            replace_ffmpeg(PACKAGES / "cv2", PACKAGES / "opencv_python_headless.libs")
            strip(PACKAGES)
        case ["weights"]:
            keep_default_precisions(PACKAGES / "placa_engine" / "weights")
        case ["python"]:
            stdlib = Path(sysconfig.get_path("stdlib"))
            remove(matches(stdlib, OF_PYTHON))
            remove([Path(sys.base_prefix) / "include", Path(sys.base_prefix) / "share" / "man"])
        case _:
            sys.exit(__doc__)


def matches(folder: Path, patterns: Iterable[str]) -> Iterator[Path]:
    """Yield what lies below a folder and fits one of the patterns."""
    for pattern in patterns:
        yield from list(folder.glob(pattern))


def remove(paths: Iterable[Path]) -> None:
    """Delete files and folders; one that is not there is none the less gone."""
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def replace_ffmpeg(package: Path, libraries: Path) -> None:
    """Put libraries in the place of OpenCV's FFmpeg whose every function stops the process.

    OpenCV links to FFmpeg for VideoCapture alone, which the engine does not use. What only
    FFmpeg needed goes too.
    """
    (extension,) = package.glob("cv2*.so")
    wanted = sorted({symbol for symbol in undefined(extension) if symbol.startswith(("av", "sws"))})
    source = "extern void abort(void);\n" + "".join(
        f"void {symbol}(void) {{ abort(); }}\n" for symbol in wanted
    )
    for library in list(libraries.iterdir()):
        if not library.name.startswith(FFMPEG):
            continue
        library.unlink()
        soname = f"-Wl,-soname,{library.name}"
        run(
            "gcc",
            "-shared",
            "-fPIC",
            "-nostdlib",
            soname,
            "-o",
            str(library),
            "-x",
            "c",
            "-",
            text=source,
        )
    remove_unneeded(extension, libraries)


def undefined(library: Path) -> Iterator[str]:
    """Yield the names that a library expects others to define, without their versions."""
    listed = run("nm", "--dynamic", "--undefined-only", str(library))
    for line in listed.splitlines():
        yield line.split()[-1].partition("@")[0]


def remove_unneeded(extension: Path, libraries: Path) -> None:
    """Delete the libraries that nothing links to any more, directly or by way of others."""
    needed, open_ends = set[str](), [extension]
    while open_ends:
        for line in run("readelf", "--dynamic", str(open_ends.pop())).splitlines():
            name = line.partition("[")[2].rstrip("]")
            if "(NEEDED)" in line and name not in needed and (libraries / name).exists():
                needed.add(name)
                open_ends.append(libraries / name)
    remove(library for library in libraries.iterdir() if library.name not in needed)


def strip(folder: Path) -> None:
    """Take the symbol tables out of the libraries that are as their linker made them.

    Libraries that auditwheel has patched would not load any more.
    """
    for library in folder.rglob("*.so*"):
        if not library.is_symlink() and not library.parent.name.endswith(".libs"):
            run("strip", "--strip-unneeded", str(library))


def keep_default_precisions(weights: Path) -> None:
    """Delete the files of all but each model's default precision, in the manifest too."""
    manifest = weights / "manifest.json"
    content = json.loads(manifest.read_text(encoding="utf-8"))
    for model in content["models"]:
        for precision in set(model["precision"]) - {model["default_precision"]}:
            files = model["precision"].pop(precision)
            remove(weights / files[kind]["file"] for kind in ("xml", "bin"))
    manifest.write_text(json.dumps(content), encoding="utf-8")


def run(*command: str, text: str | None = None) -> str:
    """Return what a program prints that reads a text."""
    done = subprocess.run(command, check=True, input=text, stdout=subprocess.PIPE, text=True)  # noqa: S603  # commands of this file
    return done.stdout


if __name__ == "__main__":
    main()
