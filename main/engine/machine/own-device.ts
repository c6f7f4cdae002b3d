/** Names of the devices that we make ourselves, which are no part of the network around us. */
export const OWN_DEVICE = /^lanrage\d/;
