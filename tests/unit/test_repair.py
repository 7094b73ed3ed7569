"""repair: each kind of damage is undone, and what is no damage is left alone."""

import polars as pl
import pytest

from extract.documents import documents
from extract.repair import clean_text, repair

SENTENCE = "去年，全县地区生产总值增长5.3%，规模以上工业增加值增长8.1%，一般公共预算收入完成12.6亿元。"
PLAIN = (
    "甲县政府工作报告\n各位代表：\n一、去年工作回顾\n" + SENTENCE + "\n"
    "二、今年工作安排\n今年，我们要稳中求进，全面推进乡村振兴，持续改善民生，固定资产投资增长6%以上。"
)
TRADITIONAL = (
    "各位代表：\n去年，全縣地區生產總值增長5.3%，規模以上工業增加值增長8.1%。\n"
    "我們要全面推進鄉村振興，著力改善環境，推動經濟社會發展，讓人民群眾滿意。"
)


def cleaned(raw: str) -> str:
    return clean_text(raw).text


def notes_of(raw: str) -> str:
    return "; ".join(clean_text(raw).notes)


def test_an_undamaged_text_stays_as_it_is() -> None:
    clean = clean_text(PLAIN)
    assert (clean.text, clean.notes) == (PLAIN, [])
    assert (clean.index_map.clean, clean.index_map.raw) == ([0], [0])


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("增长１２．５％，投资３亿元", "增长12.5%，投资3亿元"),
        ("增长－３．２％", "增长-3.2%"),
        ("⼯业增⻓6%", "工业增长6%"),
        ("增长6﹪", "增长6%"),
        ("目标是:增长6%,就业稳定;收入提高", "目标是：增长6%，就业稳定；收入提高"),
        ("投资1,234.5万元,会议10:30开始", "投资1,234.5万元，会议10:30开始"),
        ("生产总值(GDP)增长6%", "生产总值（GDP）增长6%"),
        ('坚持"工业立区"不动摇', "坚持“工业立区”不动摇"),
        ("2O23年增长l0%", "2023年增长10%"),
        ("打造4十3产业", "打造4+3产业"),
        ("二○二五年、二O三五年", "2025年、2035年"),
        ("100年来，1000年前", "100年来，1000年前"),
        ("增长 6.5% 左右， 达到 3 亿元", "增长6.5%左右，达到3亿元"),
        ("深圳 World Expo 2024 举行", "深圳World Expo 2024举行"),
        ("浓度(PM 2.5)下降", "浓度（PM2.5）下降"),
        ("“六稳”①工作扎实，落实“六保”〔12〕任务", "“六稳”工作扎实，落实“六保”任务"),
        ("重点是：①抓产业；②抓就业", "重点是：①抓产业；②抓就业"),
        ("县政发〔2022〕1号", "县政发〔2022〕1号"),
        ("浓度为30微克/立方米", "浓度为30微克/立方米"),
        ("增长6%&nbsp;以上，&ldquo;双百&rdquo;行动", "增长6%以上，“双百”行动"),
        ("<p>增长<b>6%</b></p>\n<p>投资3亿元</p>", "增长6%\n投资3亿元"),
        ("气温<30度且>20度", "气温<30度且>20度"),
        ("\ufeff增\u200b长\x006%\u202e以\u202c上", "增长6%以上"),
        ("**增长**6%以上", "增长6%以上"),
        ("财政总收人l.28亿元，固定资严投资3.6亿元", "财政总收入1.28亿元，固定资产投资3.6亿元"),
        ("社会消贾品零售总额、规摸以上工业増加值", "社会消费品零售总额、规模以上工业增加值"),
        ("粮食产量43.8方吨，各项货款余额", "粮食产量43.8万吨，各项贷款余额"),
        ("总收人均数，货款结清，前所未有", "总收人均数，货款结清，前所未有"),
        ("生产总值１，２４６，８５４万元，收入15，648元", "生产总值1,246,854万元，收入15,648元"),
        ("排名第3，150人参加", "排名第3，150人参加"),
        ("指标：\n•\n零售总额增长5%\n•\n粮食产量3万吨", "指标：\n●零售总额增长5%\n●粮食产量3万吨"),
    ],
)
def test_signs(raw: str, clean: str) -> None:
    assert cleaned(raw) == clean


