"""Operations in addresses of files."""

import io
import json
import struct
from contextlib import suppress

import pytest
from PIL import Image, ImageCms

from services.media.server import operations, pictures
from services.media.server.operations import BadOperation
from tests.services.media import files
from tests.services.media.server.test_content import PALETTE

WIDE, HIGH = (400, 200), (200, 400)
STILL = "vframe/jpg/offset/7|imageView2/1/w/150/h/200/q/56/format/JPG"


@pytest.fixture
def of(tmp_path):
    """`of(data, query)`: (bytes, content type)."""

    def run(data, query):
        path = tmp_path / "file"
        path.write_bytes(data)
        return operations.operate(path, query)

    return run


@pytest.fixture
def shown(of):
    """`shown(data, query)`: the resulting picture."""
    return lambda data, query: Image.open(io.BytesIO(of(data, query)[0]))


class TestModes:
    @pytest.mark.parametrize(
        ("query", "size", "expected"),
        [
            ("imageView2/0/w/100/h/20", WIDE, (40, 20)),
            ("imageView2/0/w/100/h/100", HIGH, (50, 100)),
            ("imageView2/0/w/100", HIGH, (50, 100)),
            ("imageView2/1/w/100/h/100", WIDE, (100, 100)),
            ("imageView2/1/w/50", HIGH, (50, 50)),
            ("imageView2/1/w/1000/h/1000", WIDE, (400, 200)),
            ("imageView2/2/w/100", WIDE, (100, 50)),
            ("imageView2/2/h/100", WIDE, (200, 100)),
            ("imageView2/2/w/100/h/100", HIGH, (50, 100)),
            ("imageView2/2/w/4000", WIDE, (400, 200)),
            ("imageView2/3/w/100/h/100", WIDE, (200, 100)),
            ("imageView2/4/w/100/h/100", HIGH, (100, 200)),
            ("imageView2/4/w/200/h/50", HIGH, (100, 200)),
            ("imageView2/5/w/100/h/50", HIGH, (50, 100)),
        ],
    )
    @pytest.mark.parametrize("form", ["JPEG", "PNG"])
    def test_sizes(self, shown, query, size, expected, form):
        assert shown(files.picture(size, form), query).size == expected

    @pytest.mark.parametrize("query", ["imageView2/2/w/900", "imageView2/1/w/500/h/700"])
    def test_a_large_jpeg_is_not_decoded_smaller_than_needed(self, shown, query):
        whole = shown(files.picture((4000, 3000)), query)
        assert whole.size == {"2": (900, 675), "1": (500, 700)}[query[11]]


class TestFormats:
    @pytest.mark.parametrize("word", ["png", "PNG", "Png"])
    def test_in_any_case(self, of, word):
        body, mime = of(files.picture(), f"imageView2/2/w/30/format/{word}")
        assert (mime, Image.open(io.BytesIO(body)).format) == ("image/png", "PNG")

    @pytest.mark.parametrize(
        ("form", "mime"),
        [("PNG", "png"), ("GIF", "gif"), ("WEBP", "webp"), ("BMP", "jpeg"), ("AVIF", "jpeg")],
    )
    def test_else_that_of_the_file(self, of, form, mime):
        assert of(files.picture(form=form), "imageView2/2/w/30")[1] == f"image/{mime}"

    def test_of_iphones(self, shown):
        picture = shown(files.heic((400, 200)), "imageView2/2/w/100")
        assert (picture.format, picture.size) == ("JPEG", (100, 50))

    def test_quality_counts(self, of):
        noise = files.saved(Image.effect_noise((200, 200), 90))
        sizes = [
            len(of(noise, f"imageView2/2/w/200/format/jpg/q/{quality}")[0])
            for quality in (10, 56, 95)
        ]
        assert sizes == sorted(sizes)
        assert sizes[0] * 2 < sizes[2]


