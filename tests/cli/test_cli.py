#!/usr/bin/env python3
"""The command line: what it prints, what it refuses and how, what it ends with.
timeout: 200
"""
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import h5py
import program
from program import TMP, end, fact, path, run, status, write

GOOD = """
chain: {gamma_over_pi: 1/3}
left:  {state: thermal, beta: 1}
right: {state: thermal, beta: 2}
rays:  {from: -1, to: 1, count: 5}
"""
good = write("good.yaml", GOOD)


def refused(r, *complaints):
    """Exit 2, nothing on stdout, no trace, nothing written, and each complaint a line of stderr."""
    lines = r.stderr.splitlines()
    return r.returncode == 2 and not r.stdout and "PETSC ERROR" not in r.stderr and not os.path.exists(path("out.h5")) and all(c in lines for c in complaints)


# ---- tables and help ----

r = run("--help")
fact("--help names every command and every flag", r.returncode == 0 and all(w in r.stdout for w in
     "run check params observables info merge --version --output --resume --extend --retry --time-limit --part --set --quiet --verbose 75".split()), r.stdout)
r = run("merge", "--help")
fact("--help after a command says what that command does", r.returncode == 0 and "xxz-ghd merge OUT.h5 IN.h5..." in r.stdout and "leave gaps" in r.stdout and "--output" not in r.stdout, r.stdout)
r = run("check", good, "--help")
fact("and which flags it has", r.returncode == 0 and "--set KEY=VALUE" in r.stdout and "--part I/N" in r.stdout and "--resume " not in r.stdout.split("Exit status")[0], r.stdout)
r = run()
fact("without a command it says what to do", refused(r, "command line: a command is missing; see xxz-ghd --help"), r.stderr)
r = run("--version")
fact("--version names the program, the commit, the compiler and the libraries", r.returncode == 0 and re.search(
    r"xxz-ghd \d+\.\d+\.\d+\ncommit .*\ncompiler .*\nflags .*\nlibraries .*Open MPI.*PETSc 3.*HDF5 1.*FFTW", r.stdout), r.stdout + r.stderr)
r = run("observables", ranks=2)
names = [line.split()[0] for line in r.stdout.split("\n\n")[0].splitlines()[1:]]
fact("observables are printed once, whatever the number of ranks", r.returncode == 0 and r.stdout.count("observables: default") == 1 and names == "q1 j1 q2 j2 q3 j3 sz js entropy entropy_current q{n} j{n} q{n}_d{d} j{n}_d{d} q{n}_traceless j{n}_traceless".split(), r.stdout + r.stderr)
r = run("params")
fact("params names the keys of an input", r.returncode == 0 and all(w in r.stdout for w in
     "chain.gamma_over_pi left.beta right rays observables accuracy sweep chunk output.state ray.method".split()), r.stdout)

# ---- the command line ----

r = run("run", good, "--outptu", "x.h5", "--time-limit", "90", "-resume", "again", "--retry")
fact("all mistakes of a command line are named at once, with the nearest flag", refused(r,
     "command line: --outptu: unknown flag; did you mean --output?",
     'command line: --time-limit: "90" is not a time; allowed: HH:MM:SS or D-HH:MM:SS, more than 0',
     "command line: -resume: unknown flag; did you mean --resume?",
     "command line: again: one word too many",
     "command line: --retry: needs --resume or --extend"), r.stderr)
r = run("run", good, "-o", path("out.h5"), "-resme", "-v")
fact("flags in short are refused with the long ones, and not left to PETSc", refused(r,
     "command line: -o: unknown flag; did you mean --output?",
     "command line: -resme: unknown flag; did you mean --resume?",
     "command line: -v: unknown flag; did you mean --verbose?"), r.stderr)
