/** A doctor and tests that play: they say at their own pace what the scenario makes of the checks. */
import { fault } from '../../shared/faults/fault.ts';
import type { EventName, EventValue, Handlers } from '../../shared/ipc/api.ts';
import type { diagnosisCalls } from '../../shared/ipc/diagnosis-calls.ts';
import { type CheckId, checkIds, type Finding } from '../../shared/model/doctor.ts';
import type { Reading } from '../../shared/model/reading.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import { fail, ok } from '../../shared/result.ts';
import { mockLinkTests } from './mock-link-tests.ts';

export interface MockDiagnosisOptions {
  snapshot(): Snapshot;
  /** How long each check takes, ms. */
  readonly stepMs: number;
  wait(ms: number): Promise<void>;
  emit<N extends EventName>(name: N, value: EventValue<N>): void;
}

const MEASURED: Partial<Record<CheckId, [measured: Reading, expected?: Reading]>> = {
  installed: [
    { code: 'wireguard', version: 'wireguard-tools v1.0.20210914', backend: 'kernel', guarded: true },
  ],
  clock: [
    { code: 'clock-behind', ms: 0 },
    { code: 'below-time', ms: 60_000 },
  ],
  internet: [{ code: 'latency-and-loss', ms: 1.2, lossRatio: 0 }, { code: 'none-lost' }],
  udp: [{ code: 'servers', answered: 3, asked: 3 }, { code: 'any-server' }],
  control: [{ code: 'latency', ms: 21 }],
  relay: [{ code: 'latency', ms: 23 }],
  inviting: [{ code: 'joinable', line: 'anywhere' }],
};

/** Why a check has nothing to look at. */
const NOTHING_WITHOUT_PARTY: Partial<Record<CheckId, Reading>> = {
  interface: { code: 'no-party' },
  port: { code: 'no-party' },
  control: { code: 'no-party-and-no-server' },
  relay: { code: 'no-party' },
  inviting: { code: 'no-party' },
  'peer-handshake': { code: 'nobody' },
  'peer-echo': { code: 'nobody' },
  inbound: { code: 'nobody' },
  latency: { code: 'nobody' },
  loss: { code: 'nobody' },
  jitter: { code: 'nobody' },
  mtu: { code: 'nobody' },
};

/** What says nothing while no tunnel can be made. */
const NEEDS_TUNNEL: ReadonlySet<CheckId> = new Set([
  'interface',
  'port',
  'control',
  'relay',
  'inviting',
  'peer-handshake',
  'peer-echo',
  'inbound',
  'latency',
  'loss',
  'jitter',
  'mtu',
]);

/** Without a party there is nothing to look at; one that reconnects has its server away. */
function partyFinding(party: Snapshot['party'], well: Finding): Finding | null {
  const { check } = well;
  const nothing = party === null ? NOTHING_WITHOUT_PARTY[check] : undefined;
  if (nothing !== undefined) return { ...well, status: 'skipped', measured: nothing, expected: null };
  if (check !== 'control' || party?.control !== 'reconnecting') return null;
  return {
    ...well,
    status: 'warning',
    cause: fault('control.unreachable', { server: party.server, reason: 'no-connection' }),
    confidence: 0.95,
    measured: null,
    remedy: 'reconnect-control',
  };
}

