{{ config(materialized='table') }}

with eras as (
    select
        *,
        row_number() over (partition by region_code order by valid_from) as era,
        count(*) over (partition by region_code) as eras_of_code
    from {{ ref('stg_divisions') }}
),

-- A division that went on under another code. The name is what goes on: codes are given away again.
namesakes as (
    select
        earlier.region_code,
        earlier.era,
        later.region_code as next_code,
        later.era as next_era,
        count(*) over (partition by earlier.region_code, earlier.era) = 1
        and count(*) over (partition by later.region_code, later.era) = 1
        -- The same name and rank in the same place under a new code: its neighbours went into it, it is another area.
        and (earlier.full_name != later.full_name or earlier.parent_code is distinct from later.parent_code)
            as is_same_area
    from eras as earlier
    inner join eras as later
        on earlier.region_name = later.region_name
        and earlier.level = later.level
        and earlier.province_code is not distinct from later.province_code
        and earlier.region_code != later.region_code
        and earlier.valid_to between later.valid_from - 1 and later.valid_from
),

-- A new name under the old code is the same division, unless either name lives on, or lived before, elsewhere.
renamed as (
    select
        earlier.region_code,
        earlier.era,
        later.region_code as next_code,
        later.era as next_era
    from eras as earlier
    inner join eras as later
        on earlier.region_code = later.region_code
        and earlier.era = later.era - 1
        and earlier.valid_to = later.valid_from - 1
    where earlier.region_name = later.region_name
        or not (
            exists (from namesakes where namesakes.region_code = earlier.region_code and namesakes.era = earlier.era)
            or exists (from namesakes where namesakes.next_code = later.region_code and namesakes.next_era = later.era)
        )
),

successors as (
    select * exclude (is_same_area) from namesakes where is_same_area
    union
    select * from renamed
),

walk as (
    with recursive steps as (
        select region_code, era, region_code as last_code, era as last_era from eras
        union all
        select steps.region_code, steps.era, successors.next_code, successors.next_era
        from steps
        inner join successors on steps.last_code = successors.region_code and steps.last_era = successors.era
    )

    select * from steps
),

ends as (
    select walk.* from walk
    anti join successors on walk.last_code = successors.region_code and walk.last_era = successors.era
)

select
    eras.region_code,
    eras.valid_from,
    eras.valid_to,
    eras.full_name,
    eras.level,
    eras.parent_code,
    eras.province_code,
    -- A code that was given away again stands for its last division; the earlier ones are told apart by their last year.
    case
        when last_eras.era = last_eras.eras_of_code then last_eras.region_code
        else last_eras.region_code || '/' || last_eras.valid_to
    end as series_code,
    last_eras.valid_to as series_ended_in
from eras
inner join ends on eras.region_code = ends.region_code and eras.era = ends.era
inner join eras as last_eras on ends.last_code = last_eras.region_code and ends.last_era = last_eras.era
