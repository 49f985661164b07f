//! README and handbook against the program: every link, command, option, key and word in them. `UPDATE_ASSETS=1 cargo
//! test` writes the generated pages anew.

use poolscope::cli;
use poolscope::ui::actions::{GESTURES, Menu, TABLE};
use poolscope::ui::command::Action;
use poolscope::wording::glossary;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The README and every page, with their texts.
fn pages() -> Vec<(PathBuf, String)> {
    let handbook = fs::read_dir(root().join("assets/handbook")).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<PathBuf> = handbook.chain(["README.md", "CHANGELOG.md"].map(|name| root().join(name))).collect();
    paths.sort();
    assert!(paths.len() > 12, "{paths:?}");
    paths.into_iter().map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

fn events(text: &str) -> impl Iterator<Item = Event<'_>> {
    Parser::new_ext(text, Options::ENABLE_TABLES)
}

/// What stands between backticks, and the lines of blocks of code.
fn code(text: &str) -> Vec<String> {
    let (mut all, mut is_block) = (Vec::new(), false);
    for event in events(text) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => is_block = true,
            Event::End(TagEnd::CodeBlock) => is_block = false,
            Event::Text(lines) if is_block => all.extend(lines.lines().map(str::to_owned)),
            Event::Code(words) => all.push(words.into_string()),
            _ => {}
        }
    }
    all
}

/// The words of prose and headings, without code and tables.
fn prose(text: &str) -> String {
    let mut is_table = false;
    events(text).fold(String::new(), |mut all, event| {
        match event {
            Event::Start(Tag::Table(_)) => is_table = true,
            Event::End(TagEnd::Table) => is_table = false,
            Event::Text(words) if !is_table => all.push_str(&words),
            Event::End(_) | Event::SoftBreak | Event::HardBreak | Event::Code(_) => all.push(' '),
            _ => {}
        }
        all
    })
}

