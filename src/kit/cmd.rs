//! The `.cmd` files of the kit, and the page that explains them.
//!
//! `cmd` reads a line before the program does: `%` is doubled, and text in double quotes is left alone. Names are
//! checked first ([`super::plan::Plan::check`]), so that none contains a quote.

use super::plan::{Plan, System};
use crate::model::units::duration;

/// A word as a program must receive it, within a line of a `.cmd`.
fn quoted(word: &str) -> String {
    // a backslash before the closing quote would escape it
    let end = if word.ends_with('\\') { "\\" } else { "" };
    format!("\"{}{end}\"", word.replace('%', "%%"))
}

/// Text for `echo` to show.
fn echoed(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '%' => out.push_str("%%"),
            '^' | '&' | '|' | '<' | '>' | '(' | ')' => out.extend(['^', c]),
            _ => out.push(c),
        }
    }
    out
}

/// `00:05:00`; in brackets on Server 2003.
fn interval(plan: &Plan) -> String {
    let secs = plan.interval_secs();
    let time = format!("{:02}:{:02}:{:02}", secs / 3600, secs / 60 % 60, secs % 60);
    if plan.system == System::Server2003 { format!("[{time}]") } else { time }
}

/// The beginning of every file: no echo, `!` is a plain character, and it runs only in an elevated prompt.
fn head(title: &str) -> String {
    format!(
        "@echo off\nsetlocal DisableDelayedExpansion\nrem {title}\n\
         rem Written by PoolScope. Run it in an elevated prompt on the computer that is measured.\n\n\
         fltmc >nul 2>&1\nif errorlevel 1 (\n    \
         echo This needs an elevated prompt: right click, Run as administrator.\n    exit /b 1\n)\n\n"
    )
}

/// Whose logs: each of the other computers by name; otherwise only this one.
fn computers(plan: &Plan) -> Vec<Option<&str>> {
    if plan.computers.is_empty() { vec![None] } else { plan.computers.iter().map(|c| Some(c.as_str())).collect() }
}

/// `collect.cmd`: creates and starts the log; with `stop`, `status` or `delete`, does that instead.
pub fn collect(plan: &Plan) -> String {
    let name = quoted(&plan.name);
    let on = |computer: Option<&str>| computer.map_or_else(String::new, |c| format!(" -s {}", quoted(c)));
    let each = |line: &dyn Fn(Option<&str>) -> String| -> String {
        computers(plan).into_iter().map(|computer| format!("{}\n", line(computer))).collect()
    };
    let log = quoted(&format!("{}\\{}", plan.folder.trim_end_matches('\\'), plan.name));
    let paths: Vec<String> = plan.paths().into_iter().map(quoted).collect();
    let (max, paths) = (plan.megabytes(), paths.join(" "));
    let create = each(&|computer| {
        format!(
            "logman create counter {name} -f bincirc -max {max} -v mmddhhmm -si {} -o {log} -c {paths}{}\n\
             if errorlevel 1 goto failed\nlogman start {name}{}\nif errorlevel 1 goto failed",
            interval(plan),
            on(computer),
            on(computer)
        )
    });
    let simple = |verb: &str| each(&|computer| format!("logman {verb} {name}{}", on(computer)));
    let query = each(&|computer| format!("logman query {name}{}", on(computer)));
    format!(
        "{head}if /i \"%~1\"==\"stop\" goto stop\nif /i \"%~1\"==\"status\" goto status\nif /i \"%~1\"==\"delete\" goto delete\n\
         if not \"%~1\"==\"\" (\n    echo Usage: collect.cmd, or collect.cmd with stop, status or delete\n    exit /b 2\n)\n\n\
         {create}\necho The log is being written: {log_said}\n\
         echo Let it run, then: collect.cmd stop\nexit /b 0\n\n\
         :stop\n{stop}exit /b\n\n:status\n{query}exit /b\n\n:delete\nrem the log files stay\n{stop}{delete}exit /b\n\n\
         :failed\necho The log could not be created or started; what logman said stands above.\n\
         echo If one of that name is there already: collect.cmd delete\nexit /b 1\n",
        head = head("Creates and starts a log of counters that is fit for a verdict on pool leaks."),
        log_said = echoed(&format!("{}\\{}", plan.folder.trim_end_matches('\\'), plan.name)),
        stop = simple("stop"),
        delete = simple("delete"),
    )
}

/// Where listings are written.
fn tags_folder(plan: &Plan) -> String {
    format!("{}\\{} tags", plan.folder.trim_end_matches('\\'), plan.name)
}

