"""Uploaded pictures: drawn anew, without what they said about themselves; and files that are none."""

import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, PngImagePlugin

from portal.core.image_names import is_image_name, size_in
from portal.core.images import LARGEST_BYTES, LONGEST_EDGE, ImageRefused, ImageTooLarge, store

RED, BLUE = (200, 30, 30), (20, 40, 200)


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **saving: Any) -> bytes:
    """A file of this kind: the left half red, the right half blue."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, size[0], size[1]))
    out = BytesIO()
    image.convert(mode).save(out, kind, **saving)
    return out.getvalue()


def animation(count: int, size: tuple[int, int] = (30, 20)) -> bytes:
    frames = [Image.new("RGB", size, (number * 50 % 256, 0, number * 90 % 256)) for number in range(count)]
    out = BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=40)
    return out.getvalue()


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width: int, height: int, rows: bytes) -> bytes:
    """A PNG that claims a size, with whatever pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("kind", "mode", "ending", "media_type"),
    [
        ("PNG", "RGB", "png", "image/png"),
        ("PNG", "P", "png", "image/png"),
        ("PNG", "1", "png", "image/png"),
        ("PNG", "LA", "png", "image/png"),
        ("PNG", "I;16", "png", "image/png"),
        ("GIF", "P", "png", "image/png"),
        ("JPEG", "RGB", "jpg", "image/jpeg"),
        ("JPEG", "CMYK", "jpg", "image/jpeg"),
        ("WEBP", "RGBA", "webp", "image/webp"),
    ],
)
def test_a_picture_is_stored_under_a_name_that_tells_its_size(
    tmp_path: Path, kind: str, mode: str, ending: str, media_type: str
) -> None:
    data = picture(kind, mode=mode) if mode != "I;16" else _sixteen_bits()
    stored = store(data, tmp_path)
    content = (tmp_path / stored.name).read_bytes()
    assert (stored.width, stored.height, stored.media_type) == (60, 40, media_type)
    assert stored.name.endswith(f".{ending}")
    assert is_image_name(stored.name)
    assert size_in(stored.name) == (60, 40)
    assert stored.byte_size == len(content)
    with Image.open(BytesIO(content)) as image:
        assert image.size == (60, 40)


def _sixteen_bits() -> bytes:
    out = BytesIO()
    Image.new("I;16", (60, 40), 40_000).save(out, "PNG")
    return out.getvalue()


def test_the_same_picture_twice_is_one_file(tmp_path: Path) -> None:
    assert store(picture(), tmp_path) == store(picture(), tmp_path)
    assert len(list(tmp_path.iterdir())) == 1


def test_the_folder_is_made_and_holds_nothing_unfinished(tmp_path: Path) -> None:
    stored = store(picture(), tmp_path / "a" / "b")
    assert [file.name for file in (tmp_path / "a" / "b").iterdir()] == [stored.name]


def test_what_a_photo_tells_about_its_maker_is_gone_and_it_stands_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010F] = "SECRET CAMERA"
    stored = store(picture("JPEG", exif=exif), tmp_path)
    content = (tmp_path / stored.name).read_bytes()
    assert (stored.width, stored.height) == (40, 60)
    assert b"SECRET" not in content
    with Image.open(BytesIO(content)) as image:
        assert not image.getexif()
        top, bottom = image.convert("RGB").getpixel((20, 5)), image.convert("RGB").getpixel((20, 55))
    assert isinstance(top, tuple) and isinstance(bottom, tuple)
    assert top[0] > 150 > bottom[0]


def test_remarks_profiles_and_what_hangs_behind_are_gone(tmp_path: Path) -> None:
    said = PngImagePlugin.PngInfo()
    said.add_text("Comment", "SECRET")
    said.add_itxt("XML:com.adobe.xmp", "SECRET")
    data = picture("PNG", pnginfo=said, icc_profile=b"SECRET" * 30) + b"<script>SECRET</script>"
    stored = store(data, tmp_path)
    assert b"SECRET" not in (tmp_path / stored.name).read_bytes()


def test_a_picture_is_made_to_fit(tmp_path: Path) -> None:
    stored = store(picture("JPEG", size=(4000, 1000)), tmp_path)
    assert (stored.width, stored.height) == (LONGEST_EDGE, 600)