class TestLooks:
    """A thumbnail looks like its picture."""

    @pytest.mark.parametrize("orientation", range(1, 9))
    @pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
    def test_upright(self, shown, orientation, form):
        picture = shown(files.photo(orientation, (80, 40), form), "imageView2/2/w/40/format/png")
        assert picture.size == ((40, 20) if orientation < 5 else (40, 80))
        assert picture.getexif().get(0x0112) is None
        red = {1: (3, 3), 2: (3, 3), 3: (3, -4), 4: (3, -4), 5: (3, 3), 6: (-4, 3), 7: (-4, 3)}
        x, y = red.get(orientation, (3, 3))
        red_, _, blue = picture.convert("RGB").getpixel((x % picture.width, y % picture.height))
        assert (red_ > 200, blue > 50) == (True, False)

    @pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
    def test_what_was_transparent_becomes_white(self, shown, mode):
        picture = Image.new("RGBA", (60, 60), (0, 0, 0, 0)).convert(mode)
        more = {"transparency": picture.getpixel((0, 0))} if mode == "P" else {}
        small = shown(files.saved(picture, **more), "imageView2/2/w/30/format/jpg")
        assert min(small.convert("RGB").getpixel((2, 2))) > 240

    @pytest.mark.parametrize(
        ("mode", "black"), [("1", 0), ("L", 0), ("RGB", (0, 0, 0)), ("I;16", None)]
    )
    def test_a_colour_that_counts_as_transparent_becomes_white(self, shown, mode, black):
        more = {} if black is None else {"transparency": black}
        data = files.saved(Image.new(mode, (60, 60)), "PNG", **more)
        small = shown(data, "imageView2/2/w/30/format/jpg").convert("L").getpixel((2, 2))
        assert small > 240 if more else small < 10

    def test_a_moving_picture_with_holes_keeps_them(self, shown):
        frames = [Image.new("RGBA", (80, 40), (0, 0, 0, 0)) for _ in range(3)]
        for number, frame in enumerate(frames):
            frame.paste("red", (number * 20, 0, number * 20 + 20, 40))
        options = {"save_all": True, "append_images": frames[1:], "disposal": 2}
        small = shown(files.saved(frames[0], "GIF", **options), "imageView2/2/w/40")
        for number in range(3):
            small.seek(number)
            row = [small.convert("RGBA").getpixel((x, 5))[3] > 0 for x in (5, 15, 25)]
            assert row == [number == one for one in range(3)]

    def test_what_was_transparent_stays_so(self, shown):
        picture = files.saved(Image.new("RGBA", (60, 60), (0, 0, 0, 0)))
        assert shown(picture, "imageView2/2/w/30").getpixel((2, 2))[3] == 0

    def test_sixteen_bits(self, shown):
        row = b"\0" + b"".join(struct.pack(">H", x * 257) for x in range(256))
        ramp = shown(files.png((256, 8), row * 8, depth=16), "imageView2/2/w/128/format/jpg")
        values = [ramp.convert("L").getpixel((x, 2)) for x in (5, 64, 122)]
        assert values == pytest.approx([10, 128, 244], abs=6)

    def test_printing_colours(self, shown):
        picture = Image.new("CMYK", (60, 60), (0, 255, 255, 0))
        red, green, blue = shown(files.saved(picture, "JPEG"), "imageView2/2/w/30").getpixel((3, 3))
        assert red > 200
        assert max(green, blue) < 60

    def test_a_profile_goes_along(self, shown):
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        picture = files.saved(Image.new("RGB", (60, 60)), "JPEG", icc_profile=profile)
        assert shown(picture, "imageView2/2/w/30").info["icc_profile"] == profile

    @pytest.mark.parametrize("form", ["GIF", "WEBP"])
    def test_moving_pictures_move(self, shown, form):
        frames = [Image.new("RGB", (80, 40), color) for color in ("red", "blue", "lime")]
        moving = files.saved(
            frames[0], form, save_all=True, append_images=frames[1:], duration=[100, 200, 300]
        )
        small = shown(moving, "imageView2/2/w/40")
        assert (small.format, small.size, small.n_frames) == (form, (40, 20), 3)
        durations, colors = [], []
        for number in range(3):
            small.seek(number)
            small.load()
            durations.append(small.info["duration"])
            colors.append(small.convert("RGB").getpixel((5, 5)))
        assert durations == [100, 200, 300]
        assert [max(range(3), key=color.__getitem__) for color in colors] == [0, 2, 1]
        first = shown(moving, "imageView2/2/w/40/format/jpg")
        assert first.getpixel((5, 5))[0] > 200


class TestInfo:
    def test_facts(self, of):
        body, mime = of(files.picture((400, 200)), "imageInfo")
        facts = json.loads(body)
        assert mime == "application/json"
        assert facts.pop("size") > 0
        assert facts == {"format": "jpeg", "width": 400, "height": 200, "colorModel": "rgb"}

    def test_how_it_lies(self, of):
        facts = json.loads(of(files.photo(6), "imageInfo")[0])
        assert (facts["width"], facts["orientation"]) == (64, "Right-top")


