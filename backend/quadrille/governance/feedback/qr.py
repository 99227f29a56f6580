"""A link as a picture for the camera of a telephone (QR code, ISO/IEC 18004)."""

import segno


def qr_svg(link: str) -> str:
    """The picture as SVG text that can stand in a page; dark on light whatever the page's colours, as scanners need."""
    code = segno.make_qr(link, error="m")
    return code.svg_inline(
        scale=5, dark="#000", light="#fff", svgclass="qr", lineclass=None, title="QR code of the link"
    )
