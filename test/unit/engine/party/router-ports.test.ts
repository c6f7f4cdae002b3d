import { describe, expect, it, vi } from 'vitest';
import { systemRandom } from '../../../../main/base/random.ts';
import type { PortMappingChange } from '../../../../main/engine/nat/port-mapping/held-mapping.ts';
import type {
  openPortMapping,
  PortMappingOptions,
} from '../../../../main/engine/nat/port-mapping/open-port-mapping.ts';
import { RouterPorts } from '../../../../main/engine/party/router-ports.ts';
import { fault } from '../../../../shared/faults/fault.ts';
import { fail, ok } from '../../../../shared/result.ts';
import { recordingLog } from '../../../mocks/recording-log.ts';
import { FakeClock } from '../../../world/fake-clock.ts';

type Mapped = Awaited<ReturnType<typeof openPortMapping>>;

/** Three ports at a router that grants each at its own number, except those it refuses. */
function scene(refused: readonly number[] = []) {
  const asked: Pick<PortMappingOptions, 'internalPort' | 'transport'>[] = [];
  const open = new Set<number>();
  const tell = new Map<number, (change: PortMappingChange) => void>();
  const mapPort = async ({ internalPort, transport }: PortMappingOptions): Promise<Mapped> => {
    asked.push({ internalPort, ...(transport !== undefined && { transport }) });
    if (refused.includes(internalPort))
      return fail(fault('portmap.refused', { protocol: 'pcp', reason: 'no-resources' }));
    open.add(internalPort);
    return ok({
      external: `198.51.100.1:${internalPort}`,
      protocol: 'pcp',
      expiresAt: 0,
      onChange(listener) {
        tell.set(internalPort, listener);
        return () => undefined;
      },
      check: async () => undefined,
      close: async () => void open.delete(internalPort),
    });
  };
  const clock = new FakeClock();
  const onChange = vi.fn();
  const ports = new RouterPorts({
    wanted: [
      { name: 'control', transport: 'tcp', port: 1 },
      { name: 'relay', transport: 'udp', port: 2 },
      { name: 'probe', transport: 'udp', port: 3 },
    ],
    onChange,
    ports: { clock, random: systemRandom, mapPort },
    log: recordingLog(),
  });
  const changeNetwork = async () => {
    ports.networkChanged();
    ports.networkChanged();
    clock.advance(1_500);
    await ports.asked;
  };
  return { ports, asked, open, tell, onChange, changeNetwork };
}

describe('the ports of the servers in this machine', () => {
  it('are opened with their transport, told, and closed in the end', async () => {
    const { ports, asked, open, onChange } = scene();
    await ports.asked;
    expect(asked).toEqual([
      { internalPort: 1, transport: 'tcp' },
      { internalPort: 2, transport: 'udp' },
      { internalPort: 3, transport: 'udp' },
    ]);
    expect(ports.external('control')).toBe('198.51.100.1:1');
    expect(onChange).toHaveBeenCalled();
    await ports.close();
    expect([[...open], ports.external('control')]).toEqual([[], null]);
  });

  it('are not asked for any further where the first is refused', async () => {
    const { ports, asked } = scene([1]);
    await ports.asked;
    expect(asked).toHaveLength(1);
    expect(ports.external('control')).toBeNull();
  });

  it('do without one that is refused later', async () => {
    const { ports } = scene([2]);
    await ports.asked;
    expect(['control', 'relay', 'probe'].map((name) => ports.external(name) !== null)).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('are told as lost and as found again', async () => {
    const { ports, tell, onChange } = scene();
    await ports.asked;
    onChange.mockClear();
    tell.get(1)?.({ kind: 'lost' });
    expect(ports.external('control')).toBeNull();
    tell.get(1)?.({ kind: 'moved', external: '198.51.100.1:1' });
    expect(ports.external('control')).not.toBeNull();
    expect(onChange).toHaveBeenCalledTimes(2);
  });

  it('are opened anew where the network changed', async () => {
    const { ports, asked, open, changeNetwork } = scene();
    await ports.asked;
    await changeNetwork();
    expect(asked).toHaveLength(6);
    expect([...open]).toEqual([1, 2, 3]);
  });

  it('are taken off the router also when they were still being asked for', async () => {
    const { ports, open } = scene();
    await ports.close();
    expect([...open]).toEqual([]);
  });
});
