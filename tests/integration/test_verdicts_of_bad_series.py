"""Series of reports as they should not be: each target has a status with its reason, and none a bare silence.

A report is missing in the middle of a series, one holds its plan only, two contradict each other about one year, a
division is renamed. The reports are files, as an archive has them; every sentence and figure is invented.
"""

import pytest

from orchestration.runs.build import build
from warehouse.connection import connect
from warehouse.home import Home

KEPT = (
    "一年来，全县上下同心协力、真抓实干，经济运行在合理的轨道上稳中有进。"
    "农业生产连年丰收，乡村面貌持续改善，农民的日子过得更加殷实。"
    "教育、卫生、文化事业都有新的进步，社会大局始终保持和谐稳定。"
)
MEANT = (
    "要抓好产业升级，推动传统工业向高端迈进，让新的动能不断成长。"
    "要抓好乡村建设，补上道路和饮水的短板，让农村更加宜居宜业。"
    "要抓好民生保障，把群众关心的事情一件一件办好，办到大家心里。"
    "要抓好安全生产，压实各方面的责任，牢牢守住不出事故的底线。"
    "各位代表，让我们以更足的干劲、更实的作风，完成全年的各项任务。"
)


def report(division: str, year: int, *, review: str | None, plan: str) -> tuple[str, str]:
    """Name and text of a report; without a review it begins with its plan."""
    told = f"一、{year - 1}年工作回顾\n{KEPT}{review}{KEPT}\n二、{year}年工作安排\n" if review is not None else ""
    opening = (
        f"{division}{year}年政府工作报告\n各位代表：\n现在，我代表{division}人民政府，向大会报告工作，请予审议。\n"
    )
    return f"{division}政府工作报告_{year}年.txt", f"{opening}{told}今年的主要预期目标是：{plan}。\n{MEANT}\n"


REPORTS = (
    report("新昌县", 2019, review="地区生产总值增长7.1%。", plan="地区生产总值增长7.5%"),
    report("新昌县", 2021, review="地区生产总值增长3.2%。", plan="地区生产总值增长6.5%"),
    report("新昌县", 2022, review="地区生产总值增长8.4%。", plan="地区生产总值增长6%"),
    report("天台县", 2021, review="地区生产总值增长3.9%。", plan="地区生产总值增长6.2%，进出口总额增长9%"),
    report("天台县", 2022, review=None, plan="地区生产总值增长6.4%，社会消费品零售总额增长5%，固定资产投资增长4%"),
    report("仙居县", 2021, review="地区生产总值增长4.1%。", plan="地区生产总值增长6%"),
    report("仙居县", 2022, review="地区生产总值增长7.3%。", plan="地区生产总值增长5.5%"),
    report(
        "仙居县", 2023, review="2021年地区生产总值增长5.2%，2022年地区生产总值增长3.6%。", plan="地区生产总值增长5%"
    ),
    report("即墨市", 2017, review="地区生产总值增长8.2%。", plan="地区生产总值增长8%"),
    report("即墨区", 2018, review="地区生产总值增长7.7%。", plan="地区生产总值增长7.5%"),
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    folder = tmp_path_factory.mktemp("reports")
    for name, text in REPORTS:
        (folder / name).write_text(text, encoding="utf-8")
    built = Home(tmp_path_factory.mktemp("series"))
    build(built, [folder])
    return built


def asked(home: Home, sql: str, *values: object) -> list[tuple[object, ...]]:
    with connect(home.published_database, read_only=True) as connection:
        return connection.execute(sql, values).fetchall()


def verdicts(home: Home, division: str) -> list[tuple[object, ...]]:
    return asked(
        home,
        """
        select verdicts.indicator_code, verdicts.period_end, verdicts.status, verdicts.status_reason
        from marts.fct_target_vs_actual as verdicts
        inner join marts.dim_report as reports on verdicts.target_report_id = reports.report_id
        where reports.source_name like ? || '%' order by all""",
        division,
    )


def test_a_report_that_is_missing_is_no_silence(home: Home) -> None:
    first, *later = verdicts(home, "新昌县")
    assert first == ("gdp", 2019, "pending", "the report that covers 2019 is not in the warehouse, only later ones are")
    assert [row[:3] for row in later] == [("gdp", 2021, "met"), ("gdp", 2022, "pending")]
    overdue = "select count(*) from marts.fct_target_vs_actual where is_overdue and period_end = 2019"
    assert asked(home, overdue) == [(1,)]


def test_half_a_report_is_no_silence(home: Home) -> None:
    rows = [row for row in verdicts(home, "天台县") if row[1] == 2021]
    assert [row[:3] for row in rows] == [("gdp", 2021, "pending"), ("trade", 2021, "pending")]
    for *_, reason in rows:
        assert str(reason).startswith("no report that can be relied on covers 2021: the one that is here is in doubt")


def test_the_report_that_is_closer_decides_and_the_other_is_shown(home: Home) -> None:
    assert verdicts(home, "仙居县")[0][:3] == ("gdp", 2021, "met")
    [(told, told_again)] = asked(
        home,
        """
        select stated_value, counter_value from marts.mart_cross_checks as checks
        inner join marts.dim_report as reports on checks.stated_report_id = reports.report_id
        where not is_consistent and reports.source_name like '仙居县%' and period_end = 2021""",
    )
    assert {told, told_again} == {7.3, 5.2}


def test_a_renamed_division_keeps_its_targets(home: Home) -> None:
    [(indicator, year, status, reason)] = verdicts(home, "即墨市")
    assert (indicator, year, status) == ("gdp", 2017, "missed")
    assert str(reason).startswith("7.7 against 8 percent")


def test_no_target_meets_a_bare_silence(home: Home) -> None:
    assert asked(home, "select count(*) from marts.fct_target_vs_actual where status = 'not_reported'") == [(0,)]
    assert asked(home, "select count(*) from marts.fct_target_vs_actual where length(status_reason) < 20") == [(0,)]
