"""Made-up reports for the rules of the verdicts: relations, plans, divisions that change, and input that is at odds.

Only reports belong here, every sentence and figure invented; tests/integration/test_verdict_rules.py says what the
warehouse must make of them. The divisions, their codes and their years are real.
"""

from datetime import date

from tests.integration.warehouse_fixtures import Told, outcome, target, worded

NATION_2020 = Told(
    "v/nation_2020.txt",
    "000000",
    2020,
    (
        worded("今年不设增速目标", "gdp", "not_set", 2020),
        worded("物价维持平稳", "cpi", "hold", 2020),
        target("新增岗位九百万个以上", "jobs_new_urban", "level", 2020, comparator="ge", low=9e6, unit="person"),
    ),
)
NATION_2021 = Told(
    "v/nation_2021.txt",
    "000000",
    2021,
    (
        outcome("上年经济增长百分之二", "gdp", "growth", 2020, low=2.0),
        outcome("新增岗位一千万个", "jobs_new_urban", "level", 2020, low=1e7, unit="person"),
        target("经济增长百分之六以上", "gdp", "growth", 2021, comparator="ge", low=6.0),
        target("物价涨幅百分之三上下", "cpi", "growth", 2021, comparator="approx", low=3.0),
        target("两年平均增长百分之六以上", "gdp", "avg_growth", (2021, 2022), comparator="ge", low=6.0),
        target("三年新增岗位三千万个", "jobs_new_urban", "total_level", (2021, 2023), low=3e7, unit="person"),
    ),
)
NATION_2022 = Told(
    "v/nation_2022.txt",
    "000000",
    2022,
    (
        outcome("上年经济增长百分之八", "gdp", "growth", 2021, low=8.0),
        outcome("农民收入增长百分之九", "income_rural", "growth", 2021, low=9.0),
        outcome("新增岗位一千二百万个", "jobs_new_urban", "level", 2021, low=1.2e7, unit="person"),
    ),
)
NATION_2023 = Told(
    "v/nation_2023.txt",
    "000000",
    2023,
    (
        outcome("上年经济增长百分之三", "gdp", "growth", 2022, low=3.0),
        outcome("新增岗位一千万个", "jobs_new_urban", "level", 2022, low=1e7, unit="person"),
    ),
)
SHANDONG_2021 = Told(
    "v/shandong_2021.txt",
    "370000",
    2021,
    (
        target("农民收入增速高于全国", "income_rural", "growth", 2021, comparator="ge", reference_code="national"),
        target("居民收入与经济同步", "income_pc", "growth", 2021, comparator="approx", reference_code="gdp"),
        target("外贸增速高于全国", "trade", "growth", 2021, comparator="ge", reference_code="national"),
    ),
)
SHANDONG_2022 = Told(
    "v/shandong_2022.txt",
    "370000",
    2022,
    (
        outcome("农民收入增长百分之十", "income_rural", "growth", 2021, low=10.0),
        outcome("居民收入增长百分之七点七", "income_pc", "growth", 2021, low=7.7),
        outcome("全省经济增长百分之八点三", "gdp", "growth", 2021, low=8.3),
        outcome("外贸增长一成", "trade", "growth", 2021, low=10.0),
    ),
)
QINGDAO_2021 = Told(
    "v/qingdao_2021.txt",
    "370200",
    2021,
    (target("经济增速高于全省", "gdp", "growth", 2021, comparator="ge", reference_code="province"),),
)
QINGDAO_2022 = Told(
    "v/qingdao_2022.txt", "370200", 2022, (outcome("全市经济增长百分之八点四", "gdp", "growth", 2021, low=8.4),)
)
JIMO_2016 = Told(
    "v/jimo_2016.txt",
    "370282",
    2016,
    (target("五年年均增长百分之七点五以上", "gdp", "avg_growth", (2016, 2020), comparator="ge", low=7.5),),
)
JIMO_2017 = Told(
    "v/jimo_2017.txt",
    "370282",
    2017,
    (
        outcome("本市经济增长百分之八", "gdp", "growth", 2016, low=8.0),
        target("本市经济增长百分之八以上", "gdp", "growth", 2017, comparator="ge", low=8.0),
    ),
)
JIMO_2018 = Told(
    "v/jimo_2018.txt", "370215", 2018, (outcome("本区经济增长百分之八点五", "gdp", "growth", 2017, low=8.5),)
)
XIACHENG_2021 = Told(
    "v/xiacheng_2021.txt", "330103", 2021, (target("本区经济增长百分之七", "gdp", "growth", 2021, low=7.0),)
)
GONGSHU_2022 = Told(
    "v/gongshu_2022.txt", "330105", 2022, (outcome("本区经济增长百分之八", "gdp", "growth", 2021, low=8.0),)
)
PINGSHAN_2016 = Told(
    "v/pingshan_2016.txt", "440310", 2016, (target("新区经济增长百分之十", "gdp", "growth", 2016, low=10.0),)
)
PINGSHAN_2017 = Told(
    "v/pingshan_2017.txt", "440310", 2017, (outcome("上年经济增长百分之十点二", "gdp", "growth", 2016, low=10.2),)
)
PINGSHAN_2018 = Told(
    "v/pingshan_2018.txt", "440310", 2018, (target("全区经济增长百分之九", "gdp", "growth", 2018, low=9.0),)
)
PINGSHAN_2021_NEW_TERM = Told(
    "v/pingshan_2021.txt",
    "440310",
    2021,
    (
        outcome("一八年经济增长百分之八", "gdp", "growth", 2018, low=8.0),
        outcome("五年年均增长百分之九", "gdp", "avg_growth", (2016, 2020), low=9.0),
    ),
    {"report_type": "new_term"},
)
LONGHUA_2021 = Told(
    "v/longhua_2021.txt",
    "440309",
    2021,
    (
        target("二五年总量达四千亿元以上", "gdp", "level", 2025, comparator="ge", low=4e11, unit="cny"),
        outcome("总量二千五百亿元", "gdp", "level", 2020, low=2.5e11, unit="cny"),
    ),
)
LONGHUA_2021_NEW_TERM = Told(
    "v/longhua_2021_new_term.txt",
    "440309",
    2021,
    (
        target("五年后总量达四千亿元以上", "gdp", "level", 2025, comparator="ge", low=4e11, unit="cny"),
        target("本年经济增长百分之八", "gdp", "growth", 2021, low=8.0),
        outcome("总量二千四百亿元", "gdp", "level", 2020, low=2.4e11, unit="cny"),
    ),
    {"report_type": "new_term", "delivered_on": date(2021, 10, 9)},
)
LONGHUA_2022_DRAFT = Told(
    "v/longhua_2022_draft.txt",
    "440309",
    2022,
    (target("本年经济增长百分之九", "gdp", "growth", 2022, low=9.0),),
    {"report_type": "draft", "delivered_on": date(2022, 2, 1)},
)
LONGHUA_2022 = Told(
    "v/longhua_2022.txt",
    "440309",
    2022,
    (
        target("本年经济增长百分之五", "gdp", "growth", 2022, low=5.0),
        outcome("总量二千九百亿元", "gdp", "level", 2021, low=2.9e11, unit="cny"),
    ),
)
LONGHUA_2023_LATE = Told(
    "v/longhua_2023.txt",
    "440309",
    2023,
    (outcome("上年经济增长百分之五点一", "gdp", "growth", 2022, low=5.1),),
    {"delivered_on": date(2024, 3, 1)},
)
LONGHUA_2024 = Told(
    "v/longhua_2024.txt", "440309", 2024, (outcome("前年经济增长百分之四", "gdp", "growth", 2022, low=4.0),)
)
GUANGMING_2023 = Told(
    "v/guangming_2023.txt", "440311", 2023, (target("本区经济增长百分之六", "gdp", "growth", 2023, low=6.0),)
)
_OF_ANOTHER_YEAR = (
    outcome("二三年经济增长百分之十", "gdp", "growth", 2023, low=10.0),
    outcome("二三年外贸增长百分之二", "trade", "growth", 2023, low=2.0),
    outcome("二三年投资增长百分之四", "fai", "growth", 2023, low=4.0),
    target("本年经济增长百分之五", "gdp", "growth", 2023, low=5.0),
)
GUANGMING_WRONG_YEAR = Told(
    "v/guangming_2023_wrong.txt", "440311", 2023, _OF_ANOTHER_YEAR, {"delivered_on": date(2024, 1, 20)}
)
BAOAN_WRONG_YEAR = Told("v/baoan_2023_wrong.txt", "440306", 2023, _OF_ANOTHER_YEAR)
VERDICT_REPORTS = [
    NATION_2020,
    NATION_2021,
    NATION_2022,
    NATION_2023,
    SHANDONG_2021,
    SHANDONG_2022,
    QINGDAO_2021,
    QINGDAO_2022,
    JIMO_2016,
    JIMO_2017,
    JIMO_2018,
    XIACHENG_2021,
    GONGSHU_2022,
    PINGSHAN_2016,
    PINGSHAN_2017,
    PINGSHAN_2018,
    PINGSHAN_2021_NEW_TERM,
    LONGHUA_2021,
    LONGHUA_2021_NEW_TERM,
    LONGHUA_2022_DRAFT,
    LONGHUA_2022,
    LONGHUA_2023_LATE,
    LONGHUA_2024,
    GUANGMING_2023,
    GUANGMING_WRONG_YEAR,
    BAOAN_WRONG_YEAR,
]
