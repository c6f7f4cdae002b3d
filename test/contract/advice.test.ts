import { describe, expect, it } from 'vitest';
import { advice, explain } from '../../shared/faults/advice.ts';
import { sayReason } from '../../shared/faults/de/reasons.ts';
import type { Fault, FaultArgs, FaultCode } from '../../shared/faults/fault.ts';
import { languages } from '../../shared/texts/language.ts';

/** One example of each fault; leaving one out does not compile. */
const examples: { readonly [C in FaultCode]: FaultArgs[C] } = {
  'ipc.bad-request': { detail: 'name: too long' },
  'engine.unexpected': { reference: '4f1c' },
  'engine.not-running': { dataDir: '/home/ada/.config/lanrage' },
  'engine.already-running': { dataDir: '/home/ada/.config/lanrage', pid: 4711 },
  'engine.unauthorised': {},
  'engine.unreachable': {},
  'settings.invalid': { key: 'mtu', detail: 'too small' },
  'settings.repaired': { movedTo: '/x/lanrage.db.damaged-2026' },
  'storage.unwritable': { path: '/x/lanrage.db', reason: 'EROFS' },
  'storage.full': { path: '/x/lanrage.db' },
  'storage.unreadable': { path: '/x/lanrage.db', reason: 'EACCES' },
  'storage.newer': { path: '/x/lanrage.db', found: 7, known: 2 },
  'keys.unreadable': { path: '/x/keys/identity.key', reason: 'not a key' },
  'keys.locked': { path: '/home/alex/.config/lanrage/wireguard.key' },
  'keys.mismatch': { path: '/x/keys/identity.key' },
  'command.not-found': { command: 'wg' },
  'command.failed': { command: 'ip link', exitCode: 2, stderr: 'busy' },
  'command.timed-out': { command: 'wg show', timeoutMs: 30_000 },
  'helper.not-installed': { reason: 'pkexec is not installed' },
  'helper.refused': {},
  'helper.install-failed': { reason: 'this system is not run by systemd' },
  'helper.not-removed': { reason: 'your system’s question was declined' },
  'helper.keeps-ending': { times: 3 },
  'helper.unreachable': { reason: 'it ended' },
  'helper.version-mismatch': { expected: 2, found: 1 },
  'helper.rejected': { verb: 'peer.set', reason: 'outside the subnet' },
  'tunnel.wireguard-missing': { hint: 'sudo apt install wireguard-tools' },
  'tunnel.unsupported-platform': { platform: 'aix' },
  'tunnel.port-taken': { port: 51820 },
  'tunnel.interface-exists': { name: 'lanrage0' },
  'tunnel.interface-missing': { name: 'lanrage0' },
  'tunnel.address-conflict': { subnet: '10.66.0.0/16', device: 'eth0' },
  'tunnel.create-failed': { detail: 'no room' },
  'tunnel.echo-port-taken': { port: 47_808 },
  'party.code-malformed': { length: 12 },
  'party.code-mistyped': {},
  'party.invite-foreign': { found: 'discord.gg' },
  'party.server-needed': {},
  'party.not-found': { server: 'play.example.org' },
  'party.invite-expired': { endedAt: '2026-11-21T10:00:00Z' },
  'party.not-authorised': {},
  'party.exists': {},
  'party.full': { limit: 64 },
  'party.addresses-exhausted': { subnet: '10.66.0.0/30' },
  'party.already-in-one': { name: 'Friday LAN' },
  'party.none': {},
  'party.busy': { doing: 'joining' },
  'party.removed': {},
  'party.record-rejected': { peer: 'Zoë', reason: 'signature' },
  'party.no-free-subnet': {},
  'party.subnet-refused': { subnet: '8.8.8.0/24' },
  'party.remade': { server: 'play.example.org' },
  'party.relay-refused': { reason: 'the address is not yours' },
  'control.unreachable': { server: 'play.example.org', reason: 'refused' },
  'control.timed-out': { server: 'play.example.org' },
  'control.bad-message': { detail: 'not JSON' },
  'control.too-large': { limitBytes: 16_384 },
  'control.out-of-order': { expected: 'hello' },
  'control.unknown-type': { type: 'party.rename' },
  'control.version-unsupported': { serverVersion: 2, clientVersion: 1 },
  'control.not-authenticated': { reason: 'signature' },
  'control.token-invalid': {},
  'control.rate-limited': { retryAfterMs: 1500 },
  'control.too-many-parties': { limit: 100 },
  'control.too-many-connections': { limit: 100 },
  'control.peer-unreachable': { peer: 'Zoë' },
  'control.relay-refused': {},
  'control.replaced': {},
  'control.server-failed': { reference: '4f1c' },
  'relay.none': { server: 'play.example.org' },
  'relay.tcp-fallback': { relay: '203.0.113.7:3478' },
  'relay.unreachable': { endpoint: '203.0.113.7:3478' },
  'portmap.no-gateway': {},
  'portmap.none-found': { gateway: '192.168.1.1' },
  'portmap.refused': { protocol: 'upnp', reason: 'error 501' },
  'portmap.unanswered': { protocol: 'pcp' },
  'portmap.behind-another-nat': { address: '100.64.1.2' },
  'serve.port-taken': { protocol: 'udp', address: '0.0.0.0', port: 3478 },
  'serve.address-unavailable': { address: '203.0.113.7' },
  'serve.secret-missing': {},
  'serve.tls-invalid': { reason: 'expired' },
  'target.invalid': { field: 'port', detail: 'is needed' },
  'target.exists': { name: 'Router' },
  'target.too-many': { limit: 256 },
  'target.not-found': { id: 't1' },
  'peer.handshake-timeout': { peer: 'Zoë' },
  'peer.link-lost': { peer: 'Zoë' },
  'peer.away': { peer: 'Zoë' },
  'peer.tunnel-loop': { peer: 'Zoë' },
  'peer.unknown': { peer: 'Zoë' },
  'trial.busy': { doing: 'bandwidth' },
  'trial.too-often': { retryAfterMs: 4000 },
  'trial.unknown-place': { place: 'nobody' },
  'trial.not-a-member': { place: '1.1.1.1' },
  'trial.refused': { peer: 'Zoë', reason: 'another test is running there', retryAfterMs: 5000 },
  'trial.unanswered': { place: 'Zoë' },
  'trial.unreached': { place: 'Zoë', reason: 'no answer' },
  'trial.fell-short': { measured: '812 messages/s', expected: '900 messages/s' },
  'trial.port-taken': { port: 8669 },
  'session.none': {},
  'doctor.check-overdue': { check: 'udp', seconds: 8 },
  'doctor.remedy-unfit': { remedy: 'lower-mtu' },
  'doctor.stale-interface': { name: 'lanrage3' },
  'doctor.key-mismatch': { name: 'lanrage0' },
  'doctor.foreign-route': { subnet: '10.66.0.0/16', source: '10.8.0.2' },
  'doctor.clock-skew': { seconds: 3600 },
  'doctor.disk-full': {},
  'doctor.busy-computer': { percent: 97 },
  'doctor.no-route': {},
  'doctor.gateway-silent': { gateway: '192.168.1.1' },
  'doctor.no-internet': { gateway: '192.168.1.1' },
  'doctor.icmp-filtered': { gateway: '192.168.1.1' },
  'doctor.home-loss': { gateway: '192.168.1.1', percent: 12 },
  'doctor.dns-dead': { name: 'play.example.org', reason: 'no answer' },
  'doctor.captive-portal': {},
  'doctor.udp-blocked': {},
  'doctor.both-symmetric': { peer: 'Jon' },
  'doctor.peer-missing': { peer: 'Jon' },
  'doctor.echo-filtered': { peer: 'Jon' },
  'doctor.peer-silent': { peer: 'Jon' },
  'doctor.latency-relayed': { peer: 'Jon', latencyMs: 240 },
  'doctor.latency-direct': { peer: 'Jon', latencyMs: 240 },
  'doctor.loss': { peer: 'Jon', percent: 7 },
  'doctor.loss-bursts': { peer: 'Jon', percent: 7, longest: 9 },
  'doctor.jitter': { peer: 'Jon', jitterMs: 30 },
  'doctor.mtu': { peer: 'Jon', mtu: 1280, expected: 1420 },
};