def test_pinyin_goes_and_traditional_characters_become_simplified() -> None:
    damaged = TRADITIONAL.replace("區", "區(qū)").replace("業", "業(yè)").replace("長", "長（zhǎng）")
    clean = clean_text(damaged)
    assert "全县地区生产总值增长5.3%，规模以上工业增加值增长8.1%。" in clean.text
    assert clean.notes[0].startswith("pinyin in brackets removed: ")
    assert "traditional characters simplified" in "; ".join(clean.notes)


def test_a_quotation_in_traditional_characters_stays() -> None:
    raw = PLAIN * 5 + "石碑上刻着「為人民服務」。"
    assert "為人民服務" in cleaned(raw)


def test_brackets_that_are_no_pinyin_stay() -> None:
    assert cleaned("全长30公里(km)，浓度(ppm)下降") == "全长30公里（km），浓度（ppm）下降"


def test_indents_and_blank_lines_go_and_paragraphs_stay() -> None:
    assert cleaned("　　一、回顾\n\n\n　　" + SENTENCE + "  \n") == "一、回顾\n" + SENTENCE


def test_lines_broken_by_a_scan_are_joined_and_headings_stay() -> None:
    raw = (
        "甲县政府工作报告\n\n（2022年1月20日在甲县第十六届\n人民代表大会第二次会议上）\n\n各位代表：\n\n"
        "一、去年工作回顾\n\n去年我们在县委的领导下，全面落实各项部署，着力稳增\n长、保就业、惠民生，全县生产总值增长28.\n6%，"
        "各项工作取得了新的进步，经济社会发展迈上了新\n\n的台阶。\n\n二、今年工作安排\n\n今年要继续努力。"
    )
    assert cleaned(raw).split("\n") == [
        "甲县政府工作报告",
        "（2022年1月20日在甲县第十六届人民代表大会第二次会议上）",
        "各位代表：",
        "一、去年工作回顾",
        "去年我们在县委的领导下，全面落实各项部署，着力稳增长、保就业、惠民生，全县生产总值增长28.6%，各项工作取得了新的进步，"
        "经济社会发展迈上了新的台阶。",
        "二、今年工作安排",
        "今年要继续努力。",
    ]


def test_links_that_break_a_paragraph_are_joined() -> None:
    paragraph = (
        "这一年我们扎实推进各项工作，城乡面貌有了明显的变化，人民群众的生活水平稳步提高，"
        "社会大局保持了和谐与稳定，成绩来之不易。"
    )
    raw = (
        "各位代表：\n\n"
        + f"{paragraph}\n\n" * 6
        + "全县新建\n高速公路\n20多公里，广义货币M\n2\n增长13%。\n\n谢谢大家。"
    )
    assert "全县新建高速公路20多公里，广义货币M2增长13%。\n谢谢大家。" in cleaned(raw)


def test_page_numbers_and_repeated_page_headers_go() -> None:
    body = f"{SENTENCE}\n继续做好工作。\n这是正文。\n还有正文。\n又是正文。"
    pages = [f"甲县政府工作报告\n第{n}段：{body}\n— {n} —" for n in range(1, 7)]
    clean = cleaned("各位代表：\n" + "\n".join(pages))
    assert clean.count("甲县政府工作报告") == 1
    assert "—" not in clean
    assert clean.count(SENTENCE) == 6


def test_bare_numbers_are_page_numbers_only_where_they_count_up() -> None:
    counted = "各位代表：\n" + "\n".join(f"{SENTENCE}\n{n}" for n in range(1, 6))
    assert cleaned(counted).split("\n") == ["各位代表：", *[SENTENCE] * 5]


def test_signs_that_a_collector_wrote_in_place_of_characters() -> None:
    raw = PLAIN.replace("\n", "\\r\\n").replace("%", "_M_M_") + "&nbsp;????各位代表，谢谢大家！"
    assert cleaned(raw) == PLAIN + "\n各位代表，谢谢大家！"
    assert "collector" in notes_of(raw)


