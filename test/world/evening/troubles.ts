/** What goes wrong in an evening. */
import { endpoint } from '../nat.ts';
import type { ModelControl } from './control.ts';
import { portOf } from './oracle.ts';
import type { RelayId, Trouble, TroubleKind } from './plan.ts';
import type { Scene, Side } from './scene.ts';

const MOST_CLOCK_JUMP_MS = 7_200_000;
/** The engine looks at its network this often. */
const NOTICE_MS = 2000;

export class Troubles {
  readonly #scene: Scene;
  readonly #control: ModelControl;
  readonly #resume: (side: Side) => void;
  /** How many troubles keep each relay down. */
  readonly #down = new Map<RelayId, number>();

  /** @param resume - starts a player's engine again. */
  constructor(scene: Scene, control: ModelControl, resume: (side: Side) => void) {
    this.#scene = scene;
    this.#control = control;
    this.#resume = resume;
  }

  befall(trouble: Trouble): void {
    const { kind, side: index, forMs, moreMs = 0, relay = 'a' } = trouble;
    const scene = this.#scene;
    const side = scene.sides[index];
    const later = (run: () => void): (() => void) => scene.world.after(forMs, run);
    const troubles: Record<TroubleKind, () => void> = {
      'control-lost': () => this.#count(side, 'controlDown', forMs),
      'interface-down': () => {
        this.#count(side, 'offline', forMs);
        later(() => this.#notice(side));
      },
      'control-lost-for-long': () => this.#count(side, 'controlDown', forMs, 'gone'),
      'control-late': () => {
        scene.lateMs.push(10 * moreMs);
        later(() => scene.lateMs.pop());
      },
      'relay-restarted': () => this.#restartRelay(relay, later),
      'relay-killed': () => this.#restartRelay(relay, later),
      'leg-cut': () => this.#change(trouble, later),
      'leg-cut-up': () => this.#change(trouble, later),
      'leg-cut-down': () => this.#change(trouble, later),
      'leg-slow': () => this.#change(trouble, later),
      'direct-blocked': () => {
        scene.blocked++;
        later(() => scene.blocked--);
      },
      'nat-flushed': () => side.nat.flush(),
      roamed: () => {
        this.#roam(side, 1);
        later(() => this.#roam(side, -1));
      },
      'machine-restarted': () => {
        side.wireguard.clear();
        this.#restart(side, forMs);
      },
      'engine-restarted': () => this.#restart(side, forMs),
      'engine-frozen': () => this.#freeze(side, later),
      slept: () => {
        this.#freeze(side, later);
        this.#count(side, 'asleep', forMs);
      },
      'clock-jumped': () => {
        side.clockMs += Math.round((scene.world.random() - 0.5) * MOST_CLOCK_JUMP_MS);
      },
    };
    troubles[kind]();
  }

  #restartRelay(id: RelayId, later: (run: () => void) => void): void {
    const scene = this.#scene;
    const relay = scene.relays.find((one) => one.id === id);
    if (relay === undefined) return;
    this.#down.set(id, (this.#down.get(id) ?? 0) + 1);
    relay.core.stop();
    scene.lookAtRelays();
    later(() => {
      const down = (this.#down.get(id) ?? 0) - 1;
      this.#down.set(id, down);
      relay.core.isUp = down === 0;
      scene.lookAtRelays();
    });
  }

  #change(trouble: Trouble, later: (run: () => void) => void): void {
    const scene = this.#scene;
    scene.relayTroubles.add(trouble);
    scene.lookAtRelays();
    later(() => {
      scene.relayTroubles.delete(trouble);
      scene.lookAtRelays();
    });
  }

  #freeze(side: Side, later: (run: () => void) => void): void {
    const { player } = side;
    player?.sleep();
    later(() => {
      if (side.player !== player || player === null) return;
      player.wake();
      this.#notice(side);
    });
  }

  /** Cut off, in one way or another, and back after a while. */
  #count(
    side: Side,
    what: 'controlDown' | 'offline' | 'asleep',
    forMs: number,
    shown: 'away' | 'gone' = 'away',
  ): void {
    side[what]++;
    this.#control.disconnected(side, forMs, shown);
    this.#scene.world.after(forMs, () => {
      side[what]--;
      this.#control.reconnected(side);
    });
  }

  #notice(side: Side): void {
    const { world } = this.#scene;
    world.after(world.random() * NOTICE_MS, () => {
      this.#control.describe(side);
      side.player?.feed({ type: 'network-changed' });
    });
  }

  #roam(side: Side, by: 1 | -1): void {
    side.roaming += by;
    side.nat = side.roaming > 0 ? side.away : side.home;
    side.nat.flush();
    const { mapping } = side.nat.kind;
    const network = side.home.address.split('.')[2];
    const inside = side.roaming > 0 ? `10.0.${side.index}.2` : `192.168.${network}.${side.index + 2}`;
    side.host = endpoint(mapping === 'none' ? side.nat.address : inside, portOf(side.host));
    this.#notice(side);
  }

  #restart(side: Side, forMs: number): void {
    side.player?.crash();
    side.player = null;
    side.engineDown++;
    this.#control.disconnected(side, forMs);
    this.#scene.world.after(forMs, () => {
      side.engineDown--;
      if (side.engineDown > 0) return;
      this.#resume(side);
      this.#control.reconnected(side);
    });
  }
}
