"""Periods: what a date in a résumé means, in the ways people write it."""

from datetime import date

import pytest

from ingest.periods import Period, find_period, years

TODAY = date(2026, 11, 15)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Baker\tJan 2021 – Mar 2023", "2021-01 – 2023-03"),
        ("Sep. 2023 - present", "2023-09 – now"),
        ("03/2019 – 06/2023", "2019-03 – 2023-06"),
        ("2016/09 - now", "2016-09 – now"),
        ("01.2015 bis 12.2016", "2015-01 – 2016-12"),
        ("März 2018 – heute", "2018-03 – now"),
        ("août 2019 - présent", "2019-08 – now"),
        ("Octubre 2015 a junio 2018", "2015-10 – 2018-06"),
        ("May '19 - Aug '21", "2019-05 – 2021-08"),
        ("since 1999", "1999-01 – now"),
        ("2012 - 2014", "2012-01 – 2013-12"),
        ("2012 - 2012", "2012-01 – 2012-12"),
        ("Graduated July 2015", "2015-07"),
        ("2019", "2019-01 – 2019-12"),
    ],
)
def test_dates_are_understood(text: str, meant: str) -> None:
    found = find_period(text)

    assert found is not None
    assert str(found.period) == meant


@pytest.mark.parametrize(
    "text",
    ["+49 176 2013 555", "from 2 to 20 people", "20XX", "Managed 40 people", "in march 30 users",
     "2021 - 2019 services"],
)  # fmt: skip
def test_other_numbers_are_no_dates(text: str) -> None:
    found = find_period(text, single=False)

    assert found is None


def test_roles_that_overlap_count_once() -> None:
    first, second = Period(2020 * 12, 2021 * 12 + 11), Period(2021 * 12 + 6, 2022 * 12 + 5)

    assert years([first, second], TODAY) == 2.5


def test_what_lasts_is_counted_until_today_and_the_future_not_at_all() -> None:
    assert years([Period(2025 * 12 + 11, None)], TODAY) == 1.0
    assert years([Period(2025 * 12 + 11, 2030 * 12)], TODAY) == 1.0
