/** The log, and what this program is. */
export const tools = {
  logs: {
    title: 'Log',
    text: 'What LANrage did, newest last. It holds no keys and no codes.',
    level: 'Show',
    levels: {
      error: 'Errors only',
      warn: 'Warnings and errors',
      info: 'What happened',
      debug: 'Details',
      trace: 'Everything',
    },
    words: { error: 'error', warn: 'warning', info: 'info', debug: 'debug', trace: 'trace' },
    search: 'Search',
    follow: 'Follow',
    copy: 'Copy these lines',
    lines: 'Lines of the log',
    none: 'Nothing was logged that fits.',
  },
  about: {
    title: 'About LANrage',
    text: 'LAN games over the Internet, as if you sat in one room.',
    version: 'Version',
    platform: 'System',
    platforms: { linux: 'Linux', darwin: 'macOS', win32: 'Windows' },
    backend: 'Tunnel',
    backendOf: (name: string) => `WireGuard (${name})`,
    noBackend: 'not set up',
    host: 'Runs as',
    hosts: { desktop: 'desktop app', headless: 'background service, shown in a browser' },
    licences: 'Licences',
    licencesText:
      'WireGuard is a registered trademark of Jason A. Donenfeld. The licences of all parts come with LANrage, in THIRD-PARTY-LICENSES.txt beside the program.',
    showLicences: 'Show them',
    bundle: 'Support bundle',
    bundleText:
      'What somebody needs to help you: settings, what was found out, the end of the log. It goes nowhere by itself. Look at it, then copy it.',
    bundleShow: 'Make it',
    bundleAgain: 'Make it anew',
    withAddresses: 'With IP addresses and names',
    withAddressesHint: 'Helps with network trouble. Only for people whom you trust.',
    withConnectionLog: 'With the connection log',
    withConnectionLogHint:
      'Lets a developer replay how this party connected, step by step. It holds the addresses of everyone in the party and the times at which they were reached. It never holds keys.',
    preview: 'Preview of the support bundle',
    copyBundle: 'Copy the bundle',
  },
};
