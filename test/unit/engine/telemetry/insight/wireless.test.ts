import { describe, expect, it } from 'vitest';
import { parseWireless } from '../../../../../main/engine/telemetry/insight/wireless.ts';

const file = `Inter-| sta-|   Quality        |   Discarded packets               | Missed | WE
 face | tus | link level noise |  nwid  crypt   frag  retry   misc | beacon | 22
wlp3s0: 0000   54.  -56.  -256        0      0      0     12     27        3
  wlan1: 0000   70    30    0        0      0      0      4      0        0
`;

describe('the figures of Wi-Fi devices', () => {
  it('are read for each device', () => {
    expect(parseWireless(file)).toEqual([
      { device: 'wlp3s0', signalDbm: -56, retries: 12, missedBeacons: 3 },
      { device: 'wlan1', signalDbm: null, retries: 4, missedBeacons: 0 },
    ]);
  });

  it('are none on a machine without Wi-Fi, and of a file that is none', () => {
    expect(parseWireless(file.split('\n').slice(0, 2).join('\n'))).toEqual([]);
    expect(parseWireless('')).toEqual([]);
    expect(parseWireless('wlan0: what is this\nwlan1: 0 x y z 1 2 3 4 5 6\n')).toEqual([]);
  });
});
