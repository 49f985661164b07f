-- What changed since the verdicts of another time (last month's folder, say)?
with now as (select * from read_parquet(getvariable('fleet') || '/verdicts.parquet')),
     before as (select * from read_parquet(getvariable('before') || '/verdicts.parquet'))
select coalesce(now.computer, before.computer) as computer, coalesce(now.pool, before.pool) as pool,
       before.verdict as verdict_before, now.verdict as verdict_now,
       round(100 * before.ram_fraction, 1) as percent_before, round(100 * now.ram_fraction, 1) as percent_now
from now full join before on now.computer = before.computer and now.pool = before.pool
where now.verdict is distinct from before.verdict
   or now.ram_fraction is distinct from before.ram_fraction
order by now.ram_fraction - coalesce(before.ram_fraction, 0) desc nulls last, computer, pool;
