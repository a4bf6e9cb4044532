/** Express servers on ports of the system's choice. */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Express } from "express";

/** A server that listens. */
export interface Listening {
  readonly url: string;
  close(): Promise<void>;
}

/** Listens on the loopback interface; answers once connections are taken. */
export async function listen(app: Express): Promise<Listening> {
  const server = await new Promise<Server>((resolve, reject) => {
    const starting: Server = app.listen(0, "127.0.0.1", (error?: Error) =>
      error ? reject(error) : resolve(starting),
    );
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}
