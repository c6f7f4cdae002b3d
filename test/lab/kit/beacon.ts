/** Games that announce themselves and games that listen, on machines of the lab. */
import type { LabHost } from './host.ts';
import type { LabProcess } from './process.ts';

export const GROUP = '224.0.2.60';

/** What a game sends, and by which kind of socket. */
export interface Beacon {
  readonly to: readonly (readonly [address: string, port: number])[];
  readonly text: string;
  /** Has each datagram say which it is, after the text. */
  readonly numbered?: boolean;
  /** 1 when absent. */
  readonly count?: number;
  readonly perSecond?: number;
  readonly bind?: string;
  readonly sourcePort?: number;
  readonly device?: string;
  readonly mark?: number;
  /** Address of the interface for multicast. */
  readonly by?: string;
  readonly ttl?: number;
  readonly dualStack?: boolean;
}

export interface Heard {
  readonly text: string;
  readonly from: string;
  readonly sourcePort: number;
  readonly port: number;
  readonly count: number;
}

/** Sends it, and waits until all has left. */
export function announce(
  host: LabHost,
  beacon: Beacon,
): Promise<{ sent: number; failed: number; sourcePort: number }> {
  return host.script('game-beacon', [JSON.stringify(beacon)]);
}

export class GameListener {
  readonly #tool: LabProcess;

  private constructor(tool: LabProcess) {
    this.#tool = tool;
  }

  /** Hears what comes to these ports. */
  static async open(host: LabHost, ports: readonly number[]): Promise<GameListener> {
    const tool = host.tool('game-listener', [JSON.stringify({ ports, groups: [GROUP], own: host.address })]);
    await tool.json((line) => line.ready === true);
    return new GameListener(tool);
  }

  /** Ends it, and gives what it heard, with how often. */
  async close(): Promise<readonly Heard[]> {
    this.#tool.kill('SIGTERM');
    const { heard } = await this.#tool.json<{ heard: Heard[] }>((line) => line.heard !== undefined);
    await this.#tool.exited;
    return heard;
  }
}
