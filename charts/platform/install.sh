#!/usr/bin/env bash
# Installs what the product needs of others into the cluster of the current context, in order, then our own charts.
#
#   charts/platform/install.sh ENVIRONMENT      local, dev or prod
#
# In dev and prod these must be set: CLUSTER_NAME, AWS_REGION, VPC_ID. Run again, it brings everything up to date.
set -euo pipefail
cd "$(dirname "$0")"

environment=${1:-}
case $environment in
  local) ;;
  dev | prod) : "${CLUSTER_NAME:?is not set}" "${AWS_REGION:?is not set}" "${VPC_ID:?is not set}" ;;
  *) echo "usage: $0 local|dev|prod" >&2; exit 2 ;;
esac
command -v helm >/dev/null || { echo 'helm is needed: https://helm.sh' >&2; exit 1; }

while IFS=$'\t' read -r release repository chart version namespace where; do
  [[ $release == '#'* || ",$where," != *",$environment,"* ]] && continue
  arguments=(--values "values/$release.yaml")
  [[ -f values/$release.$environment.yaml ]] && arguments+=(--values "values/$release.$environment.yaml")
  if [[ $release == aws-load-balancer-controller ]]; then
    arguments+=(--set "clusterName=$CLUSTER_NAME" --set "region=$AWS_REGION" --set "vpcId=$VPC_ID")
  fi
  if [[ $release == cluster-autoscaler ]]; then
    arguments+=(--set "autoDiscovery.clusterName=$CLUSTER_NAME" --set "awsRegion=$AWS_REGION")
  fi
  echo "== $release $version"
  helm upgrade "$release" "$chart" --install --repo "$repository" --version "$version" \
    --namespace "$namespace" --create-namespace --wait --timeout 10m "${arguments[@]}"
done <charts.tsv

for chart in ../*/Chart.yaml; do
  [[ -f $chart ]] || continue
  folder=$(dirname "$chart")
  arguments=()
  [[ -f $folder/values-$environment.yaml ]] && arguments+=(--values "$folder/values-$environment.yaml")
  echo "== $(basename "$folder"), ours"
  helm upgrade "$(basename "$folder")" "$folder" --install --namespace monitoring --wait --timeout 5m "${arguments[@]}"
done
