#!/usr/bin/env bash
# Tries what threads race on: stress/run.sh [--quick | jcstress options]. Fails on any outcome that is forbidden.
# Results land in stress/target/jcstress/.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
mvn -B -q -pl stress -am -DskipTests -Dmaven.javadoc.skip=true package \
  dependency:build-classpath -Dmdep.outputFile=target/classpath -Dmdep.includeScope=runtime
mkdir -p stress/target/jcstress
cd stress/target/jcstress
# Briefly: every test in one JVM, which takes less than a minute.
[ "${1:-}" != --quick ] || set -- -m quick -f 1 -iters 5 -time 300 -sc false -jvmArgs -Xmx256m "${@:2}"
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
exec "$java" -cp "../classes:$(cat ../classpath)" org.openjdk.jcstress.Main -r . "$@"
