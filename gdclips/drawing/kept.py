"""What is kept of a section while it lives, because frames in a row ask for it again."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

MOST = 4  # answers, as of a large map and small ones of one section

Owner = TypeVar("Owner")
Result = TypeVar("Result")
Key = ParamSpec("Key")


def keeps_answers(
    function: Callable[Concatenate[Owner, Key], Result],
) -> Callable[Concatenate[Owner, Key], Result]:
    """Return a function that keeps its last answers for each first argument, as long as that lives."""
    answers: WeakKeyDictionary[Owner, dict[Any, Result]] = WeakKeyDictionary()

    @wraps(function)
    def kept(owner: Owner, /, *key: Key.args, **options: Key.kwargs) -> Result:
        asked, found = (key, *options.items()), answers.setdefault(owner, {})
        if asked not in found:
            answer = function(owner, *key, **options)
            if len(found) == MOST:
                del found[next(iter(found))]
            found[asked] = answer
        return found[asked]

    return kept
