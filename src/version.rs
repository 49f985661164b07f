//! What the program calls itself.

/// Name, version and revision: `poolscope 0.1.0 (1a2b3c4d5e)`.
pub fn version() -> String {
    let revision = env!("POOLSCOPE_REVISION");
    let revision = if revision.is_empty() { String::new() } else { format!(" ({revision})") };
    format!("poolscope {}{revision}", env!("CARGO_PKG_VERSION"))
}