/// `tags-poolmon.cmd`: one file per listing, named by the time in UTC.
pub fn poolmon(plan: &Plan) -> String {
    let folder = tags_folder(plan);
    let file = format!("\"{}\\pool-tags-%stamp%.log\"", folder.replace('%', "%%"));
    // the time in UTC, which no variable of cmd contains
    let stamp = match plan.system {
        System::Vista => "for /f %%t in ('powershell -NoProfile -Command \"[DateTime]::UtcNow.ToString('yyyyMMddTHHmmssZ')\"') do set stamp=%%t\n"
            .to_owned(),
        System::Server2003 => "for /f \"tokens=1,2 delims==\" %%a in ('wmic path win32_utctime get Day^,Hour^,Minute^,Month^,Second^,Year /format:list ^| find \"=\"') do set /a utc_%%a=100000000+%%b\n\
             set stamp=%utc_Year:~-4%%utc_Month:~-2%%utc_Day:~-2%T%utc_Hour:~-2%%utc_Minute:~-2%%utc_Second:~-2%Z\n"
            .to_owned(),
    };
    format!(
        "{head}set \"poolmon=%~dp0poolmon.exe\"\nif not exist \"%poolmon%\" set \"poolmon=poolmon.exe\"\n\
         if not exist {folder} mkdir {folder}\nset /a left={count}\n\n\
         :next\n{stamp}\"%poolmon%\" -n {file}\nif errorlevel 1 (\n    \
         echo PoolMon could not be run: copy poolmon.exe of the Windows Driver Kit beside this file.\n    exit /b 1\n)\n\
         set /a left-=1\nif %left% leq 0 exit /b 0\nrem a wait that needs no keyboard\nping -n {wait} 127.0.0.1 >nul\ngoto next\n",
        head = head("Writes a listing of all pool tags again and again. Ctrl+C ends it."),
        folder = quoted(&folder),
        count = plan.listings(),
        wait = plan.tags_secs() + 1,
    )
}

/// `tags.cmd`: the same without PoolMon.
pub fn script(plan: &Plan) -> String {
    format!(
        "{head}powershell -NoProfile -ExecutionPolicy Bypass -File \"%~dp0tags.ps1\" -Folder {folder} -Seconds {secs} -Keep {keep}\n",
        head = head("Writes a listing of all pool tags again and again, without PoolMon. Ctrl+C ends it."),
        folder = quoted(&tags_folder(plan)),
        secs = plan.tags_secs(),
        keep = plan.listings(),
    )
}

/// What the files do, in the order of their use.
pub fn read_me(plan: &Plan) -> String {
    let whom = match plan.computers.len() {
        0 => "this computer".to_owned(),
        _ => plan.computers.join(", "),
    };
    let mut text = format!(
        "Collecting a log for PoolScope\n\n\
         Measured: {whom}\nA sample every {interval}, for {hours}, in at most {max} MB; the oldest are overwritten.\n\n\
         1. Copy this folder to the computer and open an elevated prompt in it.\n\
         2. collect.cmd            creates and starts the log\n",
        interval = duration(f64::from(plan.interval_secs())),
        hours = duration(plan.hours * 3600.0),
        max = plan.megabytes(),
    );
    let mut step = 3;
    let mut also = |line: &str| {
        text.push_str(&format!("{step}. {line}\n"));
        step += 1;
    };
    let every = duration(f64::from(plan.tags_secs()));
    if plan.tags.with_poolmon() {
        also(&format!(
            "tags-poolmon.cmd       lists the pool tags every {every}; poolmon.exe of the Windows Driver Kit beside it"
        ));
    }
    if plan.tags.with_script() {
        let or = if plan.tags.with_poolmon() { "or, without PoolMon: " } else { "" };
        also(&format!(
            "{or}tags.cmd               lists the pool tags every {every}; it needs nothing but PowerShell.\n   \
             Prepared from Microsoft's public description, not run on Windows: where it fails, say so."
        ));
    }
    also("collect.cmd stop       after it, or when the trouble is there");
    also(&format!("Bring back everything below {}: PoolScope opens logs and listings together.", plan.folder));
    also("collect.cmd delete     takes the log's definition away; the files stay");
    text.push_str(
        "\nKeep it running over the load and over a quiet night: what load took comes back then, what leaked does not.\n\
         On a Windows of another language logman wants the counters by their names in that language; typeperf -q lists them.\n",
    );
    if !plan.computers.is_empty() {
        text.push_str("Listings of tags are of the computer that they run on: start them on each.\n");
    }
    text
}