const faults = Object.entries(examples).map(([code, args]) => ({ code, args }) as Fault);

const told = languages.flatMap((language) => faults.map((fault) => ({ language, code: fault.code, fault })));

describe.each(told)('the advice for $code in $language', ({ fault, language }) => {
  const { title, text, remedies } = explain(fault, language);

  it('fits its places and reads as sentences', () => {
    expect(title).toMatch(/^[A-Z].{4,39}$/);
    expect(title).not.toMatch(/[.!]$/);
    expect(text).toMatch(/^\S.{20,}\.$/);
    expect(`${title} ${text}`).not.toMatch(/undefined|null|NaN|\[object|\b(E[A-Z]{3,})\b/);
    for (const remedy of remedies) expect(remedy.label).toMatch(/^[A-Z].{3,24}$/);
  });

  it('says each fact that it was given', () => {
    const said = JSON.stringify([text, remedies]);
    for (const [key, value] of Object.entries(fault.args)) {
      // Said in other words: an errno as a sentence, ms as seconds, an id that only programs know.
      if (/^E[A-Z]+$/.test(String(value)) || key.endsWith('Ms')) continue;
      if (fault.code === 'control.peer-unreachable') continue;
      const words = language === 'de' ? sayReason(String(value)) : String(value);
      expect(said.toLowerCase()).toContain(words.toLowerCase());
    }
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
      expect(JSON.stringify([text, remedies])).not.toMatch(/undefined|null|\[object/);
    }
  });

  it('keeps hostile facts from breaking the line, turning it round or filling the screen', () => {
    const reason = `a\n\u202eb\u001b[2J${'x'.repeat(2000)}`;
    const { text } = explain({ code: 'control.unreachable', args: { server: 's', reason } });
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
