/** The server's half of a WebSocket, as far as a demonstration needs it: sends text, hears the end. */
import { createHash } from "node:crypto";

const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

function frame(opcode, payload) {
  const { length } = payload;
  let head;
  if (length < 126) head = Buffer.from([0x80 | opcode, length]);
  else if (length < 65536) {
    head = Buffer.alloc(4);
    head.writeUInt16BE(length, 2);
    head.set([0x80 | opcode, 126]);
  } else {
    head = Buffer.alloc(10);
    head.writeBigUInt64BE(BigInt(length), 2);
    head.set([0x80 | opcode, 127]);
  }
  return Buffer.concat([head, payload]);
}

/** Take over the connection of an upgrade request; returns how to send, and calls `onEnd` once. */
export function accept(request, socket, onEnd) {
  const key = request.headers["sec-websocket-key"] ?? "";
  const answer = createHash("sha1").update(key + GUID).digest("base64");
  socket.write(
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
      `Sec-WebSocket-Accept: ${answer}\r\n\r\n`,
  );
  let open = true;
  const end = () => {
    if (open) onEnd();
    open = false;
  };
  socket.on("close", end);
  socket.on("error", end);
  socket.on("data", (data) => {
    if ((data[0] & 0x0f) === 8) socket.end(frame(8, Buffer.alloc(0)));
  });
  return {
    send: (message) => open && socket.write(frame(1, Buffer.from(JSON.stringify(message)))),
    close: (code) => {
      const payload = Buffer.alloc(2);
      payload.writeUInt16BE(code);
      socket.end(frame(8, payload));
    },
  };
}
