import { describe, expect, it } from 'vitest';
import { type BundleParts, writeBundle } from '../../../../main/engine/diagnosis/support-bundle.ts';
import { unarmour } from '../../../../main/engine/path/recording/armour.ts';
import { fault } from '../../../../shared/faults/fault.ts';
import { settingsSchema } from '../../../../shared/model/settings.ts';
import type { Snapshot } from '../../../../shared/model/snapshot.ts';
import { goodNat, inParty } from './healthy-machine.ts';

const SECRET = 'GHDvGfZKTkZ0jw3eZBMZr5Tq7bQ2cEhQcT1j3m6PZV8=';

const plain = { withAddresses: false, withConnectionLog: false };

function parts(overrides: Partial<BundleParts> = {}): BundleParts {
  return {
    madeAt: new Date('2026-11-21T20:00:00Z'),
    system: 'linux 6.1.0 x64',
    snapshot: inParty({ name: 'Jonathan', endpoint: '198.51.100.9:51820' }),
    settings: settingsSchema.parse({
      displayName: 'Mara',
      controlServer: 'wss://play.example.org',
      mtu: 1380,
    }),
    nat: goodNat,
    findings: [
      {
        check: 'control',
        peer: null,
        status: 'warning',
        cause: fault('control.unreachable', { server: 'ws://203.0.113.10:8667', reason: 'closed' }),
        confidence: 0.9,
        measured: { code: 'address', address: '203.0.113.10' },
        expected: null,
        remedy: null,
        tookMs: 3,
      },
    ],
    log: [
      {
        at: '2026-11-21T19:59:00.000Z',
        level: 'warn',
        area: 'path',
        text: `Jonathan of Friday LAN at 198.51.100.9:51820 and [2001:db8::7]:51820, key ${SECRET}, code AAAA-BBBB-CCCC-DDDD, lanrage://join/x#AAAA-BBBB-CCCC-DDDD`,
      },
    ],
    connectionLog: () => null,
    ...overrides,
  };
}

describe('the support bundle', () => {
  it('never holds keys, codes, invites or names of people, whatever the log says', () => {
    for (const withAddresses of [false, true]) {
      const text = writeBundle(parts(), { withAddresses, withConnectionLog: false });
      expect(text).not.toContain(SECRET.slice(0, 20));
      expect(text).not.toMatch(/AAAA-BBBB|lanrage:\/\/|Jonathan|Mara|Friday LAN|play\.example\.org/);
      expect(text).toContain('[player 1] of [party]');
    }
  });

  it('says of a setting that waits what is in force, and nothing of private ones', () => {
    const waiting: Snapshot['waiting'] = [
      { name: 'stunServers', until: 'party', inForce: ['stun.example.org:3478'] },
      { name: 'mtu', until: 'tunnel', inForce: 1420 },
    ];
    const text = writeBundle(parts({ snapshot: { ...inParty(), waiting } }), {
      withAddresses: true,
      withConnectionLog: false,
    });
    expect(text).toContain('  mtu=1380 (waits for tunnel; in force: 1420)\n');
    expect(text).not.toContain('stun.example.org');
  });

  it('holds addresses only when they are asked for', () => {
    const without = writeBundle(parts(), plain);
    expect(without).not.toMatch(/198\.51\.100|203\.0\.113|2001:db8/);
    // Times look a little like IPv6 addresses, and stay.
    expect(without).toContain('2026-11-21T19:59:00.000Z');
    expect(writeBundle(parts(), { ...plain, withAddresses: true })).toContain('198.51.100.9:51820');
  });

  it.each([
    ['a key in hexadecimal', 'ab'.repeat(32), /(?:ab){10}/],
    ['a code without hyphens', '0123456789ABCDE4', /0123456789/],
    ['a code in small letters with spaces', '0123 4567 89ab cde4', /4567/],
    ['a code that a name is part of', 'AAAA-BBBB-CCCC-DDDD', /BBBB|DDDD/],
    ['a name with quotes, as logs have it', 'joined, name="Jo \\"$&\\" (.*)"', /Jo/],
    ['the name of somebody who has left', 'left peerName="Old Chum" id=7', /Chum/],
    [
      'the owner of a Windows folder',
      'C:\\Users\\Jane Doe\\AppData\\x, D:\\\\Users\\\\Jim\\\\y',
      /Jane|Doe|Jim/,
    ],
    ['the owner of a home folder', '/home/jane/.local and /Users/jim', /jane|jim/],
  ])('never holds %s', (_, line, leak) => {
    const peer = inParty({ name: 'AAAA', endpoint: '198.51.100.9:51820' });
    const log = [{ at: '2026-11-21T19:59:00.000Z', level: 'debug' as const, area: 'x', text: line }];
    const snapshot = {
      ...peer,
      recent: [{ id: 'r', name: 'Jo "$&" (.*)', lastAt: '2026-11-21T19:59:00.000Z' }],
    };
    for (const withAddresses of [false, true]) {
      expect(writeBundle(parts({ snapshot, log }), { withAddresses, withConnectionLog: false })).not.toMatch(
        leak,
      );
    }
  });

  it.each([
    'fe80::1',
    'fd00::1%eth0',
    '[2a02::5]:51820',
    '::ffff:198.51.100.9',
    '2001:0db8:0000:0000:0000:0000:0000:0001',
    '00:11:22:33:44:55',
    '00-1A-2B-3C-4D-5E',
    'play.example.org:8667',
  ])('holds no %s unless addresses are asked for', (address) => {
    const log = [
      { at: '2026-11-21T19:59:00.000Z', level: 'debug' as const, area: 'x', text: `at ${address}` },
    ];
    const without = writeBundle(parts({ log }), plain);
    expect(without).not.toContain(address);
    expect(without.split('\n').find((line) => line.includes('debug x'))).toMatch(
      / at \W*\[(?:address|server)\]\W*\w*$/,
    );
    expect(writeBundle(parts({ log }), { ...plain, withAddresses: true })).toContain(address);
  });

  it('says what helps: version, tunnel, NAT, paths, findings with causes, settings, log', () => {
    const text = writeBundle(parts(), plain);
    for (const wanted of [
      'version   0.1.0 (headless)',
      'tunnel    ready, wireguard-go',
      'mapping endpoint-independent, filtering address-and-port-dependent',
      'player 1: direct, direct (punched), 18 ms',
      'warning control: control.unreachable',
      'mtu=1380',
    ]) {
      expect(text).toContain(wanted);
    }
  });

  it('holds the connection log only where both it and addresses are asked for, so that it can be read again', () => {
    const log = Buffer.from('a log that is longer than one line of text can be'.repeat(9));
    const all = parts({ connectionLog: () => log });
    for (const wanted of [plain, { ...plain, withAddresses: true }, { ...plain, withConnectionLog: true }]) {
      expect(unarmour(writeBundle(all, wanted))).toBeNull();
    }
    const wanted = { withAddresses: true, withConnectionLog: true };
    expect(unarmour(writeBundle(all, wanted))).toEqual(log);
    expect(writeBundle(parts(), wanted)).toContain('none: there is no party');
  });

  it('says so where nothing was measured', () => {
    const empty = parts({ nat: null, findings: [], log: [], snapshot: { ...inParty(), party: null } });
    const text = writeBundle(empty, plain);
    expect(text).toContain('not measured');
    expect(text).toContain('the doctor has not run');
  });
});
