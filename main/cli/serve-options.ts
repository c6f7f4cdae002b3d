/** The words of `lanrage serve`, made into what the servers take. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Endpoint, isNetwork, parseEndpoint } from '../../shared/address.ts';
import { CONTROL_DEFAULT_PORT, PARTY_MEMBER_LIMIT } from '../../shared/control/messages.ts';
import { tunnelUrlSchema } from '../../shared/control/tunnel-url.ts';
import { fault } from '../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { ensureOwnerOnlyDirectory, readOwnerOnly } from '../base/owner-only-file.ts';
import { readFault } from '../base/storage-fault.ts';
import type { ServeOptions } from '../servers/serve.ts';
import type { Arguments } from './arguments.ts';
import { failed, misused, type Outcome } from './command.ts';
import type { Resources } from './resources.ts';

const roles = ['control', 'relay', 'all'] as const;
type Role = (typeof roles)[number];

const ANY_ADDRESS = '0.0.0.0';
const CONTROL_DEFAULT: Endpoint = { address: ANY_ADDRESS, port: CONTROL_DEFAULT_PORT };
/** The STUN port (RFC 8489 §8), since the relay answers STUN too; the embedded relay's default as well. */
const RELAY_DEFAULT: Endpoint = { address: ANY_ADDRESS, port: 3478 };

/** More than there are processors in machines that anybody relays games on. */
const PROCESS_LIMIT = 64;

const ENDPOINT_OPTIONS = [
  'listen',
  'relay-listen',
  'public',
  'probe-listen',
  'probe-public',
  'tcp-listen',
  'health',
] as const;

/** What `startServers` takes, without what the process brings along. */
export type Wanted = Omit<ServeOptions, 'clock' | 'log'>;

/**
 * Reads the options and the files that they name, and makes the folder of the servers' own files.
 * @returns what to start, or how the command ends instead.
 */
export async function readServeOptions(
  args: Arguments,
  folder: string,
  { relayWorkerScript }: Pick<Resources, 'relayWorkerScript'>,
): Promise<Wanted | Outcome> {
  const role = roles.find((name) => name === args.operands[0]);
  if (role === undefined) return misused('Say what to serve: "control", "relay" or "all".');
  const problem =
    badEndpoint(args) ??
    badTunnelUrl(args) ??
    badMemberLimit(args) ??
    badKernel(args) ??
    badProcesses(args) ??
    badTrustedProxy(args) ??
    badLogFormat(args) ??
    contradiction(args, role) ??
    uselessListener(args, role);
  if (problem !== null) return misused(problem);

  const directory = await ensureOwnerOnlyDirectory(folder);
  if (!directory.ok) return failed(directory.fault);
  const secret = await readSecret(args.value('secret-file'));
  if (!secret.ok) return failed(secret.fault);
  const tls = await readTls(args.value('tls-cert'), args.value('tls-key'));
  if (!tls.ok) return failed(tls.fault);
  const url = args.value('register');
  return {
    ...(role !== 'relay' && {
      control: {
        listen: endpoints(args, 'listen', CONTROL_DEFAULT),
        databasePath: join(folder, 'control.db'),
        limits: { membersPerParty: memberLimit(args) },
        ...(tls.value !== null && { tls: tls.value }),
      },
      ...(secret.value !== null && { relaySecret: secret.value }),
    }),
    ...(role !== 'control' && {
      relay: {
        listen: relayListen(args, role),
        keyPath: join(folder, 'relay.key'),
        publicEndpoints: relayReachedAt(args, role),
        ...(args.has('tcp-listen') && {
          tcp: {
            listen: endpoints(args, 'tcp-listen', RELAY_DEFAULT),
            publicUrls: args.values('tcp-public'),
            ...(tls.value !== null && { tls: tls.value }),
          },
        }),
        kernel: args.value('kernel') !== 'off',
        batches: true,
        ...(processes(args) > 1 && {
          processes: { count: processes(args) - 1, entry: relayWorkerScript },
        }),
        ...(args.has('probe-listen') && {
          probe: {
            listen: endpoints(args, 'probe-listen', RELAY_DEFAULT),
            keyPath: join(folder, 'relay-probe.key'),
            publicEndpoints: probeReachedAt(args),
            required: true,
          },
        }),
      },
    }),
    ...(args.has('trusted-proxy') && { trustedProxies: args.values('trusted-proxy') }),
    ...(args.has('health') && { health: { listen: endpoints(args, 'health', RELAY_DEFAULT) } }),
    ...(url !== null && { register: { url, secret: secret.value ?? '' } }),
  };
}

