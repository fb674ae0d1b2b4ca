import pytest

from service.use_cases import sample
from service.use_cases.network_days import get_day


def stop(*_args, **_options):
    raise KeyboardInterrupt


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_loading_that_was_stopped_before_the_day_had_attendees_is_completed(context, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(sample, "set_attendees", stop)
        with pytest.raises(KeyboardInterrupt):
            sample.load_sample(context)
    number = sample.load_sample(context).network_day
    attended = get_day(context, number)
    assert len(attended.attendees) > 1
    assert sample.load_sample(context).network_day == number
    assert get_day(context, number) == attended
