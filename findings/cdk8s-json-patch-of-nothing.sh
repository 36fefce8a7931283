#!/usr/bin/env bash
# cdk8s 2.70.106: a JSON patch that replaces or removes what is not there succeeds.
#
# RFC 6902 has `replace` and `remove` fail where the target does not exist (sections 4.2 and 4.3). JsonPatch.apply, which addJsonPatch uses,
# applies operations without that check: `replace` adds the field, `remove` does nothing. A patch with a slip in its path, or one whose target
# a new release has moved, is synthesized into a field that nobody reads. Only `test` before it fails as it should.
#
# Seen: "replace: {"spec":{"replica":3}}", "remove: {"spec":{}}", "test: refused".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund cdk8s@2.70.106 constructs@10.8.1 >/dev/null
cat >check.cjs <<'JS'
const { JsonPatch } = require('cdk8s');
const apply = (operation) => {
  try {
    return JSON.stringify(JsonPatch.apply({ spec: {} }, operation));
  } catch {
    return 'refused';
  }
};
console.log(`replace: ${apply(JsonPatch.replace('/spec/replica', 3))}`);
console.log(`remove: ${apply(JsonPatch.remove('/spec/replica'))}`);
console.log(`test: ${apply(JsonPatch.test('/spec/replica', 1))}`);
JS
diff <(node check.cjs) - <<'SEEN'
replace: {"spec":{"replica":3}}
remove: {"spec":{}}
test: refused
SEEN
