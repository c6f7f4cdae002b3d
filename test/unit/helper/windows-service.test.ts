import { expect, test } from 'vitest';
import { formatServiceConfig } from '../../../main/helper/tunnel/windows-service.ts';

const settings = { privateKey: 'QJvwO94Ks5jv9ZqgBOCyzVDd2jce3sAZxw8ke6M620o=', listenPort: 51820, mtu: 1420 };

test('the configuration of a Windows tunnel holds private key, address, listen port and MTU, a line each', () => {
  expect(formatServiceConfig(settings, '10.66.0.1/16').split('\r\n')).toEqual([
    '[Interface]',
    `PrivateKey = ${settings.privateKey}`,
    'Address = 10.66.0.1/16',
    'ListenPort = 51820',
    'MTU = 1420',
    '',
  ]);
});

test('the configuration leaves the port to WireGuard where any will do', () => {
  const config = formatServiceConfig({ ...settings, listenPort: 0 }, null);
  expect(config).not.toMatch(/ListenPort|Address/);
});
