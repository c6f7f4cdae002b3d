/** The settings. */
export const settings = {
  settings: {
    title: 'Settings',
    you: 'You',
    name: 'Display name',
    nameHint: 'What your friends see.',
    server: 'Control server',
    serverLabel: 'Address of a control server',
    serverHint: 'Empty: parties that you create run on this computer.',
    serverPlaceholder: 'wss://play.example.org',
    about: 'About',
    version: (version: string) => `LANrage ${version}`,
    backend: (backend: string) => `Tunnel: ${backend}`,
  },
};
