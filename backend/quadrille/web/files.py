"""Styles, scripts and fonts: kept by a browser for ever, under an address that changes with their content."""

import hashlib
import re
from functools import cache
from pathlib import Path

from fastapi.staticfiles import StaticFiles
from starlette.responses import Response
from starlette.types import Scope

STATIC_FOLDER = Path(__file__).parent / "static"

FOR_EVER = "public, max-age=31536000, immutable"
"""RFC 8246: a year, and not even a reload asks again."""

VERSION = re.compile("^[0-9a-f]{12}/")


@cache
def version() -> str:
    """Name the content of all files together, for a script or a style loads another by its plain name."""
    digest = hashlib.sha256()
    for file in sorted(STATIC_FOLDER.iterdir()):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]


def static(name: str) -> str:
    """The address of a file."""
    return f"/static/{version()}/{name}"


class VersionedFiles(StaticFiles):
    """The files, under the version of now, of before, and under none; only the first may be kept without asking."""

    def get_path(self, scope: Scope) -> str:
        """Leave the version out."""
        return VERSION.sub("", super().get_path(scope), count=1)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer, and say how long it holds."""
        answer = await super().get_response(path, scope)
        is_newest = scope["path"].startswith(f"/static/{version()}/")
        answer.headers["cache-control"] = FOR_EVER if is_newest else "no-cache"
        return answer
