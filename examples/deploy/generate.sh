#!/usr/bin/env bash
# Writes dashboards, rules, alerts and manifests for a namespace from the meter catalogue. Needs a JDK (17 or later) and Maven.
# usage: generate.sh [--namespace NAME] [--output DIR] [--profile usual|demo] [--set NAME=VALUE]... [--runbook PLACE]
#   [--group-labels LABEL,...] [--scaled LABEL=VALUE]...
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
root=$(dirname -- "$(dirname -- "$here")")
target=$root/examples/deploy-generator/target

output=$here
for option in "$@"; do
  [[ $option != --output ]] || output=
done

command -v mvn > /dev/null || { echo 'generate: mvn was not found: install Maven, 3.8.6 or later' >&2; exit 2; }
(cd "$root" && mvn -B -q -pl examples/deploy-generator -am process-classes -Dspotless.check.skip=true -Denforcer.skip=true \
  -Djacoco.skip=true)
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "$target/classes:$(< "$target/generate.classpath")" \
  io.venturi.examples.deploy.Generate ${output:+--output "$output"} "$@"
