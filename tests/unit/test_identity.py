"""Whose report it is, for which year: headers of every level, shared names, and where the year comes from."""

import datetime
import hashlib

import polars as pl
import pytest

from extract.identity import identity

ADDRESS = "各位代表："
BODY = "\n".join(
    (
        "全年经济运行总体平稳，主要指标保持在合理区间，发展质量稳步提升。",
        "产业结构持续优化，传统产业加快改造，新兴产业不断壮大。",
        "城乡面貌明显改善，道路、管网、学校等一批工程建成投用。",
        "民生保障更加有力，就业、社保、医疗等事业取得新的进步。",
        "改革开放不断深化，营商环境持续向好，办事效率大幅提高。",
        "我们清醒认识到，发展中还有不少困难和问题，必须认真解决。",
        "新的一年要坚持稳中求进，统筹发展和安全，扎实推进各项重点工作。",
    )
)
HEADINGS = "一、2023年工作回顾", "二、2024年工作安排"


def text(head: str, headings: tuple[str, str] = HEADINGS, body: str = BODY) -> str:
    return f"{head}\n{ADDRESS}\n{headings[0]}\n{body}\n{headings[1]}\n{body}\n"


def stage(*reports: tuple[str, str]) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Reports and quarantine for these (path, text)."""
    frame = pl.DataFrame(
        [
            {
                "report_id": hashlib.sha256(f"{path}{content}".encode()).hexdigest()[:16],
                "source_path": path,
                "source_name": path.split("/")[-1].rsplit(".", 1)[0],
                "source_format": "txt",
                "source_sha256": hashlib.sha256(content.encode()).hexdigest(),
                "told": None,
                "text": content,
                "repair_notes": [],
                "map_clean": [0],
                "map_raw": [0],
            }
            for path, content in reports
        ],
        schema_overrides={
            "told": pl.String,
            "repair_notes": pl.List(pl.String),
            "map_clean": pl.List(pl.Int32),
            "map_raw": pl.List(pl.Int32),
        },
    )
    found = identity(frame)
    return found.rows.to_dicts(), found.quarantine.to_dicts()


def identified(content: str, path: str = "reports/0001.txt") -> dict[str, object]:
    rows, bad = stage((path, content))
    assert not bad, bad[0]["reason"]
    (row,) = rows
    return row


def refused(content: str, path: str = "reports/0001.txt") -> dict[str, object]:
    rows, bad = stage((path, content))
    assert not rows, rows[0]["region_code"]
    (row,) = bad
    return row


@pytest.mark.parametrize(
    ("head", "code"),
    [
        ("政府工作报告\n——2024年3月5日在第十四届全国人民代表大会第二次会议上\n国务院总理", "000000"),
        ("四川省人民政府工作报告\n——2024年1月23日在四川省第十四届人民代表大会第二次会议上\n四川省省长", "510000"),
        ("政府工作报告\n2024年1月23日在上海市第十六届人民代表大会第二次会议上\n上海市市长", "310000"),
        ("政府工作报告\n——在内蒙古自治区第十四届人民代表大会第二次会议上\n自治区主席", "150000"),
        ("新疆维吾尔自治区人民政府工作报告\n——2024年1月30日在自治区第十四届人民代表大会第二次会议上", "650000"),
        ("政府工作报告\n——2024年1月10日在洛阳市第十六届人民代表大会第二次会议上\n洛阳市人民政府市长", "410300"),
        ("政府工作报告\n——在大理白族自治州第十五届人民代表大会第三次会议上\n大理州人民政府州长", "532900"),
        ("延边朝鲜族自治州政府工作报告\n——2024年1月在延边朝鲜族自治州第十六届人民代表大会第四次会议上\n州长", "222400"),
        ("锡林郭勒盟行政公署工作报告\n锡林郭勒盟行政公署盟长", "152500"),
        ("政府工作报告\n——2024年1月5日在中牟县第十五届人民代表大会第三次会议上\n中牟县人民政府县长", "410122"),
        ("政府工作报告\n——在库伦旗第十七届人民代表大会第三次会议上\n库伦旗人民政府旗长", "150524"),
        (
            "渝北区政府工作报告\n——2024年1月10日在重庆市渝北区第二十届人民代表大会第四次会议上\n渝北区人民政府区长",
            "500112",
        ),
        ("政府工作报告\n——2024年1月6日在石城县第十八届人民代表大会第四次会议上\n石城县人民政府代县长", "360735"),
        ("政府工作报告\n——在福州市第十六届人民代表大会第三次会议上\n福州市代市长", "350100"),
        (
            "政府工作报告\n——2024年2月1日在肥东县第十八届人民代表大会第四次会议上\n肥东县人民政府副县长（主持工作）",
            "340122",
        ),
        ("上海市浦东新区人民政府工作报告\n——2024年1月在上海市浦东新区第七届人民代表大会第四次会议上", "310115"),
        ("昆山市政府工作报告\n——2024年1月8日在昆山市第十八届人民代表大会第三次会议上\n市长", "320583"),
        ("临高县人民政府工作报告\n——2024年在临高县第十七届人民代表大会第四次会议上", "469024"),
        ("现在，我代表赞皇县人民政府，向大会作政府工作报告，请予审议。", "130129"),
        ("我谨代表张掖市人民政府，向大会报告工作，请予审议，并请各位政协委员提出意见。", "620700"),
        ("普安县2024年政府工作报告", "522323"),
    ],
)
def test_header_of_every_level_names_its_region(head: str, code: str) -> None:
    assert identified(text(head))["region_code"] == code


def test_region_without_a_header_comes_from_the_file_name() -> None:
    assert identified(text(""), "reports/中牟县政府工作报告_2024.txt")["region_code"] == "410122"


def test_region_without_a_header_comes_from_the_folder() -> None:
    assert identified(text(""), "reports/河南省/中牟县/2024.txt")["region_code"] == "410122"


@pytest.mark.parametrize(
    ("name", "kind", "code"),
    [
        ("吉林", "市", "220200"),
        ("吉林", "省", "220000"),
        ("黄山", "区", "341003"),
        ("恩施", "州", "422800"),
        ("恩施", "市", "422801"),
    ],
)
def test_short_name_of_a_file_means_the_kind_for_which_the_report_speaks(name: str, kind: str, code: str) -> None:
    head = f"各位代表：\n我代表{kind}人民政府向大会报告工作，请予审议。"
    assert identified(text(head), f"reports/{name}.docx")["region_code"] == code


def test_header_wins_over_the_folder_it_was_filed_in() -> None:
    head = "政府工作报告\n——2024年1月5日在中牟县第十五届人民代表大会第三次会议上"
    assert identified(text(head), "reports/郑州市/0007.txt")["region_code"] == "410122"


@pytest.mark.parametrize(
    ("head", "code"),
    [
        ("政府工作报告\n——2024年1月10日在南京市鼓楼区第十九届人民代表大会第三次会议上", "320106"),
        ("政府工作报告\n——2024年1月10日在徐州市鼓楼区第十九届人民代表大会第三次会议上", "320302"),
        ("政府工作报告\n——2024年1月10日在福州市鼓楼区第十八届人民代表大会第三次会议上", "350102"),
        ("开封市鼓楼区人民政府工作报告\n——2024年1月在鼓楼区第十四届人民代表大会第三次会议上", "410204"),
        ("政府工作报告\n——在石家庄市新华区第十七届人民代表大会第四次会议上", "130105"),
        ("沧州市新华区政府工作报告\n——在新华区第十届人民代表大会第四次会议上", "130902"),
        ("平顶山市新华区2024年政府工作报告", "410402"),
        ("政府工作报告\n——在天津市和平区第十八届人民代表大会第四次会议上", "120101"),
        ("政府工作报告\n——在沈阳市和平区第十九届人民代表大会第三次会议上", "210102"),
        ("政府工作报告\n——在长春市朝阳区第十九届人民代表大会第三次会议上", "220104"),
        ("政府工作报告\n——在北京市朝阳区第十七届人民代表大会第五次会议上", "110105"),
    ],
)
def test_shared_name_is_told_apart_by_the_parent_in_the_head(head: str, code: str) -> None:
    assert identified(text(head))["region_code"] == code


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("reports/江苏省/南京市/鼓楼区_2024.txt", "320106"),
        ("reports/福建省/福州市/鼓楼区政府工作报告2024.txt", "350102"),
        ("reports/南京市鼓楼区政府工作报告_2024.txt", "320106"),
    ],
)
def test_shared_name_is_told_apart_by_the_path(path: str, code: str) -> None:
    head = "政府工作报告\n——2024年1月10日在鼓楼区第十八届人民代表大会第三次会议上"
    assert identified(text(head), path)["region_code"] == code


def test_shared_name_is_told_apart_by_what_the_text_names_around_it() -> None:
    head = "政府工作报告\n——2024年1月10日在新华区第十一届人民代表大会第三次会议上"
    near = (
        BODY.replace("营商环境", "石家庄市营商环境")
        .replace("学校", "石家庄学校")
        .replace("发展和安全", "省会石家庄发展和安全")
    )
    assert identified(text(head, body=near))["region_code"] == "130105"


@pytest.mark.parametrize("name", ["新华区", "鼓楼区", "和平区", "朝阳区", "城关区", "市中区", "西湖区"])
def test_shared_name_that_nothing_tells_apart_is_quarantined(name: str) -> None:
    row = refused(text(f"政府工作报告\n——2024年1月10日在{name}第十一届人民代表大会第三次会议上"))
    assert row["reason_code"] == "ambiguous_region"
    assert "file name" in str(row["reason"]) and name in str(row["reason"])


def test_unknown_region_is_quarantined() -> None:
    assert refused(text("政府工作报告"))["reason_code"] == "no_region"


@pytest.mark.parametrize(
    ("headings", "year"),
    [
        (("一、2023年工作回顾", "二、2024年工作安排"), 2024),
        (("一、过去五年工作回顾", "二、2022年重点工作"), 2022),
        (("一、2015年工作总结", "二、2016年主要任务"), 2016),
        (("一、“十三五”时期和2020年工作回顾", "二、2021年主要工作"), 2021),
        (("第一部分 1997年工作回顾", "第二部分 1998年工作任务"), 1998),
        (("一、过去一年工作回顾", "二、扎实做好2022年各项工作，以优异成绩迎接盛会召开"), 2022),
    ],
)
def test_year_from_headings(headings: tuple[str, str], year: int) -> None:
    head = "政府工作报告\n——在中牟县人民代表大会会议上\n我代表中牟县人民政府向大会报告工作。"
    row = identified(text(head, headings))
    assert (row["report_year"], row["review_year"]) == (year, year - 1)


PLAIN = ("一、过去一年的工作回顾", "二、今年的工作安排")


@pytest.mark.parametrize(
    ("delivered", "year"),
    [
        ("2023年1月9日", 2023),
        ("2022年2月21日", 2022),
        ("2006年3月2日", 2006),
        ("2023年12月28日", 2024),
        ("2020年11月30日", 2021),
        ("1998年4月6日", 1998),
    ],
)
def test_year_from_the_date_of_delivery(delivered: str, year: int) -> None:
    row = identified(text(f"政府工作报告\n——{delivered}在中牟县第十五届人民代表大会第三次会议上", PLAIN))
    assert row["report_year"] == year
    assert isinstance(row["delivered_on"], datetime.date)
    assert f"{row['delivered_on'].year}年{row['delivered_on'].month}月{row['delivered_on'].day}日" == delivered


def test_headings_win_over_a_december_delivery() -> None:
    head = "政府工作报告\n——2023年12月26日在中牟县第十五届人民代表大会第四次会议上"
    assert identified(text(head, ("一、2022年工作回顾", "二、2023年工作安排")))["report_year"] == 2023


def test_year_from_the_title() -> None:
    assert identified(text("2019年中牟县政府工作报告", PLAIN))["report_year"] == 2019


@pytest.mark.parametrize(
    "path",
    [
        "reports/中牟县2018年政府工作报告.txt",
        "reports/2018年中牟县政府工作报告.txt",
        "reports/中牟县政府工作报告_2018.txt",
    ],
)
def test_year_from_the_file_name(path: str) -> None:
    assert identified(text("中牟县政府工作报告", PLAIN), path)["report_year"] == 2018


@pytest.mark.parametrize(
    ("words", "year"),
    [
        ("今年是“十五”计划的第一年。", 2001),
        ("今年是实施“十三五”规划的开局之年。", 2016),
        ("今年既是“十一五”的第三年，也是换届之后的头一年。", 2008),
        ("今年是“十三五”收官之年。", 2020),
        ("今年是全面完成“十二五”规划的最后一年。", 2015),
        ("去年是“十二五”的最后一年。", 2007),  # last year is another
        ("今年要为“十四五”开局打好基础。", 2007),  # no year of it is named
    ],
)
def test_the_year_of_a_plan_outweighs_a_title_that_names_the_year_reviewed(words: str, year: int) -> None:
    head = "2007年中牟县政府工作报告"
    path = "reports/中牟县2007年政府工作报告.txt"
    assert identified(text(head, PLAIN, f"{BODY}\n{words}"), path)["report_year"] == year


def test_report_without_a_year_is_quarantined() -> None:
    row = refused(text("中牟县政府工作报告", PLAIN))
    assert row["reason_code"] == "no_year" and "file name" in str(row["reason"])


def test_session_and_speaker() -> None:
    row = identified(
        text("政府工作报告\n——2024年1月5日在中牟县第十五届人民代表大会第三次会议上\n中牟县人民政府县长　甲某某\n")
    )
    assert (row["congress_term"], row["congress_session"]) == (15, 3)
    assert row["speaker"] == "甲某某"


@pytest.mark.parametrize(
    ("head", "headings", "kind"),
    [
        ("政府工作报告\n——2024年1月5日在中牟县第十五届人民代表大会第三次会议上", HEADINGS, "annual"),
        (
            "政府工作报告\n——2022年2月5日在中牟县第十五届人民代表大会第一次会议上",
            ("一、过去五年工作回顾", "二、今后五年的目标任务"),
            "new_term",
        ),
        ("政府工作报告（征求意见稿）\n——2024年1月5日在中牟县第十五届人民代表大会第三次会议上", HEADINGS, "draft"),
    ],
)
def test_report_type(head: str, headings: tuple[str, str], kind: str) -> None:
    assert identified(text(head, headings))["report_type"] == kind


@pytest.mark.parametrize(
    "content",
    [
        "首页\n政务公开\n政府工作报告\n领导之窗\n互动交流\n中牟县人民政府\n",
        "关于印发中牟县2024年重点工作的通知，请认真贯彻执行。\n",
        "中牟县2023年政府工作报告全文见附件。\n下载：点击此处。\n",
    ],
)
def test_text_that_is_no_report_is_quarantined(content: str) -> None:
    row = refused(content, "reports/中牟县_2024.txt")
    assert row["reason_code"] == "no_report" and row["reason"]


def test_a_short_report_is_told_what_it_lacks_and_not_what_it_has() -> None:
    short = (
        "中牟县政府工作报告\n——2024年1月5日在中牟县第十五届人民代表大会第三次会议上\n各位代表：\n一、2023年工作回顾\n"
        "地区生产总值增长6.3%，城镇新增就业8000人。\n二、2024年工作安排\n"
    )
    reason = refused(short, "reports/中牟县_2024.txt")["reason"]
    assert "it has 1 sentence of 18 characters or more with a comma, 5 are needed" in reason
    assert not any(word in reason for word in ("address", "congress", "heading", "title"))
    reason = refused("关于印发重点事项的通知，请认真贯彻执行。\n", "reports/中牟县_2024.txt")["reason"]
    assert "the address to the deputies (各位代表)" in reason and "the congress (人民代表大会)" in reason


@pytest.mark.parametrize(
    ("head", "code"),
    [
        ("政府工作报告\n——在济南市市中区第十九届人民代表大会第三次会议上", "370103"),
        ("政府工作报告\n——在乐山市市中区第八届人民代表大会第三次会议上", "511102"),
        ("政府工作报告\n——在南通市通州区第五届人民代表大会第三次会议上", "320612"),
        ("政府工作报告\n——在恩施土家族苗族自治州第九届人民代表大会第三次会议上", "422800"),
        ("政府工作报告\n——在恩施市第十届人民代表大会第三次会议上", "422801"),
        ("政府工作报告\n——在吉林市第十七届人民代表大会第三次会议上", "220200"),
        ("吉林省政府工作报告\n——在吉林省第十四届人民代表大会第三次会议上", "220000"),
        ("政府工作报告\n——在海南藏族自治州第十五届人民代表大会第三次会议上", "632500"),
        ("政府工作报告\n——在朝阳市第十二届人民代表大会第三次会议上", "211300"),
        ("政府工作报告\n——在朝阳县第十九届人民代表大会第三次会议上", "211321"),
        ("政府工作报告\n——在芒市第三届人民代表大会第三次会议上", "533103"),
    ],
)
def test_names_that_hold_other_names(head: str, code: str) -> None:
    assert identified(text(head))["region_code"] == code


def test_assembly_without_a_name_takes_it_from_the_file() -> None:
    head = "政府工作报告\n——2024年1月在市第十六届人民代表大会第二次会议上"
    assert identified(text(head), "reports/福州市_2024.txt")["region_code"] == "350100"


@pytest.mark.parametrize(
    "head",
    [
        "洛阳经济技术开发区管理委员会工作报告\n我代表洛阳经济技术开发区管理委员会向大会报告工作，请予审议。",
        "苏州工业园区管委会工作报告\n我代表苏州工业园区管委会向大会报告工作，请予审议。",
        "雄安新区管委会工作报告\n我代表河北雄安新区管理委员会向大会报告工作，请予审议。",
        "中牟县白沙镇人民政府工作报告\n——2024年1月在白沙镇第十五届人民代表大会第三次会议上\n镇长",
        "政府工作报告\n——2024年1月在中牟县官渡镇第十五届人民代表大会第三次会议上\n我代表官渡镇人民政府",
    ],
    ids=["zone", "park", "new-area", "town", "town-of-county"],
)
def test_zone_or_town_is_never_taken_for_the_division_around_it(head: str) -> None:
    assert refused(text(head))["reason_code"] in ("no_region", "not_a_division")


@pytest.mark.parametrize(
    "head",
    [
        "中牟县人民法院工作报告\n——2024年1月在中牟县第十五届人民代表大会第三次会议上\n中牟县人民法院院长",
        "中牟县人民检察院工作报告\n——2024年1月在中牟县第十五届人民代表大会第三次会议上",
        "中牟县人民代表大会常务委员会工作报告\n——2024年1月在中牟县第十五届人民代表大会第三次会议上",
        "关于中牟县2023年预算执行情况和2024年预算草案的报告\n——2024年1月在中牟县第十五届人民代表大会第三次会议上",
    ],
    ids=["court", "procuratorate", "standing-committee", "budget"],
)
def test_report_of_another_body_is_no_government_work_report(head: str) -> None:
    assert refused(text(head))["reason_code"] == "other_report"


def test_division_of_the_year_is_kept() -> None:
    """龙华 was a functional district before it became a district of its own under the same code."""
    early = identified(
        text(
            "龙华新区管委会工作报告\n我代表深圳市龙华新区管委会向大会报告工作，请予审议。",
            ("一、2014年工作总结", "二、2015年工作计划"),
        )
    )
    late = identified(
        text(
            "政府工作报告\n——2021年2月在深圳市龙华区第二届人民代表大会第一次会议上",
            ("一、过去五年工作回顾", "二、2021年重点工作"),
        )
    )
    assert early["region_code"] == "440309" and early["report_year"] == 2015
    assert late["region_code"] == "440309" and late["report_year"] == 2021


def test_every_file_is_either_a_report_or_in_quarantine() -> None:
    contents = [text("普安县2024年政府工作报告"), "菜单\n首页\n", text("政府工作报告"), ""]
    rows, bad = stage(*((f"reports/{i}.txt", content) for i, content in enumerate(contents)))
    assert sorted([str(r["source_path"]) for r in rows] + [str(r["source_path"]) for r in bad]) == [
        f"reports/{i}.txt" for i in range(len(contents))
    ]


COUNTY_BODY = (
    BODY
    + "\n"
    + "\n".join(
        (
            "中牟县城市更新有序推进，群众出行更加方便，城乡面貌焕然一新。",
            "中牟县农业基础更加稳固，粮食生产再获丰收，农民收入稳步增加。",
            "站在新起点，中牟县发展前景广阔，全县上下信心百倍、干劲十足。",
        )
    )
)


def test_without_a_head_the_text_tells_whose_report_it_is() -> None:
    content = text("现在，我代表县人民政府，向大会报告工作，请予审议。", body=COUNTY_BODY)
    rows, _ = stage(("reports/017.txt", content))
    assert [(r["region_code"], r["report_year"]) for r in rows] == [("410122", 2024)]


@pytest.mark.parametrize(
    "body",
    [BODY, COUNTY_BODY.replace("中牟县农业", "兰考县农业")],
    ids=["never-named", "another-county-named-as-often"],
)
def test_without_a_head_nothing_is_guessed(body: str) -> None:
    content = text("现在，我代表县人民政府，向大会报告工作，请予审议。", body=body)
    assert refused(content)["reason_code"] == "no_region"


def test_without_any_date_the_review_tells_the_year() -> None:
    content = text("中牟县政府工作报告", ("一、工作回顾", "二、工作安排"), "2019年，我们稳中求进。\n" + BODY)
    rows, _ = stage(("reports/018.txt", content))
    assert [r["report_year"] for r in rows] == [2020]


@pytest.mark.parametrize("title", ["2022年山东省莱芜市政府工作报告", "2022年莱芜市政府工作报告"])
def test_a_division_abolished_before_the_year_is_refused_and_never_the_one_above_it(title: str) -> None:
    row = refused(text(title, ("一、2021年工作回顾", "二、2022年工作安排")), "山东省/0001.txt")
    assert row["reason_code"] == "no_region"
    assert "莱芜市" in str(row["reason"]) and "2022" in str(row["reason"])


def test_a_division_abolished_in_the_year_before_still_reports() -> None:
    row = identified(text("2019年山东省莱芜市政府工作报告", ("一、2018年工作回顾", "二、2019年工作安排")))
    assert row["region_code"] == "371200"
