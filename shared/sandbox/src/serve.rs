use std::io;
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::process::ExitCode;
use std::thread;

use crate::confine;
use crate::frame::{self, Kind};

/// Stack of the working thread: as large as that of a stage's threads.
const STACK: usize = 16 << 20;

/// Runs a worker: restricts itself, then processes one piece of work after another until the
/// program closes its end. `arguments` are those that the [`Pool`](crate::Pool) added. `work`
/// receives the bytes, and a function that reports progress; the pieces that it returns are
/// concatenated.
pub fn serve<B: AsRef<[u8]>>(
    arguments: &[&str],
    work: impl Fn(&[u8], &mut dyn FnMut()) -> Vec<B> + Send + 'static,
) -> ExitCode {
    let [memory, seconds] = arguments else { return ExitCode::from(2) };
    let (Ok(memory), Ok(seconds)) = (memory.parse(), seconds.parse()) else {
        return ExitCode::from(2);
    };
    // A panic's message can quote the document.
    std::panic::set_hook(Box::new(|_| ()));
    let before = confine::before_threads(memory);
    let work = move || until_closed(before, seconds, work);
    let thread = thread::Builder::new().stack_size(STACK).spawn(work);
    match thread.map(thread::JoinHandle::join) {
        Ok(Ok(Ok(()))) => ExitCode::SUCCESS,
        Ok(Ok(Err(_)) | Err(_)) | Err(_) => ExitCode::FAILURE,
    }
}

fn until_closed<B: AsRef<[u8]>>(
    mut active: crate::Active,
    seconds: u64,
    work: impl Fn(&[u8], &mut dyn FnMut()) -> Vec<B>,
) -> io::Result<()> {
    let mut stream = UnixStream::from(io::stdin().as_fd().try_clone_to_owned()?);
    active.seccomp = confine::system_calls();
    frame::write(&mut stream, Kind::Ready, &[&[active.to_byte()]])?;
    loop {
        let (kind, body) = match frame::read(&mut stream, usize::MAX) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
            read => read?,
        };
        if kind != Kind::Work {
            return Err(io::ErrorKind::InvalidData.into());
        }
        confine::cpu_time(seconds);
        let worked = catch_unwind(AssertUnwindSafe(|| {
            work(&body, &mut || {
                // The program is gone, so nobody waits for the answer.
                if frame::write(&mut stream, Kind::Progress, &[]).is_err() {
                    resume_unwind(Box::new("the program is gone"));
                }
                confine::cpu_time(seconds);
            })
        }));
        match worked {
            Ok(answer) => {
                let pieces: Vec<&[u8]> = answer.iter().map(AsRef::as_ref).collect();
                frame::write(&mut stream, Kind::Answer, &pieces)?;
            }
            Err(_) => frame::write(&mut stream, Kind::Panicked, &[])?,
        }
    }
}
