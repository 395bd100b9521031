use std::fs::File;
use std::path::PathBuf;
use std::process::Command;

use crate::built;

/// A Python with DuckDB and pyarrow, which is installed on first use.
pub fn parquet_reader() -> PathBuf {
    let courant = built("courant");
    let target = courant.ancestors().nth(2).expect("it is in target/<profile>");
    let folder = target.join("parquet-readers");
    let python = folder.join("bin/python");
    let run = |program: &str, arguments: &[&str]| {
        Command::new(program).args(arguments).output().is_ok_and(|ended| ended.status.success())
    };
    // Tests run in parallel.
    let lock = File::create(target.join("parquet-readers.lock")).expect("ours");
    lock.lock().expect("a file of ours");
    let python_name = python.to_str().expect("UTF-8");
    if !run(python_name, &["-c", "import duckdb, pyarrow"]) {
        let folder = folder.to_str().expect("UTF-8");
        let packages = ["-m", "pip", "install", "-q", "duckdb==2.0.1", "pyarrow==26.0.1", "pytz"];
        assert!(
            run("python3", &["-m", "venv", folder]) && run(python_name, &packages),
            "DuckDB and pyarrow can't be installed from PyPI, which this test needs: check the \
             network, and that python3 has the module venv"
        );
    }
    python
}
