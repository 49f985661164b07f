-- Which Windows build leaks: on how many of its servers, and how fast?
select os_build, count(distinct computer) as servers,
       count(distinct computer) filter (verdict = 'leak') as leaking,
       round(100.0 * count(distinct computer) filter (verdict = 'leak') / count(distinct computer), 1) as percent,
       round(median(slope_per_hour) filter (verdict = 'leak') / 1048576, 2) as mb_per_hour
from read_parquet(getvariable('fleet') || '/verdicts.parquet')
group by os_build
order by percent desc, os_build;
