#!/bin/sh
# Find Chromium, install it from Debian where we may, or say in one loud line what will not be run.
for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
  [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing Chromium from Debian for the browser tests (once) ..."
  export DEBIAN_FRONTEND=noninteractive
  if apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null; then
    exit 0
  fi
fi
echo "!!! NO CHROMIUM: THE BROWSER TESTS ARE NOT RUN. Install it (apt install chromium) or set CHROMIUM=/path/to/it." >&2
exit 0
