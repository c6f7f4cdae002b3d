/** Installs packages of Debian's without what they serve: a test run must not open a TURN server on the machine. */
import { existsSync, rmSync, writeFileSync } from 'node:fs';

/** What invoke-rc.d(8) and deb-systemd-invoke(1p) ask before they start anything. */
const POLICY = '/usr/sbin/policy-rc.d';
/** "Action forbidden by policy" (invoke-rc.d(8)). */
const FORBIDDEN = 101;

/** A policy of the machine's own stays. One that is left because this process was killed takes itself away. */
export async function withoutServices(body: () => Promise<void>, policy = POLICY): Promise<void> {
  if (existsSync(policy)) return body();
  const script = `#!/bin/sh
# LANrage's tests install programs and start no services.
kill -0 ${process.pid} 2>/dev/null || { rm -f "$0"; exit 0; }
exit ${FORBIDDEN}
`;
  writeFileSync(policy, script, { mode: 0o755 });
  try {
    await body();
  } finally {
    rmSync(policy, { force: true });
  }
}
