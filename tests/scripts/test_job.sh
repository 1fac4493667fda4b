#!/usr/bin/env bash
# The job script with a program that takes its time, without SLURM: scontrol is one of ours that takes notes.
source tests/support/tap.sh

mkdir -p "$GHD_TMP/bin"
export PATH=$GHD_TMP/bin:$PATH SLURM_JOB_ID=77 GHD_LAUNCH="env LAUNCHED=yes" GHD_BIN=$GHD_TMP/bin/program NOTES=$GHD_TMP/notes
cat >"$GHD_TMP/bin/scontrol" <<'S'
#!/bin/sh
echo "scontrol $*" >>"$NOTES"
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

job() { # job EXPECTED_RC
  local rc=0
  : >"$NOTES"
  bash jobs/run.sbatch input/two.yaml "$GHD_TMP/out" || rc=$?
  [[ $rc == "$1" ]]
}
requeued() { grep -qx 'scontrol requeue 77' "$NOTES"; }

warned_job() {
  rm -f "$NOTES.started" && : >"$NOTES"
  bash jobs/run.sbatch input/two.yaml "$GHD_TMP/out" &
  local pid=$! rc=0
  until [[ -e $NOTES.started ]]; do sleep 0.02; done
  kill -USR1 "$pid"
  wait "$pid" || rc=$?
  ((rc == 75)) && requeued
}
fact "a job that is warned of its time limit stops the program, waits for it and goes back into the queue" warned_job

finished() { PROGRAM_RC=0 job 0 && ! requeued && grep -qx "yes run input/two.yaml --output $GHD_TMP/out/result.h5 --resume" "$NOTES"; }
fact "a finished job ends with 0 and is not requeued; first run and continuation are the same command" finished

unconverged() { PROGRAM_RC=3 job 3 && ! requeued; }
fact "the exit status of the program is that of the job" unconverged

disk_full() { PROGRAM_RC=75 job 75 && ! requeued; }
fact "a program that stopped by itself (stop file, full disk) is not requeued" disk_full

without_input() { ! bash jobs/run.sbatch; }
fact "a job without an input says how it is used" without_input
