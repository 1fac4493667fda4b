"""A SLURM cluster of one node for tests: slurmctld and slurmd of one's own, on loopback only, in a folder of their own."""
import atexit
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time

NEEDS = ("slurmctld", "slurmd", "sbatch", "srun", "scontrol", "squeue")
CONF = """
ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
AuthType=auth/none
CredType=cred/none
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
SlurmctldPort={ctld_port}
SlurmdPort={d_port}
MpiDefault=pmix
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=1,batch_sched_delay=0,sched_min_interval=0
ReturnToService=2
SlurmdParameters=config_overrides
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
KillWait=5
NodeName={host} NodeAddr=127.0.0.1 CPUs={cpus} State=UNKNOWN
PartitionName=main Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""


def why_not():
    """Why no cluster can be started here; "" if it can."""
    missing = [name for name in NEEDS if shutil.which(name) is None]
    if missing:
        return "no " + ", ".join(missing)
    return "" if os.geteuid() == 0 else "slurmd starts jobs as root only"


def free_ports(n):
    sockets = [socket.socket() for _ in range(n)]
    for s in sockets:
        s.bind(("127.0.0.1", 0))
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports


def ask(*command, **more):
    """What a command of SLURM prints; more: environment and the like."""
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60, **more).stdout


class Cluster:
    """Up when made, down when the test ends in whatever way but kill -9."""

    def __init__(self, folder, cpus):
        self.folder = folder
        for name in ("state", "spool"):
            os.makedirs(os.path.join(folder, name), exist_ok=True)
        host = socket.gethostname().split(".")[0]
        ctld_port, d_port = free_ports(2)
        conf = os.path.join(folder, "slurm.conf")
        with open(conf, "w") as f:
            f.write(CONF.format(host=host, folder=folder, cpus=cpus, ctld_port=ctld_port, d_port=d_port))
        with open(os.path.join(folder, "cgroup.conf"), "w") as f:
            f.write("CgroupPlugin=autodetect\n")
        os.environ["SLURM_CONF"] = conf
        atexit.register(self.stop)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
        subprocess.run(["slurmctld", "-i"], check=True)
        subprocess.run(["slurmd"], check=True)
        until(lambda: ask("sinfo", "--noheader", "--format=%T").strip() == "idle", 30)

    def stop(self):
        ask("scancel", "--user=root")
        pids = [int(open(p).read()) for p in (os.path.join(self.folder, name + ".pid") for name in ("slurmd", "slurmctld")) if os.path.exists(p)]
        for pid in pids:
            try:
                os.kill(pid, signal.SIGTERM)
            except ProcessLookupError:
                pass
        until(lambda: not any(os.path.exists("/proc/%d" % pid) for pid in pids), 10)

    def submit(self, *arguments, **environment):
        """sbatch; the number of the job."""
        printed = ask("sbatch", "--parsable", *arguments, env={**os.environ, **environment}).strip()
        if not printed.isdigit():
            raise RuntimeError("sbatch: " + printed)
        return printed


def until(holds, seconds):
    """Whether it comes to hold within so many seconds."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


def job(number):
    """What SLURM knows of a job: {"JobState": "COMPLETED", "ExitCode": "0:0", "Restarts": "1", ...}; of an array, of its last task."""
    return dict(re.findall(r"(\w+)=(\S+)", ask("scontrol", "show", "job", number)))


def states(number):
    """States of all tasks of a job."""
    return re.findall(r"JobState=(\S+)", ask("scontrol", "show", "job", number))


def over(number):
    return all(state not in ("PENDING", "RUNNING", "COMPLETING", "REQUEUED", "CONFIGURING", "SUSPENDED", "STOPPED") for state in states(number))


def over_at_once(number):
    """The same, for a job that may be requeued: SLURM itself would wait for two minutes before it starts again, but credentials of the first start are void for a second or two."""
    if job(number).get("JobState") == "PENDING":
        time.sleep(3)
        ask("scontrol", "update", "jobid=" + number, "StartTime=now")
    return over(number)