def test_a_lone_backslash_and_a_question_stay() -> None:
    raw = PLAIN + "\n路在何方?答案是实干\\n。"
    assert "\\n" in cleaned(raw) and "collector" not in notes_of(raw)


def test_a_text_that_its_page_holds_twice_is_read_once() -> None:
    line = "第{}项工作全部按照既定的计划如期完成到位。\n"
    body = "各位代表：\n一、去年工作回顾\n" + "".join(line.format(i) for i in range(1, 12))
    page = body + "收藏本页\n" + body + "全文完，谢谢各位代表的耐心倾听和大力支持。"
    clean = cleaned(page)
    assert clean.count("第7项工作") == 1 and clean.endswith("大力支持。") and "later copies" in notes_of(page)


def test_a_list_that_says_few_things_again_stays() -> None:
    line = "继续完成年初确定的各项民生实事任务。\n"
    assert cleaned(PLAIN + "\n" + line * 3).count("民生实事") == 3


def test_furniture_of_a_web_page_is_cut_and_the_title_stays() -> None:
    raw = (
        "首页\n政务公开\n当前位置：首页 > 政务公开 > 政府工作报告\n【字号：\n大\n中\n小\n】\n打印\n"
        "2024年甲县政府工作报告\n——2024年1月5日在甲县第十八届人民代表大会第三次会议上\n来源：甲县日报\n"
        "县长 王某某\n各位代表：\n"
        + SENTENCE * 3
        + "\n"
        + SENTENCE
        + "\n分享到：\n扫一扫在手机打开当前页\n责任编辑：\n某某\n相关链接：\n甲县召开大会\n"
        "版权所有：甲县人民政府 ICP备123号\n"
    )
    assert cleaned(raw).split("\n") == [
        "2024年甲县政府工作报告",
        "——2024年1月5日在甲县第十八届人民代表大会第三次会议上",
        "来源：甲县日报",
        "县长王某某",
        "各位代表：",
        SENTENCE * 3,
        SENTENCE,
    ]


def test_lists_of_tasks_at_the_end_are_no_furniture() -> None:
    tasks = (
        "民生实事\n一、实施就业工程\n目标：新增就业2000人，培训3000人次。\n主办单位：县人力资源和社会保障局\n"
        "二、实施健康工程\n目标：覆盖率达到95%。"
    )
    clean = cleaned("各位代表：\n" + SENTENCE * 4 + "\n" + tasks)
    assert "覆盖率达到95%。" in clean and "新增就业2000人" in clean


def test_glossaries_stay_with_their_heading_line() -> None:
    glossary = "名词解释\n1．六稳：稳就业等六项工作。\n2．双减：减轻学生负担。"
    raw = "各位代表：\n" + SENTENCE * 4 + "\n谢谢大家！\n\n" + glossary
    assert cleaned(raw).split("\n")[-3:] == ["名词解释", "1．六稳：稳就业等六项工作。", "2．双减：减轻学生负担。"]


def test_markdown_headings_tables_and_formulas() -> None:
    raw = (
        "## 甲县政府工作报告\n\n各位代表：\n\n#### 一、回顾\n\n| 指标 | 增长 |\n|---|---|\n| 投资 | $6\\%$ |\n\n"
        "全年增长 $ 5.3\\% $ 以上。"
    )
    assert cleaned(raw).split("\n") == [
        "甲县政府工作报告",
        "各位代表：",
        "一、回顾",
        "指标\t增长",
        "投资\t6%",
        "全年增长5.3%以上。",
    ]


def test_paragraphs_run_into_one_line_are_parted() -> None:
    raw = SENTENCE * 3 + "　　二、今年工作安排　　" + SENTENCE * 3
    assert cleaned(raw) == SENTENCE * 3 + "\n二、今年工作安排\n" + SENTENCE * 3