r = run("chekc", good)
fact("a misspelt command is refused with the nearest one", refused(r, "command line: chekc: unknown command; did you mean check?"), r.stderr)
r = run("check")
fact("a command without its file says so", refused(r, "command line: INPUT.yaml is missing: xxz-ghd check INPUT.yaml [flags]"), r.stderr)
r = run("merge")
fact("or files, with all that it takes", refused(r, "command line: OUT.h5 is missing: xxz-ghd merge OUT.h5 IN.h5..."), r.stderr)
r = run("info", "")
fact("an empty word is no file name", refused(r, "command line: an empty word, where the name of a file may stand: a variable without a value?"), r.stderr)
r = run("check", good, "--resume")
fact("a flag of another command is refused", refused(r, "command line: --resume: not a flag of xxz-ghd check"), r.stderr)

# ---- check ----

sweep = write("sweep.yaml", GOOD.replace("beta: 1}", "beta: [1, 2, 3]}").replace("1/3", "[1/3, 2/5]"))
r = run("check", sweep, "--set", "chunk=2")
fact("check prints points, axes, rays, chunks, memory and file size", r.returncode == 0 and all(re.search(w, r.stdout) for w in (
    r"points +6 = chain\.gamma_over_pi \(2\) x left\.beta \(3\)\n", r"rays +5 per point, -1 to 1\n", r"chunks +18 of up to 2 rays", r"memory +about \d+ MiB per rank\n", r"result file +[\d.]+ MiB\n")), r.stdout + r.stderr)
fact("and solves and writes nothing", sorted(os.listdir(TMP)) == ["good.yaml", "sweep.yaml"], os.listdir(TMP))
r = run("check", good, "--set", "left.beta={from: 1, to: 2, count: 3}", "--set", "right.field=[0, 1, 2]", "--set", "sweep=zip", "--set", "rays=none")
fact("--set makes axes, and zip runs them together", r.returncode == 0 and re.search(r"points +3 = left\.beta \(3\) with right\.field \(3\)\n", r.stdout) and "rays         none" in r.stdout, r.stdout + r.stderr)

r = run("run", write("large.yaml", GOOD.replace("1/3", "1/997")), "--output", path("out.h5"))
fact("a chain that needs more memory than there is is refused where it is written", refused(r) and re.search(
    r"large\.yaml:2:24: chain\.gamma_over_pi: 1/997 needs about \d+ MiB on every rank, \d+ MiB are at hand", r.stderr), r.stderr)
r = run("check", good, "--set", "chain.gamma_over_pi=2/6")
fact("a fraction not in lowest terms is taken, with a notice", r.returncode == 0 and "notice" in r.stderr and "1/3" in r.stderr, r.stderr)

# ---- standard streams ----