/** What a check finds in a scenario: an unsteady link loses packets, a relayed one has a large-packet problem. */
export function mockFindings(snapshot: Snapshot, mended: ReadonlySet<string>): Finding[] {
  return checkIds.map((check): Finding => {
    const [measured = null, expected = null] = MEASURED[check] ?? [];
    const well: Finding = {
      check,
      peer: null,
      status: 'ok',
      cause: null,
      confidence: 1,
      measured,
      expected,
      remedy: null,
      tookMs: 40,
    };
    const helperMissing = snapshot.tunnel.state === 'helper-missing';
    if (check === 'privileges' && helperMissing && !mended.has('set-up-tunnel')) {
      return {
        ...well,
        status: 'failed',
        cause: fault('helper.unreachable', { reason: 'not-set-up' }),
        measured: null,
        remedy: 'set-up-tunnel',
      };
    }
    if (helperMissing && !mended.has('set-up-tunnel') && NEEDS_TUNNEL.has(check)) {
      return { ...well, status: 'hidden', confidence: 0, measured: null, expected: null };
    }
    const ofServers = partyFinding(snapshot.party, well);
    if (ofServers !== null) return ofServers;
    const peers = snapshot.party?.peers ?? [];
    const unsteady = peers.find(({ state }) => state === 'unsteady' || state === 'lost');
    if (check === 'loss' && unsteady !== undefined) {
      return {
        ...well,
        peer: unsteady.id,
        status: 'warning',
        cause: fault('doctor.loss-bursts', { peer: unsteady.name, percent: 4, longest: 6 }),
        confidence: 0.85,
        measured: { code: 'judged-loss', lossRatio: 0.042, sent: 300, word: 'poor' },
        expected: { code: 'up-to-share', ratio: 0.02 },
      };
    }
    const relayed = peers.find(({ path }) => path === 'relay');
    if (check === 'mtu' && relayed !== undefined && !mended.has('lower-mtu')) {
      return {
        ...well,
        peer: relayed.id,
        status: 'warning',
        cause: fault('doctor.mtu', { peer: relayed.name, mtu: 1380, expected: 1420 }),
        confidence: 0.9,
        measured: { code: 'packet', bytes: 1380 },
        expected: { code: 'packet', bytes: 1420 },
        remedy: 'lower-mtu',
      };
    }
    return well;
  });
}

export function mockDiagnosis({
  snapshot,
  stepMs,
  wait,
  emit,
}: MockDiagnosisOptions): Pick<Handlers, keyof typeof diagnosisCalls> {
  let run = 0;
  let findings: Finding[] = [];
  const mended = new Set<string>();

  async function examine(own: number): Promise<void> {
    findings = [];
    for (const finding of mockFindings(snapshot(), mended)) {
      if (own !== run) break;
      emit('doctorProgress', { run: own, kind: 'started', check: finding.check, peer: null });
      await wait(stepMs);
      if (own !== run) break;
      findings = [...findings, finding];
      emit('doctorProgress', { run: own, kind: 'found', finding });
    }
    emit('doctorProgress', {
      run: own,
      kind: 'finished',
      tookMs: stepMs * checkIds.length,
      stopped: own !== run,
    });
  }

  return {
    async startDoctor() {
      run += 1;
      void examine(run);
      return ok({ run });
    },
    async stopDoctor() {
      run += 1;
      return ok({});
    },
    getFindings: async () => ok(findings),
    async applyRemedy({ check, peer, remedy }) {
      const before = findings.find(
        (one) => one.check === check && one.peer === peer && one.remedy === remedy,
      );
      if (before === undefined) return fail(fault('doctor.remedy-unfit', { remedy }));
      await wait(stepMs);
      mended.add(remedy);
      // A smaller MTU is what is wanted from then on.
      const reached = remedy === 'lower-mtu' ? before.measured : before.expected;
      const after: Finding = {
        ...before,
        status: 'ok',
        cause: null,
        measured: reached,
        expected: remedy === 'lower-mtu' ? reached : before.expected,
        remedy: null,
      };
      findings = findings.map((one) => (one === before ? after : one));
      return ok({ before, after });
    },
    getSupportBundle: async ({ withAddresses, withConnectionLog }) =>
      ok({
        text: `LANrage report\nversion   0.1.0 (headless)\n\nFindings\n  ok      control [21 ms]\n\nServer ${withAddresses ? '203.0.113.10:8667' : '[address]'}\n${withConnectionLog ? '\nConnection log\n' : ''}`,
        withAddresses,
      }),
    ...mockLinkTests({ stepMs, wait, emit }),
  };
}
