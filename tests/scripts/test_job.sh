#!/usr/bin/env bash
# The job scripts with a program that takes its time, without SLURM: scontrol and squeue are ours and take notes (tests/slurm has the real ones).
source tests/support/tap.sh

mkdir -p "$GHD_TMP/bin"
export PATH=$GHD_TMP/bin:$PATH SLURM_JOB_ID=77 GHD_LAUNCH="env LAUNCHED=yes" GHD_BIN=$GHD_TMP/bin/program NOTES=$GHD_TMP/notes
out=$GHD_TMP/out
cat >"$GHD_TMP/bin/scontrol" <<'S'
#!/bin/sh
[ "$1" = show ] || echo "scontrol $*" >>"$NOTES"
S
cat >"$GHD_TMP/bin/squeue" <<'S'
#!/bin/sh
if [ "${ENDS-11 minutes}" ]; then date -d "+${ENDS-11 minutes}" +%Y-%m-%dT%H:%M:%S || echo N/A; fi 2>/dev/null
S
# Works until it is told to stop, then ends as an interrupted run does; ends by itself with $PROGRAM_RC if that is set.
cat >"$GHD_TMP/bin/program" <<'S'
#!/usr/bin/env bash
echo "$LAUNCHED $*" >>"$NOTES"
if [[ -n ${PROGRAM_RC:-} ]]; then exit "$PROGRAM_RC"; fi
trap 'sleep 0.3; exit 75' USR1
touch "$NOTES.started"
while true; do sleep 0.05; done
S
chmod +x "$GHD_TMP"/bin/*

job() { # job EXPECTED_RC SCRIPT ARGUMENTS...
  local rc=0 expected=$1
  shift
  : >"$NOTES"
  bash "$@" || rc=$?
  [[ $rc == "$expected" ]]
}
requeued() { grep -qx 'scontrol requeue 77' "$NOTES"; }
ran() { grep -qx "yes run $1" "$NOTES"; }

signalled() { # signalled SIGNAL SCRIPT ARGUMENTS...: the signal reaches the script when the program is at work
  local signal=$1 rc=0
  shift
  rm -f "$NOTES.started" && : >"$NOTES"
  # a background job of a shell without job control ignores SIGINT for good
  python3 -c 'import os, signal, sys; [signal.signal(s, signal.SIG_DFL) for s in (signal.SIGINT, signal.SIGHUP)]; os.execvp("bash", ["bash"] + sys.argv[1:])' "$@" &
  local pid=$!
  until [[ -e $NOTES.started ]]; do sleep 0.02; done
  kill "-$signal" "$pid"
  wait "$pid" || rc=$?
  ((rc == 75))
}

warned() { signalled USR1 jobs/run.sbatch input/two.yaml "$out" && requeued; }
fact "a job that is warned of its time limit stops the program, waits for it and goes back into the queue" warned

finished() { PROGRAM_RC=0 job 0 jobs/run.sbatch input/two.yaml "$out" && ! requeued && ran "input/two.yaml --output $out/result.h5 --resume"; }
fact "a finished job ends with 0 and is not requeued; first run and continuation are the same command" finished

more() { PROGRAM_RC=0 job 0 jobs/run.sbatch input/two.yaml "$out" --retry --set accuracy=1e-8 && ran "input/two.yaml --output $out/result.h5 --resume --retry --set accuracy=1e-8"; }
fact "further options go to the program" more

unconverged() { PROGRAM_RC=3 job 3 jobs/run.sbatch input/two.yaml "$out" && ! requeued; }
fact "the exit status of the program is that of the job" unconverged

disk_full() { PROGRAM_RC=75 job 75 jobs/run.sbatch input/two.yaml "$out" && ! requeued; }
fact "a program that stopped by itself (stop file, full disk) is not requeued" disk_full

without_input() {
  local script
  for script in run.sbatch array.sbatch interactive.sh attempt.sh; do ! bash "jobs/$script" 2>"$GHD_TMP/said" && grep -q usage: "$GHD_TMP/said" || return; done
}
fact "a job without an input says how it is used" without_input

part() {
  SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_MAX=16 PROGRAM_RC=0 job 0 jobs/array.sbatch input/two.yaml "$out" &&
    ran "input/two.yaml --part 3/16 --output $out/part-3-of-16.h5 --resume"
}
fact "a task of an array computes its part of the sweep" part

repeated() {
  touch "$out/part-3-of-16.h5"
  SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_MAX=7 PROGRAM_RC=0 job 0 jobs/array.sbatch input/two.yaml "$out" 16 &&
    ran "input/two.yaml --part 3/16 --output $out/part-3-of-16.h5 --resume"
}
fact "some parts are repeated if the number of all is named" repeated

otherwise() { SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_MAX=7 job 2 jobs/array.sbatch input/two.yaml "$out" && [[ ! -s $NOTES ]]; }
fact "parts of another cut in the same folder are refused" otherwise

no_array() { ! bash jobs/array.sbatch input/two.yaml "$out"; }
fact "the script for arrays says so when it is submitted without one" no_array

interrupted() { signalled INT jobs/interactive.sh input/two.yaml "$out" && ! requeued; }
fact "ctrl-C stops an interactive run in good order" interrupted

hung_up() { signalled HUP jobs/interactive.sh input/two.yaml "$out" && ! requeued; }
fact "so does a terminal that closes" hung_up

allocation() { PROGRAM_RC=0 job 0 jobs/interactive.sh input/two.yaml "$out" && grep -qE '^yes run input/two.yaml .* --time-limit 0:(9:5[0-9]|10:0)$' "$NOTES"; }
fact "inside an allocation it stops a minute before the end of that" allocation

at_its_end() { ENDS='50 seconds' PROGRAM_RC=0 job 0 jobs/interactive.sh input/two.yaml "$out" && grep -q -e '--time-limit 0:0:1$' "$NOTES"; }
fact "in the last minute of an allocation nothing is begun any more" at_its_end

without_end() {
  local ends
  for ends in never ''; do
    ENDS=$ends PROGRAM_RC=0 job 0 jobs/interactive.sh input/two.yaml "$out" && ran "input/two.yaml --output $out/result.h5 --resume" || return
  done
}
fact "an allocation whose end is not known, or that has none, sets no limit" without_end

alone() { SLURM_JOB_ID='' PROGRAM_RC=0 job 0 jobs/interactive.sh input/two.yaml "$out" && ran "input/two.yaml --output $out/result.h5 --resume"; }
fact "without SLURM it has no time limit" alone

environments() { compgen -G "$out/environment.77.0.txt" && grep -q '^OPENBLAS_NUM_THREADS=1$' "$out/environment.77.0.txt"; }
fact "the environment stands beside the result" environments
