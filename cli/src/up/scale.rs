use std::str::FromStr;

use broker::table;

/// The number of replicas of one service: `language-detection=2`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Scale {
    pub(super) stage: String,
    pub(super) replicas: usize,
}

impl FromStr for Scale {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let stages = || table::STAGES.map(|spec| spec.stage).join(", ");
        let (stage, replicas) = text.split_once('=').ok_or("write STAGE=N")?;
        if table::stage(stage).is_none() {
            return Err(format!("no such stage; there are {}", stages()));
        }
        let replicas = replicas.parse().map_err(|_| "N is a number from 0 on".to_owned())?;
        Ok(Self { stage: stage.to_owned(), replicas })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_a_stage_and_a_number() {
        let scale = Scale { stage: "publishing".into(), replicas: 2 };
        assert_eq!("publishing=2".parse(), Ok(scale));
        for wrong in ["publishing", "publishing=", "publishing=-1", "printing=2"] {
            assert!(wrong.parse::<Scale>().is_err(), "{wrong}");
        }
    }
}
