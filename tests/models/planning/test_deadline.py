from models.planning.deadline import Deadline


def test_steps_end_when_the_time_is_over():
    moments = iter([0.0, 1.0, 2.0, 3.0, 4.0])
    deadline = Deadline(2.5, clock=lambda: next(moments))
    seen = []
    assert list(deadline.steps(100, lambda: False, lambda *step: seen.append(step))) == [0, 1]
    assert seen == [(1, 100), (2, 100), (100, 100)]


def test_steps_end_when_there_is_enough():
    answers = iter([False, False, True])
    assert list(Deadline(60).steps(100, lambda: next(answers), None)) == [0, 1]
