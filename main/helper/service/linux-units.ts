/** The two systemd units, templates by user id: a socket of that user alone, and the helper behind it. */

import { ownerFile, TOKEN_HASH_VARIABLE } from '../../../shared/helper/service.ts';
import { HELPER_SOCKET_FOLDERS, serviceSocketName } from '../../../shared/helper/socket-name.ts';

const FOLDER = HELPER_SOCKET_FOLDERS.linux;

/** systemd makes the socket before anybody can connect, and keeps it while no helper runs. */
export function socketUnit(): string {
  return `[Unit]
Description=LANrage tunnel helper of user %i

[Socket]
ListenStream=${FOLDER}/${serviceSocketName('%i')}
SocketUser=%i
SocketMode=0600
DirectoryMode=0755
RemoveOnStop=yes

[Install]
WantedBy=sockets.target
`;
}

/**
 * The helper itself. `KillMode=process`: a helper that crashes leaves wireguard-go and the game running, as one does
 * that was started by a prompt. No limit of starts: the engine paces its own, and a refused start would last.
 * @param command - absolute paths without spaces, quotes or marks that systemd expands.
 */
export function serviceUnit(command: readonly string[], isElectron: boolean): string {
  const options = [
    `--socket-dir=${FOLDER}`,
    '--owner-uid=%i',
    `--token-hash=\${${TOKEN_HASH_VARIABLE}}`,
    '--listen-fd=3',
  ];
  return `[Unit]
Description=LANrage tunnel helper of user %i
StartLimitIntervalSec=0

[Service]
Type=exec
EnvironmentFile=${ownerFile('%i', 'linux')}
${isElectron ? 'Environment=ELECTRON_RUN_AS_NODE=1\n' : ''}ExecStart=${[...command, ...options].join(' ')}
KillMode=process
NoNewPrivileges=yes
CapabilityBoundingSet=CAP_NET_ADMIN
ProtectSystem=strict
ReadWritePaths=/run
ProtectHome=yes
PrivateTmp=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectKernelLogs=yes
ProtectHostname=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictNamespaces=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
`;
}
