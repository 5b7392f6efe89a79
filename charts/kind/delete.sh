#!/usr/bin/env bash
# Takes the cluster and its registry away, with everything in them.
set -euo pipefail
kind delete cluster --name books
docker rm --force books-registry
