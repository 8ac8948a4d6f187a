"""What is kept of a section while it lives, because frames in a row ask for it again."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

Owner = TypeVar("Owner")
Result = TypeVar("Result")
Key = ParamSpec("Key")


def keeps_last(
    function: Callable[Concatenate[Owner, Key], Result],
) -> Callable[Concatenate[Owner, Key], Result]:
    """Return a function that keeps its last answer for each first argument, as long as that lives."""
    answers: WeakKeyDictionary[Owner, tuple[tuple[object, ...], Result]] = WeakKeyDictionary()

    @wraps(function)
    def kept(owner: Owner, /, *key: Key.args, **options: Key.kwargs) -> Result:
        found = answers.get(owner)
        asked = (key, options)
        if found is None or found[0] != asked:
            found = answers[owner] = asked, function(owner, *key, **options)
        return found[1]

    return kept
