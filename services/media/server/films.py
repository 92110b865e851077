"""Sounds and films, by FFmpeg's libraries (the package `av` brings them along)."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import av
from PIL import Image

FORMATS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,ogg,caf,aac,amr,mp3,flac,"
    "wav,aiff,asf,flv"
)
"""No playlists, no protocols, no pictures: a file must not make FFmpeg open another one."""
OPTIONS = {"format_whitelist": FORMATS, "protocol_whitelist": "file"}
SUBTYPES = {
    "aac": "aac", "aiff": "x-aiff", "amr": "amr", "asf": "x-ms-asf", "avi": "x-msvideo",
    "caf": "x-caf", "flac": "x-flac", "flv": "x-flv", "matroska": "x-matroska", "mov": "mp4",
    "mp3": "mpeg", "mpeg": "mpeg", "mpegts": "mp2t", "ogg": "ogg", "wav": "x-wav",
}  # fmt: skip
"""Content types by FFmpeg's first name of a format, for what has no signature of its own."""
GUESSED = {"aac", "amr", "mp3"}
"""Formats without a length in their header: FFmpeg guesses it from the size."""
MOST_PACKETS = 500_000
PIXELS = 64_000_000
NEAR_THE_END = 0.1
TRIES = 200
"""The most frames that are decoded to find one."""

av.logging.set_level(av.logging.PANIC)


class Film(NamedTuple):
    """A sound or film; `duration` in seconds, None = not known."""

    subtype: str
    moving: bool
    """Whether it has pictures, beside a cover of a sound."""
    duration: float | None


def probe(path: Path) -> Film | None:
    """What kind of sound or film a file is; None when it is neither."""
    try:
        with av.open(str(path), options=OPTIONS) as file:
            if not (file.streams.video or file.streams.audio):
                return None
            name = file.format.name.partition(",")[0]
            return Film(SUBTYPES.get(name, name), _pictures(file) is not None, _seconds(file, name))
    except (av.FFmpegError, ValueError, MemoryError):
        return None


def _pictures(file: Any) -> Any:
    """The stream of moving pictures; covers of albums are streams, too."""
    cover = av.stream.Disposition.attached_pic
    return next((one for one in file.streams.video if not one.disposition & cover), None)


def _seconds(file: Any, name: str) -> float | None:
    if file.duration and name not in GUESSED:
        return float(file.duration / av.time_base)
    return _walked(file) or (float(file.duration / av.time_base) if file.duration else None)


def _walked(file: Any) -> float | None:
    """The time from the first packet's start to the last one's end."""
    begin, end = float("inf"), 0.0
    for number, packet in enumerate(file.demux()):
        if number >= MOST_PACKETS:
            return None
        time = packet.dts if packet.pts is None else packet.pts
        if time is not None:
            start = float(time * packet.time_base)
            begin = min(begin, start)
            end = max(end, start + float((packet.duration or 0) * packet.time_base))
    return end - begin if end > begin else None


def still(path: Path, offset: float) -> Image.Image | None:
    """A film's picture at an offset in seconds, upright; the last one when it is shorter.

    None for a file that is no film or cannot be decoded.
    """
    # In some formats no picture can be decoded after a seek.
    return _still(path, offset, leap=offset > 0) or _still(path, offset, leap=False)


def _still(path: Path, offset: float, *, leap: bool) -> Image.Image | None:
    try:
        with av.open(str(path), options=OPTIONS) as file:
            stream = _pictures(file)
            context = stream and stream.codec_context
            if not context or context.width * context.height > PIXELS:
                return None
            context.thread_count = 1
            wanted = _time(file, stream, offset)
            if leap:
                file.seek(int(wanted / stream.time_base), stream=stream)
            return _upright(_frame(file, stream, wanted))
    except (av.FFmpegError, ValueError, MemoryError):
        return None


def _time(file: Any, stream: Any, offset: float) -> float:
    """An offset on the film's own clock, not after its end."""
    begin = float((stream.start_time or 0) * stream.time_base)
    length = float(file.duration / av.time_base) if file.duration else offset
    return begin + min(offset, max(0.0, length - NEAR_THE_END))


def _frame(file: Any, stream: Any, wanted: float) -> Any:
    """The first frame not before a time, else the last that was found."""
    last = None
    for _, last in zip(range(TRIES), file.decode(stream), strict=False):
        if last.time is None or last.time >= wanted:
            break
    return last


def _upright(frame: Any) -> Image.Image | None:
    if frame is None:
        return None
    image: Image.Image = frame.to_image().rotate(frame.rotation, expand=True)
    return image
