/** Whether the firewalls at both ends let in what nobody there asked for: without it no game can be joined. */
import { fault } from '../../../../shared/faults/fault.ts';
import type { PeerView } from '../../../../shared/model/snapshot.ts';
import type { InboundBothEnds } from '../../link-test/look-inbound.ts';
import { type Check, ill, skipped, type Verdict, well } from '../check.ts';
import type { ExaminedMachine } from '../examined-machine.ts';
import { isAnswering, isIll } from './what-is-known.ts';

const EXPECTED = { expected: { code: 'an-answer' } } as const;
const SILENCE = { measured: { code: 'no-answer' }, ...EXPECTED } as const;

export const inboundCheck: Check = {
  id: 'inbound',
  after: ['peer-echo'],
  minds: ['peer-handshake'],
  async examine(examined, signal, before) {
    const echoes = await examined.echoes();
    const reached = (examined.snapshot().party?.peers ?? []).filter(
      ({ id }) => isAnswering(echoes.get(id)) && !isIll(before, id),
    );
    if (reached.length === 0) return [skipped({ code: 'nobody' })];
    const looked = await Promise.all(
      reached.map(async (peer) => ({ peer, ends: await examined.inbound(peer.address, signal) })),
    );
    const there = looked.map(({ peer, ends }) => judgeThere(peer, ends));
    return [
      ...(await judgeHere(
        looked.map(({ ends }) => ends),
        examined,
      )),
      ...there,
    ];
  },
};

/** One member that gets in shows that we let members in. */
async function judgeHere(ends: readonly InboundBothEnds[], examined: ExaminedMachine): Promise<Verdict[]> {
  if (ends.some(({ here }) => here === 'open')) return [well({ measured: { code: 'lets-in' } })];
  if (ends.every(({ here }) => here !== 'shut')) return [];
  const { command, canOpen } = await examined.firewall();
  const remedy = canOpen ? 'open-firewall' : null;
  return [ill('failed', fault('doctor.firewall-here', { command }), { ...SILENCE, confidence: 0.9, remedy })];
}

function judgeThere({ id: peer, name }: PeerView, { there }: InboundBothEnds): Verdict {
  switch (there) {
    case 'open':
      return well({ peer, measured: { code: 'lets-in' } });
    case 'shut':
      return ill('failed', fault('doctor.firewall-there', { peer: name }), {
        peer,
        ...SILENCE,
        confidence: 0.85,
      });
    case 'closed':
      return skipped({ code: 'test-port-closed' }, peer);
    case 'unknown':
      return skipped({ code: 'not-measured' }, peer);
  }
}