/// Keeps a generated page current, or writes it anew.
fn settle(name: &str, page: &str) {
    let path = root().join("assets/handbook").join(name);
    if std::env::var_os("UPDATE_ASSETS").is_some() {
        fs::write(&path, page).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(kept, page, "assets/handbook/{name} is out of date: UPDATE_ASSETS=1 cargo test writes it anew");
}

#[test]
fn the_glossary_says_what_the_window_says() {
    settle("glossary.md", &glossary::page());
}

#[test]
fn the_page_of_keys_lists_every_command() {
    let mut page =
        "# Keys\n\nEvery command of the window, by its menu. On macOS Ctrl is Command. Ctrl+Shift+P finds any of \
                    them by a part of its name.\n"
            .to_owned();
    let menus = [
        (Some(Menu::File), "File"),
        (Some(Menu::Edit), "Edit"),
        (Some(Menu::View), "View"),
        (Some(Menu::Zoom), "View, Zoom"),
        (Some(Menu::Times), "View, Times"),
        (Some(Menu::Size), "View, Size"),
        (Some(Menu::Analyze), "Analyze"),
        (Some(Menu::Help), "Help"),
        (None, "In the chart, and elsewhere"),
    ];
    let mut count = 0;
    for (menu, title) in menus {
        write!(page, "\n## {title}\n\n").unwrap();
        for row in TABLE.iter().filter(|row| row.menu.map(|(menu, _)| menu) == menu) {
            count += 1;
            let keys: Vec<String> = row.action.shortcuts().map(|keys| in_words(&keys)).collect();
            let keys = if keys.is_empty() { String::new() } else { format!(" ({})", keys.join(", ")) };
            writeln!(page, "- **{}**{keys}: {}", row.label, row.tooltip).unwrap();
        }
    }
    page += "\n## The mouse\n\n";
    for (gesture, what) in GESTURES {
        writeln!(page, "- **{gesture}**: {what}").unwrap();
    }
    assert_eq!(count, TABLE.len(), "a menu is missing here");
    settle("keys.md", &page);
}

fn in_words(keys: &eframe::egui::KeyboardShortcut) -> String {
    keys.format(&eframe::egui::ModifierNames::NAMES, false)
}

#[test]
fn the_command_line_is_that_of_the_program() {
    const MARK: &str = "## Reference\n";
    let path = root().join("assets/handbook/command-line.md");
    let kept = fs::read_to_string(path).unwrap();
    let (written, _) = kept.split_once(MARK).expect("the page has a Reference");
    let mut page = format!("{written}{MARK}");
    let mut whole = cli::args::command().disable_help_subcommand(true).disable_help_flag(true);
    whole.build();
    describe(&mut page, &whole, "poolscope");
    for command in whole.get_subcommands() {
        describe(&mut page, command, &format!("poolscope {}", command.get_name()));
    }
    settle("command-line.md", &page);
}

/// A command with its arguments and options, as it is described by its help.
fn describe(page: &mut String, command: &clap::Command, name: &str) {
    let about = command.get_long_about().or(command.get_about()).map_or(String::new(), ToString::to_string);
    write!(page, "\n### {name}\n\n{}\n", escaped(&about)).unwrap();
    let shown =
        |argument: &&clap::Arg| !argument.is_hide_set() && !matches!(argument.get_id().as_str(), "help" | "version");
    let mut arguments: Vec<&clap::Arg> = command.get_arguments().filter(shown).collect();
    arguments.sort_by_key(|argument| !argument.is_positional());
    for (i, argument) in arguments.into_iter().enumerate() {
        let values = argument.get_value_names().unwrap_or_default().iter().map(ToString::to_string).collect::<Vec<_>>();
        let values = if argument.get_action().takes_values() { values.join(" ") } else { String::new() };
        let options =
            [argument.get_short().map(|c| format!("-{c}")), argument.get_long().map(|long| format!("--{long}"))];
        let options = options.into_iter().flatten().collect::<Vec<_>>().join(", ");
        let usage = [options, values].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        let help = argument.get_help().map_or(String::new(), |help| format!(": {}", escaped(&help.to_string())));
        let default = argument.get_default_values().iter().map(|v| v.to_string_lossy()).collect::<Vec<_>>().join(" ");
        let default = match argument.is_hide_default_value_set() || default.is_empty() || default == "false" {
            true => String::new(),
            false => format!(" (by default `{default}`)"),
        };
        let gap = if i == 0 { "\n" } else { "" };
        writeln!(page, "{gap}- `{usage}`{help}{default}").unwrap();
    }
}

/// A star of a pattern is no sign for italics.
fn escaped(text: &str) -> String {
    text.replace('*', r"\*")
}

/// As GitHub makes it of a heading.
fn slug(heading: &str) -> String {
    let kept = heading.to_lowercase().chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c)).collect::<String>();
    kept.replace(' ', "-")
}

fn slugs(text: &str) -> BTreeSet<String> {
    let (mut all, mut heading) = (BTreeSet::new(), None::<String>);
    for event in events(text) {
        match (&mut heading, event) {
            (_, Event::Start(Tag::Heading { .. })) => heading = Some(String::new()),
            (Some(so_far), Event::Text(words) | Event::Code(words)) => so_far.push_str(&words),
            (Some(so_far), Event::End(TagEnd::Heading(_))) => {
                all.insert(slug(so_far));
                heading = None;
            }
            _ => {}
        }
    }
    all
}

#[test]
fn links_lead_somewhere() {
    let mut count = 0;
    for (page, text) in pages() {
        for event in events(&text) {
            let (Event::Start(Tag::Link { dest_url, .. }) | Event::Start(Tag::Image { dest_url, .. })) = event else {
                continue;
            };
            if dest_url.starts_with("http") {
                continue;
            }
            let (file, anchor) = dest_url.split_once('#').map_or((&*dest_url, None), |(file, at)| (file, Some(at)));
            let path = if file.is_empty() { page.clone() } else { page.parent().unwrap().join(file) };
            assert!(path.exists(), "{}: {dest_url}", page.display());
            if let Some(anchor) = anchor {
                let has = slugs(&fs::read_to_string(&path).unwrap()).contains(anchor);
                assert!(has, "{}: {dest_url} names no heading", page.display());
            }
            count += 1;
        }
    }
    assert!(count > 40, "{count}");
}

