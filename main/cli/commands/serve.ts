import { join } from 'node:path';
import { formatEndpoint } from '../../../shared/address.ts';
import { systemClock } from '../../base/clock.ts';
import { readEnvironment } from '../../base/environment.ts';
import { openEngineLog } from '../../base/log/engine-log.ts';
import { stopOnSignals } from '../../headless/stop-signals.ts';
import type { RunningServers } from '../../servers/serve.ts';
import { type Answer, type Command, done, failed } from '../command.ts';
import { readServeOptions } from '../serve-options.ts';
import { storedLogSettings } from '../stored-settings.ts';

export const serve: Command = {
  name: 'serve',
  operands: 'control|relay|all',
  maxOperands: 1,
  summary: 'Run a control server, a relay, or both, for many parties',
  details:
    'A party needs neither: its host runs both by itself. Serve them where players can reach them, and give the address to LANrage with "lanrage settings controlServer=ws://…" or, with a certificate, "wss://…".',
  options: {
    listen: { value: 'ADDR:PORT', multiple: true, text: 'Control server: where it listens (0.0.0.0:8667)' },
    'relay-listen': { value: 'ADDR:PORT', multiple: true, text: 'Relay: where it listens (0.0.0.0:3478)' },
    public: {
      value: 'ADDR:PORT',
      multiple: true,
      text: 'Relay: where players reach it, if not at the control server',
    },
    'probe-listen': {
      value: 'ADDR:PORT',
      multiple: true,
      text: 'Relay: another address, or else another port, that shows players how their router maps',
    },
    'probe-public': {
      value: 'ADDR:PORT',
      multiple: true,
      text: 'Relay: where players reach that one, if not at the relay',
    },
    kernel: {
      value: 'auto|off',
      text: 'Relay: forward in the Linux kernel where nft, root and net.ipv4.ip_forward allow it (auto)',
    },
    processes: {
      value: 'N',
      text: 'Relay: processes that forward what the kernel does not, on Linux (1)',
    },
    'tcp-listen': {
      value: 'ADDR:PORT',
      multiple: true,
      text: 'Relay alone: where it takes those whose network blocks UDP',
    },
    'tcp-public': {
      value: 'URL',
      multiple: true,
      text: 'Relay alone: where players reach that, like wss://relay.example/relay',
    },
    register: { value: 'URL', text: 'Relay alone: the control server it works for' },
    'secret-file': {
      value: 'FILE',
      text: 'What relays and their control server share; readable by its owner alone',
    },
    'member-limit': { value: 'N', text: 'Control server: members that a party may have (64)' },
    'trusted-proxy': {
      value: 'CIDR',
      multiple: true,
      text: 'Control server, or --tcp-listen: a proxy whose X-Forwarded-For is believed',
    },
    health: { value: 'ADDR:PORT', multiple: true, text: 'Relay alone: where GET /health is answered' },
    'log-format': { value: 'human|json', text: 'How the log is written (as in the settings, human)' },
    'tls-cert': { value: 'FILE', text: 'Control server, or --tcp-listen: certificate chain, PEM' },
    'tls-key': { value: 'FILE', text: 'Control server, or --tcp-listen: its private key, PEM' },
  },
  async run(args, { dataDir, io, parts, say }) {
    // Not the engine's own: the servers that it embeds keep their files there.
    const folder = join(dataDir, 'servers');
    const wanted = await readServeOptions(args, folder, parts.resources);
    if ('kind' in wanted) return wanted;
    const environment = readEnvironment();
    if (!environment.ok) return failed(environment.fault);
    const stored = storedLogSettings(dataDir);
    if (!stored.ok) return failed(stored.fault);
    const engineLog = openEngineLog(folder, environment.value.logLevel);
    const format = args.value('log-format') ?? stored.value.logFormat;
    engineLog.follow({ ...stored.value, logFormat: format === 'json' ? 'json' : 'human' });
    const { log } = engineLog;
    const asked = Promise.withResolvers<void>();
    stopOnSignals(asked.resolve);
    const servers = await parts.startServers({
      ...wanted,
      proxies: environment.value.proxies,
      clock: systemClock,
      log,
    });
    if (!servers.ok) return failed(servers.fault);
    say(servingAnswer(servers.value, io.style));
    await asked.promise;
    await servers.value.close();
    return done();
  },
};

function servingAnswer(
  { controlEndpoints, relayEndpoints, probeEndpoints, relayPublicKey }: RunningServers,
  style: (name: 'bold', text: string) => string,
): Answer {
  const control = controlEndpoints.map(formatEndpoint);
  const relay = relayEndpoints.map(formatEndpoint);
  const probe = probeEndpoints.map(formatEndpoint);
  const row = (title: string, endpoints: readonly string[]): string[] =>
    endpoints.length === 0 ? [] : [`${title.padEnd(16)}${style('bold', endpoints.join(', '))}`];
  return {
    json: { event: 'serving', control, relay, probe, relayPublicKey },
    text: [
      ...row('Control server', control),
      ...row('Relay', relay),
      ...row('Probe', probe),
      'Ctrl-C stops serving.',
    ].join('\n'),
  };
}
