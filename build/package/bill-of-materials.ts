/** What ships, in CycloneDX 1.6 (ECMA-424), and the licences of all of it as one text. Both depend on nothing but the build. */
import { createHash } from 'node:crypto';
import type { ShippedPackage } from './shipped-packages.ts';

/** @param app - the product's own name and version. */
export function billOfMaterials(
  app: { readonly name: string; readonly version: string },
  packages: readonly ShippedPackage[],
): object {
  const components = packages.map(({ name, version, license }) => ({
    type: 'library',
    'bom-ref': purl(name, version),
    name,
    version,
    purl: purl(name, version),
    licenses: [{ expression: license }],
  }));
  const self = purl(app.name, app.version);
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidOf(JSON.stringify(components))}`,
    version: 1,
    metadata: { component: { type: 'application', 'bom-ref': self, name: app.name, version: app.version } },
    components,
    dependencies: [{ ref: self, dependsOn: components.map((component) => component.purl) }],
  };
}

/** One after the other, each under its name. */
export function licenseNotices(packages: readonly ShippedPackage[]): string {
  const rule = '-'.repeat(80);
  const notices = packages.map(
    ({ name, version, license, licenseText }) => `${name} ${version} (${license})\n\n${licenseText}`,
  );
  return `LANrage contains the following software.\n\n${notices.join(`\n\n${rule}\n\n`)}\n`;
}

/** The same as data, for the page that shows them (renderer/actions/licences.ts). */
export function licenseList(packages: readonly ShippedPackage[]): string {
  return JSON.stringify(
    packages.map(({ name, version, license, licenseText }) => ({
      name,
      version,
      license,
      text: licenseText,
    })),
  );
}

/** https://github.com/package-url/purl-spec: an npm scope is a namespace, its @ is escaped. */
function purl(name: string, version: string): string {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}

/** The same packages get the same number, so that two builds of one state are alike (RFC 9562, version 8). */
function uuidOf(text: string): string {
  const hash = createHash('sha256').update(text).digest();
  hash[6] = 0x80 | ((hash[6] ?? 0) & 0x0f);
  hash[8] = 0x80 | ((hash[8] ?? 0) & 0x3f);
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}
