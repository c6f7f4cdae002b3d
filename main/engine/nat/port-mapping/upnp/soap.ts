/** The remote calls of UPnP (Device Architecture 1.1 §3.1) as text. */
import { childText, escapeXml, findAll, readXml } from './xml.ts';

const ENVELOPE = 'http://schemas.xmlsoap.org/soap/envelope/';
const ENCODING = 'http://schemas.xmlsoap.org/soap/encoding/';

/** Arguments in the order that the service defines, which simple routers insist on. */
export type SoapArguments = readonly (readonly [name: string, value: string | number])[];

export type SoapAnswer =
  | { readonly kind: 'values'; readonly value: (name: string) => string }
  /** @see WANIPConnection:2 §2.5 for codes from 700. */
  | { readonly kind: 'error'; readonly code: number; readonly description: string }
  | { readonly kind: 'garbage' };

/** The body of a call. @param service - one of the service types that we know, so it needs no escaping. */
export function formatCall(service: string, action: string, args: SoapArguments): string {
  const fields = args.map(([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`).join('');
  return (
    `<?xml version="1.0"?>\r\n<s:Envelope xmlns:s="${ENVELOPE}" s:encodingStyle="${ENCODING}">` +
    `<s:Body><u:${action} xmlns:u="${service}">${fields}</u:${action}></s:Body></s:Envelope>\r\n`
  );
}

/** What a router answered to a call. */
export function parseAnswer(status: number, body: string, action: string): SoapAnswer {
  const root = readXml(body);
  if (root === null) return { kind: 'garbage' };
  const [error] = findAll(root, 'UPnPError');
  if (error !== undefined) {
    const code = Number(childText(error, 'errorCode'));
    if (!Number.isInteger(code) || code < 1 || code > 999) return { kind: 'garbage' };
    return { kind: 'error', code, description: childText(error, 'errorDescription').slice(0, 80) };
  }
  const [response] = findAll(root, `${action}Response`);
  if (status !== 200 || response === undefined) return { kind: 'garbage' };
  return { kind: 'values', value: (name) => childText(response, name) };
}
