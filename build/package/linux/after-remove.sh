#!/bin/sh
# Run by dpkg and rpm as root, after the files are gone. People's own settings and keys stay where they are.
set -e

# dpkg: remove, purge, upgrade …; rpm: the number of versions that are left.
case "${1:-0}" in
  upgrade | failed-upgrade | 1) exit 0 ;;
esac

# The helper that users have set up once (`lanrage helper install`), each with a file of their own.
if command -v systemctl >/dev/null; then
  for file in /etc/lanrage/helper-*.env; do
    [ -e "$file" ] || continue
    owner="${file#/etc/lanrage/helper-}"
    unit="lanrage-helper@${owner%.env}"
    systemctl disable --now "$unit.socket" "$unit.service" >/dev/null 2>&1 || true
  done
fi
rm -f /etc/systemd/system/lanrage-helper@.socket /etc/systemd/system/lanrage-helper@.service
if command -v systemctl >/dev/null; then systemctl daemon-reload >/dev/null 2>&1 || true; fi
rm -rf /usr/lib/lanrage /etc/lanrage /run/lanrage
rm -f /usr/bin/lanrage '/usr/bin/${executable}'
