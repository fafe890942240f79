/**
 * As little of an HTTP client as a crowd needs. It runs on the cores of the store that it loads, and whatever it costs is taken from what
 * it measures: a tenth of Node's own client. One call at a time on each connection, kept alive until the store closes it.
 */
import { connect, type Socket } from 'node:net';

export interface ThinAnswer {
  readonly status: number;
  readonly body: string;
}

interface Waiting {
  tell(answer: ThinAnswer): void;
  fail(error: Error): void;
}

const NOTHING: Buffer = Buffer.alloc(0);

export class ThinClient {
  private readonly idle: Connection[] = [];
  private readonly all = new Set<Connection>();
  private readonly host: string;
  private readonly port: number;

  constructor(base: string) {
    const { hostname, port } = new URL(base);
    this.host = hostname;
    this.port = Number(port);
  }

  post(path: string, idempotencyKey: string, body: string): Promise<ThinAnswer> {
    const text = `POST ${path} HTTP/1.1\r\nhost: ${this.host}:${this.port}\r\ncontent-type: application/json\r\nidempotency-key: ${idempotencyKey}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
    const connection = this.idle.pop() ?? this.opened();
    return new Promise((resolve, reject) => {
      connection.send(text, { tell: resolve, fail: reject });
    });
  }

  /** What is still open fails. */
  close(): void {
    for (const connection of this.all) connection.close();
  }

  private opened(): Connection {
    const connection = new Connection(connect(this.port, this.host), (free) => {
      if (free) this.idle.push(connection);
      else {
        this.all.delete(connection);
        const at = this.idle.indexOf(connection);
        if (at >= 0) this.idle.splice(at, 1);
      }
    });
    this.all.add(connection);
    return connection;
  }
}

class Connection {
  private received: Buffer = NOTHING;
  private waiting: Waiting | null = null;

  /** @param whenFree told after each answer whether the connection stands, and once when it ends. */
  constructor(
    private readonly socket: Socket,
    private readonly whenFree: (stands: boolean) => void,
  ) {
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.take(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.whenFree(false);
      this.waiting?.fail(new Error('the connection closed before the answer'));
      this.waiting = null;
    });
  }

  send(text: string, waiting: Waiting): void {
    this.waiting = waiting;
    this.socket.write(text);
  }

  close(): void {
    this.socket.destroy();
  }

  private take(chunk: Buffer): void {
    this.received = this.received.length === 0 ? chunk : Buffer.concat([this.received, chunk]);
    const headEnds = this.received.indexOf('\r\n\r\n');
    if (headEnds < 0) return;
    const head = this.received.toString('latin1', 0, headEnds);
    const bodyBegins = headEnds + 4;
    const bodyEnds = bodyBegins + Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (this.received.length < bodyEnds) return;
    const { received, waiting } = this;
    this.received = NOTHING;
    this.waiting = null;
    const stands = !/\r\nconnection: close/i.test(head);
    if (stands) this.whenFree(true);
    else this.socket.destroy();
    waiting?.tell({ status: Number(head.slice(9, 12)), body: received.toString('utf8', bodyBegins, bodyEnds) });
  }
}
