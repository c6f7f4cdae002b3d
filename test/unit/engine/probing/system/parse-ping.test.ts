import { describe, expect, test } from 'vitest';
import { parsePing } from '../../../../../main/engine/probing/system/parse-ping.ts';

/** What `ping -n 1` of Windows prints, by language: heading, reply, summary. */
const windows = {
  English: [
    'Pinging 8.8.8.8 with 32 bytes of data:',
    'Reply from 8.8.8.8: bytes=32 time=14ms TTL=117',
    'Reply from 8.8.8.8: bytes=32 time<1ms TTL=117',
    'Reply from 2001:db8::1: time=14ms',
    'Minimum = 14ms, Maximum = 14ms, Average = 14ms',
  ],
  German: [
    'Ping wird ausgeführt für 8.8.8.8 mit 32 Bytes Daten:',
    'Antwort von 8.8.8.8: Bytes=32 Zeit=14ms TTL=117',
    'Antwort von 8.8.8.8: Bytes=32 Zeit<1ms TTL=117',
    'Antwort von 2001:db8::1: Zeit=14ms',
    'Minimum = 14ms, Maximum = 14ms, Mittelwert = 14ms',
  ],
  French: [
    "Envoi d'une requête 'Ping' 8.8.8.8 avec 32 octets de données :",
    'Réponse de 8.8.8.8 : octets=32 temps=14 ms TTL=117',
    'Réponse de 8.8.8.8 : octets=32 temps<1ms TTL=117',
    'Réponse de 2001:db8::1 : temps=14 ms',
    'Minimum = 14ms, Maximum = 14ms, Moyenne = 14ms',
  ],
  Spanish: [
    'Haciendo ping a 8.8.8.8 con 32 bytes de datos:',
    'Respuesta desde 8.8.8.8: bytes=32 tiempo=14ms TTL=117',
    'Respuesta desde 8.8.8.8: bytes=32 tiempo<1m TTL=117',
    'Respuesta desde 2001:db8::1: tiempo=14ms',
    'Mínimo = 14ms, Máximo = 14ms, Media = 14ms',
  ],
  Portuguese: [
    'Disparando 8.8.8.8 com 32 bytes de dados:',
    'Resposta de 8.8.8.8: bytes=32 tempo=14ms TTL=117',
    'Resposta de 8.8.8.8: bytes=32 tempo<1ms TTL=117',
    'Resposta de 2001:db8::1: tempo=14ms',
    'Mínimo = 14ms, Máximo = 14ms, Média = 14ms',
  ],
  Polish: [
    'Badanie 8.8.8.8 z 32 bajtami danych:',
    'Odpowiedź z 8.8.8.8: bajtów=32 czas=14ms TTL=117',
    'Odpowiedź z 8.8.8.8: bajtów=32 czas<1 ms TTL=117',
    'Odpowiedź z 2001:db8::1: czas=14ms',
    'Minimum = 14 ms, Maksimum = 14 ms, Czas średni = 14 ms',
  ],
  Russian: [
    'Обмен пакетами с 8.8.8.8 по с 32 байтами данных:',
    'Ответ от 8.8.8.8: число байт=32 время=14мс TTL=117',
    'Ответ от 8.8.8.8: число байт=32 время<1мс TTL=117',
    'Ответ от 2001:db8::1: время=14мс',
    'Минимальное = 14мсек, Максимальное = 14 мсек, Среднее = 14 мсек',
  ],
  Korean: [
    'Ping 8.8.8.8 32바이트 데이터 사용:',
    '8.8.8.8의 응답: 바이트=32 시간=14ms TTL=117',
    '8.8.8.8의 응답: 바이트=32 시간<1ms TTL=117',
    '2001:db8::1의 응답: 시간=14ms',
    '최소 = 14ms, 최대 = 14ms, 평균 = 14ms',
  ],
  Japanese: [
    '8.8.8.8 に ping を送信しています 32 バイトのデータ:',
    '8.8.8.8 からの応答: バイト数 =32 時間 =14ms TTL=117',
    '8.8.8.8 からの応答: バイト数 =32 時間 <1ms TTL=117',
    '2001:db8::1 からの応答: 時間 =14ms',
    '最小 = 14ms、最大 = 14ms、平均 = 14ms',
  ],
  Chinese: [
    '正在 Ping 8.8.8.8 具有 32 字节的数据:',
    '来自 8.8.8.8 的回复: 字节=32 时间=14ms TTL=117',
    '来自 8.8.8.8 的回复: 字节=32 时间<1ms TTL=117',
    '来自 2001:db8::1 的回复: 时间=14ms',
    '最短 = 14ms，最长 = 14ms，平均 = 14ms',
  ],
} as const;

/** As bytes of an old code page look when they are read as UTF-8: every letter that isn't ASCII is lost. */
const garble = (text: string): string => text.replace(/[^\p{ASCII}]/gu, '\ufffd');

describe.each(Object.entries(windows))('Windows in %s', (_, [heading, reply, fast, reply6, summary]) => {
  const print = (line: string): string => ['', heading, line, '', summary, ''].join('\r\n');

  test.each([print, (line: string) => garble(print(line))])(
    'gives time and TTL, whatever the code page',
    (printed) => {
      expect(parsePing(printed(reply), '8.8.8.8', 'win32')).toEqual({
        kind: 'answered',
        rttMs: 14,
        ttl: 117,
      });
      expect(parsePing(printed(reply6), '2001:db8:0::1', 'win32')).toEqual({
        kind: 'answered',
        rttMs: 14,
        ttl: null,
      });
    },
  );

  test('less than a millisecond is between 0 and 1, never 0', () => {
    expect(parsePing(print(fast), '8.8.8.8', 'win32')).toEqual({ kind: 'answered', rttMs: 0.5, ttl: 117 });
  });

  test('the answer of another host, and one that is missing, are no answers', () => {
    expect(parsePing(print(reply), '8.8.8.80', 'win32')).toBeNull();
    expect(parsePing(print(reply), '8.8.8.9', 'win32')).toBeNull();
    expect(parsePing([heading, summary].join('\r\n'), '8.8.8.8', 'win32')).toBeNull();
  });
});

