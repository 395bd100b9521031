use std::process::ExitCode;

/// A fault, not caused by a setting.
pub const FAULT: u8 = 1;
/// A setting is wrong. clap uses the same code.
pub const USAGE: u8 = 2;
/// BSD's EX_TEMPFAIL: messages in flight were left for redelivery.
pub const GRACE_EXCEEDED: u8 = 75;

/// Logs why the service exits.
pub fn exit(code: u8, why: &str) -> ExitCode {
    tracing::error!(exit.code = code, error.message = why, "exiting");
    ExitCode::from(code)
}

/// Prints why the service exits, before logging is set up.
pub fn exit_without_log(code: u8, why: &str) -> ExitCode {
    eprintln!("error: {why}");
    ExitCode::from(code)
}
