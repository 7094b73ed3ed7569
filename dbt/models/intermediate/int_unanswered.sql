select targets.*
from {{ ref('int_targets') }} as targets
anti join {{ ref('int_target_candidates') }} as candidates
    on targets.target_id = candidates.target_id and candidates.preference = 1 and candidates.is_covering
where not targets.is_year_contradicted
