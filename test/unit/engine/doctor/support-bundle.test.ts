import { describe, expect, it } from 'vitest';
import { type BundleParts, writeBundle } from '../../../../main/engine/doctor/support-bundle.ts';
import { fault } from '../../../../shared/faults/fault.ts';
import { settingsSchema } from '../../../../shared/model/settings.ts';
import { goodNat, inParty } from './healthy-patient.ts';

const SECRET = 'GHDvGfZKTkZ0jw3eZBMZr5Tq7bQ2cEhQcT1j3m6PZV8=';

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
        cause: fault('control.unreachable', { server: 'ws://203.0.113.10:8667', reason: 'refused' }),
        confidence: 0.9,
        measured: 'no answer from 203.0.113.10',
        expected: '',
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
    ...overrides,
  };
}

describe('the support bundle', () => {
  it('never holds keys, codes, invites or names of people, whatever the log says', () => {
    for (const withAddresses of [false, true]) {
      const text = writeBundle(parts(), { withAddresses });
      expect(text).not.toContain(SECRET.slice(0, 20));
      expect(text).not.toMatch(/AAAA-BBBB|lanrage:\/\/|Jonathan|Mara|Friday LAN|play\.example\.org/);
      expect(text).toContain('[player 1] of [party]');
    }
  });

  it('holds addresses only when they are asked for', () => {
    const without = writeBundle(parts(), { withAddresses: false });
    expect(without).not.toMatch(/198\.51\.100|203\.0\.113|2001:db8/);
    // Times look a little like IPv6 addresses, and stay.
    expect(without).toContain('2026-11-21T19:59:00.000Z');
    expect(writeBundle(parts(), { withAddresses: true })).toContain('198.51.100.9:51820');
  });

  it('says what helps: version, tunnel, NAT, paths, findings with causes, settings, log', () => {
    const text = writeBundle(parts(), { withAddresses: false });
    for (const wanted of [
      'version   0.1.0 (headless)',
      'tunnel    ready, wireguard-go',
      'mapping endpoint-independent, filtering address-and-port-dependent',
      'player 1: direct, direct (punched), 18.4 ms',
      'warning control: control.unreachable',
      'mtu=1380',
    ]) {
      expect(text).toContain(wanted);
    }
  });

  it('says so where nothing was measured', () => {
    const empty = parts({ nat: null, findings: [], log: [], snapshot: { ...inParty(), party: null } });
    const text = writeBundle(empty, { withAddresses: false });
    expect(text).toContain('not measured');
    expect(text).toContain('the doctor has not run');
  });
});
