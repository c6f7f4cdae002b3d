/** Icon containers of Windows and macOS around PNG images. */

/** Windows .ico: a directory, then the images; 256 is written as 0. Sizes above 256 are left out. */
export function packIco(pngs: ReadonlyMap<number, Buffer>): Buffer {
  const images = [...pngs].filter(([size]) => size <= 256);
  const head = Buffer.alloc(6 + 16 * images.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(images.length, 4);
  let offset = head.length;
  for (const [i, [size, png]] of images.entries()) {
    const at = 6 + 16 * i;
    head.writeUInt8(size % 256, at);
    head.writeUInt8(size % 256, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(png.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += png.length;
  }
  return Buffer.concat([head, ...images.map(([, png]) => png)]);
}

/** Types that hold PNG since macOS 10.7. */
const ICNS_TYPES: Readonly<Record<number, string>> = {
  16: 'icp4',
  32: 'icp5',
  64: 'icp6',
  128: 'ic07',
  256: 'ic08',
  512: 'ic09',
  1024: 'ic10',
};

/** macOS .icns: `icns`, the length of all, then type, length and PNG of each. */
export function packIcns(pngs: ReadonlyMap<number, Buffer>): Buffer {
  const entries = [...pngs].flatMap(([size, png]) => {
    const type = ICNS_TYPES[size];
    return type === undefined ? [] : [chunk(type, png)];
  });
  return chunk('icns', Buffer.concat(entries));
}

function chunk(type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32BE(content.length + 8, 4);
  return Buffer.concat([head, content]);
}
