"""The job's typed failures, with the codes of the platform's error catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class JobError(Exception):
    """A mistake in the plan or the data: says where it is and what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = f"learning.{code}"


def nearest(name: str, known: Iterable[str]) -> str:
    """The end of a message about an unknown name: the nearest there is, or those there are."""
    names = list(known)
    close = get_close_matches(name, names, n=1)
    if close:
        return f'; did you mean "{close[0]}"?'
    return f"; there are {', '.join(names[:10])}{', …' if len(names) > 10 else ''}."
