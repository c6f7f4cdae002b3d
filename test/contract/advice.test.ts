import { describe, expect, it } from 'vitest';
import { advice, explain } from '../../shared/faults/advice.ts';
import type { Fault, FaultArgs, FaultCode } from '../../shared/faults/fault.ts';
import { faultReasons, type ReasonedFault } from '../../shared/faults/fault-reasons.ts';
import type { ReasonCode, ReasonFigures } from '../../shared/faults/reason.ts';
import { sayBecause } from '../../shared/faults/say-reason.ts';
import { languages } from '../../shared/texts/language.ts';

/** One example of each fault, without its reasons; leaving one out does not compile. */
const examples: { readonly [C in FaultCode]: Pick<FaultArgs[C], Exclude<keyof FaultArgs[C], 'reason'>> } = {
  'ipc.bad-request': { at: 'name' },
  'engine.unexpected': { reference: '4f1c' },
  'engine.not-running': { dataDir: '/home/ada/.config/lanrage' },
  'engine.already-running': { dataDir: '/home/ada/.config/lanrage', pid: 4711 },
  'engine.unauthorised': {},
  'engine.unreachable': {},
  'settings.invalid': { key: 'mtu', at: '' },
  'settings.repaired': { movedTo: '/x/lanrage.db.damaged-2026' },
  'settings.needs-restart': { settings: 'apiPort' },
  'storage.unwritable': { path: '/x/lanrage.db' },
  'storage.full': { path: '/x/lanrage.db' },
  'storage.unreadable': { path: '/x/lanrage.db' },
  'storage.newer': { path: '/x/lanrage.db', found: 7, known: 2 },
  'keys.unreadable': { path: '/x/keys/identity.key' },
  'keys.locked': { path: '/home/alex/.config/lanrage/wireguard.key' },
  'keys.mismatch': { path: '/x/keys/identity.key' },
  'command.not-found': { command: 'wg' },
  'command.failed': { command: 'ip link', exitCode: 2, stderr: 'busy' },
  'command.timed-out': { command: 'wg show', timeoutMs: 30_000 },
  'helper.not-installed': {},
  'helper.refused': {},
  'helper.install-failed': {},
  'helper.not-removed': {},
  'helper.keeps-ending': { times: 3 },
  'helper.unreachable': {},
  'helper.version-mismatch': { expected: 2, found: 1 },
  'helper.rejected': { verb: 'peer.set' },
  'tunnel.wireguard-missing': { hint: 'sudo apt install wireguard-tools' },
  'tunnel.unsupported-platform': { platform: 'aix' },
  'tunnel.wireguard-broken': { program: 'wg' },
  'tunnel.firewall-shut': {},
  'tunnel.port-taken': { port: 51820 },
  'tunnel.interface-exists': { name: 'lanrage0' },
  'tunnel.interface-missing': { name: 'lanrage0' },
  'tunnel.changed': { name: 'lanrage0' },
  'tunnel.discovery-unavailable': {},
  'tunnel.address-conflict': { subnet: '10.66.0.0/16', device: 'eth0' },
  'tunnel.create-failed': {},
  'tunnel.echo-port-taken': { port: 47_808 },
  'party.code-malformed': { length: 12 },
  'party.code-mistyped': {},
  'party.invite-foreign': { found: 'discord.gg' },
  'party.server-needed': {},
  'party.not-found': { server: 'play.example.org' },
  'party.invite-expired': { endedAt: '2026-11-21T10:00:00Z' },
  'party.not-authorised': {},
  'party.not-hosted-here': {},
  'party.exists': {},
  'party.full': { limit: 64 },
  'party.addresses-exhausted': { subnet: '10.66.0.0/30' },
  'party.already-in-one': { name: 'Friday LAN' },
  'party.none': {},
  'party.busy': { doing: 'joining' },
  'party.removed': {},
  'party.record-rejected': { peer: 'Zoë' },
  'party.no-free-subnet': {},
  'party.subnet-refused': { subnet: '8.8.8.0/24' },
  'party.over': { name: 'Friday' },
  'party.remade': { server: 'play.example.org' },
  'meeting.nobody': {},
  'meeting.nat': { whose: 'both' },
  'meeting.friend-kept-out': { whose: 'theirs' },
  'meeting.blocked': {},
  'meeting.no-endpoint': {},
  'party.relay-refused': {},
  'control.unreachable': { server: 'play.example.org' },
  'control.timed-out': { server: 'play.example.org' },
  'control.bad-message': { at: '' },
  'control.too-large': { limitBytes: 16_384 },
  'control.out-of-order': { expected: 'hello' },
  'control.unknown-type': { type: 'party.rename' },
  'control.version-unsupported': { serverVersion: 2, clientVersion: 1 },
  'control.not-authenticated': {},
  'control.token-invalid': {},
  'control.rate-limited': { retryAfterMs: 1500 },
  'control.too-many-parties': { limit: 100 },
  'control.too-many-connections': { limit: 100 },
  'control.peer-unreachable': { peer: 'Zoë' },
  'control.relay-refused': {},
  'control.replaced': {},
  'control.server-failed': { reference: '4f1c' },
  'rendezvous.unreachable': {},
  'rendezvous.clock': { seconds: 90_000 },
  'relay.none': { server: 'play.example.org' },
  'relay.tcp-fallback': { relay: '203.0.113.7:3478' },
  'relay.unreachable': { endpoint: '203.0.113.7:3478' },
  'relay.no-handshake': { endpoint: '203.0.113.7:3478' },
  'portmap.no-gateway': {},
  'portmap.none-found': { gateway: '192.168.1.1' },
  'portmap.refused': { protocol: 'upnp' },
  'portmap.unanswered': { protocol: 'pcp' },
  'portmap.behind-another-nat': { address: '100.64.1.2' },
  'serve.port-taken': { protocol: 'udp', address: '0.0.0.0', port: 3478 },
  'serve.address-unavailable': { address: '203.0.113.7' },
  'serve.secret-missing': {},
  'serve.tls-invalid': { program: 'OpenSSL', text: 'bad base64 decode' },
  'target.invalid': { field: 'port' },
  'target.exists': { name: 'Router' },
  'target.too-many': { limit: 256 },
  'target.not-found': { id: 't1' },
  'peer.handshake-timeout': { peer: 'Zoë' },
  'peer.link-lost': { peer: 'Zoë' },
  'peer.away': { peer: 'Zoë' },
  'peer.small-packets': { peer: 'Zoë', mtu: 1216, expected: 1420 },
  'peer.tunnel-loop': { peer: 'Zoë' },
  'peer.unknown': { peer: 'Zoë' },
  'link-test.busy': { doing: 'bandwidth' },
  'link-test.too-often': { retryAfterMs: 4000 },
  'link-test.unknown-place': { place: 'nobody' },
  'link-test.not-a-member': { place: '1.1.1.1' },
  'link-test.refused': { peer: 'Zoë', retryAfterMs: 5000 },
  'link-test.unanswered': { place: 'Zoë' },
  'link-test.unreached': { place: 'Zoë' },
  'link-test.fell-short': { perSecond: 812, p99Ms: 640, neededPerSecond: 900, limitMs: 500 },
  'link-test.port-taken': { port: 8669 },
  'session.none': {},
  'doctor.check-overdue': { check: 'udp', seconds: 8 },
  'doctor.remedy-unfit': { remedy: 'lower-mtu' },
  'doctor.stale-interface': { name: 'lanrage3' },
  'doctor.key-mismatch': { name: 'lanrage0' },
  'doctor.foreign-route': { subnet: '10.66.0.0/16', source: '10.8.0.2' },
  'doctor.clock-skew': { seconds: 3600 },
  'doctor.clock-set-back': { seconds: 7200 },
  'doctor.disk-full': {},
  'doctor.busy-computer': { percent: 97 },
  'doctor.no-route': {},
  'doctor.gateway-silent': { gateway: '192.168.1.1' },
  'doctor.no-internet': { gateway: '192.168.1.1' },
  'doctor.icmp-filtered': { gateway: '192.168.1.1' },
  'doctor.home-loss': { gateway: '192.168.1.1', percent: 12 },
  'doctor.dns-dead': { name: 'play.example.org' },
  'doctor.dns-lies': { name: 'play.example.org', address: '127.0.0.1' },
  'doctor.captive-portal': {},
  'doctor.udp-blocked': {},
  'doctor.invite-limited': { line: 'house', why: 'portmap.none-found', gateway: '192.168.1.1' },
  'doctor.both-symmetric': { peer: 'Jon' },
  'doctor.peer-missing': { peer: 'Jon' },
  'doctor.echo-filtered': { peer: 'Jon' },
  'doctor.firewall-here': { command: 'sudo ufw allow in on lanrage0' },
  'doctor.firewall-there': { peer: 'Jon' },
  'doctor.peer-silent': { peer: 'Jon' },
  'doctor.latency-relayed': { peer: 'Jon', latencyMs: 240 },
  'doctor.latency-direct': { peer: 'Jon', latencyMs: 240 },
  'doctor.loss': { peer: 'Jon', percent: 7 },
  'doctor.loss-bursts': { peer: 'Jon', percent: 7, longest: 9 },
  'doctor.jitter': { peer: 'Jon', jitterMs: 30 },
  'doctor.mtu': { peer: 'Jon', mtu: 1280, expected: 1420 },
};