#[test]
fn files_that_are_named_are_there() {
    let mut count = 0;
    for (page, text) in pages() {
        for code in code(&text) {
            for word in code.split_whitespace().map(|word| word.trim_matches('"')) {
                let is_file = ["src/", "tests/", "assets/", ".ci/"].iter().any(|folder| word.starts_with(folder));
                if is_file && !word.contains(['*', '…']) {
                    let path = word.split("::").next().unwrap();
                    assert!(root().join(path).exists(), "{}: {word}", page.display());
                    count += 1;
                }
            }
        }
    }
    assert!(count > 20, "{count}");
}

/// A line as a shell would cut it; enough for what a handbook says.
fn words(line: &str) -> Vec<String> {
    let (mut all, mut word, mut is_quoted, mut is_begun) = (Vec::new(), String::new(), false, false);
    for c in line.chars() {
        match c {
            '"' => (is_quoted, is_begun) = (!is_quoted, true),
            ' ' if !is_quoted => {
                if is_begun {
                    all.push(std::mem::take(&mut word));
                }
                is_begun = false;
            }
            c => {
                word.push(c);
                is_begun = true;
            }
        }
    }
    if is_begun {
        all.push(word);
    }
    all
}

#[test]
fn commands_are_understood() {
    assert_eq!(words(r#"a "b c" d"e f""#), ["a", "b c", "de f"]);
    let mut count = 0;
    for (page, text) in pages() {
        for line in code(&text) {
            let Some(arguments) = line.strip_prefix("poolscope ") else { continue };
            // a command that is only named is asked for its help
            let mut arguments = words(arguments);
            if arguments.len() == 1 && cli::args::command().find_subcommand(&arguments[0]).is_some() {
                arguments.push("--help".to_owned());
            }
            if let Err(error) = cli::args::parse(arguments.into_iter().map(Into::into)) {
                panic!("{}: `{line}`: {error:#}", page.display());
            }
            count += 1;
        }
    }
    assert!(count > 15, "{count}");
}

/// Options of other programs, and of scripts of our own.
const OPTIONS_OF_OTHERS: &[&str] = &[
    "--bench",
    "--locked",
    "--dir",
    "--fuzz-dir",
    "--group",
    "--master",
    "--module",
    "--modules",
    "--path",
    "--per",
    "--program",
    "--profile",
    "--release",
    "--seed",
    "--timeout",
    "--families",
    "--files",
];

#[test]
fn options_are_those_of_the_program() {
    let whole = cli::args::command();
    let commands = std::iter::once(&whole).chain(whole.get_subcommands());
    let known: BTreeSet<String> = commands
        .flat_map(clap::Command::get_arguments)
        .filter_map(|a| a.get_long())
        .map(|o| format!("--{o}"))
        .collect();
    let mut count = 0;
    for (page, text) in pages() {
        for code in code(&text) {
            for word in code.split(|c: char| c.is_whitespace() || "[]|,".contains(c)) {
                if word.len() > 2 && word.starts_with("--") && !["--help", "--rules"].contains(&word) {
                    let is_known = known.contains(word) || OPTIONS_OF_OTHERS.contains(&word);
                    assert!(is_known, "{}: {word}", page.display());
                    count += 1;
                }
            }
        }
    }
    assert!(count > 60, "{count}");
}

/// Keys that lists, menus, the system and other programs have, no command of the window.
const OTHER_KEYS: [&str; 2] = ["Ctrl+A", "Ctrl+-"];

#[test]
fn keys_are_those_of_the_window() {
    let known: BTreeSet<String> = Action::all().flat_map(Action::shortcuts).map(|keys| in_words(&keys)).collect();
    let mut count = 0;
    for (page, text) in pages() {
        let text = prose(&text);
        for word in text.split(|c: char| c.is_whitespace() || "(),.;:".contains(c)) {
            if word.starts_with("Ctrl+") || word.starts_with("Shift+") || word.starts_with("Alt+") {
                let keys = word.replace("+comma", "+,");
                let is_known = known.iter().any(|known| spelled(known) == spelled(&keys));
                assert!(is_known || OTHER_KEYS.contains(&word), "{}: {word} of {known:?}", page.display());
                count += 1;
            }
        }
    }
    assert!(count > 40, "{count}");
}

/// `Alt+Left` and what egui calls it are one.
fn spelled(keys: &str) -> String {
    keys.replace("Comma", ",").replace("⏴", "Left").replace("⏵", "Right").replace('←', "Left").to_lowercase()
}

/// What stands in italics with dots after it is a command, or a button of that name.
#[test]
fn commands_are_called_what_the_window_calls_them() {
    let source = window_words();
    let mut count = 0;
    for (page, text) in pages() {
        let mut italics = None::<String>;
        for event in events(&text) {
            match (&mut italics, event) {
                (_, Event::Start(Tag::Emphasis)) => italics = Some(String::new()),
                (Some(so_far), Event::Text(words)) => so_far.push_str(&words),
                (Some(so_far), Event::SoftBreak) => so_far.push(' '),
                (Some(so_far), Event::End(TagEnd::Emphasis)) => {
                    if so_far.ends_with('…') {
                        let name = so_far.trim_end_matches('…').to_owned();
                        assert!(source.iter().any(|said| said.starts_with(&name)), "{}: {so_far}", page.display());
                        count += 1;
                    }
                    italics = None;
                }
                _ => {}
            }
        }
    }
    assert!(count > 12, "{count}");
}

/// Every text between quotation marks in the window's code and in what it says.
fn window_words() -> Vec<String> {
    let mut all = Vec::new();
    for folder in ["src/ui", "src/wording", "src/chart", "src/report"] {
        texts_below(&root().join(folder), &mut all);
    }
    assert!(all.len() > 1500, "{}", all.len());
    all
}

fn texts_below(folder: &Path, all: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            texts_below(&path, all);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod test").next().unwrap();
            let code: Vec<&str> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
            all.extend(code.join("\n").split('"').skip(1).step_by(2).map(str::to_owned));
        }
    }
}

