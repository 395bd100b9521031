//! The publishing service.

fn main() -> std::process::ExitCode {
    runtime::main::<publishing::Publishing>()
}
