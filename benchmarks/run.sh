#!/usr/bin/env bash
# Runs a benchmark suite with peers beside Venturi: benchmarks/run.sh SUITE|all [--quick]
# Prints one line a target, PASS or MISS; JMH's JSON lands in benchmarks/target/.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
echo "Building the benchmarks ..." >&2
mvn -B -q -pl benchmarks -am -DskipTests -Dmaven.javadoc.skip=true package \
  dependency:build-classpath -Dmdep.outputFile=target/classpath -Dmdep.includeScope=runtime
cd benchmarks
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
# Suite heap looks into objects of the JDK; JMH's forks do without.
exec "$java" -XX:+IgnoreUnrecognizedVMOptions -XX:+EnableDynamicAgentLoading -Djdk.attach.allowAttachSelf=true -Djol.magicFieldOffset=true \
  --sun-misc-unsafe-memory-access=allow -cp "target/classes:$(cat target/classpath)" io.venturi.benchmarks.Suites "$@"
