const refusals = ['page', 'too-many', 'too-many-from-address', 'too-many-strangers', 'closing'] as const;
/** Why an upgrade was refused. page: only browsers send an Origin. */
export type Refusal = (typeof refusals)[number];

const endings = ['gone', 'unregistered', 'flood', 'not-a-datagram', 'idle', 'closing'] as const;
/** Why a tunnel ended. gone: the other end closed it, or it broke. */
export type Ending = (typeof endings)[number];

/** Figures since the start; `open` and `strangers` are those of the moment. */
export interface TunnelStats {
  readonly open: number;
  /** Tunnels whose client is not registered. */
  readonly strangers: number;
  readonly opened: number;
  readonly datagramsIn: number;
  readonly datagramsOut: number;
  /** Datagrams that found too many waiting before them. */
  readonly droppedFull: number;
  readonly refused: Readonly<Record<Refusal, number>>;
  readonly ended: Readonly<Record<Ending, number>>;
}

/** The counters behind the figures. */
export class TunnelCounters {
  opened = 0;
  datagramsIn = 0;
  datagramsOut = 0;
  droppedFull = 0;
  readonly refused = zeros(refusals);
  readonly ended = zeros(endings);

  snapshot(open: number, strangers: number): TunnelStats {
    const { opened, datagramsIn, datagramsOut, droppedFull, refused, ended } = this;
    return {
      open,
      strangers,
      opened,
      datagramsIn,
      datagramsOut,
      droppedFull,
      refused: { ...refused },
      ended: { ...ended },
    };
  }
}

function zeros<K extends string>(keys: readonly K[]): Record<K, number> {
  return Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>;
}