const LINUX = `PING 192.0.2.1 (192.0.2.1) 56(84) bytes of data.
64 bytes from 192.0.2.1: icmp_seq=1 ttl=57 time=11.62 ms

--- 192.0.2.1 ping statistics ---
1 packets transmitted, 1 received, 0% packet loss, time 0ms
rtt min/avg/max/mdev = 11.620/11.620/11.620/0.000 ms
`;
const LINUX_QUIET = LINUX.split('\n')
  .filter((line) => !line.startsWith('64 bytes'))
  .join('\n');
const MACOS = `PING 192.0.2.1 (192.0.2.1): 56 data bytes
64 bytes from 192.0.2.1: icmp_seq=0 ttl=57 time=11.620 ms

--- 192.0.2.1 ping statistics ---
1 packets transmitted, 1 packets received, 0.0% packet loss
round-trip min/avg/max/stddev = 11.620/11.620/11.620/nan ms
`;
const MACOS_6 = 'PING6(56=40+8+8 bytes) ::1 --> ::1\n16 bytes from ::1, icmp_seq=0 hlim=64 time=0.094 ms\n';
const BUSYBOX =
  'PING 192.0.2.1 (192.0.2.1): 56 data bytes\n64 bytes from 192.0.2.1: seq=0 ttl=57 time=0.154 ms\n';

test.each([
  ['Linux', LINUX, '192.0.2.1', { rttMs: 11.62, ttl: 57 }],
  ['Linux, quiet', LINUX_QUIET, '192.0.2.1', { rttMs: 11.62, ttl: null }],
  ['macOS', MACOS, '192.0.2.1', { rttMs: 11.62, ttl: 57 }],
  ['macOS, IPv6', MACOS_6, '::1', { rttMs: 0.094, ttl: 64 }],
  ['BusyBox', BUSYBOX, '192.0.2.1', { rttMs: 0.154, ttl: 57 }],
])('%s keeps its fractions', (_, output, to, expected) => {
  expect(parsePing(output, to, 'linux')).toEqual({ kind: 'answered', ...expected });
});

test.each([
  ['From 10.9.1.1 icmp_seq=1 Destination Host Unreachable', { code: 1, from: '10.9.1.1' }],
  ['From 10.9.1.1 icmp_seq=1 Packet filtered', { code: 13, from: '10.9.1.1' }],
  ['From 2001:db8::2 icmp_seq=1 Destination unreachable: No route', { code: 0, from: '2001:db8::2' }],
  ['92 bytes from 10.9.1.1: Destination Net Unreachable', { code: 0, from: '10.9.1.1' }],
  ['ping: connect: Network is unreachable', { code: 0, from: null }],
])('a complaint is told apart from silence: %s', (line, expected) => {
  expect(parsePing(`PING 192.0.2.1\n${line}\n`, '192.0.2.1', 'linux')).toEqual({
    kind: 'unreachable',
    ...expected,
  });
});

test.each([
  ['nothing', ''],
  ['a negative time', '64 bytes from 192.0.2.1: icmp_seq=1 ttl=57 time=-3.1 ms'],
  ['a time of nothing', '64 bytes from 192.0.2.1: icmp_seq=1 ttl=57 time=0.000 ms'],
  ['an endless time', '64 bytes from 192.0.2.1: icmp_seq=1 ttl=57 time=99999999999 ms'],
  ['a time beyond every time-out', '64 bytes from 192.0.2.1: icmp_seq=1 ttl=57 time=60001 ms'],
  ['no number', '64 bytes from 192.0.2.1: icmp_seq=1 ttl=57 time=NaN ms'],
  ['another host', '64 bytes from 192.0.2.10: icmp_seq=1 ttl=57 time=3.1 ms'],
  ['the address within a name', '64 bytes from x192.0.2.1: icmp_seq=1 ttl=57 time=3.1 ms'],
  ['controls', '64 bytes from 192.0.2.1: icmp_seq=1 ttl=57 \u001b[2Ktime=3.1 ms'],
  ['an answer after megabytes', `${'x'.repeat(1_000_000)}\n${LINUX}`],
  ['a line of megabytes', '64 bytes from 192.0.2.1: '.repeat(100_000)],
])('%s is no answer, never 0', (_, output) => {
  for (const platform of ['linux', 'darwin', 'win32'] as const) {
    expect(parsePing(output, '192.0.2.1', platform)).toBeNull();
  }
});

test.each([
  'Reply from 8.8.8.8: bytes=32 time=-14ms TTL=117',
  'Reply from 8.8.8.8: bytes=32 time=0ms TTL=117',
  'Reply from 8.8.8.8: bytes=32 time=999999ms TTL=117',
  'Reply from 8.8.8.8: Destination host unreachable.',
  'Reply from 192.168.1.1: TTL expired in transit.',
])('Windows: no answer in “%s”', (line) => {
  expect(parsePing(line, '8.8.8.8', 'win32')).toBeNull();
});

test('something that is no address is never found', () => {
  expect(parsePing(LINUX, 'example.org', 'linux')).toBeNull();
});
