"""A link as a picture for the camera of a telephone (QR code, ISO/IEC 18004)."""

import segno

from quadrille.languages.words import gettext as _


def qr_svg(link: str) -> str:
    """The picture as SVG text that can stand in a page; dark on light whatever the page's colours, as scanners need."""
    code = segno.make_qr(link, error="m")
    return code.svg_inline(
        scale=5, dark="#000", light="#fff", svgclass="qr", lineclass=None, title=_("QR code of the link")
    )