@pytest.mark.parametrize(("wrong", "right"), [("latin-1", "utf-8"), ("latin-1", "gb18030"), ("big5hkscs", "gb18030")])
def test_text_read_in_the_wrong_character_set_is_read_again(wrong: str, right: str) -> None:
    raw = "\n".join([SENTENCE.encode(right).decode(wrong, "replace")] * 4)
    clean = clean_text(raw)
    assert "规模以上工业增加值增长8.1%" in clean.text
    assert "read again" in clean.notes[0]


@pytest.mark.parametrize("lost", range(60, 76))
@pytest.mark.parametrize("errors", ["replace", "ignore"])
def test_a_byte_lost_from_gbk_does_not_take_the_rest_of_the_sentence(lost: int, errors: str) -> None:
    text = PLAIN + "\n我们坚持稳中求进，全面推进乡村振兴，着力保障和改善民生，社会保障更有力度，增长6%。\n" + SENTENCE
    coded = text.encode("gbk")
    at = len(PLAIN.encode("gbk")) - lost
    clean = cleaned((coded[:at] + coded[at + 1 :]).decode("gb18030", errors))
    assert len(clean) <= len(text) + 4
    wrong = set(clean) - set(text) - {"\ufffd"}
    # Where the slip starts, a character read across two may be an ordinary one; nothing tells it from a true one.
    assert len(wrong) <= 2, f"characters that the report does not have: {wrong}"
    assert clean.endswith("社会保障更有力度，增长6%。\n" + SENTENCE)


def test_a_lost_character_is_marked_where_the_vocabulary_leaves_a_choice() -> None:
    coded = ("我们全面推进\u9f98\u8bc1改革和发展，着力保障和改善民生，社会保障更有力度。\n" + SENTENCE).encode("gbk")
    clean = clean_text((coded[:14] + coded[15:]).decode("gb18030", "replace"))
    assert "改善民生，社会保障更有力度" in clean.text
    assert "\ufffd" in clean.text
    assert "lost for good" in "; ".join(clean.notes)


@pytest.mark.parametrize("question", ["这是为什么?因为我们努力。", "璀璨踔厉荟萃缤纷的一年", "龘靐齉爩的名字"])
def test_rare_words_and_questions_are_no_slips(question: str) -> None:
    assert "slipped" not in notes_of(PLAIN + "\n" + question)


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "\x00",
        "\ud800政府\udfff",
        "\u202e" * 50,
        "?" * 5000,
        "?政" * 2000,
        "政\ufffd" * 2000,
        "(" * 5000,
        "$" * 5000,
        "|" * 5000,
        "\n" * 5000,
        " " * 5000,
        "<" * 5000,
        "&a" * 5000,
        "?﹫┕" * 2000,
        "鏀垮簻" * 2000,
        "1" * 5000,
        "\r\n" * 500,
        "“" * 5000,
    ],
)
def test_nothing_crashes(raw: str) -> None:
    clean = clean_text(raw)
    assert len(clean.text) <= len(raw) + 1
    assert all(0 <= clean.index_map.to_raw(offset) < max(len(raw), 1) for offset in range(0, len(clean.text), 97))


def test_the_frame_keeps_every_document_and_names_reports_by_their_content() -> None:
    files = {"a.txt": PLAIN.encode(), "b.txt": ("大\n中\n" + SENTENCE).encode("gbk"), "c.txt": "\u200b\ue000".encode()}
    read = documents(pl.DataFrame({"source_path": list(files), "content": list(files.values())}))
    stage = repair(read.rows)
    assert stage.rows["source_path"].to_list() == ["a.txt", "b.txt"]
    assert stage.rows["report_id"].to_list() == [sha[:16] for sha in stage.rows["source_sha256"]]
    assert stage.quarantine.select("source_path", "reason_code").rows() == [("c.txt", "no_text")]
    assert stage.rows["text"][0] == PLAIN


def test_the_same_input_gives_the_same_rows() -> None:
    read = documents(pl.DataFrame({"source_path": ["a.txt"], "content": [TRADITIONAL.encode("big5")]}))
    assert repair(read.rows).rows.equals(repair(read.rows).rows)
