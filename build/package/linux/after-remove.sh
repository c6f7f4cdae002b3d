#!/bin/sh
# Run by dpkg and rpm as root, after the files are gone. People's own settings and keys stay where they are.
set -e

# dpkg says what it does, and also tells of upgrades and of what it undoes; rpm says how many versions are left.
case "${1:-0}" in
  remove | purge | 0) ;;
  *) exit 0 ;;
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
# Where systemd does not run, the links of what it would have started are still there.
rm -f /etc/systemd/system/lanrage-helper@.socket /etc/systemd/system/lanrage-helper@.service \
  /etc/systemd/system/*.wants/lanrage-helper@*.socket /etc/systemd/system/*.wants/lanrage-helper@*.service
if command -v systemctl >/dev/null; then systemctl daemon-reload >/dev/null 2>&1 || true; fi
rm -rf /usr/lib/lanrage /etc/lanrage /run/lanrage
rm -f '/usr/bin/${executable}'

# Out of the kernel first: without its file a profile can't be named any more.
profile='/etc/apparmor.d/${executable}'
if [ -e "$profile" ]; then
  if [ -d /sys/kernel/security/apparmor ] && command -v apparmor_parser >/dev/null &&
    ! { command -v ischroot >/dev/null && ischroot; }; then
    apparmor_parser --remove "$profile" || true
  fi
  rm -f "$profile"
fi

for tool in update-mime-database:/usr/share/mime update-desktop-database:/usr/share/applications; do
  if command -v "${tool%%:*}" >/dev/null; then "${tool%%:*}" "${tool#*:}" || true; fi
done