/** What the options ask for that cannot be together; null when nothing. */
function contradiction(args: Arguments, role: Role): string | null {
  const refused: readonly (readonly [boolean, string])[] = [
    [args.has('tls-cert') !== args.has('tls-key'), '--tls-cert and --tls-key belong together.'],
    [
      role !== 'relay' && args.has('register'),
      '--register is for a relay alone: its control server is elsewhere.',
    ],
    [
      role === 'relay' && !args.has('register'),
      'A relay alone needs --register URL: the control server it works for.',
    ],
    [
      role === 'relay' && args.has('tls-cert') && !args.has('tcp-listen'),
      '--tls-cert is for the control server or for --tcp-listen, and "serve relay" starts neither here.',
    ],
    [
      role !== 'relay' && (args.has('tcp-listen') || args.has('tcp-public')),
      '--tcp-listen is for a relay alone: beside a control server, tunnels share its port.',
    ],
    [args.has('tcp-public') && !args.has('tcp-listen'), '--tcp-public needs --tcp-listen.'],
    [
      args.has('tcp-listen') && !args.has('tcp-public') && hasWildcard(args),
      'Players must be told where tunnels are taken: add --tcp-public URL.',
    ],
    [
      role === 'relay' && args.has('listen') && args.has('relay-listen'),
      'For a relay alone, --listen and --relay-listen mean the same; give one.',
    ],
    [
      role === 'relay' && relayReachedAt(args, role).length === 0,
      'Players must be told where this relay is: add --public ADDR:PORT.',
    ],
    [
      args.has('public') && args.has('probe-listen') && !args.has('probe-public'),
      'With --public, players must be told where the probe is too: add --probe-public ADDR:PORT.',
    ],
    [
      role === 'relay' && args.has('member-limit'),
      '--member-limit is for the control server, which "serve relay" does not start.',
    ],
    [
      role === 'control' && (args.has('relay-listen') || args.has('public')),
      '--relay-listen and --public are for the relay, which "serve control" does not start.',
    ],
    [
      role === 'control' && (args.has('probe-listen') || args.has('probe-public')),
      '--probe-listen and --probe-public are for the relay, which "serve control" does not start.',
    ],
    [
      role === 'control' && ['kernel', 'processes'].some((name) => args.has(name)),
      '--kernel and --processes are for the relay, which "serve control" does not start.',
    ],
    [
      args.has('probe-public') && !args.has('probe-listen'),
      '--probe-public tells where players reach what --probe-listen opens; give both.',
    ],
  ];
  return refused.find(([applies]) => applies)?.[1] ?? null;
}

/** What is asked of an HTTP listener that isn't started. */
function uselessListener(args: Arguments, role: Role): string | null {
  if (role !== 'relay') {
    if (!args.has('health')) return null;
    return '--health is for a relay alone: a control server answers /health on its own port.';
  }
  if (!args.has('trusted-proxy') || args.has('tcp-listen')) return null;
  return '--trusted-proxy is for the control server or for --tcp-listen, and "serve relay" starts neither here.';
}

/** A relay alone has one thing to listen for, so there `--listen` means it too. */
function relayListen(args: Arguments, role: Role): readonly Endpoint[] {
  const name = role === 'relay' && args.has('listen') ? 'listen' : 'relay-listen';
  return endpoints(args, name, RELAY_DEFAULT);
}

/** As told, or where it listens if that is an address; none means "at the control server's host". */
function relayReachedAt(args: Arguments, role: Role): readonly Endpoint[] {
  if (args.has('public')) return endpoints(args, 'public', RELAY_DEFAULT);
  return relayListen(args, role).filter(isNoWildcard);
}

function probeReachedAt(args: Arguments): readonly Endpoint[] {
  const name = args.has('probe-public') ? 'probe-public' : 'probe-listen';
  return endpoints(args, name, RELAY_DEFAULT).filter(isNoWildcard);
}

