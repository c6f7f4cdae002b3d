/** A router on loopback that speaks what it is told to, and keeps its mappings where tests can see them. */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RouterPorts } from '../../../../../main/engine/nat/port-mapping/mapper.ts';
import { childText, findAll, readXml } from '../../../../../main/engine/nat/port-mapping/upnp/xml.ts';

export const GATEWAY = '127.0.0.1';

export interface Behaviour {
  pcp?: boolean;
  natPmp?: boolean;
  upnp?: false | 1 | 2;
  address?: string;
  /** PCP's and NAT-PMP's result code for requests to map. */
  result?: number;
  /** External ports that other machines have. */
  taken?: readonly number[];
  /** A port that was forwarded to this machine by hand. */
  byHand?: number;
  /** UPnP: refuses leases with this code. */
  noLeases?: 725 | 402;
  /** UPnP: says yes to everything and does nothing. */
  lies?: boolean;
  /** Answers these bytes to every datagram on PCP's port instead. */
  datagram?: (request: Buffer) => Uint8Array;
  /** Answers so to every search instead. */
  searchReply?: (location: string) => string;
  /** Handles every HTTP request instead. */
  http?: (request: IncomingMessage, response: ServerResponse) => void;
}

export class LoopbackRouter {
  /** External port → what it leads to. */
  readonly mappings = new Map<number, { client: string; port: number; leaseSeconds: number }>();
  readonly asked: string[] = [];
  readonly #behaviour: Behaviour;
  readonly #mapper = createSocket('udp4');
  readonly #ssdp = createSocket('udp4');
  readonly #http = createServer((request, response) => void this.#serve(request, response));
  readonly #startedMs = performance.now();

  constructor(behaviour: Behaviour) {
    this.#behaviour = behaviour;
    const { byHand } = behaviour;
    if (byHand !== undefined) this.mappings.set(byHand, { client: GATEWAY, port: byHand, leaseSeconds: 0 });
    for (const port of behaviour.taken ?? []) {
      this.mappings.set(port, { client: '192.168.1.77', port: 1, leaseSeconds: 0 });
    }
  }

  async open(): Promise<RouterPorts> {
    const { pcp, natPmp, upnp, searchReply, datagram } = this.#behaviour;
    const ports = { pcp: await bound(this.#mapper), ssdp: await bound(this.#ssdp) };
    await once(this.#http.listen(0, GATEWAY), 'listening');
    this.#mapper.on('message', (request, from) => {
      const answer = datagram?.(request) ?? (pcp || natPmp ? this.#answer(request) : null);
      if (answer !== null) this.#mapper.send(answer, from.port, from.address);
    });
    this.#ssdp.on('message', (_search, from) => {
      if (upnp || searchReply) this.#replyToSearch(from);
    });
    return ports;
  }

  close(): void {
    this.#mapper.close();
    this.#ssdp.close();
    this.#http.close();
    this.#http.closeAllConnections();
  }

  get location(): string {
    return `http://${GATEWAY}:${(this.#http.address() as AddressInfo).port}/root.xml`;
  }

  #replyToSearch(from: RemoteInfo): void {
    const plain = (location: string) =>
      `HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\nLOCATION: ${location}\r\n\r\n`;
    const reply = (this.#behaviour.searchReply ?? plain)(this.location);
    this.#ssdp.send(reply, from.port, from.address);
  }

