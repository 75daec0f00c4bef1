"""Grades add-two."""


def test_returns_number(solution):
    total = solution.add_two(1, 2)
    assert total is not None, "add_two(1, 2) gave back None. End the function with a return of the sum."
    assert type(total) in (int, float), f"add_two(1, 2) gave back {total!r}: a number is needed here, not text."


def test_sum_is_right(solution):
    for first, second in ((1, 2), (0, 0), (-4, 9), (0.25, 0.5)):
        total = solution.add_two(first, second)
        wanted = first + second
        assert abs(total - wanted) < 1e-6, f"add_two({first}, {second}) gave back {total}, and {wanted} is the sum."