function isNoWildcard({ address }: Endpoint): boolean {
  return !/^[0.:]+$/.test(address);
}

function endpoints(args: Arguments, name: string, otherwise: Endpoint): readonly Endpoint[] {
  const texts = args.values(name);
  return texts.length === 0 ? [otherwise] : texts.flatMap((text) => parseEndpoint(text) ?? []);
}

function badEndpoint(args: Arguments): string | null {
  for (const name of ENDPOINT_OPTIONS) {
    const bad = args.values(name).find((text) => parseEndpoint(text) === null);
    if (bad !== undefined) {
      return `--${name} ${bad} is no address with a port, like 203.0.113.10:8667 or [::]:8667.`;
    }
  }
  return null;
}

function badTunnelUrl(args: Arguments): string | null {
  const urls = args.values('tcp-public');
  const bad = urls.find((url) => !/^wss?:/.test(url) || !tunnelUrlSchema.safeParse(url).success);
  if (bad !== undefined)
    return `--tcp-public ${bad} is no address of tunnels, like wss://relay.example/relay.`;
  return urls.length > 2 ? '--tcp-public can be given twice at most.' : null;
}

function hasWildcard(args: Arguments): boolean {
  return endpoints(args, 'tcp-listen', RELAY_DEFAULT).some(({ address }) => /^[0.:]+$/.test(address));
}

function memberLimit(args: Arguments): number {
  return Number(args.value('member-limit') ?? PARTY_MEMBER_LIMIT);
}

function badMemberLimit(args: Arguments): string | null {
  const limit = memberLimit(args);
  const isGood = Number.isInteger(limit) && limit >= 2 && limit <= PARTY_MEMBER_LIMIT;
  return isGood ? null : `--member-limit is a number from 2 to ${PARTY_MEMBER_LIMIT}.`;
}

function badTrustedProxy(args: Arguments): string | null {
  const bad = args.values('trusted-proxy').find((text) => !isNetwork(text));
  return bad === undefined ? null : `--trusted-proxy ${bad} is no address or network, like 10.0.0.0/8.`;
}

function badLogFormat(args: Arguments): string | null {
  const asked = args.value('log-format') ?? 'human';
  return ['human', 'json'].includes(asked) ? null : '--log-format is "human" or "json".';
}

function badKernel(args: Arguments): string | null {
  const asked = args.value('kernel') ?? 'auto';
  return ['auto', 'off'].includes(asked) ? null : '--kernel is "auto" or "off".';
}

function processes(args: Arguments): number {
  return Number(args.value('processes') ?? 1);
}

function badProcesses(args: Arguments): string | null {
  const count = processes(args);
  if (!Number.isInteger(count) || count < 1 || count > PROCESS_LIMIT)
    return `--processes is a number from 1 to ${PROCESS_LIMIT}.`;
  return count > 1 && process.platform !== 'linux' ? '--processes above 1 needs Linux.' : null;
}

/** @fault storage.unreadable - it is missing, belongs to another user, or others may read it. */
async function readSecret(path: string | null): Promise<Result<string | null>> {
  if (path === null) return ok(null);
  const read = await readOwnerOnly(path);
  if (!read.ok) return read;
  const refuse = (reason: 'no-such-file' | 'was-exposed') =>
    fail(fault('storage.unreadable', { path, reason }));
  if (read.value === null) return refuse('no-such-file');
  if (read.value.repaired) return refuse('was-exposed');
  const secret = Buffer.from(read.value.data).toString('utf8').trim();
  return secret === '' ? fail(fault('serve.secret-missing', {})) : ok(secret);
}

async function readTls(
  certPath: string | null,
  keyPath: string | null,
): Promise<Result<{ cert: string; key: string } | null>> {
  if (certPath === null || keyPath === null) return ok(null);
  const cert = await readText(certPath);
  if (!cert.ok) return cert;
  const key = await readText(keyPath);
  return key.ok ? ok({ cert: cert.value, key: key.value }) : key;
}

async function readText(path: string): Promise<Result<string>> {
  try {
    return ok(await readFile(path, 'utf8'));
  } catch (error) {
    return fail(readFault(error, path));
  }
}
