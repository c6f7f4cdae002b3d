/** PCP (RFC 6887): one mapping, told apart from others' by a nonce that only we know. */
import type { Endpoint } from '../../../../shared/address.ts';
import { fault } from '../../../../shared/faults/fault.ts';
import { fail, ok } from '../../../../shared/result.ts';
import { isPublicIpv4 } from '../../machine/public-address.ts';
import { EpochWatch } from './epoch.ts';
import type { GrantResult, Mapper, MapperContext } from './mapper.ts';
import {
  decodeAnnounce,
  decodeMap,
  deniesPcp,
  encodeAnnounce,
  encodeMap,
  type MapAnswer,
  type MapRequest,
  NONCE_BYTES,
  type PcpAnswer,
  pcpRefusal,
} from './pcp-message.ts';
import { askByUdp } from './udp-question.ts';

const ANY_ADDRESS = '0.0.0.0';

/** Asks whether the router speaks PCP; makes nothing there. @returns null when it doesn't. */
export async function probePcp(context: MapperContext): Promise<Mapper | null> {
  const mapper = new PcpMapper(context);
  return (await mapper.answers()) ? mapper : null;
}

class PcpMapper implements Mapper {
  readonly protocol = 'pcp';
  readonly #context: MapperContext;
  readonly #nonce: Uint8Array;
  readonly #epoch = new EpochWatch();
  /** What to ask for: what was granted last, so that others keep reaching us there after a restart of the router. */
  #wanted: Endpoint;

  constructor(context: MapperContext) {
    this.#context = context;
    this.#nonce = context.random(NONCE_BYTES);
    this.#wanted = { address: ANY_ADDRESS, port: context.internalPort };
  }

  async answers(): Promise<boolean> {
    return (await this.#announce()) !== null;
  }

  async map(lifetimeSeconds: number): Promise<GrantResult> {
    const { protocol } = this;
    const answer = await this.#ask(lifetimeSeconds);
    if (answer === null) return fail(fault('portmap.unanswered', { protocol }));
    this.#epoch.accept(answer.epochSeconds, this.#context.clock.now());
    if (answer.result !== 0 || answer.lifetimeSeconds === 0) {
      const { address } = answer.external;
      // Routers that refuse because they have no public address tell which one they have (miniupnpd).
      if (address !== ANY_ADDRESS && !isPublicIpv4(address)) {
        return fail(fault('portmap.behind-another-nat', { address }));
      }
      return fail(fault('portmap.refused', { protocol, ...pcpRefusal(answer.result) }));
    }
    this.#wanted = answer.external;
    return ok({ external: answer.external, lifetimeSeconds: answer.lifetimeSeconds });
  }

  /** RFC 6887 §8.5: also a new external address starts the epoch anew. */
  async holds(): Promise<'yes' | 'no' | 'unknown'> {
    const answer = await this.#announce();
    if (answer === null) return 'unknown';
    return this.#epoch.accept(answer.epochSeconds, this.#context.clock.now()) ? 'yes' : 'no';
  }

  async unmap(): Promise<boolean> {
    const answer = await this.#ask(0);
    return answer?.result === 0 && answer.lifetimeSeconds === 0;
  }

  #ask(lifetimeSeconds: number): Promise<MapAnswer | null> {
    const { localAddress: clientAddress, internalPort, transport } = this.#context;
    const request: MapRequest = {
      clientAddress,
      nonce: this.#nonce,
      transport,
      internalPort,
      external: this.#wanted,
      lifetimeSeconds,
    };
    return this.#question(encodeMap(request), (bytes) => decodeMap(bytes, request));
  }

  /** Any answer will do: a router that doesn't know the opcode tells its epoch as well. */
  async #announce(): Promise<PcpAnswer | null> {
    const message = encodeAnnounce(this.#context.localAddress);
    const answer = await this.#question(message, (bytes) =>
      deniesPcp(bytes) ? 'denied' : decodeAnnounce(bytes),
    );
    return answer === 'denied' ? null : answer;
  }

  #question<T>(message: Uint8Array, read: (bytes: Uint8Array) => T | null): Promise<T | null> {
    const { gateway, ports, clock } = this.#context;
    return askByUdp({ to: { address: gateway, port: ports.pcp }, message, read, clock });
  }
}
