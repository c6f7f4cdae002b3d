/**
 * Counts a message of one of our own wires, for the statistics.
 * @param type - e.g. `control.peer.update`, `echo.request`, `helper.status`. @param bytes - on the wire, without headers.
 */
export type CountMessage = (type: string, fate: 'sent' | 'received' | 'failed', bytes: number) => void;
