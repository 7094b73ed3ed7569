"""What has changed since the pages were made: a digest of all rows that the pages of a region or an indicator show.

Only the digests belong here; which pages follow from them is decided in ``make``. DuckDB reckons them over all rows at
once: to make what a page shows, only to see that it is as it was, takes most of the time of a site.
"""

import hashlib

import duckdb

from website.source import QUERIES

_BY_REGION = ("reports", "verdicts", "panel", "scorecards", "dropped", "coverage", "headline", "regions")
_BY_REPORT = ("facts", "sections", "quarantine", "texts")
_BY_INDICATOR = ("verdicts", "panel", "indicators")
_TEXTS = "select report_id, md5(text) as digest from marts.report_text"
_ABROAD = """
select here.region_code, hash(v, f, there) as digest from ({verdicts}) as v
inner join ({reports}) as here on here.report_id = v.{here}_report_id
inner join ({facts}) as f on f.fact_id = v.{there}_id
inner join ({reports}) as there on there.report_id = f.report_id
where here.region_code != there.region_code
"""
_NAMES = """
select 'code', kind, code, name_zh, name_en from marts.dim_code union all
select 'indicator', null, indicator_code, name_zh, name_en from marts.dim_indicator union all
select 'region', null, region_code, region_name, full_name from marts.dim_region order by all
"""


def digests(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """A digest of everything that stands on the pages of each region and indicator; keys as :func:`subject` names them.

    What names mean is no part of it: see :func:`names_digest`.
    """
    queries = QUERIES | {"texts": _TEXTS}
    parts = [
        f"select 'region' as kind, region_code as code, hash(q) as digest from ({queries[n]}) q" for n in _BY_REGION
    ]
    joined = "inner join marts.dim_report as r using (report_id)"
    parts += [f"select 'region', r.region_code, hash(q) from ({queries[name]}) as q {joined}" for name in _BY_REPORT]
    for here, there in (("target", "outcome"), ("outcome", "target")):  # a fact that another region's report answers
        parts.append(f"select 'region', * from ({_ABROAD.format_map(queries | {'here': here, 'there': there})})")
    parts += [f"select 'indicator', indicator_code, hash(q) from ({queries[name]}) q" for name in _BY_INDICATOR]
    sql = f"select kind, code, count(*), sum(digest::hugeint) from ({' union all '.join(parts)}) group by all"
    return {subject(kind, code): f"{count} {total}" for kind, code, count, total in connection.execute(sql).fetchall()}


def subject(kind: str, code: str) -> str:
    """How a region or an indicator is called among the digests."""
    return f"{kind}:{code}"


def names_digest(connection: duckdb.DuckDBPyConnection) -> str:
    """A digest of all names of codes, indicators and regions: any page may show any of them."""
    return hashlib.sha256(repr(connection.execute(_NAMES).fetchall()).encode("utf-8", "surrogatepass")).hexdigest()[:20]
