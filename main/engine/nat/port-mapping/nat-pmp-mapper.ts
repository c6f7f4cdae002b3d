/** NAT-PMP (RFC 6886): the elder of PCP, on the same port. */
import { fault } from '../../../../shared/faults/fault.ts';
import { fail, ok } from '../../../../shared/result.ts';
import { EpochWatch } from './epoch.ts';
import type { GrantResult, Mapper, MapperContext } from './mapper.ts';
import {
  type AddressAnswer,
  decodeAddress,
  decodePortMap,
  encodeAddressRequest,
  encodePortMap,
  natPmpRefusal,
  type PortMapAnswer,
  type PortMapRequest,
} from './nat-pmp-message.ts';
import { askByUdp } from './udp-question.ts';

/** Asks whether the router speaks NAT-PMP; makes nothing there. @returns null when it doesn't. */
export async function probeNatPmp(context: MapperContext): Promise<Mapper | null> {
  const mapper = new NatPmpMapper(context);
  return (await mapper.answers()) ? mapper : null;
}

class NatPmpMapper implements Mapper {
  readonly protocol = 'nat-pmp';
  readonly #context: MapperContext;
  readonly #epoch = new EpochWatch();
  /** What to ask for: what was granted last, so that others keep reaching us there after a restart of the router. */
  #wantedPort: number;
  #address: string | null = null;

  constructor(context: MapperContext) {
    this.#context = context;
    this.#wantedPort = context.internalPort;
  }

  async answers(): Promise<boolean> {
    return (await this.#askAddress()) !== null;
  }

  async map(lifetimeSeconds: number): Promise<GrantResult> {
    const { protocol } = this;
    // The mapping first: it is what takes a restarting router longest, and the address could change meanwhile.
    const mapped = await this.#askMapping({ externalPort: this.#wantedPort, lifetimeSeconds });
    const located = mapped === null ? null : await this.#askAddress();
    if (mapped === null || located === null) return fail(fault('portmap.unanswered', { protocol }));
    this.#epoch.accept(located.epochSeconds, this.#context.clock.now());
    const result = mapped.result || located.result;
    if (result !== 0 || mapped.lifetimeSeconds === 0) {
      return fail(fault('portmap.refused', { protocol, ...natPmpRefusal(result) }));
    }
    this.#wantedPort = mapped.externalPort;
    this.#address = located.address;
    const external = { address: located.address, port: mapped.externalPort };
    return ok({ external, lifetimeSeconds: mapped.lifetimeSeconds });
  }

  async holds(): Promise<'yes' | 'no' | 'unknown'> {
    const answer = await this.#askAddress();
    if (answer === null || answer.result !== 0) return 'unknown';
    const kept = this.#epoch.accept(answer.epochSeconds, this.#context.clock.now());
    return kept && answer.address === this.#address ? 'yes' : 'no';
  }

  /** RFC 6886 §3.4: port and lifetime 0 delete. */
  async unmap(): Promise<boolean> {
    const answer = await this.#askMapping({ externalPort: 0, lifetimeSeconds: 0 });
    return answer?.result === 0 && answer.lifetimeSeconds === 0;
  }

  #askMapping(
    wanted: Pick<PortMapRequest, 'externalPort' | 'lifetimeSeconds'>,
  ): Promise<PortMapAnswer | null> {
    const { internalPort, transport } = this.#context;
    const request = { ...wanted, internalPort, transport };
    return this.#question(encodePortMap(request), (bytes) => decodePortMap(bytes, request));
  }

  #askAddress(): Promise<AddressAnswer | null> {
    return this.#question(encodeAddressRequest(), decodeAddress);
  }

  #question<T>(message: Uint8Array, read: (bytes: Uint8Array) => T | null): Promise<T | null> {
    const { gateway, ports, clock } = this.#context;
    return askByUdp({ to: { address: gateway, port: ports.pcp }, message, read, clock });
  }
}
