//! Features of a linear scorer, with weights from a data file.

/// Declares the features of a scorer. Their weights are in `$file`: a feature and its weight on
/// each line, separated by a tab. `make extraction-weights` writes such files.
macro_rules! features {
    ($(#[$doc:meta])* pub(crate) enum $name:ident from $file:literal {
        $($(#[$feature_doc:meta])* $feature:ident,)*
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum $name {
            $($(#[$feature_doc])* $feature,)*
        }

        impl $name {
            const NAMES: &[&str] = &[$(stringify!($feature)),*];
            const TABLE: &str = include_str!($file);

            /// What the feature adds to a candidate's score.
            pub(crate) fn weight(self) -> f64 {
                static WEIGHTS: std::sync::LazyLock<Vec<f64>> = std::sync::LazyLock::new(|| {
                    crate::features::weights($name::TABLE, $name::NAMES)
                });
                WEIGHTS[self as usize]
            }
        }

        #[cfg(test)]
        #[test]
        fn every_feature_has_one_weight() {
            let table: Vec<&str> =
                $name::TABLE.lines().filter_map(|line| Some(line.split_once('\t')?.0)).collect();
            assert_eq!(table, $name::NAMES);
        }
    };
}
pub(crate) use features;

/// The weights of `names` in a table; 0 for a feature that the table lacks.
pub(crate) fn weights(table: &str, names: &[&str]) -> Vec<f64> {
    let weight = |name: &&str| {
        let mut lines = table.lines().filter_map(|line| line.split_once('\t'));
        let (_, weight) = lines.find(|(known, _)| known == name)?;
        weight.parse().ok()
    };
    names.iter().map(|name| weight(name).unwrap_or_default()).collect()
}
