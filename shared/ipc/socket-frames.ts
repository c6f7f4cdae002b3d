/**
 * The contract over a socket: WebSocket text frames for the browser, JSON lines for the CLI's local socket.
 * The first frame of a browser is `{token}`; the local socket needs none, its file belongs to the owner alone.
 */
import { z } from 'zod';
import { faultSchema } from '../model/wire.ts';

/** Far above any call's input. */
export const SOCKET_FRAME_LIMIT_BYTES = 64 * 1024;

export const socketTokenSchema = z.object({ token: z.string().max(64) });

export const socketCallSchema = z.object({
  id: z.int().min(1),
  call: z.string().max(64),
  input: z.unknown(),
});

export const resultSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), fault: faultSchema }),
]);

/** What the engine's side sends: an answer, an event, or `ready` after the token was accepted. */
export type SocketReply =
  | { readonly re: number; readonly result: z.infer<typeof resultSchema> }
  | { readonly event: string; readonly value: unknown }
  | { readonly ready: true };
