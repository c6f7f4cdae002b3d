import { describe, expect, it } from 'vitest';
import { findWanServices } from '../../../../../main/engine/nat/port-mapping/upnp/description.ts';
import { routerUrl } from '../../../../../main/engine/nat/port-mapping/upnp/router-http.ts';
import { formatCall, parseAnswer } from '../../../../../main/engine/nat/port-mapping/upnp/soap.ts';
import { formatSearch, parseLocation } from '../../../../../main/engine/nat/port-mapping/upnp/ssdp.ts';
import { childText, findAll, readXml } from '../../../../../main/engine/nat/port-mapping/upnp/xml.ts';

const GATEWAY = '192.168.1.1';
const LOCATION = new URL(`http://${GATEWAY}:5000/rootDesc.xml`);
const IP1 = 'urn:schemas-upnp-org:service:WANIPConnection:1';
const IP2 = 'urn:schemas-upnp-org:service:WANIPConnection:2';
const PPP = 'urn:schemas-upnp-org:service:WANPPPConnection:1';

const service = (type: string, url: string) =>
  `<service><serviceType>${type}</serviceType><controlURL>${url}</controlURL></service>`;
const description = (...services: string[]) =>
  `<?xml version="1.0"?><root xmlns="urn:schemas-upnp-org:device-1-0"><device><deviceList><device><serviceList>${services.join('')}</serviceList></device></deviceList></device></root>`;

describe('the XML of routers', () => {
  it('is read with prefixes, comments, CDATA and the five entities', () => {
    const root = readXml(
      '<?xml version="1.0"?>\n<a:x q="1"><!-- <y>no</y> --><y> 1 &amp;lt; 2 </y><z><![CDATA[<&]]></z><e/></a:x>',
    );
    const [x] = root === null ? [] : findAll(root, 'x');
    if (x === undefined) throw new Error('x was not found');
    expect(childText(x, 'y')).toBe('1 &lt; 2');
    expect(childText(x, 'z')).toBe('<&');
    expect(x.children.map(({ name }) => name)).toEqual(['y', 'z', 'e']);
  });

  it('may be sloppy: unclosed, wrongly closed, cut off', () => {
    const root = readXml('<a><b>1<c>2</b></x><d>3</d><e>4');
    const [a] = root === null ? [] : findAll(root, 'a');
    expect(a?.children.map(({ name }) => name)).toEqual(['b', 'd', 'e']);
    expect(readXml('<a><b')).not.toBeNull();
  });

  it('defines no entities: a document type ends the reading', () => {
    const lol = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><l>&b;</l>';
    expect(readXml(lol)).toBeNull();
    expect(readXml('<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>')).toBeNull();
    const unknown = readXml('<x>&b; &#65; &amp;#65;</x>');
    expect(unknown?.children[0]?.text).toBe('&b; &#65; &#65;');
  });

  it('is left alone when it is deeper or longer than any router’s', () => {
    expect(readXml('<a>'.repeat(40))).toBeNull();
    expect(readXml('<a/>'.repeat(5_000))).toBeNull();
    expect(readXml('<a/>'.repeat(500))).not.toBeNull();
  });

  it.each(['<', '<!--', '<![CDATA[', '</', '<a ', '&', '<a></a', '<?'])(
    'takes time in proportion to its length when it is full of %s',
    (part) => {
      const text = part.repeat((128 * 1024) / part.length);
      const startedMs = performance.now();
      readXml(text);
      expect(performance.now() - startedMs).toBeLessThan(5_000);
    },
  );
});

describe('a search for the router', () => {
  it('asks as the Device Architecture says', () => {
    expect(formatSearch('239.255.255.250:1900', 'upnp:rootdevice')).toBe(
      'M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: "ssdp:discover"\r\nMX: 1\r\nST: upnp:rootdevice\r\n\r\n',
    );
  });

  it('finds the place in a reply, however its header is written', () => {
    const reply = (header: string) => `HTTP/1.1 200 OK\r\nST: x\r\n${header}\r\n\r\n`;
    expect(parseLocation(reply(`LOCATION: ${LOCATION}`))).toBe(LOCATION.href);
    expect(parseLocation(reply(`location:${LOCATION}`))).toBe(LOCATION.href);
    expect(parseLocation(reply('X-LOCATION: http://x/'))).toBeNull();
    expect(parseLocation(`NOTIFY * HTTP/1.1\r\nLOCATION: ${LOCATION}\r\n\r\n`)).toBeNull();
    expect(parseLocation(reply(`LOCATION: ${'x'.repeat(5_000)}`))).toBeNull();
  });
});

