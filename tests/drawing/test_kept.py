"""What is kept: the last answers for each owner, as long as it lives."""

import gc
import weakref

from gdclips.drawing.kept import MOST, keeps_answers


class Owner:
    pass


def test_the_last_answers_of_each_owner_are_kept_while_it_lives():
    asked = []

    @keeps_answers
    def found(owner, key):
        asked.append(key)
        return [key]

    one, other = Owner(), Owner()
    first = found(one, (1, 2))
    assert found(one, (1, 2)) is first
    assert found(other, (1, 2)) is not first
    for key in range(1, MOST):
        found(one, key)
    assert found(one, (1, 2)) is first
    assert len(asked) == MOST + 1
    assert found(one, MOST) == [MOST]
    assert found(one, (1, 2)) == first
    assert found(one, (1, 2)) is not first  # the oldest was left
    gone = weakref.ref(one)
    del one
    gc.collect()
    assert gone() is None
