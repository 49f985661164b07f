//! Sessions of any content: are they read without harm, the same once written, and do settings come back from them as
//! they were?
#![no_main]

use libfuzzer_sys::fuzz_target;
use poolscope::ui::claims::Claims;
use poolscope::ui::session;
use poolscope::ui::state::settings::Settings;

fuzz_target!(|bytes: &[u8]| {
    let Ok(read) = session::parse(bytes) else { return };
    assert!(read.ram.values().all(|bytes| bytes.is_finite() && *bytes > 0.0));
    for path in read.network_paths() {
        assert!(path.to_string_lossy().starts_with(['\\', '/']));
    }
    let written = read.to_bytes();
    let again = session::parse(&written).expect("what was written is a session");
    assert_eq!(again, read);
    let mut own = Settings::default();
    own.set_ram("a", Some(1e9));
    own.pools.paged.push(r"\Memory\Other".to_owned());
    let mut settings = own.clone();
    let claims = Claims::lend(&mut settings, &read);
    assert_eq!(claims.without(&settings), own);
});
