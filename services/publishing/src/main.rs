//! The publishing service.

fn main() -> std::process::ExitCode {
    stage::main::<publishing::Publishing>()
}