with open("/dev/full", "w") as full:
    r = subprocess.run([program.BIN, "params"], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
fact("what cannot be printed is an error of one sentence, not an exit status 0", r.returncode == 1 and r.stderr == "standard output: No space left on device\n", r.stderr)
r = subprocess.run(["sh", "-c", 'exec "$0" --version >&-', program.BIN], stderr=subprocess.PIPE, text=True, check=False)
fact("so it is with a closed standard output", r.returncode == 1 and r.stderr == "standard output: Bad file descriptor\n", r.stderr)
p = subprocess.Popen(["sh", "-c", 'exec "$0" "$@" >&- 2>&-', program.BIN, "run", good, "--output", path("closed.h5"), "--verbose", "--set", "rays.count=4001"], cwd=TMP)
while p.poll() is None and not os.path.exists(path("closed.h5")):
    time.sleep(0.01)
streams = [os.readlink("/proc/%d/fd/%d" % (p.pid, n)) for n in (1, 2)] if p.poll() is None else []
p.send_signal(signal.SIGUSR1)
fact("no file of a run takes the number of a closed stream, so that its log does not go there", p.wait() == 75 and streams == ["/dev/null"] * 2, "%s %s" % (p.returncode, streams))

# ---- the result file ----

r = run("run", good, "--output", path("no/such/out.h5"))
fact("a folder that is not there is refused", refused(r) and "folder %s: No such file or directory" % path("no/such") in r.stderr, r.stderr)
os.mkdir(path("closed"), 0o555)
nobody = {}
if os.getuid() == 0:  # whom no folder is closed to
    os.chmod(TMP, 0o755)
    shutil.copy(program.BIN, path("xxz-ghd"))
    nobody = {"user": 65534}
r = run("run", good, "--output", path("closed/out.h5"), binary=path("xxz-ghd") if nobody else program.BIN, **nobody)
fact("a folder that is not writable is refused", refused(r) and "is not writable" in r.stderr, r.stderr)
if os.geteuid() == 0:  # to others /proc, a disk without space, is not writable in the first place
    r = run("run", good, "--output", "/proc/out.h5")
    fact("a disk that is too small is refused before the run", refused(r) and "folder /proc has 0 bytes free" in r.stderr, r.stderr)
allowed = {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20 << 20, 20 << 20))}  # 20 MiB: MPI needs some
many = ("--set", "output={state: true, lambda: {from: -6, to: 6, count: 40001}}", "--set", "rays.count=12")
r = run("run", good, "--output", path("out.h5"), *many, **allowed)
fact("a file larger than the limit of file sizes is refused", refused(r, "--output: %s cannot be created: File too large" % path("out.h5")), r.stderr)
os.mkdir(path("folder.h5"))
r = run("run", good, "--output", path("folder.h5"), "--resume")
fact("a folder in place of the file is refused", refused(r, "--output: %s is not a file" % path("folder.h5")), r.stderr)
os.symlink("nowhere.h5", path("link.h5"))
r = run("run", good, "--output", path("link.h5"), "--resume")
fact("a link in place of the file is refused, and left alone", refused(r, "--output: %s is a symbolic link: name the file to which it points (links to folders are welcome)" % path("link.h5")) and
     os.path.islink(path("link.h5")) and not os.path.exists(path("nowhere.h5")), r.stderr)
os.symlink(good, path("out.h5.lock"))
r = run("run", good, "--output", path("out.h5"))
fact("nor is anything written over through a link in place of the lock", refused(r) and "its lock, %s.lock, cannot be made: " % path("out.h5") in r.stderr and open(good).read() == GOOD, r.stderr)
os.unlink(path("out.h5.lock"))
r = run("run", good, "--output", path("out.h5.new"))
fact("a name that belongs to a file while it is made is refused", refused(r, "--output: %s.new: a name that ends with .new belongs to a file that is being made or extended: name that one, without .new" % path("out.h5")) and
     not [name for name in os.listdir(TMP) if name.startswith("out.h5")], r.stderr)
r = run("run", good, "--output", path("good.yaml"), "--resume")
fact("what is no result file is not continued", refused(r) and "good.yaml" in r.stderr and open(good).read() == GOOD, r.stderr)

