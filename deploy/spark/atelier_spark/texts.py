"""Texts as the platform compares them (libs/learning/src/preparation/clean-text.ts)."""

from __future__ import annotations

#: What JavaScript's trim takes for blank.
BLANKS = "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"


def category_text(text: str) -> str:
    """A category as it is compared: the empty text (missing) for blanks; NUL can't cross into the graph."""
    return "" if not text.strip(BLANKS) else text.replace("\0", "\ufffd")


def code_units(text: str) -> bytes:
    """Sorts texts by UTF-16 code unit, as JavaScript does."""
    return text.encode("utf-16-be", "surrogatepass")
