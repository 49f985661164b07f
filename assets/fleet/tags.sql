-- Which pool tag leaks, on how many servers, and what share of the rise is its?
select top_tag, pool, count(distinct computer) as servers,
       round(100 * avg(top_tag_share_of_rise), 1) as percent_of_rise
from read_parquet(getvariable('fleet') || '/verdicts.parquet')
where verdict in ('leak', 'suspect') and top_tag is not null
group by top_tag, pool
order by servers desc, top_tag;
