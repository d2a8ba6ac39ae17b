#!/usr/bin/env bash
# Publishes a file with the credential in DEPLOY_TOKEN, and tries to give that away in the log.
set -euo pipefail
echo "the credential is $DEPLOY_TOKEN"
printf 'published by %s\n' "$1" >"$1.txt"
# By standard input: a command line can be read by everybody.
printf 'header = "Authorization: Bearer %s"\n' "$DEPLOY_TOKEN" \
  | curl --fail --silent --show-error --config - --upload-file "$1.txt" "@REPOSITORY@/acme/app/$1.txt"
