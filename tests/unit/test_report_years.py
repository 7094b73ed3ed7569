"""Partitions stand in the order of the years, whenever a year arrives."""

import dagster as dg

from orchestration.graph.report_years import KEY, register


def test_an_earlier_year_that_comes_late_stands_in_its_place_and_keeps_what_was_told_of_the_others() -> None:
    with dg.instance_for_test() as instance:
        register(instance, ["2022", "unknown", "2024"])
        instance.report_runless_asset_event(dg.AssetMaterialization(KEY, partition="2024"))
        register(instance, ["2024", "2023", "unknown", "2021"])
        assert list(instance.get_dynamic_partitions("report_year")) == ["2021", "2023", "2024", "unknown"]
        assert instance.get_materialized_partitions(KEY) == {"2024"}
        register(instance, ["2021", "2023", "2024", "2025", "unknown"])
        assert list(instance.get_dynamic_partitions("report_year")) == ["2021", "2023", "2024", "2025", "unknown"]
        register(instance, [])
        assert list(instance.get_dynamic_partitions("report_year")) == []