def test_transparency_stays(tmp_path: Path) -> None:
    out = BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    stored = store(out.getvalue(), tmp_path)
    with Image.open(tmp_path / stored.name) as image:
        assert image.convert("RGBA").getpixel((5, 5)) == (0, 0, 0, 0)


def test_a_photograph_saved_as_png_is_stored_small(tmp_path: Path) -> None:
    out = BytesIO()
    Image.effect_noise((1200, 1000), 60).convert("RGB").save(out, "PNG")
    assert len(out.getvalue()) > LARGEST_BYTES // 2
    stored = store(out.getvalue(), tmp_path)
    assert stored.media_type == "image/webp"
    assert stored.byte_size < len(out.getvalue()) // 2


def test_a_short_animation_stays_one(tmp_path: Path) -> None:
    stored = store(animation(5), tmp_path)
    assert stored.media_type == "image/webp"
    with Image.open(tmp_path / stored.name) as image:
        assert getattr(image, "n_frames", 1) == 5


REFUSED: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "words": lambda: b"hello " * 50,
    "svg": lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"></svg>',
    "html": lambda: b"<!doctype html><script>alert(1)</script>",
    "pdf": lambda: b"%PDF-1.7\n" + b"x" * 200,
    "tiff": lambda: picture("TIFF"),
    "bmp": lambda: picture("BMP"),
    "icon": lambda: picture("ICO"),
    "truncated png": lambda: picture("PNG", size=(600, 400))[:300],
    "truncated jpeg": lambda: picture("JPEG", size=(600, 400))[:700],
    "truncated gif": lambda: picture("GIF", mode="P")[:40],
    "truncated webp": lambda: picture("WEBP")[:60],
    "only a head": lambda: b"\x89PNG\r\n\x1a\n",
    "gif head before a script": lambda: b"GIF89a/*" + b"\x00" * 20 + b"*/=1;alert(1)",
    "jpeg head before a script": lambda: b"\xff\xd8\xff\xe0" + b"<script>alert(1)</script>" * 5,
    "no pixels": lambda: png(60, 40, b""),
    "no size": lambda: png(0, 0, b""),
    "broken checksum": lambda: picture("PNG")[:40] + b"\xff\xff" + picture("PNG")[42:],
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_no_whole_picture_is_refused_in_a_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(ImageRefused) as refusal:
        store(REFUSED[name](), tmp_path)
    assert refusal.value.sentence.endswith(".")
    assert list(tmp_path.iterdir()) == []


TOO_LARGE: dict[str, Callable[[], bytes]] = {
    "bytes": lambda: b"\x89PNG\r\n\x1a\n" + b"x" * LARGEST_BYTES,
    "claims 16 thousand million pixels": lambda: png(130_000, 130_000, b""),
    "claims 90 million pixels": lambda: png(9_000, 10_000, b""),
    "13 million pixels in a few bytes": lambda: png(3_700, 3_600, b"\0" * (3_600 * (1 + 3 * 3_700))),
    "many frames": lambda: animation(201),
    "large frames": lambda: animation(6, size=(2_800, 2_500)),
}


@pytest.mark.parametrize("name", TOO_LARGE)
def test_a_bomb_is_refused_before_it_goes_off(tmp_path: Path, name: str) -> None:
    data = TOO_LARGE[name]()
    with pytest.raises(ImageTooLarge) as refusal:
        store(data, tmp_path)
    assert refusal.value.status == 413
    assert list(tmp_path.iterdir()) == []


def test_a_text_bomb_in_a_picture_does_no_harm(tmp_path: Path) -> None:
    bomb = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"a" * 80_000_000, 9))
    data = picture("PNG")
    with pytest.raises(ImageRefused):
        store(data[:33] + bomb + data[33:], tmp_path)


def test_a_file_that_is_a_picture_and_a_script_is_only_a_picture_afterwards(tmp_path: Path) -> None:
    gif = picture("GIF", mode="P", comment=b"*/=1;alert(1)/*")
    stored = store(gif, tmp_path)
    assert stored.media_type == "image/png"
    assert b"alert" not in (tmp_path / stored.name).read_bytes()


@pytest.mark.parametrize("name", ["../x.png", "a.png", "0" * 40 + ".svg", "0" * 40 + ".png/..", "0" * 39 + "g.png", ""])
def test_only_our_own_names_are_names(name: str) -> None:
    assert not is_image_name(name)
    assert size_in(name) is None
