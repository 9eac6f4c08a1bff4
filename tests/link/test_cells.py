import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.link.cells import Cells, best, joined


@given(st.lists(st.integers(-3, 3).map(float), max_size=30), st.integers(1, 8))
def test_the_best_are_those_that_a_sort_puts_first_and_no_other_is_better(nats: list[float], most: int) -> None:
    places, floor = best(np.array(nats, dtype=np.float64), most)
    ordered = sorted(range(len(nats)), key=lambda at: (-nats[at], at))
    assert places.tolist() == sorted(ordered[:most])
    assert floor == max((nats[at] for at in ordered[most:]), default=-math.inf)


def cells(*sizes: int) -> Cells:
    pairs, rows = np.array([(at, at + 1) for at in range(len(sizes))]).reshape(-1, 2), np.arange(sum(sizes))
    floors = np.arange(len(sizes)) / 2
    return Cells(pairs, np.array(sizes, dtype=np.int64), floors, rows, rows + 100, rows / 10, rows / 20)


def test_some_pairs_are_taken_with_their_own_cells() -> None:
    some = cells(2, 0, 3, 1).taken(np.array([2, 1, 0]))
    assert some.pairs.tolist() == [[2, 3], [1, 2], [0, 1]]
    assert (some.sizes.tolist(), some.floors.tolist()) == ([3, 0, 2], [1.0, 0.5, 0.0])
    assert (some.one.tolist(), some.two.tolist()) == ([2, 3, 4, 0, 1], [102, 103, 104, 100, 101])
    assert some.pair.tolist() == [0, 0, 0, 2, 2]
    assert cells(2, 0, 3).taken(np.array([False, True, True])).one.tolist() == [2, 3, 4]


def test_cells_that_are_parted_and_joined_are_as_they_were() -> None:
    whole = cells(2, 0, 3, 1)
    again = joined(whole.taken(np.array([at])) for at in range(4))
    assert all((one == two).all() for one, two in zip(whole, again, strict=True))
    assert len(joined(()).one) == 0
