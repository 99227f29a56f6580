"""What every body of a request is: every field known, every value of its own type."""

from pydantic import BaseModel, ConfigDict


class Body(BaseModel):
    """A JSON body. `true` is no number and `"1"` neither; a field that nobody asked for is refused."""

    model_config = ConfigDict(extra="forbid", strict=True)
