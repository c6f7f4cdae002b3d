/** Makes the cable between a device and the switch it is plugged into as bad as asked for, and good again. */
import { must } from '../command.ts';
import { LabHost } from '../host.ts';
import { ip } from '../namespace.ts';
import type { LabProcess } from '../process.ts';

/** All ms but `lossRatio`, 0–1; each way. In `gapMs` of every `gapEveryMs` nothing passes. */
export interface Badness {
  readonly delayMs?: number;
  readonly jitterMs?: number;
  readonly lossRatio?: number;
  readonly gapMs?: number;
  readonly gapEveryMs?: number;
}

export interface Cable {
  /** Of the switch, a bridge. */
  readonly namespace: string;
  readonly bridge: string;
  /** The port that the device is plugged into. */
  readonly port: string;
}

let lines = 0;

export class BadLine {
  readonly #cable: Cable;
  readonly #process: LabProcess;

  private constructor(cable: Cable, process: LabProcess) {
    this.#cable = cable;
    this.#process = process;
  }

  static async lay(cable: Cable, badness: Badness): Promise<BadLine> {
    const { namespace, bridge, port } = cable;
    const { delayMs = 0, jitterMs = 0, lossRatio = 0, gapMs = 0, gapEveryMs = 1 } = badness;
    const id = lines++;
    const [near, far, between] = [`near${id}`, `far${id}`, `bad${id}`];
    const tool = new LabHost('line', namespace, '');
    const args = [near, far, delayMs, jitterMs, lossRatio, gapMs, gapEveryMs];
    const process = tool.tool('../doctor/tools/bad-line', args);
    await process.json((line) => line.ready === true);
    ip(namespace, [
      `link add ${between} type bridge`,
      `link set ${between} up`,
      `link set ${far} master ${bridge} up`,
      `link set ${near} master ${between} up`,
      `link set ${port} master ${between}`,
    ]);
    return new BadLine(cable, process);
  }

  async mend(): Promise<void> {
    const { namespace, bridge, port } = this.#cable;
    ip(namespace, [`link set ${port} master ${bridge}`]);
    this.#process.kill('SIGKILL');
    await this.#process.exited;
  }
}

/** The cable from a device to the switch in another namespace. */
export function cableOf(namespace: string, device: string, atSwitch: Omit<Cable, 'port'>): Cable {
  const [own] = links(namespace).filter(({ ifname }) => ifname === device);
  const other = links(atSwitch.namespace).find(({ ifindex }) => ifindex === own?.link_index);
  if (other === undefined) throw new Error(`${device} of ${namespace} isn't plugged in there`);
  return { ...atSwitch, port: other.ifname };
}

interface Link {
  readonly ifname: string;
  readonly ifindex: number;
  readonly link_index?: number;
}

function links(namespace: string): Link[] {
  return JSON.parse(must('ip', ['-n', namespace, '-j', 'link', 'show'])) as Link[];
}
