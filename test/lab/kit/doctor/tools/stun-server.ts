/** A STUN server of an operator of its own, which only tells what it sees. Arguments: address, port. @see RFC 8489 */
import { createSocket } from 'node:dgram';
import {
  BINDING_REQUEST,
  BINDING_SUCCESS,
  decodeStun,
  encodeStun,
  stunAttribute,
} from '../../../../../shared/stun/message.ts';
import { encodeXorAddress } from '../../../../../shared/stun/xor-address.ts';

const [address = '', port = ''] = process.argv.slice(2);
const socket = createSocket('udp4');
socket.on('message', (datagram, from) => {
  const request = decodeStun(datagram);
  if (request?.type !== BINDING_REQUEST) return;
  const value = encodeXorAddress(from, request.transactionId);
  if (value === null) return;
  const attributes = [{ type: stunAttribute.xorMappedAddress, value }];
  socket.send(encodeStun({ ...request, type: BINDING_SUCCESS, attributes }), from.port, from.address);
});
socket.bind(Number(port), address, () => console.log(JSON.stringify({ ready: true })));
