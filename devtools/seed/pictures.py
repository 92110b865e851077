"""Small landscapes, written directly into the local store; nothing is downloaded."""

import io
from functools import cache
from typing import Any

from PIL import Image, ImageDraw, ImageOps

from services import media
from services.media.server import files
from settings import settings

SKIES = ["#274c77", "#f4a259", "#5b8e7d", "#bc4b51", "#8cb369", "#6d597a", "#355070", "#e56b6f"]
WIDTH, HEIGHT = 480, 320


def picture(number: int) -> str | None:
    """The address of a picture, the same for the same number; null with a store elsewhere."""
    if settings.media.store != "local":
        return None
    name = files.put(_landscape(number), "image/png")
    base = settings.service.public_url or f"http://127.0.0.1:{settings.gateway.port}"
    return f"{media.store().download_base(base)}/{name}"


def pictures(*numbers: int) -> dict[str, Any]:
    """Several as the columns of a post; none with a store elsewhere."""
    urls = [url for number in numbers if (url := picture(number))]
    return {"pictures": urls, "width": WIDTH, "height": HEIGHT} if urls else {}


@cache
def _landscape(number: int) -> bytes:
    """A sky, a sun and hills in colours of their own."""
    sky, hill = SKIES[number % len(SKIES)], SKIES[(number * 3 + 2) % len(SKIES)]
    shade = Image.linear_gradient("L").resize((WIDTH, HEIGHT))
    image = ImageOps.colorize(shade, black=sky, white="#fdf6e3")
    draw = ImageDraw.Draw(image)
    left = 60 + number * 67 % 340
    draw.ellipse((left, 40, left + 56, 96), fill="#fff3b0")
    for step, drop in enumerate((0, 40)):
        top = 170 + drop + number * 31 % 60
        middle = (120 + number * 97 + step * 190) % WIDTH
        ridge = [(-80, HEIGHT), (middle, top), (WIDTH + 80, HEIGHT)]
        draw.polygon(ridge, fill=hill if step else "#404040")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
