//! Gives the program its version with the git revision it was built from, where there is one, and for Windows its icon,
//! version and manifest.
use std::process::Command;

fn main() {
    // HEAD names the branch, whose file changes with each commit
    for file in [".git/HEAD".to_owned(), branch().unwrap_or_default()] {
        if std::path::Path::new(&file).is_file() {
            println!("cargo:rerun-if-changed={file}");
        }
    }
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=assets/windows");
    let revision = Command::new("git")
        .args(["rev-parse", "--short=10", "HEAD"])
        .output()
        .ok()
        .filter(|o| o.status.success())
        .and_then(|o| String::from_utf8(o.stdout).ok())
        .map(|s| s.trim().to_owned())
        .unwrap_or_default();
    println!("cargo:rustc-env=POOLSCOPE_REVISION={revision}");
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("windows") {
        resources();
    }
}

fn branch() -> Option<String> {
    let head = std::fs::read_to_string(".git/HEAD").ok()?;
    Some(format!(".git/{}", head.strip_prefix("ref: ")?.trim()))
}

/// What Windows reads out of the program's file: Explorer its icon, "Open with" its description, the loader its manifest.
fn resources() {
    let mut resource = winresource::WindowsResource::new();
    resource
        .set_icon("assets/windows/poolscope.ico")
        .set_manifest_file("assets/windows/poolscope.manifest")
        .set("ProductName", "PoolScope")
        .set("FileDescription", "PoolScope")
        .set("CompanyName", "The PoolScope authors")
        .set("LegalCopyright", "MIT or Apache-2.0");
    match resource.compile() {
        Ok(()) => {}
        Err(error) if cfg!(windows) => panic!("compiling the program's resources: {error}"),
        // a check for Windows on another system links nothing, and needs no tools for it
        Err(error) => println!("cargo:warning=compiling the program's resources: {error}"),
    }
}
