"""What every body of a request is: every field known, every value of its own type."""

from fastapi import Request
from pydantic import BaseModel, ConfigDict

from quadrille.errors import BadParameter


class Body(BaseModel):
    """A JSON body. `true` is no number and `"1"` neither; a field that nobody asked for is refused."""

    model_config = ConfigDict(extra="forbid", strict=True)


async def read_body(request: Request, most_bytes: int) -> bytes:
    """A body as it came, so that a flaw is told by its place in it; raises BadParameter as soon as it is too long."""
    content = b""
    async for part in request.stream():
        content += part
        if len(content) > most_bytes:
            raise BadParameter("body", f"over {most_bytes} bytes", f"at most {most_bytes} bytes")
    return content
