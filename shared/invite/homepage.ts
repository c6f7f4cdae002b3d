/** Where people get LANrage: the `homepage` of package.json, which pages can't read. */
export const HOMEPAGE = 'https://github.com/lanrage/lanrage';
