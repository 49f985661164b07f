//! What a session claims about machines and how to show them: this applies while the session is open, and never to
//! other logs. A session from somebody else must not influence the verdicts on logs that are opened after it.

use super::session::Session;
use super::state::settings::Settings;
use crate::chart::scene::Overlays;
use crate::engine::Machine;
use crate::model::Times;
use crate::model::localized::PoolPaths;
use crate::model::path::computer_key;
use std::collections::BTreeMap;

/// The settings that a session overrides, and their previous values.
#[derive(Clone, Debug)]
pub struct Claims {
    said: Lent,
    own: Lent,
}

#[derive(Clone, Debug, PartialEq)]
struct Lent {
    times: Times,
    overlays: Overlays,
    /// By computer, in bytes.
    ram: BTreeMap<String, f64>,
    pools: PoolPaths,
}

impl Claims {
    /// Applies a session's settings; the result knows how to restore the previous ones.
    pub fn lend(settings: &mut Settings, session: &Session) -> Self {
        let mut pools = settings.pools.clone();
        pools.add(&session.pools);
        let (ram, own_pools) = (settings.ram.clone(), std::mem::replace(&mut settings.pools, pools));
        let own = Lent { times: settings.times, overlays: settings.overlays, ram, pools: own_pools };
        (settings.times, settings.overlays) = (session.times, session.overlays);
        settings.ram.extend(session.ram.clone());
        let said = Lent {
            times: session.times,
            overlays: session.overlays,
            ram: session.ram.clone(),
            pools: settings.pools.clone(),
        };
        Self { said, own }
    }

    /// The user's own settings: without the session's, with changes made meanwhile.
    pub fn without(&self, settings: &Settings) -> Settings {
        let mut own = settings.clone();
        if own.times == self.said.times {
            own.times = self.own.times;
        }
        if own.overlays == self.said.overlays {
            own.overlays = self.own.overlays;
        }
        if own.pools == self.said.pools {
            own.pools = self.own.pools.clone();
        }
        for computer in self.said.ram.keys().filter(|computer| self.holds_ram(computer, settings)) {
            match self.own.ram.get(computer) {
                Some(bytes) => own.ram.insert(computer.clone(), *bytes),
                None => own.ram.remove(computer),
            };
        }
        own
    }

    /// Whether the RAM of a computer, given by its key, is still that of the session.
    fn holds_ram(&self, computer: &str, settings: &Settings) -> bool {
        let said = self.said.ram.get(computer);
        said.is_some() && said == settings.ram.get(computer) && said != self.own.ram.get(computer)
    }

    /// Whether the RAM of a computer comes from the session.
    pub fn says_ram(&self, computer: &str, settings: &Settings) -> bool {
        self.holds_ram(&computer_key(computer), settings)
    }

    /// Whether a counter of a machine is a pool because the session says so.
    pub fn says_pools_of(&self, machine: &Machine, settings: &Settings) -> bool {
        let is_said = settings.pools == self.said.pools && self.said.pools != self.own.pools;
        is_said
            && machine
                .recording
                .counters
                .iter()
                .any(|c| self.said.pools.names(&c.path) && !self.own.pools.names(&c.path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_session_says_is_gone_with_it_and_what_the_user_changed_stays() {
        let ram = |pairs: &[(&str, f64)]| pairs.iter().map(|(name, bytes)| ((*name).to_owned(), *bytes)).collect();
        let own = Settings { ram: ram(&[("a", 1.0), ("b", 2.0)]), ..Settings::default() };
        let available = PoolPaths { nonpaged: vec![r"\Memory\Available Bytes".to_owned()], paged: Vec::new() };
        let session = Session {
            ram: ram(&[("a", 10.0), ("c", 30.0)]),
            times: Times::Utc,
            pools: available.clone(),
            ..Session::default()
        };
        let mut settings = own.clone();
        let claims = Claims::lend(&mut settings, &session);
        assert_eq!((settings.ram["a"], settings.ram["c"], settings.times), (10.0, 30.0, Times::Utc));
        assert_eq!(settings.pools, available);
        assert!(claims.says_ram("A", &settings) && !claims.says_ram("b", &settings));
        assert_eq!(claims.without(&settings), own);
        // meanwhile the user sets one of them, and another clock
        settings.set_ram("c", Some(64.0));
        settings.times = Times::Local;
        settings.is_decimal = true;
        assert!(!claims.says_ram("c", &settings));
        let kept = claims.without(&settings);
        assert_eq!(kept.ram, ram(&[("a", 1.0), ("b", 2.0), ("c", 64.0)]));
        assert!(kept.is_decimal && kept.pools == own.pools);
    }
}
