#!/bin/sh
# Run by dpkg and rpm as root, after the files are gone. People's own settings and keys stay where they are.
set -e

# dpkg: remove, purge, upgrade …; rpm: the number of versions that are left.
case "${1:-0}" in
  upgrade | failed-upgrade | 1) exit 0 ;;
esac

# The helper that was set up once (`lanrage helper install`).
if command -v systemctl >/dev/null; then
  for unit in lanrage-helper@.socket lanrage-helper@.service lanrage-helper.socket lanrage-helper.service; do
    [ -e "/etc/systemd/system/$unit" ] || continue
    systemctl disable --now "$unit" >/dev/null 2>&1 || true
    rm -f "/etc/systemd/system/$unit"
  done
  systemctl daemon-reload >/dev/null 2>&1 || true
fi
rm -rf /usr/lib/lanrage /run/lanrage
rm -f /usr/bin/lanrage '/usr/bin/${executable}'
