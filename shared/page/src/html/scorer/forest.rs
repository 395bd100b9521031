use super::model::{ModelError, Numbers};

/// Boosted trees. Their sum is the logarithm of the odds.
#[derive(Debug, Default)]
pub(super) struct Forest {
    nodes: Vec<Node>,
    roots: Vec<u32>,
}

/// A node of a tree: 16 bytes.
#[derive(Debug, Clone, Copy)]
struct Node {
    /// The feature to compare, or [`LEAF`].
    feature: u32,
    /// The threshold up to which the left branch is taken; in a leaf its value.
    value: f32,
    left: u32,
    right: u32,
}

const LEAF: u32 = u32::MAX;

impl Forest {
    /// Reads the number of trees, the root of each, the number of nodes, and the nodes. Branches point
    /// to later nodes.
    pub(super) fn read(numbers: &mut Numbers<'_>) -> Result<Self, ModelError> {
        let trees = numbers.integer()?;
        let roots = (0..trees).map(|_| numbers.integer()).collect::<Result<Vec<u32>, _>>()?;
        let count = numbers.integer()?;
        let mut nodes = Vec::new();
        for at in 0..count {
            let feature = numbers.integer()?;
            let value = numbers.float()?;
            let (left, right) = (numbers.integer()?, numbers.integer()?);
            let inside = |to: u32| at < to && to < count;
            if feature != LEAF && !(inside(left) && inside(right)) {
                return Err(ModelError::Tree(roots.partition_point(|root| *root <= at)));
            }
            nodes.push(Node { feature, value, left, right });
        }
        if let Some(tree) = roots.iter().position(|root| *root >= count) {
            return Err(ModelError::Tree(tree));
        }
        Ok(Self { nodes, roots })
    }

    /// The probability of each row of features. A tree is read for all rows before the next one, because
    /// the whole forest doesn't fit into the nearest cache.
    pub(super) fn probabilities<'r>(
        &self,
        rows: impl Iterator<Item = &'r [f32]> + Clone,
    ) -> Vec<f32> {
        let mut sums: Vec<f32> = rows.clone().map(|_| 0.0).collect();
        for root in &self.roots {
            for (sum, row) in sums.iter_mut().zip(rows.clone()) {
                *sum += self.leaf(*root, row);
            }
        }
        sums.into_iter().map(|sum| 1.0 / (1.0 + (-sum).exp())).collect()
    }

    fn leaf(&self, root: u32, row: &[f32]) -> f32 {
        let mut node = &self.nodes[root as usize];
        while node.feature != LEAF {
            let feature = row.get(node.feature as usize).copied().unwrap_or_default();
            let next = if feature <= node.value { node.left } else { node.right };
            node = &self.nodes[next as usize];
        }
        node.value
    }
}

#[cfg(test)]
mod tests {
    use super::super::context::SECOND_STAGE;
    use super::super::learned::FIRST_STAGE;
    use super::super::model::Model;

    const CHECK: &[u8] = include_bytes!("../../../data/blocks.check");

    #[test]
    fn probabilities_are_those_of_the_training_library() {
        let (numbers, rest) = CHECK.as_chunks();
        assert!(rest.is_empty());
        let numbers: Vec<f32> = numbers.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        let rows: Vec<&[f32]> = numbers.chunks_exact(SECOND_STAGE + 2).collect();
        assert_eq!(rows.len(), 100);
        let model = Model::trained();
        let first = model.first.probabilities(rows.iter().map(|row| &row[..FIRST_STAGE]));
        let second = model.second.probabilities(rows.iter().map(|row| &row[..SECOND_STAGE]));
        for (row, found) in rows.iter().zip(first.into_iter().zip(second)) {
            let expected = (row[SECOND_STAGE], row[SECOND_STAGE + 1]);
            let is_near = |one: f32, other: f32| (one - other).abs() < 1e-4;
            assert!(
                is_near(found.0, expected.0) && is_near(found.1, expected.1),
                "{found:?} instead of {expected:?}"
            );
        }
    }
}
