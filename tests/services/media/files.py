"""Small files of every kind, made by the tests."""

import io
import struct
import wave
import zlib
from fractions import Fraction
from typing import Any

import av
import pillow_heif
from PIL import Image


def picture(size: tuple[int, int] = (64, 48), form: str = "JPEG", color: str = "#c03020") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, color).save(out, form)
    return out.getvalue()


def photo(orientation: int, size: tuple[int, int] = (64, 48), form: str = "JPEG") -> bytes:
    """A picture as a phone makes it: red above, blue below, with an orientation in EXIF."""
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = orientation
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0], size[1] // 2))
    image.save(out, form, exif=exif)
    return out.getvalue()


def saved(image: Image.Image, form: str = "PNG", **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def heic(size: tuple[int, int] = (64, 48)) -> bytes:
    """As iPhones store pictures."""
    out = io.BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", size, "#c03020")).save(out)
    return out.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    """A piece of a PNG file."""
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def png(size: tuple[int, int], rows: bytes, *more: bytes, depth: int = 8) -> bytes:
    """A grey PNG file of these rows, each with its filter's byte, and `more` chunks before."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", *size, depth, 0, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + body


def tone(form: str, codec: str, seconds: float = 2, rate: int = 48_000, **options: str) -> bytes:
    """A sound file of this container and codec."""
    out = io.BytesIO()
    with av.open(out, "w", format=form, options=options) as file:
        stream: Any = file.add_stream(codec, rate=rate, layout="mono")
        frame = av.AudioFrame("s16", "mono", int(rate * seconds))
        frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        for fitting in av.AudioResampler(stream.format, "mono", rate, stream.frame_size).resample(
            frame
        ):
            file.mux(stream.encode(fitting))
        file.mux(stream.encode(None))
    return out.getvalue()


def clip(
    form: str, codec: str, seconds: float = 2, size: tuple[int, int] = (96, 64), **options: str
) -> bytes:
    """A film of this container and codec: red above, blue below, and green from 1 s on."""
    out, rate = io.BytesIO(), 25 if form == "mpeg" else 10
    with av.open(out, "w", format=form, options=options) as file:
        stream: Any = file.add_stream(codec, rate=rate)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for number in range(int(seconds * rate)):
            image = Image.new("RGB", size, "blue" if number < rate else "green")
            if number < rate:
                image.paste("red", (0, 0, size[0], size[1] // 2))
            frame = av.VideoFrame.from_image(image)
            frame.pts, frame.time_base = number, Fraction(1, rate)
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return out.getvalue()


def turned(film: bytes) -> bytes:
    """An MP4 film of a phone held upright: shown turned clockwise by a quarter."""
    place = film.index(b"tkhd") + 4 + 40
    one = 1 << 16
    matrix = struct.pack(">9i", 0, one, 0, -one, 0, 0, 0, 0, 1 << 30)
    return film[:place] + matrix + film[place + len(matrix) :]


def sound(seconds: float = 0.5) -> bytes:
    """A WAV file of silence."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8000)
        file.writeframes(b"\x80" * int(8000 * seconds))
    return out.getvalue()


def amr(frames: int = 25) -> bytes:
    """A phone's voice recording: frames of 20 ms."""
    return b"#!AMR\n" + (b"\x3c" + bytes(31)) * frames


def amr_wide(frames: int = 25) -> bytes:
    """The same in wide band."""
    return b"#!AMR-WB\n" + (b"\x04" + bytes(17)) * frames


def _box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", len(body) + 8) + kind + body


def film(seconds: int = 3, handlers: tuple[bytes, ...] = (b"vide", b"soun")) -> bytes:
    """The boxes of an MP4 file without content; without the handler `vide` it is a sound."""
    start = _box(b"ftyp", b"isom", bytes(4), b"isommp42")
    header = _box(b"mvhd", struct.pack(">IIIII", 0, 0, 0, 1000, seconds * 1000), bytes(80))
    media = _box(b"mdhd", struct.pack(">IIIII", 0, 0, 0, 1000, seconds * 1000), bytes(4))
    tracks = [
        _box(b"trak", _box(b"mdia", media, _box(b"hdlr", bytes(8), handler, bytes(13))))
        for handler in handlers
    ]
    return start + _box(b"moov", header, *tracks)