/** Examples of the figures of each reason; leaving one out does not compile. */
const figures: { readonly [R in ReasonCode]: ReasonFigures[R] } = {
  'too-small': { minimum: 576, unit: 'bytes' },
  'too-large': { maximum: 9000, unit: 'bytes' },
  'too-short': { minimum: 576 },
  'too-long': { maximum: 9000 },
  'too-many': { maximum: 9000 },
  'not-whole': {},
  'not-number': {},
  'not-yes-or-no': {},
  'not-text': {},
  'not-list': {},
  'not-one-of': { options: 'system, light, dark' },
  'not-understood': {},
  malformed: {},
  'no-such-field': {},
  'not-websocket-url': {},
  'not-page-url': {},
  'not-host-port': {},
  'not-meeting-server': {},
  'not-subnet': {},
  'not-interface-name': {},
  'not-divisor-of-60': {},
  unshowable: {},
  invisible: {},
  'ends-before-it-begins': {},
  'too-many-steps': {},
  'no-such-setting': { closest: 'mtu' },
  'not-a-pair': { key: 'mtu' },
  needed: {},
  'needs-none': {},
  'not-url': {},
  'not-host': {},
  'not-name': {},
  'other-family': {},
  'no-such-call': {},
  'foreign-sender': {},
  'not-a-call': {},
  'too-many-calls': {},
  'not-json': {},
  'frame-too-large': {},
  'server-cannot-know': {},
  'bad-join-answer': {},
  'place-outside': { place: 70_000, subnet: '10.66.0.0/16' },
  errno: { errno: 'EROFS' },
  'file-errno': { errno: 'EROFS', path: '/opt/lanrage' },
  said: { program: 'systemctl', text: 'Unit lanrage.socket is masked' },
  'windows-error': { number: 718 },
  exited: { exitCode: 2 },
  killed: { signal: 'SIGKILL' },
  'tool-failed': { command: 'ip link add', exitCode: 2 },
  'tool-not-run': { program: 'systemctl', problem: 'command.timed-out' },
  'unknown-format': { command: 'ip link add' },
  'program-missing': { program: 'systemctl' },
  'windows-step': { step: 'set-address' },
  sqlite: { text: 'Unit lanrage.socket is masked' },
  'not-a-file': {},
  'another-owner': {},
  'others-may-write': {},
  'path-too-long': {},
  'not-a-token': {},
  'not-a-key': {},
  'key-store': {},
  'no-such-file': {},
  'was-exposed': {},
  'not-running': {},
  'not-set-up': {},
  stopped: {},
  ended: {},
  'connection-ended': {},
  'not-its-socket': {},
  'no-answer-within': { ms: 30_000 },
  'bad-frames': {},
  'bad-answer': { verb: 'peer.set' },
  'not-root': {},
  'unsafe-folder': {},
  'already-running': {},
  'file-missing': { path: '/opt/lanrage' },
  'writable-by-others': { path: '/opt/lanrage' },
  'unusual-folder': {},
  'no-user-id': {},
  'from-sources': {},
  'own-files-unreadable': {},
  'no-result': {},
  declined: {},
  'no-systemd': {},
  'app-not-a-package': {},
  'app-not-roots': {},
  'app-not-in-program-files': {},
  'files-changed': {},
  'no-way-here': { platform: 'aix' },
  'frame-without-id': {},
  'id-used-before': {},
  'not-a-request': {},
  'unknown-verb': {},
  'bad-argument': { field: 'mtu' },
  'privileged-port': {},
  'not-ipv4': {},
  'not-private': {},
  'no-host-address': {},
  'peer-named-twice': {},
  'own-peer': {},
  'too-many-peers': { limit: 128 },
  'too-many-interfaces': { limit: 128 },
  'too-many-groups': { limit: 128 },
  'shared-allowed-ip': {},
  'no-address-yet': {},
  'allowed-ip-many-hosts': {},
  'allowed-ip-outside': {},
  'allowed-ip-own': {},
  'endpoint-not-literal': {},
  'endpoint-many-hosts': {},
  'endpoint-in-tunnel': {},
  'endpoint-mapped-ipv4': {},
  'by-command': { hint: 'wireguard-tools' },
  'by-download': { hint: 'wireguard-tools' },
  'by-package': { hint: 'wireguard-tools' },
  'not-started': { program: 'systemctl' },
  'not-opened': { program: 'systemctl', name: 'lanrage0' },
  'not-ended': { program: 'systemctl', name: 'lanrage0' },
  'no-udp-port': { name: 'lanrage0' },
  'no-socket': { address: '10.66.0.1', errno: 'EROFS' },
  'no-kernel-dup': {},
  'rules-refused': {},
  'no-firewall': {},
  'tool-exits': { program: 'wg', exitCode: 1 },
  'tool-hangs': { program: 'wg', ms: 2000 },
  closed: {},
  'not-wanted': {},
  'not-an-address': {},
  'not-lanrage': {},
  reconnecting: {},
  'no-connection': {},
  'answers-others': {},
  'http-status': { status: 502 },
  'proxy-silent': {},
  'proxy-status': { status: 502 },
  signature: {},
  'wireguard-key': {},
  'no-hello': { ms: 30_000 },
  'foreign-identity': {},
  'address-outside': {},
  'old-record': {},
  'reserved-key': {},
  'not-a-member': {},
  'party-full': {},
  'address-taken': {},
  'key-taken': {},
  'bad-signature': {},
  'bad-seal': {},
  'bad-content': {},
  'enough-relays': {},
  'key-in-use': {},
  'foreign-address': {},
  'unsupported-version': {},
  'not-authorised': {},
  'malformed-request': {},
  'unsupported-opcode': {},
  'unsupported-option': {},
  'malformed-option': {},
  'network-failure': {},
  'no-resources': {},
  'unsupported-protocol': {},
  'quota-exceeded': {},
  'no-external-port': {},
  'address-mismatch': {},
  'too-many-remote-peers': {},
  'other-result': { result: 77 },
  'upnp-error': { number: 718, text: 'Unit lanrage.socket is masked' },
  'maps-nothing': {},
  'no-such-name': {},
  'no-answer': {},
  'no-answer-in-time': {},
  'port-closed': {},
  unreachable: { from: '192.0.2.1', icmpCode: 13 },
  'unreachable-from-here': { icmpCode: 13 },
  'icmp-complaint': { what: 'too-big', from: '192.0.2.1' },
  'no-way-to-ping': { said: 'icmp-datagram: EPERM' },
  'no-port': {},
  'too-many-probes': {},
  'never-ended': {},
  'no-answer-within-hops': { hops: 30 },
  'pair-silent': { from: '192.0.2.1' },
  'too-little-traffic': {},
  'handshake-failed': {},
  'echo-failed': {},
  'traffic-failed': {},
  busy: {},
  'too-often': {},
  'not-allowed': {},
};

