"""Pictures: made anew from their pixels, so that nothing else that was in the file is kept."""

import io

from PIL import Image, ImageOps

from records.boxed import MOST_PIXELS, Refused

_FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/heic": "HEIF"}


def made_anew(content: bytes, kind: str) -> bytes:
    """Return the picture the right way up, without place, camera or hidden data; HEIC as JPEG."""
    picture = _opened(content, (_FORMATS[kind],))
    upright = ImageOps.exif_transpose(picture)
    saved = io.BytesIO()
    if kind == "image/png":
        mode = "RGBA" if upright.has_transparency_data else "RGB"
        _bare(upright, "L" if upright.mode in ("1", "L") else mode).save(saved, "PNG")
    else:
        mode = "L" if upright.mode == "L" else "RGB"
        _bare(upright, mode).save(saved, "JPEG", quality=90)
    return saved.getvalue()


def shown(content: bytes, *, width: int) -> bytes:
    """Return a picture as PNG, at most ``width`` wide and twice as high."""
    picture = _opened(content, ("PNG", "JPEG"))
    picture.draft("RGB", (width, width * 2))
    picture.thumbnail((width, width * 2))
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    saved = io.BytesIO()
    picture.convert(mode).save(saved, "PNG")
    return saved.getvalue()


def _opened(content: bytes, formats: tuple[str, ...]) -> Image.Image:
    if "HEIF" in formats:
        import pi_heif

        pi_heif.register_heif_opener(thumbnails=False)
    Image.MAX_IMAGE_PIXELS = None  # our own limit is stricter, and says so in words
    try:
        picture = Image.open(io.BytesIO(content), formats=formats)
        if picture.width * picture.height > MOST_PIXELS:
            raise Refused(
                f"is a picture of {picture.width:,} by {picture.height:,} points, "
                "which is more than can be kept. Make it smaller"
            )
        picture.load()
    except (OSError, ValueError, SyntaxError, EOFError, KeyError, IndexError, RuntimeError):
        raise Refused("is damaged or cut short. Save it again, or choose another") from None
    return picture


def _bare(picture: Image.Image, mode: str) -> Image.Image:
    if picture.mode != mode:
        picture = picture.convert(mode)
    bare = Image.new(mode, picture.size)
    bare.paste(picture)
    return bare
