/** Sources that several profiles share, at the commits that were read. */

/** @param what - file and what it says. */
export function serviceDiscoveryHelper(what: string): string {
  return `github:OpenSourceLAN/service-discovery-helper@602e24fd1c4db2fadffab3987021527f02e0a6f9 ${what}`;
}

/** @param what - file below `opengsq/protocols`, and lines. */
export function openGsq(what: string): string {
  return `github:opengsq/opengsq-python@fb28e229cf856a892ac4b89bfa2bdca68a5ccebd opengsq/protocols/${what}`;
}

/** @param what - entry of its list of games. */
export function gamedig(what: string): string {
  return `github:gamedig/node-gamedig@8982c2b85301a2fa9074f6e2c006e711dd4c887a lib/games.js: ${what}`;
}

/** @param what - what its table of games says. */
export function gswatcher(what: string): string {
  return `github:lxndr/gswatcher docs/supported-games.md ${what}`;
}

/** @param entry - of Discord's list of games that it detects. */
export function detectable(entry: string): string {
  return `github:OpenAsar/arrpc@597103a26a116bee28ce76f7cee9e7ca00d03415 src/process/detectable.json "${entry}"`;
}