class TestStills:
    FILM = files.clip("mp4", "libx264", 2)

    @pytest.mark.parametrize(
        ("offset", "color"), [("0", "red"), ("0.5", "red"), ("1.5", "green"), ("7", "green")]
    )
    def test_of_a_film(self, shown, offset, color):
        picture = shown(self.FILM, f"vframe/png/offset/{offset}")
        assert (picture.size, picture.format) == ((96, 64), "PNG")
        red, green, _ = picture.getpixel((5, 5))
        assert (red > 200, green > 100) == (color == "red", color == "green")

    def test_of_one_without_leaps(self, shown):
        film = files.clip("mpegts", "libx264", 2)
        assert shown(film, "vframe/jpg/offset/1.5").getpixel((5, 5))[1] > 100

    def test_of_a_phone_held_upright(self, shown):
        picture = shown(files.turned(self.FILM), "vframe/png/offset/0")
        assert picture.size == (64, 96)
        assert (picture.getpixel((5, 48))[2] > 200, picture.getpixel((58, 48))[0] > 200) == (1, 1)

    @pytest.mark.parametrize(
        ("size", "expected"), [("/w/48", (48, 32)), ("/h/32", (48, 32)), ("/w/30/h/40", (30, 40))]
    )
    def test_sizes(self, shown, size, expected):
        assert shown(self.FILM, f"vframe/jpg/offset/1{size}").size == expected

    @pytest.mark.parametrize("query", [STILL, STILL.replace("|", "%7C"), STILL.replace("|", "%7c")])
    def test_the_document_s_address(self, shown, query):
        film = files.clip("mp4", "libx264", 2, size=(320, 240))
        for data in (film, files.picture((400, 300), "PNG")):
            picture = shown(data, query)
            assert (picture.format, picture.size) == ("JPEG", (150, 200))

    @pytest.mark.parametrize("data", [files.sound(), b"hello", files.film(3)])
    def test_drawn_where_there_is_none(self, shown, data):
        assert shown(data, "vframe/jpg/offset/1").size == (640, 360)
        assert shown(data, "vframe/PNG/offset/x/w/320/h/240").size == (320, 240)


class TestBounds:
    @pytest.mark.parametrize(
        "query",
        [
            "imageView2",
            "imageView2/6/w/10",
            "imageView2/2",
            "imageView2/2/w/x",
            "imageView2/2/w/0",
            "imageView2/2/w/9|imageMogr2/strip",
            "imageView2/2/w/9|imageInfo",
            "vframe/jpg/offset/1/w/9999/h/9999",
            "vframe/jpg/offset/1/w/3840/h/3840",
            "|".join(["imageView2/2/w/9"] * 9),
            "imageView2/2/w/9/" + "x" * 600,
        ],
    )
    def test_bad_operations(self, of, query):
        with pytest.raises(BadOperation):
            of(files.picture(), query)

    @pytest.mark.parametrize("query", ["imageInfo", "imageView2/2/w/10"])
    @pytest.mark.parametrize("data", [files.sound(), b"", b"%!PS-Adobe-3.0 EPSF-3.0\n"])
    def test_of_no_picture(self, of, query, data):
        with pytest.raises(BadOperation, match="no picture"):
            of(data, query)

    def test_a_picture_too_large_to_decode(self, of):
        bomb = files.png((30_000, 30_000), b"")
        assert json.loads(of(bomb, "imageInfo")[0])["width"] == 30_000
        with pytest.raises(BadOperation, match="megapixels"):
            of(bomb, "imageView2/2/w/10")

    def test_a_large_jpeg_is_decoded_as_far_as_needed(self, shown, monkeypatch):
        monkeypatch.setattr(pictures, "PIXELS_IN", 500_000)
        photo = files.picture((2000, 1000))
        assert shown(photo, "imageView2/2/w/400").size == (400, 200)
        with pytest.raises(BadOperation, match="megapixels"):
            shown(photo, "imageView2/2/w/1900")

    def test_a_result_too_large(self, of, monkeypatch):
        monkeypatch.setattr(pictures, "PIXELS_OUT", 1000)
        with pytest.raises(BadOperation, match="too large"):
            of(files.picture(), "imageView2/2/w/64")

    def test_of_a_long_moving_picture_the_first_frame_counts(self, shown, monkeypatch):
        monkeypatch.setattr(pictures, "MOST_FRAMES", 2)
        frames = [Image.new("L", (40, 20), value) for value in (0, 100, 200)]
        data = files.saved(frames[0], "GIF", save_all=True, append_images=frames[1:])
        assert shown(data, "imageView2/2/w/20").n_frames == 1

    @pytest.mark.parametrize("kind", PALETTE)
    def test_broken_files_are_refused_clearly(self, of, kind):
        data = PALETTE[kind]
        for end in range(0, len(data), max(1, len(data) // 25)):
            for query in ("imageView2/2/w/20", "imageInfo", "vframe/jpg/offset/0"):
                with suppress(BadOperation):
                    of(data[:end] + b"\0" * 20, query)

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("", []),
            ("attname=a", []),
            ("imageInfo", ["imageInfo"]),
            ("imageInfo&x=1", ["imageInfo"]),
            ("imageMogr2/strip", []),
            ("|imageView2/2/w/9", ["imageView2"]),
            ("vframe/jpg%7Cx/1", ["vframe", "x"]),
        ],
    )
    def test_what_is_an_operation(self, query, expected):
        assert operations.names(query) == expected
