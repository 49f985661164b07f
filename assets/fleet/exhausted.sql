-- Which servers are exhausted, or will be within a week, the most urgent first?
select computer, pool, exhausted, round(hours_to_limit) as hours_left,
       round(100 * ram_fraction, 1) as percent_of_ram, top_tag, end_time
from read_parquet(getvariable('fleet') || '/verdicts.parquet')
where exhausted or (verdict in ('leak', 'suspect') and hours_to_limit < 168)
order by exhausted desc, hours_to_limit nulls last, ram_fraction desc nulls last, computer, pool;
