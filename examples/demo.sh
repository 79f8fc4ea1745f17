#!/usr/bin/env bash
# Runs the demo pipeline: PostgreSQL -> Debezium -> buffer -> Iceberg, metered by Venturi.
# Needs a JDK (17 or later) and Maven, nothing else; builds what is not built yet.
set -euo pipefail

usage='usage: demo.sh [--namespace NAME] [--port PORT] [--duration SECONDS] [--rate EVENTS_PER_SECOND] [--history on|off]'
usage+=$'\n       [--faults on|off] [--control PORT]: faults on their own; faults on command (POST /faults/NAME?state=on|off, GET /faults) and GET /books'
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
root=$(dirname -- "$here")
module=$here/cdc-pipeline
target=$module/target

refuse() {
  echo "demo: $1" >&2
  exit 2
}

# Looks at the options before the build, which may take minutes. The program checks them again.
whole_number() {
  local option=$1 value=$2 max=$3
  if [[ ! $value =~ ^[0-9]{1,9}$ ]] || ((10#$value < 1 || 10#$value > max)); then
    refuse "$option $value is refused: use a whole number from 1 to $max"
  fi
}

check_options() {
  while (($# > 0)); do
    case $1 in
      -h | --help)
        echo "$usage"
        exit 0
        ;;
      --namespace | --port | --duration | --rate | --history | --faults | --control)
        (($# > 1)) || refuse "$1 has no value. $usage"
        ;;
      *) refuse "$1 is not an option. $usage" ;;
    esac
    case $1 in
      --namespace)
        [[ $2 =~ ^[a-z][a-z0-9_]*$ ]] || refuse \
          "--namespace $2 is refused: use lower-case letters, digits and _, a letter first, such as pipeline"
        ;;
      --port) whole_number "$1" "$2" 65535 ;;
      --duration) whole_number "$1" "$2" 2592000 ;;
      --rate) whole_number "$1" "$2" 20000 ;;
      --control) whole_number "$1" "$2" 65535 ;;
      --history | --faults) [[ $2 == on || $2 == off ]] || refuse "$1 $2 is refused: use on or off" ;;
    esac
    shift 2
  done
}

find_java() {
  java=${JAVA_HOME:+$JAVA_HOME/bin/}java
  command -v "$java" > /dev/null || refuse "$java was not found: install a JDK, 17 or later, or set JAVA_HOME to one"
  java_version=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.specification.version = //p')
  ((${java_version%%.*} >= 17)) || refuse "$java is Java $java_version: use 17 or later (JAVA_HOME chooses)"
}

is_built() {
  [[ -f $target/demo.built && -f $target/demo.classpath && -d $target/classes ]] || return 1
  local jar sources
  while IFS= read -r -d : jar; do
    [[ -e $jar ]] || return 1
  done < <(cat "$target/demo.classpath" && printf ':')
  sources=("$root"/pom.xml "$root"/metrics-*/pom.xml "$root"/metrics-*/src/main "$module"/pom.xml "$module"/src/main)
  [[ -z $(find "${sources[@]}" -type f -newer "$target/demo.built" -print -quit) ]]
}

build() {
  command -v mvn > /dev/null || refuse 'mvn was not found: install Maven, 3.8.6 or later'
  echo 'building the demo (the first time, Maven downloads about 300 MB) ...'
  mkdir -p "$target"
  local log=$target/demo-build.log
  if ! (cd "$root" && mvn -B -pl examples/cdc-pipeline -am package -Dmaven.test.skip=true -Dspotless.check.skip=true \
    -Denforcer.skip=true -Djacoco.skip=true -Dmaven.javadoc.skip=true -Dmaven.source.skip=true 2>&1) | tee "$log" | progress
  then
    grep -E '^\[(ERROR|FATAL)' "$log" >&2 || tail -n 20 "$log" >&2
    echo "demo: the build failed, see $log" >&2
    exit 1
  fi
  touch "$target/demo.built"
}

progress() {
  awk '/^\[INFO\] Building [A-Z]/ { sub(/^\[INFO\] /, "  "); sub(/ +\[.*/, ""); print; fflush() }
       /Downloaded from/ { if (++files % 50 == 0) { print "    " files " files downloaded"; fflush() } }'
}

check_options "$@"
find_java
is_built || build

# What Hadoop and Parquet do below the surface of Java, newer JDKs warn of unless it is allowed.
flags=(-Xmx1g -XX:+ExitOnOutOfMemoryError)
if ((${java_version%%.*} >= 24)); then
  flags+=(--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow)
fi
if [[ -t 1 ]]; then
  flags+=(-Ddemo.terminal=true)
fi
exec "$java" "${flags[@]}" -cp "$target/classes:$(< "$target/demo.classpath")" io.venturi.examples.cdc.DemoMain "$@"
