/** The way into a control server for a peer: the first of its addresses that answers, and who we are. */
import { CONTROL_PROTOCOL_VERSION } from '../../../shared/control/messages.ts';
import { helloBytes } from '../../../shared/control/transcripts.ts';
import { ok, type Result } from '../../../shared/result.ts';
import { type ConnectionOptions, ControlConnection } from '../../control-client/control-connection.ts';
import { dial } from '../../control-client/dial.ts';
import { sign } from '../../crypto/signature.ts';

export interface PeerOptions extends Omit<ConnectionOptions, 'signal'> {
  readonly identity: { readonly seed: Uint8Array; readonly publicKey: string };
  /** Program and version, for the server's log. */
  readonly app: string;
}

/**
 * Connects to a server that has these URLs, and says hello. @param signal - calls it off.
 * @fault control.unreachable - none of them answers. @fault control.timed-out - one accepts but says nothing.
 */
export function connectAsPeer(
  urls: readonly string[],
  options: PeerOptions,
  signal: AbortSignal,
): Promise<Result<ControlConnection>> {
  const connect = (url: string, race: AbortSignal): Promise<Result<ControlConnection>> =>
    greet(url, { ...options, signal: race });
  return dial(urls, { connect, clock: options.clock, signal });
}

async function greet(
  url: string,
  { identity, app, ...options }: PeerOptions & { readonly signal: AbortSignal },
): Promise<Result<ControlConnection>> {
  const opened = await ControlConnection.open(url, options);
  if (!opened.ok) return opened;
  const connection = opened.value;
  const welcome = await connection.request({
    type: 'hello',
    version: CONTROL_PROTOCOL_VERSION,
    identity: identity.publicKey,
    signature: sign(identity.seed, helloBytes(connection.nonce)),
    app,
  });
  if (welcome.ok) return ok(connection);
  connection.close();
  return welcome;
}
