#!/bin/sh
# Run by dpkg and rpm as root. electron-builder fills in the names.
set -e
app='/opt/${sanitizedProductName}'
profile='/etc/apparmor.d/${executable}'

# A file keeps the mode that it had where the package was made.
chmod 755 /usr/bin/lanrage
ln -sf "$app/${executable}" '/usr/bin/${executable}'

# The helper that somebody has set up once is this version's from its next start on.
if [ -e /usr/lib/lanrage/helper.mjs ]; then
  cp "$app/resources/app.asar.unpacked/out/helper/helper.js" /usr/lib/lanrage/helper.mjs.new
  chmod 644 /usr/lib/lanrage/helper.mjs.new
  mv /usr/lib/lanrage/helper.mjs.new /usr/lib/lanrage/helper.mjs
fi

# Ubuntu since 23.10 gives user namespaces only to programs with a profile. AppArmor before 4.0, which gives them to all,
# can't read this one.
if [ -d /sys/kernel/security/apparmor ] && command -v apparmor_parser >/dev/null; then
  if apparmor_parser --skip-kernel-load --skip-cache "$app/resources/apparmor-profile" >/dev/null 2>&1; then
    cp "$app/resources/apparmor-profile" "$profile"
    chmod 644 "$profile"
    # An image that is only being put together has this machine's kernel, but not its programs.
    if ! { command -v ischroot >/dev/null && ischroot; }; then
      apparmor_parser --replace --skip-read-cache "$profile" ||
        echo 'LANrage: its AppArmor profile could not be loaded now; a restart will load it.' >&2
    fi
  fi
fi

# What root may do says little of everybody else.
has_user_namespaces() {
  [ -L /proc/self/ns/user ] && unshare --user true || return 1
  [ "$(cat /proc/sys/kernel/unprivileged_userns_clone 2>/dev/null)" != 0 ] || return 1
  [ -e "$profile" ] || [ "$(cat /proc/sys/kernel/apparmor_restrict_unprivileged_userns 2>/dev/null)" != 1 ]
}

# Chromium's sandbox: by user namespaces where the system allows them, else by its own helper.
if has_user_namespaces >/dev/null 2>&1; then
  chmod 755 "$app/chrome-sandbox"
else
  chmod 4755 "$app/chrome-sandbox"
fi

for tool in update-mime-database:/usr/share/mime update-desktop-database:/usr/share/applications; do
  if command -v "${tool%%:*}" >/dev/null; then "${tool%%:*}" "${tool#*:}" || true; fi
done
