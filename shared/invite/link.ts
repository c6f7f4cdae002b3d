/**
 * The link form of an invite: `lanrage://join/<server>[,<server>…]#<code>`, or `https://<page>#join/<server>,…/<code>`.
 * The code stands in the fragment, which programs that follow links never send to a server. Each server is
 * `host:port` (plain WebSocket, an embedded host) or `wss:host[:port]` (TLS); several are the addresses of one server.
 */
import { fault } from '../faults/fault.ts';
import { fail, ok, type Result } from '../result.ts';
import { formatCode, type InviteCode, parseCode } from './code.ts';

/** The scheme of invite links, registered by the packages. */
export const INVITE_SCHEME = 'lanrage';
const PREFIX = `${INVITE_SCHEME}://join/`;
const LINK = /lanrage:\/\/join\/([^\s#]*)#([0-9A-Za-z–—_-]+)/i;
const PAGE_LINK = /https:\/\/[^\s#]+#join\/([^\s/]*)\/([0-9A-Za-z–—_-]+)/i;
/** In a sentence, other words of four letters must not be taken for one. */
const CODE_IN_TEXT = /(?<![0-9A-Za-z–—_#/=-])[0-9A-Za-z]{4}(?:[–—-][0-9A-Za-z]{4}){3}(?![0-9A-Za-z–—_-])/g;
const CODE_AT_START = /^[0-9A-Za-z]{4}(?:[–—-][0-9A-Za-z]{4}){3}/;
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
 * Parses what was pasted: a link of either form anywhere within a longer text, else a code that stands in it as
 * {@link formatCode} writes it, else a bare code in any form.
 * @fault party.invite-foreign - a link or an invite of another program.
 * @fault party.code-malformed - neither a link nor a code. @fault party.code-mistyped - the check does not hold.
 */
export function parseInvite(text: string): Result<Invite, InviteFault> {
  const link = LINK.exec(text) ?? PAGE_LINK.exec(text);
  if (link !== null) return parseLink(link[1] ?? '', link[2] ?? '');
  const codes = text.match(CODE_IN_TEXT)?.map(parseCode) ?? [];
  const found = codes.find((code) => code.ok) ?? codes[0];
  if (found !== undefined) return found.ok ? ok({ code: found.value, servers: [] }) : found;
  const scheme = /\b([a-z][a-z0-9+.-]*):\/\/([^\s/]*)/i.exec(text);
  if (scheme !== null) {
    return fail(fault('party.invite-foreign', { found: scheme[2] || (scheme[1] ?? '') }));
  }
  const code = parseCode(text.trim());
  return code.ok ? ok({ code: code.value, servers: [] }) : code;
}

/** Whether a text holds an invite, perhaps with a slip in it, rather than being something else. */
export function isMeantAsInvite(text: string): boolean {
  if (LINK.test(text) || PAGE_LINK.test(text)) return true;
  const invite = parseInvite(text);
  // Four words of four letters are a code that is mistyped, too.
  return (
    invite.ok || (invite.fault.code === 'party.code-mistyped' && !/^\p{L}+(\s+\p{L}+)+$/u.test(text.trim()))
  );
}

/** Formats the link form. `servers` are WebSocket URLs, as in {@link Invite}. */
export function formatInvite({ code, servers }: Invite): string {
  return `${PREFIX}${servers.map(shorten).join(',')}#${formatCode(code)}`;
}

/**
 * The same as a link of a web page, which chats make clickable; the page leads on to the link form.
 * @param page - https URL of it. @param link - as {@link formatInvite} makes it.
 */
export function pageLink(page: string, link: string): string {
  const [servers = '', code = ''] = link.slice(PREFIX.length).split('#');
  return `${page.replace(/#.*$/, '')}#join/${servers}/${code}`;
}

function parseLink(serverText: string, codeText: string): Result<Invite, InviteFault> {
  const whole = parseCode(codeText);
  // A field of one line drops the line's end, so that the next line begins right behind the code.
  const code = whole.ok ? whole : parseCode(CODE_AT_START.exec(codeText)?.[0] ?? codeText);
  if (!code.ok) return whole.ok ? code : whole;
  const texts = decode(serverText)
    .split(',')
    .filter((part) => part !== '');
  const servers = texts.map(expand);
  if (servers.includes(null) || servers.length > SERVER_LIMIT) {
    return fail(fault('party.invite-foreign', { found: serverText.slice(0, 80) }));
  }
  return ok({ code: code.value, servers: servers.filter((url) => url !== null) });
}

/** Chats write brackets and commas of a link in their own way. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
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