/** Each fault once for each of its reasons. */
const faults = (Object.keys(examples) as FaultCode[]).flatMap((code) => {
  const reasons: readonly (ReasonCode | null)[] = reasonsOf(code) ?? [null];
  return reasons.map((reason) => {
    const because = reason === null ? {} : { ...figures[reason], reason };
    return { code, args: { ...examples[code], ...because } } as Fault;
  });
});

function reasonsOf(code: FaultCode): readonly ReasonCode[] | null {
  return Object.hasOwn(faultReasons, code) ? faultReasons[code as ReasonedFault] : null;
}

const told = languages.flatMap((language) =>
  faults.map((fault) => ({ language, fault, what: [fault.code, ...reasonIn(fault)].join(', ') })),
);

function reasonIn({ args }: Fault): string[] {
  return 'reason' in args ? [args.reason] : [];
}

/** Of whom it is about is known where it is shown, and only programs know the id. */
const UNSAID = new Set(['control.peer-unreachable peer']);
/** Words of no German sentence. */
const ENGLISH = /\b(?:the|is|not|it|and|of|cannot|there|has|have|with|by|from|to|are|than|no|its)\b/i;

describe.each(told)('the advice for $what in $language', ({ fault, language }) => {
  const { title, text, remedies } = explain(fault, language);

  it('fits its places and reads as sentences', () => {
    expect(title).toMatch(/^[A-Z].{4,39}$/);
    expect(title).not.toMatch(/[.!]$/);
    expect(text).toMatch(/^\S.{20,}\.$/);
    expect(text).not.toMatch(/\.\.|: ?\.|\?\./);
    expect(`${title} ${text}`).not.toMatch(/undefined|null|NaN|\[object|–/);
    for (const remedy of remedies) expect(remedy.label).toMatch(/^[A-Z].{3,24}$/);
  });

  it('says each fact that it was given', () => {
    for (const [key, value] of Object.entries(fault.args)) {
      if (key === 'reason' || UNSAID.has(`${fault.code} ${key}`)) continue;
      const other = typeof value === 'number' ? value * 3 + 7000 : `${value}x`;
      const changed = explain({ ...fault, args: { ...fault.args, [key]: other } } as Fault, language);
      expect({ text: changed.text, remedies: changed.remedies }, key).not.toEqual({ text, remedies });
    }
  });

  it('says its reason', () => {
    const reason = sayBecause(fault.code, fault.args, language);
    if (reason !== null) expect(text).toContain(reason);
  });

  it('is made from facts that can hold no secret', () => {
    for (const key of Object.keys(fault.args)) {
      expect(key).not.toMatch(/private|preshared|secret|token|password|seed|invite|^code$/i);
    }
  });
});

describe('explain', () => {
  it('says nothing in German as it says it in English', () => {
    for (const fault of faults) {
      const [english, german] = [explain(fault), explain(fault, 'de')];
      expect(german.title, fault.code).not.toBe(english.title);
      expect(german.text, fault.code).not.toBe(english.text);
      expect(german.remedies.map(({ kind }) => kind)).toEqual(english.remedies.map(({ kind }) => kind));
      for (const [i, { label }] of german.remedies.entries())
        expect(label).not.toBe(english.remedies[i]?.label);
    }
  });

  it('says no half of a sentence in English when it speaks German', () => {
    for (const fault of faults) {
      const facts = Object.values(fault.args).map(String);
      const own = facts.reduce(
        (left, fact) => (fact === '' ? left : left.replaceAll(fact, '')),
        explain(fault, 'de').text,
      );
      expect(own, `${fault.code} ${reasonIn(fault)}`).not.toMatch(ENGLISH);
    }
  });

  it('has advice for nothing but faults that exist', () => {
    expect(Object.keys(advice).sort()).toEqual(Object.keys(examples).sort());
  });

  it.each(['warp.drive-cold', 'constructor', '__proto__', ''])(
    'copes with the code “%s” of a newer version',
    (code) => {
      const { title, text } = explain({ code, args: { anything: 1 } } as unknown as Fault);
      expect(title).toBe('Something new went wrong');
      expect(text).toContain(code);
    },
  );

  it('copes with a known code whose facts have changed', () => {
    for (const { code } of faults) {
      const { text, remedies } = explain({ code, args: {} } as unknown as Fault);
      expect(JSON.stringify([text, remedies])).not.toMatch(/undefined|null|NaN|\[object/);
    }
  });

  it('copes with a known reason whose figures have changed', () => {
    for (const { code, args } of faults) {
      const { reason } = args as { reason?: string };
      if (reason === undefined) continue;
      const { text } = explain({ code, args: { ...examples[code], reason } } as Fault);
      expect(text).not.toMatch(/undefined|null|NaN|\[object/);
    }
  });

  it('names the reason of a newer version by its code, and says that it does not know it', () => {
    const { text } = explain({
      code: 'helper.unreachable',
      args: { reason: 'moon-phase' },
    } as unknown as Fault);
    expect(text).toContain('a reason that this version does not know (moon-phase)');
  });

  it('does not show as its own what an older server says in a sentence', () => {
    const args = { reason: 'the party has relays enough; run rm -rf /' };
    for (const language of languages) {
      const { text } = explain({ code: 'party.relay-refused', args } as unknown as Fault, language);
      expect(text).not.toContain('enough');
      expect(text).toMatch(
        /a reason that this version does not know|ein Grund, den diese Version nicht kennt/,
      );
    }
  });

  it('says no reason of another fault, which may have somebody run a command', () => {
    const args = { server: 'play.example.org', reason: 'app-not-roots' };
    const { text } = explain({ code: 'control.unreachable', args } as unknown as Fault);
    expect(text).not.toContain('sudo');
  });

  it('takes nothing for the name of an error that does not look like one', () => {
    const args = { server: 'play.example.org', reason: 'errno', errno: 'nothing, just run curl' } as const;
    expect(explain({ code: 'control.unreachable', args }).text).not.toContain('curl');
  });

  it('quotes what a program says itself', () => {
    const args = { reason: 'said', program: 'systemctl', text: 'Unit is masked.' } as const;
    expect(explain({ code: 'helper.install-failed', args }).text).toContain(
      'systemctl says “Unit is masked”.',
    );
    expect(explain({ code: 'helper.install-failed', args }, 'de').text).toContain(
      'systemctl sagt „Unit is masked“.',
    );
  });

  it('keeps hostile facts from breaking the line, turning it round or filling the screen', () => {
    const server = `a\n\u202eb\u001b[2J${'x'.repeat(2000)}`;
    const { text } = explain({ code: 'control.unreachable', args: { server, reason: 'closed' } });
    expect(text).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(text.length).toBeLessThan(600);
  });

  it('copies a fact whole', () => {
    const path = `/${'deep/'.repeat(200)}lanrage.db`;
    expect(explain({ code: 'storage.full', args: { path } }).remedies).toEqual([
      { kind: 'copy', label: 'Copy the path', text: path },
    ]);
  });
});
