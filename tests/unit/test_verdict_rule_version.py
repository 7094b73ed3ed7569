"""What is published about the verdicts' rules carries a version: who changes a tolerance must raise it."""

import hashlib
import re

from warehouse.home import REPOSITORY

FINGERPRINTS = {
    "1": "e1efe11ff2ef9dca",
    "2": "5dc2f1ee97160a22",
    "3": "5dc2f1ee97160a22",
    "4": "0ea6432913b16cbc",
    "5": "0ea6432913b16cbc",
}
"""Head of the hash of the published tables by version of the rules. Add a row; never change one that was published."""
PUBLISHED = ("tolerances.csv", "incomparable_references.csv", "plausible_values.csv")


def test_changed_tolerances_have_a_new_version() -> None:
    project = (REPOSITORY / "dbt" / "dbt_project.yml").read_text(encoding="utf-8")
    [version] = re.findall(r'verdict_rule_version: "(\w+)"', project)
    tables = b"".join((REPOSITORY / "seeds" / "reference" / name).read_bytes() for name in PUBLISHED)
    fingerprint = hashlib.sha256(tables.replace(b"\r\n", b"\n")).hexdigest()[:16]
    assert FINGERPRINTS.get(version) == fingerprint, (
        f"the published tolerances changed: raise verdict_rule_version in dbt_project.yml and add {fingerprint} here"
    )
    assert max(FINGERPRINTS, key=int) == version
