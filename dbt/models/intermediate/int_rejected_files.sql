with files as (
    select
        source_path,
        min(stage) as stage,
        min(reason) as reason,
        regexp_extract(source_path, '[^/]*$') as file_name
    from {{ ref('stg_quarantine') }}
    where (stage in ('documents', 'repair', 'identity') or reason_code = 'unread_report') and source_path is not null
        and source_path not in (select source_path from {{ ref('stg_reports') }})
        -- The same content under another name is here already.
        and reason_code != 'duplicate_content'
    group by source_path
),

named as (
    select
        files.source_path,
        divisions.region_code,
        -- 深圳市坪山区 names a city and a district: the district's report it is.
        array_position(['national', 'province', 'prefecture', 'county'], divisions.level) as depth,
        length(divisions.full_name) as name_length
    from files
    inner join {{ ref('stg_divisions') }} as divisions on contains(files.file_name, divisions.full_name)
),

located as (
    select source_path, any_value(region_code) as region_code
    from (
        select distinct source_path, region_code
        from named
        qualify rank() over (partition by source_path order by depth desc, name_length desc) = 1
    )
    group by source_path
    -- A name that several divisions share tells none of them.
    having count(*) = 1
)

select
    files.source_path,
    files.stage,
    files.reason,
    located.region_code,
    try_cast(nullif(regexp_extract(files.file_name, '(?:19|20)[0-9]{2}'), '') as integer) as report_year
from files
left join located on files.source_path = located.source_path
