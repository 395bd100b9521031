use std::fmt;

/// The active limits of a worker.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Active {
    /// `setrlimit`: memory, CPU time, files.
    pub limits: bool,
    /// Landlock: no access to files.
    pub landlock: bool,
    /// seccomp: only the system calls that reading needs.
    pub seccomp: bool,
}

impl Active {
    pub(crate) fn to_byte(self) -> u8 {
        u8::from(self.limits) | u8::from(self.landlock) << 1 | u8::from(self.seccomp) << 2
    }

    pub(crate) fn of_byte(byte: u8) -> Self {
        Self { limits: byte & 1 > 0, landlock: byte & 2 > 0, seccomp: byte & 4 > 0 }
    }
}

/// `setrlimit, landlock, seccomp`, or `none`.
impl fmt::Display for Active {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all =
            [(self.limits, "setrlimit"), (self.landlock, "landlock"), (self.seccomp, "seccomp")];
        let names: Vec<&str> = all.iter().filter(|(on, _)| *on).map(|(_, name)| *name).collect();
        f.write_str(if names.is_empty() { "none" } else { "" })?;
        f.write_str(&names.join(", "))
    }
}
