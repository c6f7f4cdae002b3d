/** The calls of WANIPConnection:1 and :2 and WANPPPConnection:1 that map ports. */
import type { MapperContext } from '../mapper.ts';
import type { WanService } from './description.ts';
import { askByHttp } from './router-http.ts';
import { formatCall, parseAnswer, type SoapAnswer, type SoapArguments } from './soap.ts';

/** UPnP's error codes that decide what to try next (WANIPConnection:2 §2.5.16, §2.5.20). */
export const upnpError = {
  invalidAction: 401,
  invalidArgs: 402,
  actionFailed: 501,
  noSuchEntry: 714,
  conflict: 718,
  permanentLeasesOnly: 725,
  conflictWithOtherMechanism: 729,
} as const;

/** A refused call in numbers and the router's own words, or one without a usable answer. */
export type CallFailure =
  | { readonly kind: 'error'; readonly code: number; readonly description: string }
  | { readonly kind: 'silent' };

/** What an external port leads to. */
export interface Entry {
  readonly internalClient: string;
  readonly internalPort: number;
  readonly description: string;
}

export interface NewMapping {
  readonly externalPort: number;
  /** 0: for ever. */
  readonly leaseSeconds: number;
}

type Outcome<T> = { readonly kind: 'ok'; readonly value: T } | CallFailure;

export class WanConnection {
  readonly #context: MapperContext;
  readonly #service: WanService;

  constructor(context: MapperContext, service: WanService) {
    this.#context = context;
    this.#service = service;
  }

  /** Whether the router can choose a free port itself (AddAnyPortMapping). */
  get choosesPorts(): boolean {
    return this.#service.type.endsWith('WANIPConnection:2');
  }

  /** The router's address on the Internet; empty or 0.0.0.0 while it has none. */
  externalAddress(): Promise<Outcome<string>> {
    return this.#call('GetExternalIPAddress', [], (value) => value('NewExternalIPAddress'));
  }

  /** What the port leads to now. */
  entry(externalPort: number): Promise<Outcome<Entry>> {
    return this.#call('GetSpecificPortMappingEntry', this.#place(externalPort), (value) => ({
      internalClient: value('NewInternalClient'),
      internalPort: Number(value('NewInternalPort')),
      description: value('NewPortMappingDescription'),
    }));
  }

  /** Maps this very port; a router may silently replace an entry of the same client. */
  add(mapping: NewMapping): Promise<Outcome<number>> {
    return this.#call('AddPortMapping', this.#mapping(mapping), () => mapping.externalPort);
  }

  /** Maps this port or, where it is taken, another. @returns the port. */
  addAny(mapping: NewMapping): Promise<Outcome<number>> {
    return this.#call('AddAnyPortMapping', this.#mapping(mapping), (value) =>
      Number(value('NewReservedPort')),
    );
  }

  remove(externalPort: number): Promise<Outcome<null>> {
    return this.#call('DeletePortMapping', this.#place(externalPort), () => null);
  }

  #mapping({ externalPort, leaseSeconds }: NewMapping): SoapArguments {
    const { internalPort, localAddress, description } = this.#context;
    return [
      ...this.#place(externalPort),
      ['NewInternalPort', internalPort],
      ['NewInternalClient', localAddress],
      ['NewEnabled', 1],
      ['NewPortMappingDescription', description],
      ['NewLeaseDuration', leaseSeconds],
    ];
  }

  /** Names a mapping: any remote host, this port, and the protocol, without which nothing is deleted. */
  #place(externalPort: number): SoapArguments {
    return [
      ['NewRemoteHost', ''],
      ['NewExternalPort', externalPort],
      ['NewProtocol', this.#context.transport.toUpperCase()],
    ];
  }

  async #call<T>(
    action: string,
    args: SoapArguments,
    read: (value: (name: string) => string) => T,
  ): Promise<Outcome<T>> {
    const { type, controlUrl } = this.#service;
    const answer = await askByHttp(this.#context, {
      url: controlUrl,
      method: 'POST',
      headers: { 'content-type': 'text/xml; charset="utf-8"', soapaction: `"${type}#${action}"` },
      body: formatCall(type, action, args),
    });
    const parsed: SoapAnswer =
      answer === null ? { kind: 'garbage' } : parseAnswer(answer.status, answer.body, action);
    if (parsed.kind === 'garbage') return { kind: 'silent' };
    return parsed.kind === 'error' ? parsed : { kind: 'ok', value: read(parsed.value) };
  }
}
