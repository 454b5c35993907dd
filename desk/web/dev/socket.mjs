/** The server's half of a WebSocket, as far as a demonstration needs it. */
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

/** The text frames of what a browser sent, and what is left of it that is not whole yet. */
function read(data) {
  const texts = [];
  let closed = false;
  for (;;) {
    if (data.length < 6) break;
    let length = data[1] & 0x7f;
    let at = 2;
    if (length === 126) {
      length = data.readUInt16BE(2);
      at = 4;
    }
    if (length === 127 || data.length < at + 4 + length) break;
    const mask = data.subarray(at, at + 4);
    const payload = data.subarray(at + 4, at + 4 + length).map((byte, i) => byte ^ mask[i % 4]);
    const opcode = data[0] & 0x0f;
    if (opcode === 1) texts.push(Buffer.from(payload).toString("utf8"));
    if (opcode === 8) closed = true;
    data = data.subarray(at + 4 + length);
  }
  return { texts, closed, rest: data };
}

/**
 * Take over the connection of an upgrade request; returns how to send. Calls `onEnd` once, and
 * `onText` for each text that comes.
 */
export function accept(request, socket, { onEnd, onText = () => undefined, protocol = "" }) {
  const key = request.headers["sec-websocket-key"] ?? "";
  const answer = createHash("sha1").update(key + GUID).digest("base64");
  socket.write(
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
      (protocol ? `Sec-WebSocket-Protocol: ${protocol}\r\n` : "") +
      `Sec-WebSocket-Accept: ${answer}\r\n\r\n`,
  );
  let open = true;
  const end = () => {
    if (open) onEnd();
    open = false;
  };
  socket.on("close", end);
  socket.on("error", end);
  let heard = Buffer.alloc(0);
  socket.on("data", (data) => {
    const { texts, closed, rest } = read(Buffer.concat([heard, data]));
    heard = rest;
    texts.forEach(onText);
    if (closed) socket.end(frame(8, Buffer.alloc(0)));
  });
  return {
    sendText: (text) => open && socket.write(frame(1, Buffer.from(text))),
    send: (message) => open && socket.write(frame(1, Buffer.from(JSON.stringify(message)))),
    close: (code) => {
      const payload = Buffer.alloc(2);
      payload.writeUInt16BE(code);
      socket.end(frame(8, payload));
    },
  };
}
