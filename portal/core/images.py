"""Pictures people upload: looked at, drawn anew, and stored under the hash of what came out.

What a file says about itself counts for nothing. It is decoded with bounds on everything, and only its pixels go into
the new file: no place where a photo was taken, no second file hidden behind the first, no script.
"""

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from threading import BoundedSemaphore

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from portal.core.image_names import image_name
from portal.core.refusals import Refused

LARGEST_BYTES = 5 * 1024 * 1024
LARGEST_PIXELS = 12_000_000
LONGEST_EDGE = 2400
"""Pixels; what is larger is made smaller."""

MOST_FRAMES = 200
LARGEST_ANIMATION_PIXELS = 40_000_000
"""Of all frames of an animation together."""

LONGEST_ANIMATION_EDGE = 800
SHORTEST_FRAME_MS = 20

_FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
_MEDIA_TYPES = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}

# a picture at work may take a hundred megabytes: two at a time, the others wait
_turns = BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class StoredImage:
    """A picture in the folder: its file name, its media type, its size in pixels and in bytes."""

    name: str
    media_type: str
    width: int
    height: int
    byte_size: int


class ImageRefused(Refused):
    """A file that cannot be taken as a picture; the sentence says why and what would do."""

    status = 422


class ImageTooLarge(ImageRefused):
    """More than we take: bytes, pixels or frames."""

    status = 413


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A picture drawn anew."""

    content: bytes
    ending: str
    width: int
    height: int


def store(data: bytes, folder: Path) -> StoredImage:
    """Store the picture in `data` in `folder`; the same picture twice is one file. Raises `ImageRefused`."""
    if len(data) > LARGEST_BYTES:
        raise ImageTooLarge(
            f"This picture is larger than {LARGEST_BYTES // 1024**2} MB. Make it smaller and try again."
        )
    with _turns:
        drawn = _draw(data)
    digest = blake2b(drawn.content, digest_size=16).hexdigest()
    name = image_name(digest, drawn.width, drawn.height, drawn.ending)
    if not (folder / name).exists():
        _write(drawn.content, folder, name)
    return StoredImage(name, _MEDIA_TYPES[drawn.ending], drawn.width, drawn.height, len(drawn.content))


def _draw(data: bytes) -> _Drawn:
    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as image:
            _check_size(image)
            if getattr(image, "n_frames", 1) > 1:
                return _animation(image)
            return _still(image)
    except Refused:
        raise
    except UnidentifiedImageError as error:
        raise ImageRefused("This is not a picture we can show. PNG, JPEG, WebP and GIF work.") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except Exception as error:  # a decoder fed with damaged bytes may stumble over anything
        raise ImageRefused("This picture is damaged. Save it once more, or take a new screenshot.") from error


def _check_size(image: Image.Image) -> None:
    """Before a single pixel is decoded."""
    if image.width * image.height > LARGEST_PIXELS:
        raise _too_many_pixels()


def _too_many_pixels() -> ImageTooLarge:
    return ImageTooLarge(f"This picture has more than {LARGEST_PIXELS // 10**6} million pixels. Make it smaller.")


def _still(image: Image.Image) -> _Drawn:
    kind = image.format
    upright = _plain_mode(ImageOps.exif_transpose(image))
    upright.thumbnail((LONGEST_EDGE, LONGEST_EDGE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    if kind == "JPEG":
        return _drawn(upright.convert("RGB"), "jpg", _as_jpeg)
    if kind == "WEBP":
        return _drawn(upright, "webp", _as_webp)
    drawn = _drawn(upright, "png", _as_png)
    # a photograph saved as PNG: ten times the bytes for nothing anybody sees
    return drawn if len(drawn.content) <= LARGEST_BYTES // 2 else _drawn(upright, "webp", _as_webp)


def _plain_mode(image: Image.Image) -> Image.Image:
    """In grey, in colours, or in colours with transparency, eight bits each, and without anything said about it."""
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    if image.mode not in ("L", "RGB", "RGBA"):
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    elif image.mode != "RGBA" and image.has_transparency_data:
        image = image.convert("RGBA")
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    return bare


def _animation(image: Image.Image) -> _Drawn:
    count = int(getattr(image, "n_frames", 1))
    if count > MOST_FRAMES or count * image.width * image.height > LARGEST_ANIMATION_PIXELS:
        raise ImageTooLarge("This animation is too long. Show fewer seconds of it, or a smaller part of the screen.")
    frames: list[Image.Image] = []
    durations: list[int] = []
    for frame in ImageSequence.Iterator(image):
        _check_size(frame)
        durations.append(max(SHORTEST_FRAME_MS, int(frame.info.get("duration") or 100)))
        plain = _plain_mode(frame)
        plain.thumbnail((LONGEST_ANIMATION_EDGE, LONGEST_ANIMATION_EDGE), Image.Resampling.BILINEAR)
        frames.append(plain)
    out = BytesIO()
    frames[0].save(
        out, "WEBP", save_all=True, append_images=frames[1:], duration=durations, loop=0, quality=75, method=1
    )
    return _Drawn(out.getvalue(), "webp", frames[0].width, frames[0].height)


def _drawn(image: Image.Image, ending: str, encode: Callable[[Image.Image, BytesIO], None]) -> _Drawn:
    out = BytesIO()
    encode(image, out)
    return _Drawn(out.getvalue(), ending, image.width, image.height)


def _as_jpeg(image: Image.Image, out: BytesIO) -> None:
    image.save(out, "JPEG", quality=85, optimize=True, progressive=True)


def _as_png(image: Image.Image, out: BytesIO) -> None:
    image.save(out, "PNG", compress_level=6)


def _as_webp(image: Image.Image, out: BytesIO) -> None:
    image.save(out, "WEBP", quality=85, method=3)


def _write(content: bytes, folder: Path, name: str) -> None:
    """All of it or nothing: whoever looks sees no half of a picture."""
    folder.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=folder, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(unfinished).chmod(0o644)
        Path(unfinished).replace(folder / name)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise
