import { describe, expect, it } from 'vitest';
import { askOutside, type OutsideQuestion } from '../../../../main/engine/nat/ask-outside.ts';
import { formatEndpoint } from '../../../../shared/address.ts';
import {
  PUBLIC_ADDRESS,
  SimulatedInternet,
  type SimulatedNat,
  type SimulatedServer,
} from './simulated-internet.ts';

const TWO_ADDRESSES = {
  address: '203.0.113.10',
  port: 3478,
  other: { address: '203.0.113.11', port: 3479 },
} as const;
const PLAIN = { address: '192.0.2.50', port: 19_302 };
const HOME: SimulatedNat = {
  mapping: 'endpoint-independent',
  filtering: 'address-and-port-dependent',
  hairpinning: false,
  keepsPorts: true,
};

interface Scene {
  readonly nat?: Partial<SimulatedNat>;
  readonly servers?: readonly SimulatedServer[];
  /** What the router does with a port that it says it opens; absent: there is no router to ask. */
  readonly router?: 'opens' | 'only-says-so' | 'refuses' | 'opens-another';
}

async function ask({ nat, servers = [PLAIN, TWO_ADDRESSES], router }: Scene) {
  const internet = new SimulatedInternet({
    nat: { ...HOME, ...nat },
    servers,
    delayMs: 10,
    loses: () => false,
  });
  const open: string[] = [];
  const openPort: OutsideQuestion['openPort'] = async (port) => {
    if (router === 'refuses') return null;
    if (router === 'opens') internet.grant(port);
    if (router === 'opens-another') internet.grant(port, 9999);
    const external = `${PUBLIC_ADDRESS}:${router === 'opens-another' ? 9999 : port}`;
    open.push(external);
    return { external, close: async () => void open.splice(open.indexOf(external), 1) };
  };
  const answer = await internet.settle(
    askOutside({
      servers: servers.map(formatEndpoint),
      ...(router !== undefined && { openPort }),
      outside: internet.outside(),
      clock: internet.clock,
      random: internet.random,
    }),
  );
  return { answer, open, tookMs: internet.clock.now() };
}

describe('somebody outside who is asked to send here', () => {
  it('gets in by a port that the router really opened, and it is closed again', async () => {
    const { answer, open, tookMs } = await ask({ router: 'opens' });
    expect([answer, open]).toEqual(['let-in', []]);
    expect(tookMs).toBeLessThan(3000);
  });

  it('does not where the router only says that it opened one', async () => {
    const { answer, open } = await ask({ router: 'only-says-so' });
    expect([answer, open]).toEqual(['kept-out', []]);
  });

  it('gets in where nothing is in the way', async () => {
    expect((await ask({ nat: { filtering: 'endpoint-independent' } })).answer).toBe('let-in');
  });

  it.each([
    ['no server has a second address', { servers: [PLAIN] }],
    ['none answers', { servers: [] }],
    [
      'the one with two never answers from the second',
      { servers: [{ ...TWO_ADDRESSES, changeRequests: 'drops' }] },
    ],
    ['the router grants no further port', { router: 'refuses' }],
    ['what is sent leaves by another port than it opened', { router: 'opens-another' }],
  ] as const)('is nobody where %s', async (_, scene) => {
    expect((await ask({ router: 'only-says-so', ...scene })).answer).toBe('nobody-to-ask');
  });
});
