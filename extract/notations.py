"""The notations in which reports print figures, as one pattern.

Belongs here: what a printed figure may look like. Does not belong here: what it is worth (quantities).
"""

import re
from functools import cache

from extract import reference

SCALE = {
    "": 1.0,
    "十": 1e1,
    "百": 1e2,
    "千": 1e3,
    "万": 1e4,
    "十万": 1e5,
    "百万": 1e6,
    "千万": 1e7,
    "亿": 1e8,
    "十亿": 1e9,
    "百亿": 1e10,
    "千亿": 1e11,
    "万亿": 1e12,
    "十万亿": 1e13,
    "百万亿": 1e14,
    "亿亿": 1e16,
}
"""What the words of size multiply."""
_BEGINS = r"[\d\-－−一二两三四五六七八九十百千万亿半翻正负零持]"  # with which every notation begins


@cache
def pattern() -> re.Pattern[str]:
    """Every notation as one pattern, the first that fits first.

    The look-ahead spares places where none can begin a try of each; the empty group behind a notation names it.
    """
    unit = "|".join(re.escape(u) for u in sorted(reference.units(), key=len, reverse=True))
    unit = rf"(?:{unit})(?!阶)"
    scale = "|".join(sorted((s for s in SCALE if s), key=len, reverse=True))
    scale = rf"(?:{scale})(?<!千(?=瓦|克|米))(?<!百(?=分点))"  # 千瓦时, 百分点: the unit's own beginning
    number = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
    han = r"[一二两三四五六七八九十][一二两三四五六七八九十百千零〇]{0,14}(?:点[一二三四五六七八九零〇]{1,8})?"
    tail = r"以上|及以上|之上|以内|以下|之内|之下|及以下|左右|上下|前后"
    vague = r"[余多]|几(?=[万亿])"
    size = r"(?:规模|量级|体量|俱乐部|行列|阵营|方阵|梯队)(?=[，。；]|$)"
    joint = r"(?:—{1,2}|-{1,2}|－|–|~|～|至|到)"
    body = (
        rf"(?P<neg>[-－−](?=\d))?(?P<low>{number})(?P<low_scale>{scale})?(?P<low_unit>{unit})?"
        rf"{joint}(?P<neg_high>[-－−])?(?P<high>{number})(?P<high_scale>{scale})?(?:{vague})?(?P<range_unit>{unit})(?P<range_tail>{tail})?"
    )
    plain = (
        rf"(?P<minus>[-－−])?(?P<num>{number})(?P<more_a>{vague})?(?P<scale>{scale})?(?P<more_b>[余多])?"
        rf"(?:个(?=亩|公里))?(?P<unit>{unit})?(?P<more_c>[余多](?!万|亿|个|种|元))?(?P<tail>{tail})?"
    )
    compound = (  # 1亿2千万元, 3万5千人
        rf"(?P<great>\d+)(?P<great_scale>亿|万)(?P<small>\d{{1,4}})(?P<small_scale>千万|百万|十万|万|千|百)?"
        rf"(?P<compound_more>[余多])?(?P<compound_unit>{unit})(?P<compound_tail>{tail})?"
    )
    bare = (
        rf"(?P<bare>百万亿|十万亿|万亿|千亿|百亿|十亿|千万|百万|十万|亿|万)(?P<bare_more>[余多])?(?P<bare_level>级)?"
        rf"(?P<bare_unit>元|美元|斤|吨|人次|人|户|亩|平方米)?(?P<bare_tail>{tail})?(?P<bare_size>{size})?"
    )
    money = (
        rf"(?P<han>{han}(?:亿(?:零?{han})?)?(?:万(?:零?{han})?)?)(?P<han_scale>百万亿|十万亿|万亿|千亿|百亿|十亿|亿|万)?"
        rf"(?P<han_more>[余多几])?(?P<han_of>(?<=[余多几])[万亿])?"  # 四亿零七百多万吨
        rf"(?P<han_unit>元|美元|公斤|斤|吨|人次|人|户|亩|平方米|家)(?:(?<=元)(?P<jiao>[一二三四五六七八九])角)?(?P<han_tail>{tail})?"
    )
    spelled = rf"{han}(?:亿(?:{han})?)?(?:万(?:{han})?)?"
    weighed = "元|吨|公斤|斤|亩"
    han_range = rf"(?P<han_low>{spelled})(?:{weighed})?{joint}(?P<han_high>{spelled})(?P<han_range_unit>{weighed})"
    percent = (
        rf"百分之(?P<pct>{han})(?:(?:{joint}|到)(?:百分之)?(?P<pct_high>{han}))?(?P<pct_tail>{tail})?|"
        rf"千分之(?P<mille>{han})"
    )
    point = rf"(?P<pp>{han})个百分点(?P<pp_tail>{tail})?"
    tenth = (
        rf"(?P<tenth>[一二两三四五六七八九])成(?P<tenth_half>半)?(?P<tenth_tail>{tail}|多)?"
        r"(?![立为功果员长本效套交熟渝人])"
    )
    slash = r"(?<![\d/.])(?P<upper>[1-9])/(?P<lower>[2-9]|10)(?![\d/])"
    part = rf"(?P<den>[二三四五六七八九十])分之(?P<part>[一二两三四五六七八九十])(?P<part_tail>{tail}|强)?"
    fold = (
        rf"(?:[两二三四五]个)?翻(?:了)?(?P<near>将近|接近|近|超过|超)?(?P<fold>[一二两三四五六七八九]|\d)?(?:番|倍)"
        rf"(?P<fold_tail>多|还多|有余|{tail})?"
    )
    times = rf"(?P<times>{han}|半)倍(?P<times_more>多)?(?P<times_tail>{tail})?"
    sign = r"(?P<sign>(?:正|负)增长(?!约?\d)|零增长|持平)"
    order = r"(?P<order>两位数|二位数)(?P<order_tail>以上)?"
    notations = {
        "percent": percent,
        "fraction": part,
        "slash": slash,
        "point": point,
        "doubling": fold,
        "multiple": times,
        "tenths": tenth,
        "spelled": han_range,
        "money": money,
        "direction": sign,
        "digits": order,
        "compound": compound,
        "range": body,
        "number": plain,
        "amount": bare,
    }
    alternatives = "|".join(f"(?:{pattern})(?P<{name}>)" for name, pattern in notations.items())
    return re.compile(rf"(?={_BEGINS})(?:{alternatives})")
