//! The Windows release name of a build.
//!
//! Client and server share builds. Source: Microsoft's release information pages of Windows and Windows Server.

/// The first build of Vista.
pub const VISTA: u32 = 6000;

const NAMES: [(u32, &str); 33] = [
    (1381, "Windows NT 4.0"),
    (2195, "Windows 2000"),
    (2600, "Windows XP"),
    (3790, "Server 2003 or Windows XP x64"),
    (6000, "Windows Vista"),
    (6001, "Server 2008 or Windows Vista SP1"),
    (6002, "Server 2008 SP2 or Windows Vista SP2"),
    (6003, "Server 2008 SP2"),
    (7600, "Server 2008 R2 or Windows 7"),
    (7601, "Server 2008 R2 SP1 or Windows 7 SP1"),
    (9200, "Server 2012 or Windows 8"),
    (9600, "Server 2012 R2 or Windows 8.1"),
    (10240, "Windows 10, version 1507"),
    (10586, "Windows 10, version 1511"),
    (14393, "Server 2016 or Windows 10, version 1607"),
    (15063, "Windows 10, version 1703"),
    (16299, "Server or Windows 10, version 1709"),
    (17134, "Server or Windows 10, version 1803"),
    (17763, "Server 2019 or Windows 10, version 1809"),
    (18362, "Server or Windows 10, version 1903"),
    (18363, "Server or Windows 10, version 1909"),
    (19041, "Server or Windows 10, version 2004"),
    (19042, "Server or Windows 10, version 20H2"),
    (19043, "Windows 10, version 21H1"),
    (19044, "Windows 10, version 21H2"),
    (19045, "Windows 10, version 22H2"),
    (20348, "Server 2022"),
    (22000, "Windows 11, version 21H2"),
    (22621, "Windows 11, version 22H2"),
    (22631, "Windows 11, version 23H2"),
    (25398, "Server, version 23H2"),
    (26100, "Server 2025 or Windows 11, version 24H2"),
    (26200, "Windows 11, version 25H2"),
];

/// `Server 2012 R2 or Windows 8.1, build 9600`; for a build that is not a release, `Windows build 9601`.
pub fn build_name(build: u32) -> String {
    match NAMES.iter().find(|(known, _)| *known == build) {
        Some((_, name)) => format!("{name}, build {build}"),
        None => format!("Windows build {build}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_have_their_names_and_others_their_number() {
        assert_eq!(build_name(9600), "Server 2012 R2 or Windows 8.1, build 9600");
        assert_eq!(build_name(26100), "Server 2025 or Windows 11, version 24H2, build 26100");
        assert_eq!(build_name(9601), "Windows build 9601");
    }
}
