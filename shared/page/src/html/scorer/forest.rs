use super::numbers::{ModelError, Numbers};
use super::row::SECOND_STAGE;

/// Boosted trees. Their sum is the logarithm of the odds.
#[derive(Debug, Default)]
pub(super) struct Forest {
    nodes: Vec<Node>,
    roots: Vec<u32>,
}

/// A node of a tree: 16 bytes.
#[derive(Debug, Clone, Copy)]
struct Node {
    /// The feature to compare.
    feature: u32,
    /// The threshold up to which the left branch is taken; in a leaf its value.
    value: f32,
    /// The right branch, then the left one. A leaf leads to itself.
    branches: [u32; 2],
}

/// Stands for the feature of a leaf in the model file.
const LEAF: u32 = u32::MAX;
/// Number of rows that pass all trees before the next ones: their features fit into the nearest cache.
const TILE: usize = 32;
/// Number of rows that go down a tree side by side, so that the processor needn't wait for one of them.
const LANES: usize = 8;

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
            let node = match feature {
                LEAF => Node { feature: 0, value, branches: [at, at] },
                _ => Node { feature, value, branches: [right, left] },
            };
            let is_branch = (feature as usize) < SECOND_STAGE && inside(left) && inside(right);
            if feature != LEAF && !is_branch {
                return Err(ModelError::Tree(roots.partition_point(|root| *root <= at)));
            }
            nodes.push(node);
        }
        if let Some(tree) = roots.iter().position(|root| *root >= count) {
            return Err(ModelError::Tree(tree));
        }
        Ok(Self { nodes, roots })
    }

    /// The probability of each row of features.
    pub(super) fn probabilities(&self, rows: &[[f32; SECOND_STAGE]]) -> Vec<f32> {
        let mut sums = vec![0.0; rows.len()];
        for (rows, sums) in rows.chunks(TILE).zip(sums.chunks_mut(TILE)) {
            for root in &self.roots {
                let (lanes, rest) = rows.as_chunks::<LANES>();
                let (lane_sums, rest_sums) = sums.as_chunks_mut::<LANES>();
                for (rows, sums) in lanes.iter().zip(lane_sums) {
                    self.add_leaves(*root, rows, sums);
                }
                for (row, sum) in rest.iter().zip(rest_sums) {
                    self.add_leaves(*root, std::array::from_ref(row), std::array::from_mut(sum));
                }
            }
        }
        sums.into_iter().map(|sum: f32| 1.0 / (1.0 + (-sum).exp())).collect()
    }

    /// Adds the value of the leaf of each row.
    fn add_leaves<const N: usize>(
        &self,
        root: u32,
        rows: &[[f32; SECOND_STAGE]; N],
        sums: &mut [f32; N],
    ) {
        let mut at = [root; N];
        loop {
            let mut moved = 0;
            for (at, row) in at.iter_mut().zip(rows) {
                let node = &self.nodes[*at as usize];
                let is_left = row[node.feature as usize] <= node.value;
                let next = node.branches[usize::from(is_left)];
                moved |= next ^ *at;
                *at = next;
            }
            if moved == 0 {
                break;
            }
        }
        for (sum, at) in sums.iter_mut().zip(at) {
            *sum += self.nodes[at as usize].value;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::model::Model;
    use super::super::row::SECOND_STAGE;

    const CHECK: &[u8] = include_bytes!("../../../data/blocks.check");

    #[test]
    fn probabilities_are_those_of_the_training_library() {
        let (numbers, rest) = CHECK.as_chunks();
        assert!(rest.is_empty());
        let numbers: Vec<f32> = numbers.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        let (lines, rest) = numbers.as_chunks::<{ SECOND_STAGE + 2 }>();
        assert!(rest.is_empty());
        let rows: Vec<[f32; SECOND_STAGE]> =
            lines.iter().map(|line| *line.first_chunk().unwrap()).collect();
        assert_eq!(rows.len(), 100);
        let model = Model::trained();
        let first = model.first.probabilities(&rows);
        let second = model.second.probabilities(&rows);
        for (line, found) in lines.iter().zip(first.into_iter().zip(second)) {
            let expected = (line[SECOND_STAGE], line[SECOND_STAGE + 1]);
            let is_near = |one: f32, other: f32| (one - other).abs() < 1e-4;
            assert!(
                is_near(found.0, expected.0) && is_near(found.1, expected.1),
                "{found:?} instead of {expected:?}"
            );
        }
    }
}
