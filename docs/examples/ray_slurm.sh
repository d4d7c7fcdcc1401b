#!/usr/bin/env bash
#SBATCH --job-name=dateline
#SBATCH --nodes=4
#SBATCH --ntasks-per-node=1
#SBATCH --cpus-per-task=16
#SBATCH --time=08:00:00
#
# Annotate texts on several nodes: sbatch ray_slurm.sh TEXTS MODEL OUT
#
# The three paths are on a file system that all nodes see, and so is the virtual environment. A job that runs out of time
# is submitted again as it is: it goes on by document. docs/guides/scale.md says how many cores and hours to ask for.
set -euo pipefail
texts=$1 model=$2 out=$3
source "${DATELINE_ENVIRONMENT:-$HOME/dateline}/bin/activate"
export RAY_USAGE_STATS_ENABLED=0

mapfile -t nodes < <(scontrol show hostnames "$SLURM_JOB_NODELIST")
port=$((20000 + SLURM_JOB_ID % 20000)) # two jobs may share a node
address=$(srun --nodes=1 --ntasks=1 --nodelist="${nodes[0]}" hostname --ip-address | awk '{ print $1 }'):$port

start() { # NODE OPTIONS...: let Ray run there until the job ends
  local node=$1
  shift
  srun --overlap --nodes=1 --ntasks=1 --nodelist="$node" ray start --block --num-cpus="$SLURM_CPUS_PER_TASK" "$@" &
}
start "${nodes[0]}" --head --node-ip-address="${address%:*}" --port="$port"
until srun --overlap --nodes=1 --ntasks=1 --nodelist="${nodes[0]}" ray status --address="$address" > /dev/null 2>&1; do
  sleep 2
done
for node in "${nodes[@]:1}"; do start "$node" --address="$address"; done
workers=$((${#nodes[@]} * SLURM_CPUS_PER_TASK))

srun --overlap --nodes=1 --ntasks=1 --nodelist="${nodes[0]}" \
  dateline annotate "$texts" --model "$model" --out "$out" --engine ray --address "$address" --jobs "$workers"
