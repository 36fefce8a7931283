#!/usr/bin/env bash
# cdk8s 2.70.106: `instanceof` cannot tell one class of charts from another.
#
# Chart answers `instanceof` by a mark that every chart bears (a static Symbol.hasInstance), and subclasses inherit the answer. So a plain
# Chart is an instance of every class that extends Chart, and code that looks for its own kind of chart among `node.scopes` finds the first
# chart of any kind, calls a method that is not there, and ends in a TypeError. A field of the class tells them apart.
#
# Seen: "plain chart instanceof Fleet: true", "a plain chart has the method: false".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund cdk8s@2.70.106 constructs@10.8.1 >/dev/null
cat >check.cjs <<'JS'
const { App, Chart } = require('cdk8s');
class Fleet extends Chart {
  clusters() {
    return [];
  }
}
const plain = new Chart(new App(), 'plain');
console.log(`plain chart instanceof Fleet: ${plain instanceof Fleet}`);
console.log(`a plain chart has the method: ${'clusters' in plain}`);
JS
diff <(node check.cjs) - <<'SEEN'
plain chart instanceof Fleet: true
a plain chart has the method: false
SEEN
