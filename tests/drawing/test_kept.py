"""What is kept: the last answer for each owner, as long as it lives."""

import gc
import weakref

from gdclips.drawing.kept import keeps_last


class Owner:
    pass


def test_the_last_answer_of_each_owner_is_kept_while_it_lives():
    asked = []

    @keeps_last
    def found(owner, key):
        asked.append(key)
        return [key]

    one, other = Owner(), Owner()
    first = found(one, (1, 2))
    assert found(one, (1, 2)) is first
    assert found(other, (1, 2)) is not first
    assert found(one, (3, 4)) == [(3, 4)]
    assert found(one, (1, 2)) is not first
    assert asked == [(1, 2), (1, 2), (3, 4), (1, 2)]
    gone = weakref.ref(one)
    del one
    gc.collect()
    assert gone() is None
