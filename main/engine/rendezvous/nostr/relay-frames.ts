/** What a Nostr relay says. It may say anything: what has another form is null. */
import { parseJson } from '../../../base/parse-json.ts';

export type RelayFrame =
  /** The content of an event, as bytes; whose it is the seal tells. */
  | { readonly type: 'event'; readonly subscription: string; readonly content: Uint8Array }
  | { readonly type: 'end-of-stored'; readonly subscription: string }
  | { readonly type: 'ok'; readonly event: string; readonly taken: boolean }
  | { readonly type: 'closed'; readonly subscription: string };

const MAX_CONTENT = 1024;

export function parseRelayFrame(text: string): RelayFrame | null {
  const frame = parseJson(text);
  if (!Array.isArray(frame)) return null;
  const [type, subject, third, fourth] = frame as unknown[];
  if (typeof subject !== 'string') return null;
  switch (type) {
    case 'EVENT': {
      const content = contentOf(third);
      return content === null ? null : { type: 'event', subscription: subject, content };
    }
    case 'EOSE':
      return { type: 'end-of-stored', subscription: subject };
    case 'OK':
      // A duplicate is one that it has, whatever it makes of that.
      return { type: 'ok', event: subject, taken: third === true || String(fourth).startsWith('duplicate:') };
    case 'CLOSED':
      return { type: 'closed', subscription: subject };
    default:
      return null;
  }
}

function contentOf(event: unknown): Uint8Array | null {
  if (typeof event !== 'object' || event === null || !('content' in event)) return null;
  const { content } = event;
  if (typeof content !== 'string' || content.length > MAX_CONTENT) return null;
  return new Uint8Array(Buffer.from(content, 'base64'));
}
