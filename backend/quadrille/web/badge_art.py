"""The picture of a badge: nine petals, one for each indicator of the DPG Standard.

A petal is filled when its indicator was answered and an outline when it was not. Lengths, widths, colours and the
pattern in the middle come from the hash of the evidence, so two reviews never look alike and one always looks the same.
"""

from collections.abc import Sequence

from quadrille.errors import BadParameter

PETALS = 9
HASH_BYTES = 32

# Ground, line, and three tones of petal; all dark enough on their ground to be told from it (3 : 1).
PALETTES = (
    ("#E4F2EE", "#0B4F50", ("#0B5D5E", "#1E7D6E", "#2F7F93")),
    ("#E6EFF8", "#123F66", ("#0A5A94", "#2F7FB8", "#3C6FA8")),
    ("#EDF2E0", "#38511C", ("#4B6B22", "#66812E", "#3E7A4C")),
    ("#FBF1D9", "#6B4700", ("#8A5F06", "#A8720F", "#9A5A1C")),
    ("#F6E9F0", "#5E2347", ("#7D2E60", "#9C4A7A", "#8A4690")),
)


def badge_svg(evidence_hash: str, answered: Sequence[bool]) -> str:
    """Draw a badge as SVG; safe to insert in a page, since it holds only numbers and words of ours.

    evidence_hash  32 bytes as hex
    answered       for each of the nine indicators, clockwise from the top, whether the review answered it
    raises         BadParameter for another length of either
    """
    seed = _seed(evidence_hash)
    if len(answered) != PETALS:
        raise BadParameter("answered", len(answered), f"{PETALS} answers, one for each indicator")
    ground, line, tones = PALETTES[seed[0] % len(PALETTES)]
    petals = "".join(_petal(place, seed, ground, tones, filled) for place, filled in enumerate(answered))
    label = f"Badge with nine petals, one for each indicator; {sum(answered)} of {PETALS} were answered"
    return (
        f'<svg class="badge-art" viewBox="-120 -120 240 240" width="240" height="240" role="img" aria-label="{label}">'
        f'<circle r="119" fill="{ground}"/>'
        f'<circle r="114" fill="none" stroke="{line}" stroke-width="1" stroke-dasharray="2 3"/>'
        f'{petals}<circle r="25" fill="{line}"/>{_middle(seed, ground)}</svg>'
    )


def _seed(evidence_hash: str) -> bytes:
    try:
        seed = bytes.fromhex(evidence_hash.removeprefix("0x"))
    except ValueError:
        seed = b""
    if len(seed) != HASH_BYTES:
        raise BadParameter("evidence_hash", evidence_hash, "32 bytes as hex")
    return seed


def _petal(place: int, seed: bytes, ground: str, tones: Sequence[str], filled: bool) -> str:
    """One petal with its vein, turned to its place: two mirrored curves from the middle to the tip."""
    tip = 93 + seed[1 + place] % 13
    width = 18 + seed[10 + place] % 6
    tone = tones[place % len(tones)]
    shape = f"M0 -31C{width} -54 {width} -{tip - 22} 0 -{tip}C-{width} -{tip - 22} -{width} -54 0 -31z"
    paint = f'fill="{tone}"' if filled else f'fill="none" stroke="{tone}" stroke-dasharray="3 3"'
    vein = f'<path d="M0 -44V-{tip - 16}" stroke="{ground}" stroke-opacity=".55"/>' if filled else ""
    return f'<g transform="rotate({place * 360 // PETALS})"><path d="{shape}" {paint}/>{vein}</g>'


def _middle(seed: bytes, colour: str) -> str:
    """Five by five squares, the left half mirrored to the right, filled by fifteen bits of the hash."""
    bits = int.from_bytes(seed[19:21])
    squares = "".join(
        f"M{column * 6 - 15} {row * 6 - 15}h6v6h-6z"
        for row in range(5)
        for column in range(5)
        if bits >> (row * 3 + min(column, 4 - column)) & 1
    )
    return f'<path d="{squares}" fill="{colour}"/>'
