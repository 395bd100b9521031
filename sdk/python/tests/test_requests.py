"""The number of requested messages that are not delivered yet."""

from courant.requests import LATE, Requests

TIME = 30.0


def test_messages_end_the_oldest_request_first() -> None:
    requests = Requests()
    requests.begin(3, TIME, 0.0)
    requests.begin(4, TIME, TIME / 2)
    requests.end(2)
    assert requests.missing == 5
    requests.end(2)
    assert requests.missing == 3
    assert requests.expire(TIME + LATE) == 0
    requests.end(9)
    assert requests.missing == 0


def test_what_is_lost_is_not_missed_for_ever() -> None:
    requests = Requests()
    requests.begin(3, TIME, 0.0)
    requests.begin(4, TIME, TIME / 2)
    assert requests.expire(TIME) == 0, "its end may be told late"
    requests.end(1)
    assert requests.expire(TIME + LATE) == 2
    assert requests.missing == 4


def test_a_brief_request_ends_before_an_earlier_long_one() -> None:
    requests = Requests()
    requests.begin(5, TIME, 0.0)
    requests.begin(1, 1.0, 0.0)
    assert requests.expire(1.0 + LATE) == 1
    assert requests.missing == 5


def test_without_a_number_all_have_ended() -> None:
    requests = Requests()
    requests.begin(5, TIME, 0.0)
    requests.begin(1, TIME, 1.0)
    requests.end_all()
    assert requests.missing == 0
