/** The ways in which a helper listens for its owner alone. */
import { chmodSync, chownSync } from 'node:fs';
import { runPowershell } from '../base/powershell.ts';
import type { OwnerSocket } from './server.ts';

/** A socket of its own. It is its owner's alone from the moment it exists: libuv binds within this call, under this mask. */
export function unixOwnerSocket(path: string, ownerUid: number): OwnerSocket {
  return {
    open(server) {
      const mask = process.umask(0o177);
      try {
        server.listen(path);
        chmodSync(path, 0o600);
        chownSync(path, ownerUid, -1);
      } finally {
        process.umask(mask);
      }
    },
  };
}

/** A socket that the system made for the owner, and keeps when this process ends. */
export function inheritedOwnerSocket(fd: number): OwnerSocket {
  return { open: (server) => server.listen({ fd }) };
}

/** Its own connection is one that shows no token, and is dropped as any such. */
const GRANT = `$rights = [System.IO.Pipes.PipeAccessRights]::ReadWrite -bor [System.IO.Pipes.PipeAccessRights]::ChangePermissions
$pipe = New-Object System.IO.Pipes.NamedPipeClientStream '.', $in.pipe, $rights, ([System.IO.Pipes.PipeOptions]::None), ([System.Security.Principal.TokenImpersonationLevel]::Anonymous), ([System.IO.HandleInheritability]::None)
$pipe.Connect(5000)
$list = New-Object System.IO.Pipes.PipeSecurity
$list.SetSecurityDescriptorSddlForm("D:P(A;;FA;;;SY)(A;;FA;;;BA)(A;;0x12019b;;;$($in.sid))")
$pipe.SetAccessControl($list)
$pipe.Dispose()
@{ done = $true } | ConvertTo-Json -Compress`;

/**
 * A named pipe of Windows. It is made for the system and administrators alone, and only one process can make it; the
 * owner is let in right after. Never run on Windows so far.
 */
export function pipeOwnerSocket(
  path: string,
  sid: string,
  grant: typeof runPowershell = runPowershell,
): OwnerSocket {
  return {
    open(server) {
      server.listen(path, () => {
        const pipe = path.split('\\').at(-1) ?? '';
        const parse = (json: unknown) => (json === null ? null : true);
        void grant('let-owner-in', GRANT, { input: { pipe, sid }, parse }).then((done) => {
          if (!done.ok) server.emit('error', new Error(done.fault.args.command));
        });
      });
    },
  };
}
