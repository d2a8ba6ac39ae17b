#!/usr/bin/env bash
# Publishes a file with the credential in DEPLOY_TOKEN, and tries to give that away in the log.
# usage: deploy.sh [NAME]
set -euo pipefail
name=${1:-app}
echo "the credential is $DEPLOY_TOKEN"
printf 'published by %s\n' "$name" >"$name.txt"
# By standard input: a command line can be read by everybody.
printf 'header = "Authorization: Bearer %s"\n' "$DEPLOY_TOKEN" \
  | curl --fail --silent --show-error --config - --upload-file "$name.txt" "@REPOSITORY@/acme/app/$name.txt"
