use fastrand::Rng;

/// Reproducible random numbers: the seed is printed, and `COURANT_SEED` sets it.
#[expect(clippy::disallowed_methods, reason = "a seed for a test is no setting of Courant's")]
pub fn dice() -> Rng {
    let given = std::env::var("COURANT_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = given.unwrap_or_else(|| fastrand::u64(..));
    println!("seed: set COURANT_SEED={seed} to have the same kills again");
    Rng::with_seed(seed)
}
