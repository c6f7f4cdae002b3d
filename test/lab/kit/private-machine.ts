/**
 * Commands on a machine of their own: a mount namespace where /usr and /etc may be written and nothing of it lasts,
 * /run is empty, and `systemctl` notes what it is told (no systemd runs here) and does what needs no running system.
 */
import { mkdirSync, rmSync } from 'node:fs';
import type { Finished } from './command.ts';
import { run } from './command.ts';

const SYSTEMCTL = `#!/bin/sh
echo "$*" >>/run/systemctl.log
case "$1" in enable | disable) ;; *) exit 0 ;; esac
for word; do [ "$word" = --now ] || set -- "$@" "$word"; shift; done
exec /run/systemctl --root=/ "$@"
`;

/** Runs a script of the shell there, from a folder of the caller's that is removed afterwards. */
export function onPrivateMachine(script: string, work = `/tmp/lanrage-machine-${process.pid}`): Finished {
  mkdirSync(work, { recursive: true });
  const layer = (name: string) =>
    `mkdir -p ${work}/${name} ${work}/${name}-work
     mount -t overlay overlay -o lowerdir=/${name},upperdir=${work}/${name},workdir=${work}/${name}-work /${name}`;
  const setUp = `set -e
    mount -t tmpfs tmpfs ${work}
    ${layer('usr')}
    ${layer('etc')}
    mount -t tmpfs -o mode=755 tmpfs /run
    mkdir -p /run/systemd/system
    cp /usr/bin/systemctl /run/systemctl
    cat >/usr/bin/systemctl <<'END'\n${SYSTEMCTL}END\n`;
  try {
    return run('unshare', ['--mount', '--propagation', 'private', '/bin/sh', '-c', setUp + script]);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
