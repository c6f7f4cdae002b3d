/** Takes out of a report what is nobody's business, by its form: secrets always, people and places as asked. */
import { redactText } from '../../base/log/redact.ts';

const MAC = /(?<![\w:-])[0-9a-f]{2}(?:([:-])[0-9a-f]{2})(?:\1[0-9a-f]{2}){4}(?![\w:-])/gi;
const URL_OF_SERVER = /\b(?:wss?|https?):\/\/[^\s,"]+/gi;
const IPV4_WITH_PORT = /\b\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?/g;
/** The name of whoever owns a home folder. It may have spaces where more of a path follows. */
const HOME = /(?<=[\\/](?:home|users)[\\/]{1,2})(?:[^\\/"'\n]{1,64}(?=[\\/])|[^\\/\s"']+)/gi;
/** As logs have it at `debug`: `name=Mara`, `peerName="Mara B"`, `"name":"Mara"`. */
const NAME_FIELD =
  /\b((?:(?:display|peer|player|party|host|user|member)_?)?name"?[=:])("(?:[^"\\]|\\.)*"|[^\s,}"]+)/gi;

/** Keys and tokens in every form, codes in every spelling, and invites: none should be there, and if one were it goes. */
export function scrubSecrets(text: string): string {
  return eachLine(text, (line) => redactText(line, { personal: true }))
    .replace(/lanrage:\/\/\S+|https:\/\/[^\s#]+#join\/\S*/gi, '[invite]')
    .replace(/\b[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){3}\b/gi, '[code]')
    .replace(/[A-Za-z0-9+/_-]{43}=?/g, '[secret]');
}

/** People's names: those that are known, and whatever stands where a name or its home folder does. */
export function scrubNames(
  text: string,
  known: readonly (readonly [name: string, placeholder: string])[],
): string {
  const spellings = known.flatMap(([name, placeholder]) =>
    // As it is, and as it stands in a log where it had to be quoted.
    [name, JSON.stringify(name).slice(1, -1)].map((spelling) => [spelling, placeholder] as const),
  );
  return spellings
    .reduce((whole, [name, placeholder]) => whole.replaceAll(name, () => placeholder), text)
    .replace(HOME, '[user]')
    .replace(NAME_FIELD, (found, field: string, value: string) =>
      value.startsWith('[') ? found : `${field}[name]`,
    );
}

/** Addresses of every family and of network cards, and servers. @param servers - hosts that are known by name. */
export function scrubAddresses(text: string, servers: readonly string[]): string {
  const bare = text.replace(URL_OF_SERVER, '[server]').replace(MAC, '[address]');
  const hidden = eachLine(bare, (line) => redactText(line, { personal: false }));
  return servers.reduce(
    (whole, host) => whole.replaceAll(host, '[server]'),
    hidden.replace(IPV4_WITH_PORT, '[address]'),
  );
}

/** A text as a whole is too long to be redacted uncut. */
function eachLine(text: string, change: (line: string) => string): string {
  return text.split('\n').map(change).join('\n');
}
