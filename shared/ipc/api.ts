/** The types that every end of the contract derives from it. */
import type { z } from 'zod';
import type { Result } from '../result.ts';
import type { calls, events, shellEvents } from './contract.ts';

export type CallName = keyof typeof calls;
export type EventName = keyof typeof events;
export type CallInput<N extends CallName> = z.input<(typeof calls)[N]['input']>;
export type ParsedInput<N extends CallName> = z.output<(typeof calls)[N]['input']>;
export type CallOutput<N extends CallName> = z.output<(typeof calls)[N]['output']>;
export type EventValues = { readonly [N in EventName]: z.output<(typeof events)[N]> };
export type EventValue<N extends EventName> = EventValues[N];
export type ShellEventName = keyof typeof shellEvents;
export type ShellEventValue<N extends ShellEventName> = z.output<(typeof shellEvents)[N]>;

/** What the renderer and the CLI hold. `on` returns its unsubscribe. */
export type LanrageApi = {
  readonly [N in CallName]: (input: CallInput<N>) => Promise<Result<CallOutput<N>>>;
} & {
  on<N extends EventName>(name: N, listener: (value: EventValue<N>) => void): () => void;
};

/** What the desktop's page holds. */
export type DesktopApi = LanrageApi & {
  onShell<N extends ShellEventName>(name: N, listener: (value: ShellEventValue<N>) => void): () => void;
};

/** What the engine implements; inputs are parsed before they get here. */
export type Handlers = {
  readonly [N in CallName]: (input: ParsedInput<N>) => Promise<Result<CallOutput<N>>>;
};
