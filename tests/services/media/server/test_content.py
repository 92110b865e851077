"""What the local store detects in a file."""

import random

import pytest
from PIL import Image

from services.media.server.content import Content, look
from services.media.server.files import UNKNOWN
from tests.services.media import files

FRAGMENTED = {"movflags": "frag_keyframe+empty_moov"}


@pytest.fixture
def seen(tmp_path):
    def run(data):
        path = tmp_path / "file"
        path.write_bytes(data)
        return look(path)

    return run


@pytest.mark.parametrize(
    ("form", "mime"),
    [
        ("JPEG", "jpeg"),
        ("PNG", "png"),
        ("GIF", "gif"),
        ("WEBP", "webp"),
        ("BMP", "bmp"),
        ("TIFF", "tiff"),
        ("AVIF", "avif"),
    ],
)
def test_pictures_have_a_size(seen, form, mime):
    assert seen(files.picture((64, 48), form))[:3] == (f"image/{mime}", 64, 48)


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"hevc", b"mif1", b"msf1"])
def test_pictures_of_iphones(seen, brand):
    data = files.heic((64, 48))
    assert seen(data[:8] + brand + data[12:])[:3] == ("image/heic", 64, 48)


def test_a_moving_avif_is_a_picture(seen):
    frames = [Image.new("RGB", (64, 48), color) for color in ("red", "blue")]
    data = files.saved(frames[0], "AVIF", save_all=True, append_images=frames[1:])
    assert seen(data)[:3] == ("image/avif", 64, 48)


@pytest.mark.parametrize(
    ("orientation", "word"), [(1, "Top-left"), (3, "Bottom-right"), (6, "Right-top"), (9, None)]
)
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_how_a_picture_lies(seen, form, orientation, word):
    found = seen(files.photo(orientation, form=form))
    assert (found.width, found.height, found.orientation) == (64, 48, word)


def test_a_picture_that_is_cut_short_may_have_none(seen):
    assert seen(files.picture(form="PNG")[:12]) == Content("image/png")


def test_a_large_colour_profile_takes_nothing_away(seen):
    profile = files.chunk(b"iCCP", b"p\0\0" + files.zlib.compress(bytes(2_000_000)))
    assert seen(files.png((100, 50), (b"\0" + bytes(100)) * 50, profile))[1:3] == (100, 50)


def test_a_profile_that_is_a_bomb_takes_the_size_only(seen):
    profile = files.chunk(b"iCCP", b"p\0\0" + files.zlib.compress(bytes(100_000_000)))
    assert seen(files.png((8, 8), (b"\0" + bytes(8)) * 8, profile)).mime == "image/png"


@pytest.mark.parametrize(
    ("form", "codec", "mime", "options"),
    [
        ("wav", "pcm_s16le", "x-wav", {}),
        ("caf", "adpcm_ima_qt", "x-caf", {}),
        ("adts", "aac", "aac", {}),
        ("ipod", "aac", "mp4", {}),
        ("mp4", "aac", "mp4", FRAGMENTED),
        ("webm", "libopus", "webm", {}),
        ("ogg", "libopus", "ogg", {}),
        ("mp3", "libmp3lame", "mpeg", {}),
        ("flac", "flac", "x-flac", {}),
    ],
)
def test_voices(seen, form, codec, mime, options):
    found = seen(files.tone(form, codec, 2, **options))
    assert found[:4] == (f"audio/{mime}", None, None, None)
    assert found.duration == pytest.approx(2, abs=0.1)


@pytest.mark.parametrize("make", [files.amr, files.amr_wide])
def test_voices_of_phones(seen, make):
    assert seen(make(25)) == Content("audio/amr", duration=0.5)


@pytest.mark.parametrize(
    ("form", "codec", "mime", "options"),
    [
        ("mp4", "libx264", "mp4", {}),
        ("mp4", "libx264", "mp4", FRAGMENTED),
        ("mov", "libx264", "quicktime", {}),
        ("webm", "libvpx", "webm", {}),
        ("matroska", "libx264", "x-matroska", {}),
        ("mpegts", "libx264", "mp2t", {}),
        ("avi", "mpeg4", "x-msvideo", {}),
        ("mpeg", "mpeg2video", "mpeg", {}),
        ("flv", "flv1", "x-flv", {}),
    ],
)
def test_films(seen, form, codec, mime, options):
    found = seen(files.clip(form, codec, 2, **options))
    assert found[:4] == (f"video/{mime}", None, None, None)
    assert found.duration == pytest.approx(2, abs=0.15)


def test_a_film_and_a_voice_in_a_film_s_container(seen):
    assert seen(files.film(3)) == Content("video/mp4", duration=3)
    assert seen(files.film(3, handlers=(b"soun",))).mime == "audio/mp4"


PLAYLIST = b"#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\nfile:///etc/passwd\n"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<html></html>",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        PLAYLIST,
        bytes(50_000),
        b"\xff" * 50_000,
        random.Random(1).randbytes(50_000),
    ],
)
def test_anything_else_is_unknown(seen, data):
    assert seen(data) == Content(UNKNOWN)


def test_broken_sounds_have_no_length(seen):
    assert seen(b"ID3" + bytes(200)).duration is None
    assert seen(b"fLaC" + bytes(60)).duration is None


PALETTE = {
    "jpeg": files.photo(6),
    "png": files.picture(form="PNG"),
    "gif": files.picture(form="GIF"),
    "webp": files.picture(form="WEBP"),
    "tiff": files.picture(form="TIFF"),
    "avif": files.picture(form="AVIF"),
    "heic": files.heic(),
    "mp4": files.clip("mp4", "libx264", 0.5),
    "webm": files.clip("webm", "libvpx", 0.5),
    "caf": files.tone("caf", "adpcm_ima_qt", 0.5, 44_100),
    "amr": files.amr(),
    "ogg": files.tone("ogg", "libopus", 0.5),
}


@pytest.mark.parametrize("kind", PALETTE)
def test_broken_files_raise_nothing(seen, kind):
    """Files cut at any place, or with changed bytes at any place."""
    chance, data = random.Random(kind), PALETTE[kind]
    for _ in range(40):
        seen(data[: chance.randrange(len(data))])
        changed = bytearray(data)
        for _ in range(chance.randrange(1, 20)):
            changed[chance.randrange(len(data))] = chance.randrange(256)
        seen(bytes(changed))
