/** What the relay's first process and its further ones tell each other. */
import type { LogFields, LogLevel } from '../../../base/log/log.ts';
import type { Source } from '../client.ts';
import type { Listener } from '../kernel/table.ts';

/** A route as a further process has it. */
export interface SharedRoute {
  /** Given out by the first process, never twice. */
  readonly id: number;
  readonly from: Source;
  /** The receiver index, as the relay reads it: little-endian. */
  readonly index: number;
  /** null: only the first process can send there, so such packets are passed to it. */
  readonly to: Source | null;
}

/** From the first process. They are obeyed in the order sent. */
export type Order =
  | { readonly kind: 'add'; readonly routes: readonly SharedRoute[] }
  | { readonly kind: 'withdraw'; readonly ids: readonly number[] }
  | { readonly kind: 'listen'; readonly listeners: readonly Listener[]; readonly batches: boolean };

/** To the first process. */
export type Report =
  | { readonly kind: 'listening' }
  | {
      readonly kind: 'log';
      readonly level: LogLevel;
      readonly message: string;
      readonly fields?: LogFields | undefined;
    }
  /** A datagram that is for the first process to decide on. */
  | { readonly kind: 'passed'; readonly datagram: Uint8Array; readonly source: Source }
  /** Every second: a sign of life, with totals since the process began. */
  | {
      readonly kind: 'figures';
      readonly packets: number;
      readonly bytes: number;
      readonly passed: number;
      readonly dropped: number;
      /** Ids of the routes that carried packets since the last such report. */
      readonly used: readonly number[];
    };
