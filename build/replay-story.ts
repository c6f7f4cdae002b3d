/** What happened in a mesh, in lines for people. */
import type { MeshEffect, MeshEvent } from '../main/engine/path/mesh/mesh-events.ts';
import type { LogHead } from '../main/engine/path/recording/mesh-log.ts';
import type { Played } from '../main/engine/path/recording/replay.ts';

const LONGEST = 300;
const SHORT_ID = 8;
/** What goes on all the time while nothing happens. */
const ROUTINE: ReadonlySet<string> = new Set<(MeshEvent | MeshEffect)['type']>([
  'time',
  'echo',
  'status',
  'relay-answered',
  'carried-out',
  'look',
  'ask-relay',
  'send-echo',
  'sample',
  'shown',
]);

/** Printable ASCII alone, so that no file can steer the terminal. */
export function safe(text: string): string {
  const shown = text.replace(/[^ -~]/gu, (letter) => `\\u{${letter.codePointAt(0)?.toString(16)}}`);
  return shown.length <= LONGEST ? shown : `${shown.slice(0, LONGEST)} …`;
}

export class Story {
  readonly #beganAtMs: number;
  readonly #wallMs: number;
  /** Address in the party → whose it is. */
  readonly #ids = new Map<string, string>();

  constructor({ startedAt, terms }: LogHead) {
    this.#beganAtMs = terms.startedAtMs;
    this.#wallMs = Date.parse(startedAt);
  }

  isRoutine({ event, effects }: Played): boolean {
    return ROUTINE.has(event.type) && (effects ?? []).every(({ type }) => ROUTINE.has(type));
  }

  line({ atMs, event, effects }: Played): string {
    const sinceMs = atMs - this.#beganAtMs;
    const wall = new Date(this.#wallMs + sinceMs);
    const time = Number.isNaN(wall.getTime()) ? '?' : wall.toISOString().slice(11, 23);
    if (event.type === 'came' || event.type === 'changed')
      this.#ids.set(event.member.address, event.member.id);
    const telling = (effects ?? []).filter(({ type }) => !ROUTINE.has(type));
    const told = (telling.length > 0 ? telling : (effects ?? [])).map((effect) => this.effect(effect));
    const what = safe(this.#event(event));
    return `${time} ${(sinceMs / 1000).toFixed(3).padStart(10)} s  ${what}${told.length === 0 ? '' : `  →  ${told.join('; ')}`}`;
  }

  effect(effect: MeshEffect): string {
    return safe(this.#effect(effect));
  }

  #event(event: MeshEvent): string {
    switch (event.type) {
      case 'came':
      case 'changed': {
        const { id, presence, address, reachability } = event.member;
        const how = event.type === 'came' ? ` (${event.how})` : '';
        const { mapping, filtering, candidates } = reachability;
        const places = candidates.map(({ type, endpoint }) => `${type} ${endpoint}`).join(', ');
        return `${short(id)} ${event.type}${how}: ${presence}, ${address}, ${mapping}/${filtering}, ${places || 'no candidates'}`;
      }
      case 'left':
      case 'reach-again':
        return `${short(event.member)} ${event.type}`;
      case 'signal':
        return `${short(event.from)} says ${restOf(event.body)}`;
      case 'echo':
        return `${this.#who(event.from)} echo ${event.packet.kind} ${event.packet.seq}`;
      case 'status':
        return event.status === null ? 'no status' : `status of ${event.status.peers.length} peers`;
      case 'relays':
        return `relays ${event.listed.map(({ id }) => id).join(', ')}, chosen ${event.chosen}`;
      default:
        return `${event.type} ${restOf(event)}`.trim();
    }
  }

  #effect(effect: MeshEffect): string {
    switch (effect.type) {
      case 'carry-out': {
        const peers = effect.peers.map(
          ({ publicKey, allowedIps, endpoint, keepaliveSeconds, fresh }) =>
            `${this.#peer(publicKey, allowedIps)} at ${endpoint ?? 'no new place'}, keepalive ${keepaliveSeconds}${fresh ? ', fresh' : ''}`,
        );
        const decoys = effect.decoys.map(
          ({ group, endpoints }) => `decoys of ${short(group)} to ${endpoints.join(', ') || 'none'}`,
        );
        const gone = effect.remove.map((key) => `remove ${short(key)}`);
        return [...gone, ...peers.map((peer) => `set ${peer}`), ...decoys].join('; ');
      }
      case 'signal':
        return `tell ${short(effect.to)} ${restOf(effect.body)}`;
      case 'send-echo':
        return `echo ${effect.packet.kind} ${effect.packet.seq} to ${this.#who(effect.to)}`;
      case 'sample':
        return `${short(effect.member)} ${effect.rttMs === null ? 'lost' : `${effect.rttMs.toFixed(1)} ms`}`;
      case 'relay-chosen':
        return `${short(effect.member)} goes over relay ${effect.relay}`;
      case 'hold':
        return `hold ${short(effect.member)} for ${effect.ms} ms`;
      default:
        return `${effect.type} ${restOf(effect)}`.trim();
    }
  }

  #who(address: string): string {
    const id = this.#ids.get(address);
    return id === undefined ? address : short(id);
  }

  #peer(key: string, allowedIps: readonly string[]): string {
    const [first] = allowedIps;
    return first === undefined ? `relay ${short(key)}` : this.#who(first.replace('/32', ''));
  }
}

function short(id: string): string {
  return id.slice(0, SHORT_ID);
}

/** Everything but the type, as JSON; nothing where there is nothing. */
function restOf(value: object): string {
  const entries = Object.entries(value).filter(([key]) => key !== 'type');
  return entries.map(([key, part]) => `${key}=${JSON.stringify(part)}`).join(' ');
}