describe('an address that a router names', () => {
  it.each([
    ['http://192.168.1.1:5000/ctl', 'http://192.168.1.1:5000/ctl'],
    ['/ctl/IPConn', 'http://192.168.1.1:5000/ctl/IPConn'],
    ['upnp/control?x=1', 'http://192.168.1.1:5000/upnp/control?x=1'],
  ])('is understood: %s', (text, href) => expect(routerUrl(text, GATEWAY, LOCATION)?.href).toBe(href));

  it.each([
    '',
    'https://192.168.1.1/',
    'file:///etc/passwd',
    'http://192.168.1.2:5000/ctl',
    'http://127.0.0.1:8500/',
    'http://router.lan/',
    'http://user:word@192.168.1.1/',
    'http://192.168.1.1.evil.example/',
    '//169.254.169.254/latest',
    'http://[::1]/',
    'http://',
  ])('is refused: %s', (text) => expect(routerUrl(text, GATEWAY, LOCATION)).toBeNull());

  it('is refused when the gateway is not a private address', () => {
    expect(routerUrl('http://45.13.0.1/', '45.13.0.1')).toBeNull();
  });
});

describe('a description', () => {
  it('names the services that map ports, the best first', () => {
    const text = description(
      service(PPP, '/ppp'),
      service('urn:x:Layer3Forwarding:1', '/l3'),
      service(IP1, '/ip1'),
      service(IP2, '/ip2'),
    );
    expect(findWanServices(text, LOCATION, GATEWAY).map(({ controlUrl }) => controlUrl.pathname)).toEqual([
      '/ip2',
      '/ip1',
      '/ppp',
    ]);
  });

  it('is relative to its URLBase, unless that leads elsewhere', () => {
    const based = (base: string) =>
      description(service(IP1, 'ctl')).replace('<device>', `<URLBase>${base}</URLBase><device>`);
    const url = (base: string) => findWanServices(based(base), LOCATION, GATEWAY)[0]?.controlUrl.href;
    expect(url('http://192.168.1.1:49000/a/')).toBe('http://192.168.1.1:49000/a/ctl');
    expect(url('http://10.0.0.1/')).toBe('http://192.168.1.1:5000/ctl');
  });

  it('leads nobody away from the router', () => {
    expect(
      findWanServices(description(service(IP1, 'http://10.0.0.1/ctl'), service(IP1, '')), LOCATION, GATEWAY),
    ).toEqual([]);
    expect(findWanServices('not XML at all', LOCATION, GATEWAY)).toEqual([]);
  });
});

describe('a call', () => {
  it('escapes what it carries', () => {
    const text = formatCall(IP1, 'AddPortMapping', [['NewPortMappingDescription', '<LAN>&"rage"']]);
    expect(text).toContain(
      '<NewPortMappingDescription>&#60;LAN&#62;&#38;&#34;rage&#34;</NewPortMappingDescription>',
    );
    expect(text).toContain(`<u:AddPortMapping xmlns:u="${IP1}">`);
  });

  it('has values, an error or garbage for an answer', () => {
    const envelope = (body: string) => `<s:Envelope xmlns:s="x"><s:Body>${body}</s:Body></s:Envelope>`;
    const values = parseAnswer(
      200,
      envelope('<m:GetXResponse xmlns:m="y"><NewX> 7 </NewX></m:GetXResponse>'),
      'GetX',
    );
    expect(values.kind === 'values' && values.value('NewX')).toBe('7');
    const error = envelope(
      '<s:Fault><detail><UPnPError><errorCode>718</errorCode><errorDescription>Conflict</errorDescription></UPnPError></detail></s:Fault>',
    );
    expect(parseAnswer(500, error, 'GetX')).toEqual({ kind: 'error', code: 718, description: 'Conflict' });
    expect(parseAnswer(200, envelope('<OtherResponse/>'), 'GetX').kind).toBe('garbage');
    expect(parseAnswer(500, '<html>busy</html>', 'GetX').kind).toBe('garbage');
    expect(parseAnswer(500, error.replace('718', 'x'), 'GetX').kind).toBe('garbage');
  });
});
