"""Stage times for people."""

from placa_engine.benchmark.stages import StageTimes


def stage_table(times: StageTimes) -> str:
    """Return the times as lines of text."""
    info = times.info
    head = (
        f"{info.device} {info.precision} ({info.reason}), detector {info.detector_version}, "
        f"reader {info.reader_version}; 1280x720, {times.plates} plate"
        f"{'' if times.plates == 1 else 's'}, median of {times.repeats}"
    )
    rows = [
        f"  {stage:<12}{time.wall:8.2f} ms {time.processor:8.2f} ms of processor"
        for stage, time in (*times.stages.items(), ("total", times.total))
    ]
    return "\n".join(
        [
            head,
            *rows,
            f"  {'start':<12}{times.start * 1000:8.0f} ms",
            f"  {'memory':<12}{times.peak_memory:8.0f} MB at most",
        ]
    )