  #answer(request: Buffer): Uint8Array | null {
    const [version = 0, opcode = 0] = request;
    if (version === 2)
      return this.#behaviour.pcp
        ? this.#answerPcp(request, opcode)
        : Uint8Array.of(0, 0x80, 0, 1, 0, 0, 0, 9);
    return this.#behaviour.natPmp ? this.#answerNatPmp(request, opcode) : null;
  }

  #answerPcp(request: Buffer, opcode: number): Uint8Array {
    const { result = 0, address = '45.13.0.9' } = this.#behaviour;
    const answer = Buffer.from(request);
    answer[1] = 0x80 | opcode;
    answer.fill(0, 8, 24);
    answer.writeUInt32BE(this.#epoch, 8);
    if (opcode === 0) return answer;
    answer[3] = result;
    const lifetime = request.readUInt32BE(4);
    const port = this.#map(request.readUInt16BE(40), request.readUInt16BE(42), lifetime);
    this.asked.push(`pcp ${lifetime}`);
    answer.writeUInt16BE(port, 42);
    answer.set([0xff, 0xff, ...address.split('.').map(Number)], 54);
    return answer;
  }

  #answerNatPmp(request: Buffer, opcode: number): Uint8Array {
    const { result = 0, address = '45.13.0.9' } = this.#behaviour;
    const answer = Buffer.alloc(opcode === 0 ? 12 : 16);
    answer[1] = 0x80 | opcode;
    answer.writeUInt32BE(this.#epoch, 4);
    if (opcode === 0) {
      answer.set(address.split('.').map(Number), 8);
      return answer;
    }
    const [internal, lifetime] = [request.readUInt16BE(4), request.readUInt32BE(8)];
    const port = this.#map(internal, request.readUInt16BE(6), lifetime);
    this.asked.push(`nat-pmp ${lifetime}`);
    answer.writeUInt16BE(result, 2);
    answer.writeUInt16BE(internal, 8);
    answer.writeUInt16BE(port, 10);
    answer.writeUInt32BE(lifetime, 12);
    return answer;
  }

  #map(internal: number, wanted: number, leaseSeconds: number): number {
    if (this.#behaviour.result) return 0;
    const own = [...this.mappings].find(
      ([, entry]) => entry.client === GATEWAY && entry.port === internal,
    )?.[0];
    if (leaseSeconds === 0) {
      if (own !== undefined) this.mappings.delete(own);
      return wanted;
    }
    let port = own ?? wanted;
    while (this.mappings.has(port) && port !== own) port++;
    this.mappings.set(port, { client: GATEWAY, port: internal, leaseSeconds });
    return port;
  }

  get #epoch(): number {
    return Math.floor((performance.now() - this.#startedMs) / 1000);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.asked.push(`http ${request.url}`);
    if (this.#behaviour.http !== undefined) return this.#behaviour.http(request, response);
    const type = `urn:schemas-upnp-org:service:WANIPConnection:${this.#behaviour.upnp || 1}`;
    if (request.method === 'GET') {
      response.end(
        `<root><device><service><serviceType>${type}</serviceType><controlURL>/ctl</controlURL></service></device></root>`,
      );
      return;
    }
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const action = /#(\w+)"$/.exec(String(request.headers.soapaction))?.[1] ?? '';
    this.asked.push(`upnp ${action}`);
    const answer = this.#call(action, body);
    if (typeof answer === 'number') {
      response.statusCode = 500;
      response.end(`<Fault><UPnPError><errorCode>${answer}</errorCode></UPnPError></Fault>`);
      return;
    }
    const fields = Object.entries(answer).map(([name, value]) => `<${name}>${value}</${name}>`);
    response.end(`<Body><u:${action}Response>${fields.join('')}</u:${action}Response></Body>`);
  }

  /** The values of the answer, or an error code. */
  #call(action: string, body: string): Record<string, string | number> | number {
    const { address = '45.13.0.9', upnp } = this.#behaviour;
    const root = readXml(body);
    const [call] = root === null ? [] : findAll(root, action);
    const argument = (name: string) => (call === undefined ? '' : childText(call, name));
    const port = Number(argument('NewExternalPort'));
    const entry = this.mappings.get(port);
    switch (action) {
      case 'GetExternalIPAddress':
        return { NewExternalIPAddress: address };
      case 'GetSpecificPortMappingEntry':
        return entry === undefined ? 714 : { NewInternalClient: entry.client, NewInternalPort: entry.port };
      case 'AddAnyPortMapping':
      case 'AddPortMapping':
        return action === 'AddAnyPortMapping' && upnp !== 2 ? 401 : this.#add(port, argument);
      case 'DeletePortMapping':
        if (argument('NewProtocol') !== 'UDP') return 402;
        return this.mappings.delete(port) ? {} : 714;
      default:
        return 401;
    }
  }

  #add(port: number, argument: (name: string) => string): Record<string, number> | number {
    const { noLeases, lies } = this.#behaviour;
    const leaseSeconds = Number(argument('NewLeaseDuration'));
    if (noLeases !== undefined && leaseSeconds > 0) return noLeases;
    const client = argument('NewInternalClient');
    const entry = this.mappings.get(port);
    if (entry !== undefined && entry.client !== client) return 718;
    if (!lies) this.mappings.set(port, { client, port: Number(argument('NewInternalPort')), leaseSeconds });
    return { NewReservedPort: port };
  }
}

async function bound(socket: Socket): Promise<number> {
  socket.bind(0, GATEWAY);
  await once(socket, 'listening');
  return socket.address().port;
}
