use std::str::FromStr;

/// The number of replicas of one service: `language-detection=2`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Scale {
    pub(super) stage: String,
    pub(super) replicas: usize,
}

impl FromStr for Scale {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (stage, replicas) = text.split_once('=').ok_or("write STAGE=N")?;
        let stage = stage.to_owned();
        let replicas = replicas.parse().map_err(|_| "N must be a number".to_owned())?;
        match replicas {
            0 => Err("N must be at least 1: without it documents wait for ever".to_owned()),
            _ => Ok(Self { stage, replicas }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_a_stage_and_a_number() {
        let scale = Scale { stage: "publishing".into(), replicas: 2 };
        assert_eq!("publishing=2".parse(), Ok(scale));
        for wrong in ["publishing", "publishing=", "publishing=-1", "publishing=0"] {
            assert!(wrong.parse::<Scale>().is_err(), "{wrong}");
        }
    }
}
