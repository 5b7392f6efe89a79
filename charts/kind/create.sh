#!/usr/bin/env bash
# A kind cluster with a registry beside it, Traefik in front, and what pods are measured and scaled by.
# Run again, it makes what is missing. charts/kind/delete.sh takes it all away.
set -euo pipefail
cd "$(dirname "$0")"

readonly CLUSTER=books
readonly REGISTRY=books-registry
readonly REGISTRY_PORT=5001
readonly REGISTRY_IMAGE=docker.io/library/registry:3

for tool in docker kind kubectl helm; do
  command -v "$tool" >/dev/null || { echo "$tool is needed, see docs/verification.md" >&2; exit 1; }
done

if [[ $(docker inspect --format '{{.State.Running}}' "$REGISTRY" 2>/dev/null) != true ]]; then
  docker rm --force "$REGISTRY" >/dev/null 2>&1 || true
  docker run --detach --restart unless-stopped --publish "127.0.0.1:$REGISTRY_PORT:5000" --name "$REGISTRY" "$REGISTRY_IMAGE"
fi

kind get clusters | grep --quiet --line-regexp "$CLUSTER" || kind create cluster --config cluster.yaml --wait 120s

# Inside the node `localhost` is the node, so containerd is told where the registry really is.
for node in $(kind get nodes --name "$CLUSTER"); do
  folder="/etc/containerd/certs.d/localhost:$REGISTRY_PORT"
  docker exec "$node" mkdir -p "$folder"
  docker exec --interactive "$node" cp /dev/stdin "$folder/hosts.toml" <<<"[host.\"http://$REGISTRY:5000\"]"
done
docker network connect kind "$REGISTRY" 2>/dev/null || true

kubectl config use-context "kind-$CLUSTER"
../platform/install.sh local
echo
echo 'Ready: `skaffold dev` or `tilt up` in the project, then http://localhost:8080'
