#!/bin/sh
# Run by dpkg and rpm as root. electron-builder fills in the names.
set -e
app='/opt/${sanitizedProductName}'

# The command line runs on the app's own Node.
cat >/usr/bin/lanrage <<CLI
#!/bin/sh
ELECTRON_RUN_AS_NODE=1 exec '$app/${executable}' '$app/resources/app.asar/out/cli/lanrage.js' "\$@"
CLI
chmod 755 /usr/bin/lanrage
ln -sf "$app/${executable}" '/usr/bin/${executable}'

# The helper that somebody has set up once is this version's from its next start on.
if [ -e /usr/lib/lanrage/helper.mjs ]; then
  cp "$app/resources/app.asar.unpacked/out/helper/helper.js" /usr/lib/lanrage/helper.mjs.new
  chmod 644 /usr/lib/lanrage/helper.mjs.new
  mv /usr/lib/lanrage/helper.mjs.new /usr/lib/lanrage/helper.mjs
fi

# Chromium's sandbox: by user namespaces where the system allows them, else by its own helper.
if ! { [ -L /proc/self/ns/user ] && unshare --user true; } >/dev/null 2>&1; then
  chmod 4755 "$app/chrome-sandbox"
fi

for tool in update-mime-database:/usr/share/mime update-desktop-database:/usr/share/applications; do
  if command -v "${tool%%:*}" >/dev/null; then "${tool%%:*}" "${tool#*:}" || true; fi
done
