//! The resources that a rate of documents needs: a model of the pipeline's costs, with measured
//! parameters.
//!
//! Owns the model, its parameters (`parameters.json`, which `make bench-scale` measures) and the
//! arithmetic from measurements to parameters and from parameters to a plan. Knows no server and no
//! process: `bench-scale` measures, and `courant plan` prints.
//!
//! ```
//! use courant_capacity::{Demand, Kind, Parameters, Plan};
//!
//! let parameters = Parameters::shipped()?;
//! let demand = Demand { rate: 100.0, bytes: 80e3, kind: Kind::Page, replicas: 3, cores: 16 };
//! let plan = Plan::of(&parameters, &demand);
//! assert_eq!(plan.stages.len(), 4);
//! # Ok::<(), courant_capacity::ParametersError>(())
//! ```

mod line;
mod parameters;
mod plan;
mod prediction;
mod run;
#[cfg(test)]
mod simulation;

pub use line::Line;
pub use parameters::{Documents, Measured, Parameters, ParametersError, Servers};
pub use plan::{Demand, Load, Plan, StagePlan, TARGET};
pub use prediction::Prediction;
pub use run::{Chain, Kind, Run};
