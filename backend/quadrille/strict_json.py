"""JSON read strictly: what two readers could take for different things is refused, and its place is named.

UTF-8 with or without byte order mark (RFC 8259). No key stands twice in an object, which most readers let pass and each
in its own way; no NaN and no infinity, which are none of JSON's.
"""

import json
from collections.abc import Callable
from typing import Any, NoReturn

from quadrille.errors import MalformedFile


def read_json(content: bytes, file: str, most_bytes: int, read_fraction: Callable[[str], Any] = float) -> Any:
    """What a file of this name holds; raises MalformedFile.

    read_fraction   makes something of a number with a point or an exponent; `str` keeps it to the last digit
    """
    if len(content) > most_bytes:
        raise MalformedFile(file, 0, "", f"{len(content)} bytes; at most {most_bytes} are read.")
    try:
        text = content.decode("utf-8-sig")
        return json.loads(text, object_pairs_hook=unique_keys, parse_float=read_fraction, parse_constant=_not_a_number)
    except UnicodeDecodeError as error:
        raise MalformedFile(file, 0, "", "not UTF-8.", "Save it as UTF-8.") from error
    except json.JSONDecodeError as error:
        raise MalformedFile(file, error.lineno, "", f"not JSON: {error.msg}.") from error
    except (ValueError, RecursionError) as error:
        raise MalformedFile(file, 0, "", f"not JSON that can be read: {error}.") from error


def unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of `json.loads`, as its `object_pairs_hook`; raises ValueError when a key stands twice."""
    fields = dict(pairs)
    if len(fields) != len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"the key {next(key for key in keys if keys.count(key) > 1)!r} stands twice")
    return fields


def _not_a_number(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a number of JSON")
