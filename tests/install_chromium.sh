#!/bin/sh
# Installs Debian's Chromium where that may be done without asking anybody; otherwise says what is skipped.
skipped() {
  echo "Tests of the page are skipped: $1. To run them, install Chromium (Debian: apt-get install chromium)."
  exit 0
}
command -v apt-get >/dev/null || skipped "there is no Chromium and no apt-get"
if [ "$(id -u)" = 0 ]; then as_root=""
elif sudo -n true 2>/dev/null; then as_root="sudo -n"
else skipped "there is no Chromium, and installing it needs root"
fi
echo "Installing Chromium for the tests of the page"
export DEBIAN_FRONTEND=noninteractive
{ $as_root apt-get update -qq && $as_root apt-get install -y -qq --no-install-recommends chromium; } >/dev/null 2>&1 ||
  skipped "apt-get could not install Chromium"
