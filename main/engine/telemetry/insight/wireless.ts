/** What Linux tells of Wi-Fi devices: `/proc/net/wireless`; pure. */

export interface WirelessFigures {
  readonly device: string;
  /** Signal in dBm; null where the driver has no absolute scale. */
  readonly signalDbm: number | null;
  /** Since the device came up: packets that were given up after retries, and beacons that were missed. */
  readonly retries: number;
  readonly missedBeacons: number;
}

/** Parses the file; lines that aren't understood are left out. */
export function parseWireless(text: string): WirelessFigures[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*([^\s:|]+):\s+(.*)$/.exec(line);
    if (match === null) return [];
    const [, device = '', rest = ''] = match;
    // status, quality, level and noise, five counters of discarded packets, missed beacons.
    const fields = rest
      .trim()
      .split(/\s+/)
      .slice(1)
      .map((field) => Number(field.replace(/\.$/, '')));
    const [, level, , , , , retries, , missedBeacons] = fields;
    if (level === undefined || retries === undefined || missedBeacons === undefined) return [];
    if (fields.some((field) => !Number.isFinite(field))) return [];
    return [{ device, signalDbm: level < 0 ? level : null, retries, missedBeacons }];
  });
}
