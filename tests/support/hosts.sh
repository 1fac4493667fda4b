#!/usr/bin/env bash
# Runs a command in a network of its own with hosts node1 .. nodeN, all of them on this machine: network namespaces joined by a bridge. Nothing outside of it can be reached from it,
# and it is gone with the command, however that ends. What runs in it starts programs on the hosts with the words of $GHD_LAUNCH.
#   tests/support/hosts.sh N COMMAND...      exit status 77: this machine permits no namespaces
set -euo pipefail
if [[ -z ${GHD_HOSTS_INSIDE:-} ]]; then
  for word in ip unshare nsenter mount; do command -v "$word" >/dev/null || exit 77; done
  unshare --net --uts --mount true 2>/dev/null || exit 77
  GHD_HOSTS_INSIDE=1 exec unshare --net --uts --mount --pid --fork --kill-child --mount-proc "$0" "$@"
fi

n=$1
shift
folder=$(mktemp -d "${TMPDIR:-/tmp}/xxz-ghd-hosts.XXXXXX")
trap 'rm -rf "$folder"' EXIT
hostname node0
echo '127.0.0.1 localhost' >"$folder/hosts"
for ((i = 0; i <= n; ++i)); do echo "10.111.0.$((i + 1)) node$i" >>"$folder/hosts"; done
mount --bind "$folder/hosts" /etc/hosts
ip link set lo up
ip link add bridge type bridge || exit 77
ip addr add 10.111.0.1/24 dev bridge
ip link set bridge up
list=''
for ((i = 1; i <= n; ++i)); do
  unshare --net --uts bash -c "hostname node$i && echo >'$folder/ready$i' && exec sleep 100000" &
  pid=$!
  while [[ ! -e $folder/ready$i ]]; do sleep 0.02; done
  echo "$pid" >"$folder/node$i"
  ip link add "up$i" type veth peer name "down$i"
  ip link set "up$i" master bridge up
  ip link set "down$i" netns "$pid"
  nsenter --target "$pid" --net bash -c "ip link set lo up && ip link set down$i name eth0 && ip addr add 10.111.0.$((i + 1))/24 dev eth0 && ip link set eth0 up"
  list+=${list:+,}node$i:4
done
cat >"$folder/agent" <<AGENT
#!/usr/bin/env bash
host=\$1
shift
exec nsenter --target "\$(cat "$folder/\$host")" --net --uts bash -c "\$*"
AGENT
chmod +x "$folder/agent"
export OMPI_MCA_plm_rsh_agent=$folder/agent OMPI_MCA_btl=self,tcp GHD_LAUNCH="mpirun --timeout 120 --host $list"
"$@"
