//! A worker that crashes, exceeds its memory or hangs fails one piece of work, and it is isolated.

use std::time::Duration;

use e2e::built;
use sandbox::{Limits, Pool, WorkFailure};

/// Workers with limits of 100 MB and five seconds.
fn pool() -> Pool {
    pool_within(Duration::from_secs(5), Duration::from_secs(5))
}

fn pool_within(time: Duration, step: Duration) -> Pool {
    let limits = Limits { memory: 100 << 20, time, step, answer: 1 << 20, pieces: 3 };
    Pool::new(built("worker"), &[], limits)
}

/// The answer of a worker.
fn answer(pool: &Pool, work: &str) -> String {
    let answer = pool.run(&[work.as_bytes()], &mut || ()).expect("an answer");
    String::from_utf8(answer).expect("UTF-8")
}

#[test]
fn each_failure_has_its_name_and_the_next_piece_of_work_goes_on() {
    let pool = pool();
    let cases = [
        ("panic", "the worker crashed"),
        ("abort", "the worker crashed"),
        ("overflow", "the worker crashed"),
        ("grow", "the worker exceeded its memory limit"),
    ];
    for (work, expected) in cases {
        assert_eq!(answer(&pool, "abc"), "cba");
        let failure = pool.run(&[work.as_bytes()], &mut || ()).expect_err(work);
        assert_eq!(failure.to_string(), expected, "{work}");
    }
    assert_eq!(answer(&pool, "abc"), "cba");
}

#[test]
fn a_worker_that_hangs_is_stopped_whether_it_says_so_or_not() {
    let pool = pool_within(Duration::from_secs(1), Duration::from_millis(500));
    for work in ["hang", "hang and say so"] {
        let failure = pool.run(&[work.as_bytes()], &mut || ()).expect_err(work);
        assert_eq!(failure.to_string(), "the worker took too long", "{work}");
    }
}

#[test]
fn work_in_steps_may_take_longer_than_a_step() {
    for work in ["steps", "busy steps"] {
        let pool = pool_within(Duration::from_secs(60), Duration::from_secs(2));
        let mut steps = 0;
        let answer = pool.run(&[work.as_bytes()], &mut || steps += 1);
        assert_eq!((answer.expect(work), steps), (b"done".to_vec(), 8));
    }
}

#[test]
fn workers_are_renewed_and_work_at_the_same_time() {
    let pool = pool();
    std::thread::scope(|scope| {
        for number in 0..4 {
            let pool = &pool;
            scope.spawn(move || {
                for piece in 0..8 {
                    let work = format!("{number} {piece}");
                    let turned: String = work.chars().rev().collect();
                    assert_eq!(answer(pool, &work), turned);
                }
            });
        }
    });
}

#[test]
fn an_answer_that_is_too_large_is_refused() {
    let failure = pool().run(&[&vec![b'a'; 2 << 20]], &mut || ()).expect_err("2 MB of 1 MB");
    assert!(matches!(failure, WorkFailure::Crashed), "{failure:?}");
}

#[test]
fn a_program_that_is_missing_is_named_as_the_cause() {
    let limits = Limits {
        memory: 1,
        time: Duration::from_secs(1),
        step: Duration::from_secs(1),
        answer: 1,
        pieces: 1,
    };
    let pool = Pool::new("/nowhere/worker".into(), &[], limits);
    assert!(matches!(pool.run(&[b"a"], &mut || ()), Err(WorkFailure::NoWorker(_))));
}

#[cfg(target_os = "linux")]
#[test]
fn a_worker_reaches_no_file_no_network_and_no_program() {
    let pool = pool();
    let active = pool.start().expect("a worker");
    assert!(active.limits, "{active}");
    // Kernels and containers may lack one of the two.
    assert!(active.landlock || active.seccomp, "{active}");
    for work in ["read a file", "write a file", "start a program"] {
        assert_eq!(answer(&pool, work), "no", "{work} ({active})");
    }
    if active.seccomp {
        assert_eq!(answer(&pool, "connect"), "no", "{active}");
    }
}
