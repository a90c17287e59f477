-- name: find_mentors
-- Mentors of a program whose profile says what is looked for: those come first in whom the words are
-- found as they were typed, in places that tell most. Who has not said for how many there is room has
-- room for as many as the program says. A line marked with `if` counts only when that is asked for.
-- Queries are joined from lists, because the planner then takes the index, whatever they hold.
with asked as (
    select $1::uuid, $2::text, $3::text[], $4::integer[], $5::text, $6::text, $7::text[],
        $8::timestamptz, $9::bigint, $10::text, $11::uuid, $12::integer
),
worded as materialized ( -- if words
    select people.id -- if words
    from unnest(array[$2]) as wanted (query) -- if words
    join read.people on people.found_by @@ wanted.query::tsquery -- if words
), -- if words
told as materialized ( -- if words
    select people.id, sum(telling.weight) as rank -- if words
    from unnest($3::text[], $4::integer[]) as telling (query, weight) -- if words
    join read.people on people.found_by @@ telling.query::tsquery -- if words
    group by people.id -- if words
), -- if words
disciplined as materialized ( -- if disciplines
    select people.id -- if disciplines
    from unnest(array[$5]) as wanted (query) -- if disciplines
    join read.people on people.found_by @@ wanted.query::tsquery -- if disciplines
), -- if disciplines
nearby as materialized ( -- if site
    select people.id -- if site
    from unnest(array[$6]) as wanted (query) -- if site
    join read.people on people.found_by @@ wanted.query::tsquery -- if site
), -- if site
members as materialized (
    select person from read.person_roles where program = $1 and role = 'mentor'
),
matching as (
    select people.id, people.name,
        0::bigint as rank, -- if by_name
        coalesce(told.rank, 0) as rank, -- if words
        coalesce(people.capacity, programs.mentor_capacity, $12)
        > (select count(*) from store.mentor_charges where mentor = people.id) as has_room
    from members
    join read.people on people.id = members.person
    left join read.programs on programs.id = $1
    left join told on told.id = people.id -- if words
    where not people.gone
        and people.id in (select id from worded) -- if words
        and people.id in (select id from disciplined) -- if disciplines
        and people.id in (select id from nearby) -- if site
        and people.support @> $7 -- if support
        and (people.away_until is null or people.away_until <= $8) -- if available
        and people.away_until > $8 -- if away
),
page as (
    select id, rank, has_room
    from matching
    where true
        and has_room -- if room
        and not has_room -- if full
        and (name, id) > ($10, $11) -- if after_by_name
        and (-rank, name, id) > (-$9::bigint, $10, $11) -- if after_by_rank
    order by
        -rank, -- if words
        name, id
    limit $13
)
select people.id, people.name, people.disciplines, people.site, people.support,
    people.recent_work, people.learners_so_far, people.style,
    people.reference_count as references, page.has_room, people.away_until, page.rank
from page
join read.people on people.id = page.id
order by -page.rank, people.name, people.id;
