-- name: roles_in_program
-- How many people have each role in a program.
select role as name, count(*) as number
from read.person_roles
where program = $1
group by role;

-- name: stages_in_program
-- How many of a program's mentorships are in each stage; those whose record is closed do not count.
select stage as name, count(*) as number
from read.mentorships
where program = $1 and not complete
group by stage;

-- name: mentorships_beginning
-- The ids of mentorships between two ids, by the key of their table.
select id from read.mentorships where id between $1 and $2 order by id limit $3;
