-- How large are the fleet's pools over time: the median server, and the worst twentieth?
select date, lower(counter) as counter, count(distinct computer) as servers,
       round(median(highest) / 1048576, 1) as median_mb,
       round(quantile_cont(highest, 0.95) / 1048576, 1) as worst_twentieth_mb,
       round(max(highest) / 1048576, 1) as largest_mb
from (
    select date, computer, counter, max(value) as highest
    from read_parquet(getvariable('fleet') || '/series/*/*/*.parquet', hive_partitioning = true)
    where object = 'Memory' and counter in ('Pool Nonpaged Bytes', 'Pool Paged Bytes')
    group by date, computer, counter
)
group by date, lower(counter)
order by date, counter;