r = run("run", good)
default = path("results/good.h5")
fact("without --output the result goes to results/<name of the input>.h5", r.returncode == 0 and (status(default) > 0).all(), r.stderr)
fact("the end of a run says how many rays, how fast and how well", re.search(r"5 rays in [\d.e-]+ s \([\d.e+]+ rays/s\), worst error estimate \d\.\de-\d\d\n", r.stderr) and "is complete" in r.stderr, r.stderr)
r = run("run", good, "--quiet", "--output", path("quiet.h5"))
fact("--quiet says nothing", r.returncode == 0 and r.stderr == "" and r.stdout == "", r.stderr)
r = run("info", default)
fact("info tells what is in a result file", r.returncode == 0 and "5 of 5 done" in r.stdout, r.stdout + r.stderr)
data = open(default, "rb").read()
with open(path("cut.h5"), "wb") as f:
    f.write(data[: len(data) // 2])
r = run("info", path("cut.h5"))
fact("info refuses a truncated file", refused(r) and "cut.h5" in r.stderr, r.stderr)
r = run("run", good, "--output", path("cut.h5"), "--resume")
fact("a truncated file is not continued, nor changed", refused(r) and "cut.h5" in r.stderr and open(path("cut.h5"), "rb").read() == data[: len(data) // 2], r.stderr)
r = run("run", good, "--output", path("bulk.h5"), "--set", "rays=none", ranks=2)
with h5py.File(path("bulk.h5"), "r") as f:
    q1 = f["bulk/left/q1"][0]
with h5py.File(default, "r") as f:
    same = f["bulk/left/q1"][0] == q1
fact("rays: none gives the bulk states alone, the same ones", r.returncode == 0 and same, r.stderr)
r = run("run", good, "-log_view", ":" + path("log.txt"), "--output", path("log.h5"))
fact("PETSc options that change no numbers are passed on", r.returncode == 0 and os.path.getsize(path("log.txt")) > 1000 and "did not ask" not in r.stderr, r.stderr)
r = run("run", good, "-log_veiw", "-tba_snes_monitor", "--output", path("misspelt.h5"), ranks=2)
fact("one that PETSc does not know is named at the end", r.returncode == 0 and r.stderr.count("did not ask") == 1 and "-log_veiw: PETSc did not ask for this option" in r.stderr, r.stderr)
r = run("run", good, "-dress_ksp_rtol", "1e-3", "-tba_snes_monitor", "--output", path("out.h5"), env=dict(os.environ, PETSC_OPTIONS="-tba_snes_rtol 1e-3"))
fact("those that do are refused, wherever they come from", refused(r,
     "command line: -dress_ksp_rtol: changes numbers, and must be known to the result file: give it as --set petsc.dress_ksp_rtol=VALUE",
     "command line: -tba_snes_rtol: changes numbers, and must be known to the result file: give it as --set petsc.tba_snes_rtol=VALUE") and "monitor" not in r.stderr, r.stderr)
r = run("run", good, "--set", "petsc.dress_ksp_gmres_restart=50", "--output", path("restart.h5"))
with h5py.File(path("restart.h5"), "r") as f:
    fact("as parameters they are taken and recorded", r.returncode == 0 and b"dress_ksp_gmres_restart" in f["parameters/petsc"][()], r.stderr)
r = run("run", good, "--set", "petsc={dress_ksp_rtool: 1e-3, tba_snes_monitor: , dress_ksp_gmres_restart: 20}", "--output", path("out.h5"))
fact("an option of PETSc that no solver asks for is refused", refused(r, "--set: petsc.dress_ksp_rtool: no solver asks for this option; nearest: dress_ksp_rtol") and "restart" not in r.stderr, r.stderr)
r = run("run", good, "--set", "petsc={dress_ksp_type: preonly, dress_ksp_gmres_restart: 20}", "--output", path("out.h5"))
fact("also one that the solver asked for would not use", refused(r, "--set: petsc.dress_ksp_gmres_restart: no solver asks for this option, with the others that are given"), r.stderr)
r = run("run", good, "--set", "petsc.dress_ksp_rtol=small", "--output", path("out.h5"))
fact("and a value that PETSc refuses, without a trace", refused(r, "--set: petsc: PETSc refuses the options of its solvers: Input string small has no numeric value") and "PETSC ERROR" not in r.stderr, r.stderr)
r = run("run", path("restart.h5"), "--output", path("out.h5"))
fact("a result file in place of the input is named for what it is", r.returncode == 2 and "restart.h5: is an HDF5 file, not an input: `xxz-ghd info` shows a result, and its text /provenance/input is the input\n" in r.stderr, r.stderr)
r = run("run", good, "--output", path("restart.h5"), "--resume")
fact("and a file is not continued without them", r.returncode == 2 and "has other parameters: petsc is" in r.stderr, r.stderr)
with h5py.File(default, "r+") as f:
    f["provenance/attempts/version"][0] = b"0.0.9"
r = run("run", good, "--output", default, "--resume")
fact("a file that another version worked on is continued with a notice", r.returncode == 0 and "comes from version 0.0.9 (commit " in r.stderr, r.stderr)
end()
