/**
 * The link form of an invite: `lanrage://join/<server>[,<server>…]#<code>`.
 * The code stands in the fragment, which programs that follow links never send to a server. Each server is
 * `host:port` (plain WebSocket, an embedded host) or `wss:host[:port]` (TLS); several are the addresses of one server.
 */
import { fault } from '../faults/fault.ts';
import { fail, ok, type Result } from '../result.ts';
import { formatCode, type InviteCode, parseCode } from './code.ts';

/** The scheme of invite links, registered by the packages. */
export const INVITE_SCHEME = 'lanrage';
const PREFIX = `${INVITE_SCHEME}://join/`;
/** An embedded host lists its interfaces; more than this is no real machine and would only slow the search. */
const SERVER_LIMIT = 16;

/** What an invite says. `servers` is empty for a bare code: the default server of the settings then applies. */
export interface Invite {
  readonly code: InviteCode;
  /** WebSocket URLs of one control server, best guess first. */
  readonly servers: readonly string[];
}

export type InviteFault = 'party.code-malformed' | 'party.code-mistyped' | 'party.invite-foreign';

/**
 * Parses a pasted invite: the link form anywhere within a longer text, or a bare code.
 * @fault party.invite-foreign - a link or an invite of another program.
 * @fault party.code-malformed - neither a link nor a code. @fault party.code-mistyped - the check does not hold.
 */
export function parseInvite(text: string): Result<Invite, InviteFault> {
  const link = /lanrage:\/\/join\/([^\s#]*)#([0-9A-Za-z–—_-]+)/i.exec(text);
  if (link !== null) return parseLink(link[1] ?? '', link[2] ?? '');
  const scheme = /\b([a-z][a-z0-9+.-]*):\/\/([^\s/]*)/i.exec(text);
  if (scheme !== null) {
    return fail(fault('party.invite-foreign', { found: scheme[2] || (scheme[1] ?? '') }));
  }
  const code = parseCode(text.trim());
  return code.ok ? ok({ code: code.value, servers: [] }) : code;
}

/** Formats the link form. `servers` are WebSocket URLs, as in {@link Invite}. */
export function formatInvite({ code, servers }: Invite): string {
  return `${PREFIX}${servers.map(shorten).join(',')}#${formatCode(code)}`;
}

function parseLink(serverText: string, codeText: string): Result<Invite, InviteFault> {
  const code = parseCode(codeText);
  if (!code.ok) return code;
  const texts = serverText.split(',').filter((part) => part !== '');
  const servers = texts.map(expand);
  if (servers.includes(null) || servers.length > SERVER_LIMIT) {
    return fail(fault('party.invite-foreign', { found: serverText.slice(0, 80) }));
  }
  return ok({ code: code.value, servers: servers.filter((url) => url !== null) });
}

function expand(text: string): string | null {
  const url = text.startsWith('wss:') ? `wss://${text.slice(4)}` : `ws://${text}`;
  if (!URL.canParse(url)) return null;
  const { host, hostname, pathname, search, username } = new URL(url);
  return hostname !== '' && pathname === '/' && search === '' && username === ''
    ? `${url.slice(0, url.indexOf(':'))}://${host}`
    : null;
}

function shorten(url: string): string {
  return url.startsWith('wss://') ? `wss:${url.slice(6)}` : url.replace(/^ws:\/\//, '');
}
