use poolscope::logfile::{OpenLog,Progress};
fn main(){ for p in std::env::args_os().skip(1){ let p=std::path::PathBuf::from(p);
 match OpenLog::open(&p) { Err(e)=>println!("{e}"), Ok(log)=>{ println!("{:?}",log.facts); let (c,n)=log.survey(&Progress::default()).unwrap(); println!("{} samples {} counters", c.axis.len(), c.counters.len()); for x in n {println!("{:?} {}",x,x.text());}
 for x in c.counters.iter().take(3) {println!("{} {:?} {}",x.path,x.kind,x.values);} } } } }