/// The texts in a function or a constant of a source file.
fn texts_in(file: &str, begins: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join(file)).unwrap();
    let (_, rest) = text.split_once(begins).unwrap_or_else(|| panic!("{file} has no {begins}"));
    let body = rest.split("\n}\n").next().unwrap().split("\n];\n").next().unwrap();
    body.split('"').skip(1).step_by(2).filter(|text| !text.is_empty()).map(str::to_owned).collect()
}

/// Words that say all there is to say.
const PLAIN: [&str; 1] = ["Chart"];

#[test]
fn words_on_screen_are_in_the_glossary() {
    let verdicts = texts_in("src/wording/verdict.rs", "pub fn word(");
    let conducts = texts_in("src/wording/tags.rs", "pub fn word(");
    // names begin with a capital; other texts there are parts of values
    let is_name = |text: &String| text.starts_with(char::is_uppercase) && !text.contains(['{', '.']);
    let figures = texts_in("src/wording/figures.rs", "pub fn figures(").into_iter().filter(is_name);
    let servers = texts_in("src/ui/panels/fleet.rs", "const COLUMNS");
    let tags = texts_in("src/ui/dialogs/tags.rs", "const COLUMNS");
    let heads = servers.into_iter().chain(tags);
    let all: BTreeSet<String> = verdicts.into_iter().chain(conducts).chain(figures).chain(heads).collect();
    assert!(all.len() > 40, "{all:?}");
    for term in &all {
        assert!(glossary::meaning(term).is_some() || PLAIN.contains(&&**term), "the glossary lacks {term:?}");
    }
}

/// One word an idea: what the window, the reports and the handbook call otherwise.
const REJECTED: [(&str, &str); 12] = [
    ("reboot", "restart"),
    ("data point", "sample"),
    ("annotation", "note, or mark"),
    ("physical memory", "RAM"),
    ("non-paged", "nonpaged"),
    ("non paged", "nonpaged"),
    ("false positive", "healthy accused"),
    ("is told", "is reported"),
    ("nobody could tell", "cannot be told apart"),
    ("painting aside", "without painting"),
    ("time series", "counter"),
    ("log file", "log"),
];

#[test]
fn one_word_an_idea() {
    let mut texts: Vec<(String, String)> =
        window_words().into_iter().map(|text| ("the window".to_owned(), text)).collect();
    texts.extend(pages().into_iter().map(|(page, text)| (page.display().to_string(), prose(&text))));
    for (place, text) in &texts {
        let lower = text.to_lowercase();
        for (word, instead) in REJECTED {
            let said = lower.find(word).map(|at| lower[at..].chars().take(60).collect::<String>());
            assert!(said.is_none(), "{place}: {said:?}: {word:?} is called {instead:?} here");
        }
    }
}
